/* SPDX-License-Identifier: MIT */
/*
 * lmmix.c -- see lmmix.h.
 */
#include "seq/lmmix.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "text/textlines.h"

#define BLOCK  ((size_t)1 << 18) /* bytes of text scored at a time   */
#define ROUNDS 200               /* of expectation maximisation      */
#define ENOUGH 1e-7              /* change of weights in a round     */

struct mix {
	struct qn_lm lm;
	size_t n;
	bool by_words;              /* models' pieces are not the same */
	struct qn_lm **model;       /* [n] */
	double *weight;             /* [n] */
	struct qn_lm_pieces *piece; /* [n] of the lines last scored */
};

static bool white(const struct qn_lm_piece *p)
{
	return p->text.n == 1 && qn_lm_cut_white(p->text.p[0]);
}

/* Pieces become the words that they make up. */
static void join_words(struct qn_lm_pieces *p)
{
	struct qn_lm_piece word = {.nats = 0};
	double nats = 0;
	size_t words = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_lm_piece *piece = &p->at[i];
		nats += (double)piece->nats;
		word.unknown |= piece->unknown;
		word.order = piece->order;
		if (!word.text.p && !white(piece))
			word.text.p = piece->text.p;
		if (!piece->ends_word)
			continue;
		word.text.n =
		    (size_t)(piece->text.p + piece->text.n - word.text.p);
		word.nats = (float)nats;
		word.ends_word = true;
		p->at[words++] = word;
		word = (struct qn_lm_piece){.nats = 0};
		nats = 0;
	}
	p->n = words;
}

/* The same lines by every model. */
static bool score_each(struct mix *m, struct qn_slice lines,
                       struct qn_pool *pool, struct qn_err *e)
{
	for (size_t i = 0; i < m->n; i++) {
		struct qn_lm *one = m->model[i];
		m->piece[i].n = 0;
		if (!one->type->score(one, lines, pool, &m->piece[i], e))
			return false;
		if (m->by_words)
			join_words(&m->piece[i]);
		if (m->piece[i].n != m->piece[0].n)
			return qn_fail(e, "models that cut text into different "
			                  "words cannot be mixed");
	}
	return true;
}

/* One piece: unknown to the mixture if to all of its models. */
static void mix_piece(const struct mix *m, size_t at, struct qn_lm_piece *out)
{
	double p = 0;
	*out = m->piece[0].at[at];
	for (size_t i = 0; i < m->n; i++) {
		const struct qn_lm_piece *one = &m->piece[i].at[at];
		p += m->weight[i] * exp(-(double)one->nats);
		out->unknown &= one->unknown;
		out->order = one->order > out->order ? one->order : out->order;
	}
	out->nats = p > 0 ? (float)-log(p) : INFINITY;
}

static bool score(struct qn_lm *lm, struct qn_slice lines, struct qn_pool *pool,
                  struct qn_lm_pieces *out, struct qn_err *e)
{
	struct mix *m = (struct mix *)lm;
	if (!score_each(m, lines, pool, e))
		return false;
	size_t n = m->piece[0].n;
	struct qn_lm_piece *to = qn_lm_pieces_add(out, n);
	for (size_t i = 0; i < n; i++)
		mix_piece(m, i, &to[i]);
	return true;
}

static bool begin(struct qn_lm *lm, struct qn_slice text, struct qn_err *e)
{
	(void)lm;
	(void)text;
	return qn_fail(e, "a mixture of models scores text, and writes none");
}

static void free_mix(struct qn_lm *lm)
{
	struct mix *m = (struct mix *)lm;
	for (size_t i = 0; i < m->n; i++) {
		qn_lm_free(m->model[i]);
		qn_lm_pieces_release(&m->piece[i]);
	}
	free(m->model);
	free(m->weight);
	free(m->piece);
	free(m);
}

static const struct qn_lm_class mix_class = {
    .score = score, .begin = begin, .free = free_mix};

static bool check(const struct mix *m, struct qn_err *e)
{
	for (size_t i = 0; i < m->n; i++)
		if (!(m->weight[i] > 0) || !isfinite(m->weight[i]))
			return qn_fail(e, "weights of models are above 0");
	return true;
}

/* Whether all cut text alike; subwords may be anybody's. */
static bool alike(const struct mix *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->model[i]->unit != m->lm.unit || m->lm.unit == QN_LM_BPE)
			return false;
	return true;
}

struct qn_lm *qn_lm_mix(struct qn_lm **model, const double *weight, size_t n,
                        struct qn_err *e)
{
	struct mix *m = qn_calloc(1, sizeof *m);
	double sum = 0;
	m->lm = (struct qn_lm){.type = &mix_class, .unit = model[0]->unit};
	m->n = n;
	m->model = qn_calloc(n, sizeof *m->model);
	m->weight = qn_calloc(n, sizeof *m->weight);
	m->piece = qn_calloc(n, sizeof *m->piece);
	for (size_t i = 0; i < n; i++) {
		m->model[i] = model[i];
		sum += m->weight[i] = weight[i];
	}
	if (!check(m, e)) {
		free_mix(&m->lm);
		return NULL;
	}
	m->by_words = !alike(m);
	if (m->by_words)
		m->lm.unit = QN_LM_WORD;
	for (size_t i = 0; i < n; i++)
		m->weight[i] /= sum;
	return &m->lm;
}

const double *qn_lm_mix_weights(const struct qn_lm *mix)
{
	return ((const struct mix *)mix)->weight;
}

/* --- tuning --------------------------------------------------------------- */

/* What each model gives to each piece of a text. */
struct table {
	float *p; /* [pieces][models] */
	size_t n, room;
};

static void keep(struct table *t, const struct mix *m)
{
	size_t n = m->piece[0].n;
	if (t->room - t->n < n) {
		t->room += t->room / 2 + n;
		t->p = qn_realloc(t->p, t->room * m->n, sizeof *t->p);
	}
	for (size_t at = 0; at < n; at++, t->n++)
		for (size_t i = 0; i < m->n; i++)
			t->p[t->n * m->n + i] = expf(-m->piece[i].at[at].nats);
}

static void read_table(struct mix *m, const char *path, struct qn_pool *pool,
                       struct table *t, struct qn_err *e)
{
	struct qn_slice lines;
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	while (from && (lines = qn_textlines_next(from, BLOCK, e)).n &&
	       score_each(m, lines, pool, e))
		keep(t, m);
	if (!e->failed && t->n == 0)
		qn_fail(e, "%s: there is no text", qn_textlines_name(from));
	qn_textlines_close(from);
}

/* A round: each model's share of what all give.  How far weights moved. */
static double improve(const struct mix *m, const struct table *t, double *share)
{
	double moved = 0;
	for (size_t i = 0; i < m->n; i++)
		share[i] = 0;
	for (size_t at = 0; at < t->n; at++) {
		const float *p = t->p + at * m->n;
		double sum = 0;
		for (size_t i = 0; i < m->n; i++)
			sum += m->weight[i] * (double)p[i];
		for (size_t i = 0; i < m->n && sum > 0; i++)
			share[i] += m->weight[i] * (double)p[i] / sum;
	}
	for (size_t i = 0; i < m->n; i++) {
		double weight = share[i] / (double)t->n;
		moved = fmax(moved, fabs(weight - m->weight[i]));
		m->weight[i] = weight;
	}
	return moved;
}

bool qn_lm_mix_tune(struct qn_lm *mix, const char *path, struct qn_pool *pool,
                    struct qn_err *e)
{
	struct mix *m = (struct mix *)mix;
	struct table t = {.p = NULL};
	double *share = qn_calloc(m->n, sizeof *share);
	if (!e->failed)
		read_table(m, path, pool, &t, e);
	for (int i = 0; i < ROUNDS && !e->failed; i++)
		if (improve(m, &t, share) < ENOUGH)
			break;
	free(share);
	free(t.p);
	return !e->failed;
}
