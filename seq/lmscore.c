/* SPDX-License-Identifier: MIT */
/*
 * lmscore.c -- see lmscore.h.
 */
#include "seq/lmscore.h"

#include <math.h>

#include "text/textlines.h"

#define BLOCK                                                                  \
	((size_t)1 << 18) /* bytes scored at a time: pieces of so much
                                 * text stay in cache */

double qn_lm_perplexity(const struct qn_lm_totals *t)
{
	return exp(t->nats / (double)t->words);
}

double qn_lm_perplexity_known(const struct qn_lm_totals *t)
{
	return exp((t->nats - t->nats_unknown) /
	           (double)(t->words - t->unknown));
}

double qn_lm_bits_per_char(const struct qn_lm_totals *t)
{
	return t->nats / M_LN2 / (double)t->chars;
}

void qn_lm_totals_add(struct qn_lm_totals *t, const struct qn_lm_piece *piece,
                      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct qn_lm_piece *p = &piece[i];
		t->word_nats += p->nats;
		t->word_unknown |= p->unknown;
		t->lines += p->text.n == 0;
		if (!p->ends_word)
			continue;
		t->nats += t->word_nats;
		t->nats_unknown += t->word_unknown ? t->word_nats : 0;
		t->unknown += t->word_unknown;
		t->words++;
		t->word_nats = 0;
		t->word_unknown = false;
	}
	t->pieces += n;
}

/* Code points, with one for the end of a last line that has none. */
static uint64_t characters(struct qn_slice s)
{
	uint64_t n = s.n && s.p[s.n - 1] != '\n';
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void score(struct qn_lm *m, struct qn_textlines *from,
                  struct qn_pool *pool, const struct qn_progress *progress,
                  qn_lm_sink *sink, void *ctx, struct qn_lm_totals *t,
                  struct qn_err *e)
{
	struct qn_lm_pieces pieces = {.at = NULL};
	struct qn_slice lines;
	while ((lines = qn_textlines_next(from, BLOCK, e)).n) {
		pieces.n = 0;
		if (!m->type->score(m, lines, pool, &pieces, e))
			break;
		t->chars += characters(lines);
		qn_lm_totals_add(t, pieces.at, pieces.n);
		if (sink)
			sink(ctx, pieces.at, pieces.n);
		if (!qn_progress_at(progress, "scoring", "bytes",
		                    qn_textlines_offset(from),
		                    qn_textlines_size(from)))
			qn_fail_interrupted(e, "scoring");
	}
	qn_lm_pieces_release(&pieces);
}

bool qn_lm_score(struct qn_lm *m, const char *path, struct qn_pool *pool,
                 const struct qn_progress *progress, qn_lm_sink *sink,
                 void *ctx, struct qn_lm_totals *t, struct qn_err *e)
{
	*t = (struct qn_lm_totals){.nats = 0};
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return false;
	score(m, from, pool, progress, sink, ctx, t, e);
	if (!e->failed && t->words == 0)
		qn_fail(e, "%s: there is no text to score",
		        qn_textlines_name(from));
	qn_textlines_close(from);
	return !e->failed;
}
