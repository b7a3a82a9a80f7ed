/* SPDX-License-Identifier: MIT */
/*
 * topicprint.c -- see topicprint.h.
 */
#include "topic/topicprint.h"

#include "base/decimal.h"

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

void qn_topic_print_shares(size_t doc, struct qn_slice name,
                           const double *share, uint32_t K, struct qn_buf *line,
                           struct qn_output *out)
{
	qn_buf_clear(line);
	qn_buf_printf(line, "%zu\t", doc);
	if (name.n)
		qn_buf_add(line, name.p, name.n);
	else
		qn_buf_printf(line, "%zu", doc);
	for (uint32_t k = 0; k < K; k++) {
		qn_buf_putc(line, '\t');
		qn_topic_put_number(line, share[k]);
	}
	qn_buf_putc(line, '\n');
	qn_output_write(out, line->p, line->n);
}
