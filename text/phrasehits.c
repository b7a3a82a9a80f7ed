/* SPDX-License-Identifier: MIT */
/*
 * phrasehits.c -- the rarest word leads; in a document that holds all, the
 * places where the phrase could begin are thinned out word by word.
 */
#include "text/phrasehits.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/varint.h"

struct finding {
	const struct qn_postings *word; /* [n]                             */
	size_t n;
	uint32_t *rank;  /* [n] of the present document             */
	uint32_t *begin; /* places where the phrase may begin       */
	uint32_t *at;    /* positions of one word                   */
	size_t room;     /* of both                                 */
};

/* The positions of a word in the present document; how many, 0 if they are
 * not what they should be. */
static uint32_t positions(struct finding *f, size_t i)
{
	uint32_t tf = qn_postings_tf(&f->word[i], f->rank[i]);
	if (tf > f->word[i].positions_n)
		return 0;
	if (tf > f->room) {
		f->room = 2 * (size_t)tf;
		f->begin = qn_realloc(f->begin, f->room, sizeof *f->begin);
		f->at = qn_realloc(f->at, f->room, sizeof *f->at);
	}
	return qn_postings_positions(&f->word[i], f->rank[i], tf, f->at) ? tf
	                                                                 : 0;
}

/* How often the phrase stands in the present document. */
static uint32_t count(struct finding *f)
{
	uint32_t kept = positions(f, 0);
	for (uint32_t k = 0; k < kept; k++)
		f->begin[k] = f->at[k];
	for (size_t i = 1; i < f->n && kept; i++) {
		uint32_t n = positions(f, i), from = kept, j = 0;
		kept = 0;
		for (uint32_t k = 0; k < from; k++) {
			uint64_t want = (uint64_t)f->begin[k] + i;
			while (j < n && f->at[j] < want)
				j++;
			if (j < n && f->at[j] == want)
				f->begin[kept++] = f->begin[k];
		}
	}
	return kept;
}

static bool all_hold(struct finding *f, uint32_t doc)
{
	for (size_t i = 0; i < f->n; i++) {
		f->rank[i] = qn_postings_rank(&f->word[i], doc);
		if (f->rank[i] == QN_NO_RANK)
			return false;
	}
	return true;
}

static void add_hit(struct qn_posting_list *hits, uint32_t doc, uint32_t tf)
{
	qn_posting_list_add(hits, doc, tf);
	/* A list that is not rare takes them for positions of nobody. */
	if (tf >= QN_EXTRA_RARE)
		qn_varint_put(&hits->positions, tf);
}

void qn_phrase_hits(const struct qn_postings *word, size_t n,
                    uint32_t documents, struct qn_posting_list *hits)
{
	struct finding f = {.word = word, .n = n};
	uint16_t *offset = qn_malloc(QN_WINDOW, sizeof *offset);
	uint32_t *tf = qn_malloc(QN_WINDOW, sizeof *tf);
	uint32_t rank = 0;
	size_t lead = 0;
	f.rank = qn_malloc(n, sizeof *f.rank);
	for (size_t i = 1; i < n; i++)
		if (word[i].df < word[lead].df)
			lead = i;
	for (uint32_t w = 0; w < qn_windows(documents); w++) {
		uint32_t found =
		    qn_postings_window(&word[lead], w, &rank, offset, tf);
		for (uint32_t i = 0; i < found; i++) {
			uint32_t doc = w * QN_WINDOW + offset[i], times;
			if (all_hold(&f, doc) && (times = count(&f)))
				add_hit(hits, doc, times);
		}
	}
	free(offset);
	free(tf);
	free(f.rank);
	free(f.begin);
	free(f.at);
}
