/* SPDX-License-Identifier: MIT */
/*
 * fuzz_bleu.c -- any bytes, made UTF-8, as a translation and its references,
 * under every metric: scores stay in their ranges, and a text is its own best
 * translation (but for TER's normalized references, which are cut twice).
 * Words are marked as they are counted.
 *
 * The first byte chooses options, 0xff parts the texts.
 */
#include <math.h>
#include <stdlib.h>

#include "seq/mtmetric.h"
#include "text/unicode.h"

#define TEXTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Words that are marked match, and no more of them than are counted. */
static void check_marks(const struct qn_bleu_options *o,
                        const struct qn_slice *text)
{
	struct qn_bleu *b = qn_bleu_new(o);
	double stats[QN_MT_STATS], marked = 0;
	size_t n;
	qn_bleu_segment(b, text[0], text + 1, TEXTS - 1, stats);
	const struct qn_bleu_mark *m =
	    qn_bleu_marks(b, text[0], text + 1, TEXTS - 1, &n);
	for (size_t i = 0; i < n; i++) {
		if (m[i].order > o->order || !m[i].word.n)
			abort();
		marked += m[i].order > 0;
	}
	if ((double)n > stats[0] || marked < stats[2])
		abort();
	qn_bleu_free(b);
}

static void check(const struct qn_mt_metric *m, const struct qn_slice *text)
{
	struct qn_mt_scorer *s = qn_mt_scorer_new(m);
	double stats[QN_MT_STATS];
	qn_mt_segment(s, text[0], text + 1, TEXTS - 1, stats);
	double x = qn_mt_score(m, stats, false);
	if (!(x >= 0) || (m->kind != QN_MT_TER && x > 100 + 1e-9))
		abort();
	qn_mt_segment(s, text[1], text + 1, TEXTS - 1, stats);
	if (m->kind == QN_MT_TER && !m->ter.normalized && stats[0] > 0)
		abort();
	if (m->kind == QN_MT_BLEU)
		for (int k = 0; k < m->bleu.order; k++)
			if (stats[2 + k] < stats[2 + m->bleu.order + k])
				abort();
	qn_mt_scorer_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_buf text[TEXTS] = {{0}};
	struct qn_slice line[TEXTS];
	if (size == 0 || size > 2000)
		return 0;
	uint8_t flags = *data;
	const char *p = (const char *)data + 1,
	           *end = (const char *)data + size;
	for (int i = 0; i < TEXTS; i++) {
		const char *stop =
		    p < end ? memchr(p, 0xff, (size_t)(end - p)) : NULL;
		size_t n = (size_t)((stop ? stop : end) - p);
		qn_buf_puts(&text[i], "");
		qn_utf8_mend((struct qn_slice){p, n}, true, &text[i]);
		line[i] = qn_buf_slice(&text[i]);
		p = stop ? stop + 1 : end;
	}
	const struct qn_mt_metric metric[] = {
	    {.kind = QN_MT_BLEU,
	     .bleu = {.rule = (enum qn_mttok_rule)(flags & 3),
	              .lower = flags & 4,
	              .order = 4}},
	    {.kind = QN_MT_BLEU, .bleu = {.rule = QN_MTTOK_ZH, .order = 2}},
	    {.kind = QN_MT_BLEU,
	     .bleu = {.rule = flags & 1 ? QN_MTTOK_JA : QN_MTTOK_BYTES,
	              .lower = flags & 4,
	              .order = 3}},
	    {.kind = QN_MT_CHRF,
	     .chrf = {.chars = 6,
	              .words = 2,
	              .beta = 2,
	              .lower = flags & 4,
	              .spaces = flags & 8,
	              .epsilon = flags & 16}},
	    {.kind = QN_MT_TER,
	     .ter = {.case_sensitive = flags & 4,
	             .normalized = flags & 32,
	             .no_punct = flags & 64,
	             .asian = flags & 128}},
	};
	for (size_t i = 0; i < sizeof metric / sizeof *metric; i++)
		check(&metric[i], line);
	check_marks(&metric[flags >> 3 & 3 ? 0 : 2].bleu, line);
	for (int i = 0; i < TEXTS; i++)
		qn_buf_release(&text[i]);
	return 0;
}
