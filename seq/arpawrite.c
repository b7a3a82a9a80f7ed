/* SPDX-License-Identifier: MIT */
/*
 * arpawrite.c -- see arpa.h.
 */
#include "seq/arpa.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"

#define BATCH ((size_t)1 << 14) /* n-grams that a thread writes at a time */

struct writer {
	const struct qn_ngram_model *m;
	unsigned k;
	size_t from, to;     /* n-grams of this round      */
	struct qn_buf *text; /* [threads]                  */
};

static void put_number(struct qn_buf *b, float x)
{
	qn_buf_reserve(b, QN_FLOAT_TEXT);
	b->n += qn_float_write(b->p + b->n, x == 0 ? 0 : x, 0);
}

static void put_gram(struct writer *w, size_t i, struct qn_buf *b)
{
	const struct qn_ngram_level *l = &w->m->level[w->k];
	uint32_t word[QN_NGRAM_ORDERS];
	qn_ngram_spell(w->m, w->k, i, word);
	put_number(b, l->prob[i]);
	for (unsigned j = 0; j < w->k; j++) {
		struct qn_slice s = qn_ngram_shown(
		    w->m->unit, qn_map_string(&w->m->words, word[j]));
		qn_buf_putc(b, j ? ' ' : '\t');
		qn_buf_add(b, s.p, s.n);
	}
	if (l->backoff) {
		qn_buf_putc(b, '\t');
		put_number(b, l->backoff[i]);
	}
	qn_buf_putc(b, '\n');
}

static void put_share(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct writer *w = ctx;
	for (size_t i = begin; i < end; i++)
		put_gram(w, w->from + i, &w->text[shard]);
}

static void put_level(struct writer *w, struct qn_pool *pool,
                      struct qn_output *out)
{
	size_t threads = (size_t)qn_pool_threads(pool);
	size_t n = w->m->level[w->k].n;
	qn_output_printf(out, "\n\\%u-grams:\n", w->k);
	for (w->from = 0; w->from < n && qn_output_ok(out); w->from = w->to) {
		w->to = n - w->from < threads * BATCH
		            ? n
		            : w->from + threads * BATCH;
		qn_pool_for(pool, w->to - w->from, threads, put_share, w);
		for (size_t t = 0; t < threads; t++) {
			qn_output_write(out, w->text[t].p, w->text[t].n);
			qn_buf_clear(&w->text[t]);
		}
	}
}

void qn_arpa_write(const struct qn_ngram_model *m, struct qn_pool *pool,
                   struct qn_output *out)
{
	size_t threads = (size_t)qn_pool_threads(pool);
	struct writer w = {.m = m};
	w.text = qn_calloc(threads, sizeof *w.text);
	qn_output_puts(out, "\\data\\\n");
	for (unsigned k = 1; k <= m->order; k++)
		qn_output_printf(out, "ngram %u=%zu\n", k, m->level[k].n);
	for (w.k = 1; w.k <= m->order; w.k++)
		put_level(&w, pool, out);
	qn_output_puts(out, "\n\\end\\\n");
	for (size_t t = 0; t < threads; t++)
		qn_buf_release(&w.text[t]);
	free(w.text);
}
