/* SPDX-License-Identifier: MIT */
/*
 * topicprint.c -- see topicprint.h.
 */
#include "topic/topicprint.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "text/topk.h"

void qn_topic_put_number(struct qn_buf *line, double x)
{
	char text[QN_FLOAT_TEXT];
	qn_buf_add(line, text, qn_float_write(text, (float)x, 0));
}

void qn_topic_print_key(uint32_t k, double weight, const struct qn_vocab *v,
                        const uint32_t *word, const bool *minus, size_t n,
                        struct qn_buf *line, struct qn_output *out)
{
	qn_buf_clear(line);
	qn_buf_printf(line, "%u\t", k);
	qn_topic_put_number(line, weight);
	qn_buf_putc(line, '\t');
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = qn_map_string(&v->words, word[i]);
		if (minus && minus[i])
			qn_buf_putc(line, '-');
		qn_buf_add(line, s.p, s.n);
		qn_buf_putc(line, ' ');
	}
	qn_buf_putc(line, '\n');
	qn_output_write(out, line->p, line->n);
}

/* --- documents ------------------------------------------------------------ */

static bool picks(const struct qn_topic_pick *p)
{
	return p->least > 0 || p->most > 0;
}

void qn_topic_print_head(const struct qn_topic_pick *pick,
                         struct qn_output *out)
{
	if (picks(pick))
		qn_output_puts(out, "#doc name topic proportion ...\n");
}

/* Of topics with the same share the last comes first, as in Mallet's files. */
static void put_picked(struct qn_buf *line, const double *share, uint32_t K,
                       const struct qn_topic_pick *pick)
{
	uint32_t most = pick->most > 0 ? (uint32_t)pick->most : K;
	struct qn_topk best = {.k = most < K ? most : K};
	best.hit = qn_malloc(best.k, sizeof *best.hit);
	for (uint32_t k = 0; k < K; k++)
		if (share[k] >= pick->least)
			qn_topk_add(&best,
			            (struct qn_scored){.doc = K - 1 - k,
			                               .score = share[k]});
	qn_topk_sort(&best);
	qn_buf_putc(line, '\t');
	for (size_t i = 0; i < best.n; i++) {
		qn_buf_printf(line, "%u\t", K - 1 - best.hit[i].doc);
		qn_topic_put_number(line, best.hit[i].score);
		qn_buf_putc(line, '\t');
	}
	free(best.hit);
}

void qn_topic_print_shares(size_t doc, struct qn_slice name,
                           const double *share, uint32_t K,
                           const struct qn_topic_pick *pick,
                           struct qn_buf *line, struct qn_output *out)
{
	qn_buf_clear(line);
	qn_buf_printf(line, "%zu\t", doc);
	if (name.n)
		qn_buf_add(line, name.p, name.n);
	else
		qn_buf_printf(line, "%zu", doc);
	if (picks(pick))
		put_picked(line, share, K, pick);
	else
		for (uint32_t k = 0; k < K; k++) {
			qn_buf_putc(line, '\t');
			qn_topic_put_number(line, share[k]);
		}
	qn_buf_putc(line, '\n');
	qn_output_write(out, line->p, line->n);
}
