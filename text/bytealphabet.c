/* SPDX-License-Identifier: MIT */
/*
 * bytealphabet.c -- both directions as tables.
 *
 * Source: the byte-level alphabet published with the code of Radford et al.,
 * "Language Models are Unsupervised Multitask Learners", 2019.
 */
#include "text/bytealphabet.h"

static bool visible(int b)
{
	return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xff && b != 0xad);
}

void qn_bytealphabet_init(struct qn_bytealphabet *a)
{
	uint16_t next = 0x100;
	for (int c = 0; c < QN_BYTEALPHABET_END; c++)
		a->byte[c] = -1;
	for (int b = 0; b < 256; b++) {
		a->of[b] = visible(b) ? (uint16_t)b : next++;
		a->byte[a->of[b]] = (int16_t)b;
	}
	size_t n = 0;
	for (int c = 0; c < QN_BYTEALPHABET_END; c++)
		if (a->byte[c] >= 0)
			a->order[n++] = (unsigned char)a->byte[c];
}

void qn_bytealphabet_put(const struct qn_bytealphabet *a, struct qn_slice bytes,
                         struct qn_buf *out)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned c = a->of[(unsigned char)bytes.p[i]];
		if (c < 0x80) {
			qn_buf_putc(out, (char)c);
			continue;
		}
		qn_buf_putc(out, (char)(0xc0 | c >> 6));
		qn_buf_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

bool qn_bytealphabet_get(const struct qn_bytealphabet *a, struct qn_slice text,
                         struct qn_buf *out)
{
	const unsigned char *p = (const unsigned char *)text.p;
	for (size_t i = 0; i < text.n; i++) {
		unsigned c = p[i];
		if (c >= 0x80) {
			if (c < 0xc2 || c > 0xc5 || i + 1 == text.n ||
			    (p[i + 1] & 0xc0) != 0x80)
				return false;
			c = (c & 0x1f) << 6 | (p[++i] & 0x3f);
		}
		if (c >= QN_BYTEALPHABET_END || a->byte[c] < 0)
			return false;
		qn_buf_putc(out, (char)a->byte[c]);
	}
	return true;
}
