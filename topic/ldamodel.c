/* SPDX-License-Identifier: MIT */
/*
 * ldamodel.c -- counts by word, from the topics of all tokens.
 */
#include "topic/ldamodel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/topk.h"

void qn_lda_model_free(struct qn_lda_model *m)
{
	if (!m)
		return;
	qn_vocab_free(m->vocab);
	qn_index_about_release(&m->about);
	free(m->alpha);
	free(m->total);
	free(m->start);
	qn_big_free(m->topic);
	qn_big_free(m->count);
	free(m);
}

/* --- counting ------------------------------------------------------------- */

/* The topics of a word's tokens, counted in row [K], which is zero before and
 * after.  Cells are written from `at` on, unless there is no room yet. */
static size_t count_word(const struct qn_lda *l, uint32_t word, uint32_t *row,
                         struct qn_lda_model *to, size_t at)
{
	const struct qn_lda_tokens *t = &l->tokens;
	size_t cells = 0;
	uint32_t from, held, end;
	qn_lda_slot_tokens(t, qn_lda_slot(t, word), &from, &held, &end);
	for (uint32_t i = from; i < end; i++)
		cells += row[t->topic[i]]++ == 0;
	if (to) {
		for (uint32_t k = 0; k < l->K; k++)
			if (row[k]) {
				to->topic[at] = (uint16_t)k;
				to->count[at++] = row[k];
			}
	}
	for (uint32_t i = from; i < end; i++)
		row[t->topic[i]] = 0;
	return cells;
}

static bool count_words(const struct qn_lda *l, struct qn_lda_model *m,
                        struct qn_err *e)
{
	uint32_t *row = qn_calloc(m->K, sizeof *row);
	m->start = qn_calloc((size_t)m->V + 1, sizeof *m->start);
	for (uint32_t w = 0; w < m->V; w++)
		m->start[w + 1] = m->start[w] + count_word(l, w, row, NULL, 0);
	m->topic = qn_big_alloc(m->start[m->V], sizeof *m->topic, "topics", e);
	m->count = qn_big_alloc(m->start[m->V], sizeof *m->count, "topics", e);
	for (uint32_t w = 0; !e->failed && w < m->V; w++)
		count_word(l, w, row, m, m->start[w]);
	free(row);
	return !e->failed;
}

struct qn_lda_model *
qn_lda_model_of(const struct qn_lda *l,
                const struct qn_tokenizer_options *tokenizer, struct qn_err *e)
{
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	about.tokenizer = *tokenizer;
	if (e->failed)
		return NULL;
	struct qn_lda_model *m = qn_calloc(1, sizeof *m);
	m->K = l->K;
	m->V = l->V;
	m->beta = l->beta;
	m->documents = l->docs->n;
	m->sweeps = (uint64_t)l->sweeps;
	m->alpha = qn_malloc(m->K, sizeof *m->alpha);
	m->total = qn_malloc(m->K, sizeof *m->total);
	for (uint32_t k = 0; k < m->K; k++) {
		m->alpha[k] = l->alpha[k];
		m->total[k] = (uint64_t)l->total[k];
	}
	m->vocab = qn_vocab_new();
	qn_vocab_merge(m->vocab, l->docs->vocab, NULL);
	if (qn_index_about_copy(&m->about, &about, e) && count_words(l, m, e))
		return m;
	qn_lda_model_free(m);
	return NULL;
}

uint32_t qn_lda_model_count(const struct qn_lda_model *m, uint32_t word,
                            uint32_t k)
{
	size_t low = m->start[word], high = m->start[word + 1], end = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->topic[middle] < k)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && m->topic[low] == k ? m->count[low] : 0;
}

/* --- top words ------------------------------------------------------------ */

struct qn_lda_top qn_lda_model_top(const struct qn_lda_model *m, size_t most)
{
	struct qn_lda_top top = {.most = most};
	struct qn_topk *best = qn_calloc(m->K, sizeof *best);
	struct qn_scored *hit = qn_calloc(m->K * most, sizeof *hit);
	top.word = qn_calloc(m->K * most, sizeof *top.word);
	top.n = qn_calloc(m->K, sizeof *top.n);
	for (uint32_t k = 0; k < m->K; k++)
		best[k] = (struct qn_topk){.hit = hit + k * most, .k = most};
	for (uint32_t w = 0; w < m->V; w++)
		for (size_t i = m->start[w]; i < m->start[w + 1]; i++)
			qn_topk_add(&best[m->topic[i]],
			            (struct qn_scored){w, m->count[i]});
	for (uint32_t k = 0; k < m->K; k++) {
		qn_topk_sort(&best[k]);
		top.n[k] = (uint32_t)best[k].n;
		for (size_t i = 0; i < best[k].n; i++)
			top.word[k * most + i] = best[k].hit[i].doc;
	}
	free(hit);
	free(best);
	return top;
}

void qn_lda_top_release(struct qn_lda_top *t)
{
	free(t->word);
	free(t->n);
}
