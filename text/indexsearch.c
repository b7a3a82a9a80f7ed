/* SPDX-License-Identifier: MIT */
/*
 * indexsearch.c -- going through everything, a window at a time.
 *
 * A document's score is summed in the order of the query's lists, here and in
 * indexprune.c alike, so that both agree in every bit.
 */
#include "text/indexsearch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/indexahead.h"
#include "text/indexprune.h"

#define WORDS (QN_WINDOW / 64)
#define KEYS  64 /* words that are fetched together */

struct qn_searcher {
	struct qn_index *x;
	const struct qn_index_weights *w;
	bool exhaustive;
	struct qn_search_lists lists;
	struct qn_pruner *pruner;
	double *score;    /* [QN_WINDOW]                         */
	uint16_t *offset; /* [QN_WINDOW]                         */
	uint32_t *tf;     /* [QN_WINDOW]                         */
	uint32_t *rank;   /* [lists] where each list has come to */
	size_t ranks;
};

struct qn_searcher *qn_searcher_new(struct qn_index *x,
                                    const struct qn_index_weights *w,
                                    bool exhaustive)
{
	struct qn_searcher *s = qn_calloc(1, sizeof *s);
	s->x = x;
	s->w = w;
	s->exhaustive = exhaustive;
	s->pruner = qn_pruner_new(w);
	s->score = qn_calloc(QN_WINDOW, sizeof *s->score);
	s->offset = qn_malloc(QN_WINDOW, sizeof *s->offset);
	s->tf = qn_malloc(QN_WINDOW, sizeof *s->tf);
	return s;
}

void qn_searcher_free(struct qn_searcher *s)
{
	if (!s)
		return;
	qn_pruner_free(s->pruner);
	qn_search_lists_release(&s->lists);
	free(s->score);
	free(s->offset);
	free(s->tf);
	free(s->rank);
	free(s);
}

/* --- a window ------------------------------------------------------------- */

/* Which documents of a window are wanted, and which may be. */
struct sieve {
	uint64_t hit[WORDS];  /* some list that counts holds it */
	uint64_t pass[WORDS]; /* every `must`, no `must not`    */
};

static void add_list(struct qn_searcher *s, size_t i, uint32_t w,
                     struct sieve *sieve)
{
	const struct qn_search_list *l = &s->lists.list[i];
	uint64_t own[WORDS] = {0};
	uint32_t n = 0;
	if (!l->empty)
		n = qn_postings_window(&l->postings, w, &s->rank[i], s->offset,
		                       s->tf);
	for (uint32_t k = 0; k < n; k++) {
		uint16_t at = s->offset[k];
		own[at / 64] |= UINT64_C(1) << at % 64;
		if (l->occur == QN_MUST_NOT)
			continue;
		s->score[at] +=
		    l->weight * qn_posting_weight(s->w, l->field,
		                                  w * QN_WINDOW + at, s->tf[k]);
	}
	for (size_t k = 0; k < WORDS; k++) {
		if (l->occur == QN_MUST_NOT)
			sieve->pass[k] &= ~own[k];
		else
			sieve->hit[k] |= own[k];
		if (l->occur == QN_MUST)
			sieve->pass[k] &= own[k];
	}
}

static void take_window(struct qn_searcher *s, uint32_t w, const uint64_t *gone,
                        struct qn_topk *hits)
{
	struct sieve sieve;
	memset(sieve.hit, 0, sizeof sieve.hit);
	memset(sieve.pass, 0xff, sizeof sieve.pass);
	for (size_t i = 0; i < s->lists.n; i++)
		add_list(s, i, w, &sieve);
	for (uint32_t k = 0; k < WORDS; k++) {
		uint64_t left = sieve.hit[k];
		for (; left; left &= left - 1) {
			uint32_t at = k * 64 + (uint32_t)__builtin_ctzll(left);
			uint32_t doc = w * QN_WINDOW + at;
			double score = s->score[at];
			s->score[at] = 0;
			if (score > 0 && (sieve.pass[k] & left & -left) &&
			    !(gone && (gone[doc / 64] >> doc % 64 & 1)))
				qn_topk_add(hits,
				            (struct qn_scored){doc, score});
		}
	}
}

/* --- a query -------------------------------------------------------------- */

static void search_all(struct qn_searcher *s, const uint64_t *gone,
                       struct qn_topk *hits)
{
	if (s->lists.n > s->ranks) {
		s->ranks = 2 * s->lists.n;
		s->rank = qn_realloc(s->rank, s->ranks, sizeof *s->rank);
	}
	memset(s->rank, 0, s->lists.n * sizeof *s->rank);
	for (uint32_t w = 0; w < qn_windows((uint32_t)s->w->documents); w++)
		take_window(s, w, gone, hits);
}

void qn_search_ahead(struct qn_searcher *s, const struct qn_query *q, size_t n)
{
	struct qn_index_key key[KEYS];
	size_t keys = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < q[i].n && keys < KEYS; k++) {
			const struct qn_clause *c = &q[i].clause[k];
			qn_index_key_begin(s->x, &key[keys++], c->field,
			                   qn_query_token(&q[i], c->from));
		}
	qn_index_ahead(s->x, key, keys);
}

bool qn_search(struct qn_searcher *s, const struct qn_query *q, size_t k,
               const uint64_t *gone, struct qn_scored *hit, size_t *n,
               struct qn_err *e)
{
	struct qn_topk hits = {.hit = hit, .k = k};
	*n = 0;
	if (!qn_search_lists_find(&s->lists, q, s->x, s->w, e))
		return false;
	if (s->exhaustive || gone || !s->w->own || !s->lists.bounded ||
	    !qn_prune_search(s->pruner, &s->lists, &hits))
		search_all(s, gone, &hits);
	qn_topk_sort(&hits);
	*n = hits.n;
	return true;
}
