/* SPDX-License-Identifier: MIT */
/*
 * ldaprint.c -- see ldaprint.h.
 */
#include "topic/ldaprint.h"

#include <stdlib.h>

#include "base/gzip.h"
#include "base/mem.h"

#define PART ((size_t)64 << 10) /* bytes of text compressed at a time */

void qn_lda_print_keys(const struct qn_lda_model *m, size_t words,
                       struct qn_output *out)
{
	struct qn_lda_top top = qn_lda_model_top(m, words);
	struct qn_buf line = {0};
	for (uint32_t k = 0; k < m->K && qn_output_ok(out); k++)
		qn_topic_print_key(k, m->alpha[k], m->vocab,
		                   top.word + k * words, NULL, top.n[k], &line,
		                   out);
	qn_buf_release(&line);
	qn_lda_top_release(&top);
}

/* The shares of all topics, from counts [n]. */
static void find_shares(const struct qn_lda *l,
                        const struct qn_lda_count *count, size_t n,
                        double *share)
{
	double sum = 0;
	for (uint32_t k = 0; k < l->K; k++)
		sum += share[k] = l->alpha[k];
	for (size_t i = 0; i < n; i++) {
		share[count[i].topic] += count[i].n;
		sum += count[i].n;
	}
	for (uint32_t k = 0; k < l->K; k++)
		share[k] /= sum;
}

void qn_lda_print_docs(const struct qn_lda *l, const struct qn_topic_pick *pick,
                       struct qn_output *out)
{
	struct qn_lda_count *count = qn_malloc(l->K, sizeof *count);
	double *share = qn_malloc(l->K, sizeof *share);
	struct qn_docwords_name cursor = {0};
	struct qn_buf line = {0};
	qn_topic_print_head(pick, out);
	for (size_t d = 0; d < l->docs->n && qn_output_ok(out); d++) {
		size_t n = qn_lda_docs_get(&l->counts, d, count);
		find_shares(l, count, n, share);
		qn_topic_print_shares(d, qn_docwords_name(l->docs, &cursor),
		                      share, l->K, pick, &line, out);
	}
	qn_buf_release(&line);
	free(share);
	free(count);
}

/* --- tokens --------------------------------------------------------------- */

/* Each word's place in the order in which words first occur, [V]; those that
 * do not, at the end. */
static uint32_t *order_of_words(const struct qn_docwords *d)
{
	uint32_t V = d->vocab->words.count, n = 0;
	uint32_t *place = qn_malloc(V, sizeof *place);
	for (uint32_t w = 0; w < V; w++)
		place[w] = QN_MAP_NONE;
	for (size_t i = 0; i < d->words; i++)
		if (place[d->id[i]] == QN_MAP_NONE)
			place[d->id[i]] = n++;
	for (uint32_t w = 0; w < V; w++)
		if (place[w] == QN_MAP_NONE)
			place[w] = n++;
	return place;
}

static void put_head(struct qn_buf *text, const struct qn_lda *l)
{
	qn_buf_puts(text, "#doc source pos typeindex type topic\n#alpha : ");
	for (uint32_t k = 0; k < l->K; k++) {
		qn_topic_put_number(text, l->alpha[k]);
		qn_buf_putc(text, ' ');
	}
	qn_buf_puts(text, "\n#beta : ");
	qn_topic_put_number(text, l->beta);
	qn_buf_putc(text, '\n');
}

static void put_tokens(struct qn_buf *text, const struct qn_lda *l, size_t doc,
                       const uint16_t *topic, const uint32_t *place)
{
	const struct qn_docwords *d = l->docs;
	for (size_t i = d->start[doc]; i < d->start[doc + 1]; i++) {
		qn_buf_printf(text, "%zu NA %zu %u ", doc, i - d->start[doc],
		              place[d->id[i]]);
		struct qn_slice word =
		    qn_map_string(&d->vocab->words, d->id[i]);
		qn_buf_add(text, word.p, word.n);
		qn_buf_printf(text, " %u\n", topic[i]);
	}
}

bool qn_lda_print_state(const struct qn_lda *l, struct qn_output *out,
                        struct qn_err *e)
{
	uint16_t *topic =
	    qn_big_alloc(l->docs->words, sizeof *topic, "tokens", e);
	if (!topic || !qn_lda_tokens_get(&l->tokens, l->docs, topic, e)) {
		qn_big_free(topic);
		return false;
	}
	struct qn_gzip *g = qn_gzip_new(out);
	struct qn_buf text = {0};
	uint32_t *place = order_of_words(l->docs);
	put_head(&text, l);
	for (size_t d = 0; d < l->docs->n && qn_output_ok(out); d++) {
		put_tokens(&text, l, d, topic, place);
		if (text.n < PART && d + 1 < l->docs->n)
			continue;
		qn_gzip_write(g, text.p, text.n);
		qn_buf_clear(&text);
	}
	qn_gzip_end(g);
	qn_buf_release(&text);
	free(place);
	qn_big_free(topic);
	return true;
}

/* --- words ---------------------------------------------------------------- */

struct cell {
	uint32_t topic, count;
};

/* More tokens first, then the smaller topic. */
static int by_count(const void *p, const void *q)
{
	const struct cell *a = p, *b = q;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return a->topic < b->topic ? -1 : 1;
}

static void put_cells(struct qn_buf *line, const struct qn_lda_model *m,
                      uint32_t w, struct cell *cell)
{
	size_t n = m->start[w + 1] - m->start[w];
	for (size_t i = 0; i < n; i++)
		cell[i] = (struct cell){m->topic[m->start[w] + i],
		                        m->count[m->start[w] + i]};
	qsort(cell, n, sizeof *cell, by_count);
	for (size_t i = 0; i < n; i++)
		qn_buf_printf(line, " %u:%u", cell[i].topic, cell[i].count);
}

void qn_lda_print_words(const struct qn_lda_model *m,
                        const struct qn_docwords *d, struct qn_output *out)
{
	uint32_t *place = order_of_words(d);
	uint32_t *word = qn_malloc(m->V, sizeof *word);
	struct cell *cell = qn_malloc(m->K, sizeof *cell);
	struct qn_buf line = {0};
	for (uint32_t w = 0; w < m->V; w++)
		word[place[w]] = w;
	for (uint32_t i = 0; i < m->V && qn_output_ok(out); i++) {
		qn_buf_clear(&line);
		qn_buf_printf(&line, "%u ", i);
		struct qn_slice text = qn_map_string(&m->vocab->words, word[i]);
		qn_buf_add(&line, text.p, text.n);
		put_cells(&line, m, word[i], cell);
		qn_buf_putc(&line, '\n');
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
	free(cell);
	free(word);
	free(place);
}
