/* SPDX-License-Identifier: MIT */
/*
 * ldaheldout.c -- a document at a time, in a fixed number of shards.
 */
#include "topic/ldaheldout.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldasampling.h"

#define SHARDS 256

/* One shard's scratch. */
struct foretelling {
	struct qn_lda_sampling s;
	double *share; /* [K]                                  */
	double *p;     /* [room] of a document's words         */
	size_t room;
	struct qn_lda_heldout all;
};

struct evaluating {
	const struct qn_lda_infer *f;
	const struct qn_docwords *d;
	int particles; /* 0: completion */
	bool resample;
	struct qn_lda_heldout part[SHARDS];
};

/* --- completion ----------------------------------------------------------- */

/* The probability of a word in a document of these shares. */
static double foretell(const struct qn_lda_infer *f, const double *share,
                       double smooth, uint32_t word)
{
	const struct qn_lda_model *m = f->m;
	double p = smooth;
	for (size_t i = m->start[word]; i < m->start[word + 1]; i++)
		p += share[m->topic[i]] * m->count[i] * f->inverse[m->topic[i]];
	return p;
}

static void complete(struct foretelling *t, const struct evaluating *v,
                     size_t doc)
{
	const struct qn_lda_model *m = v->f->m;
	struct qn_lda_words w = qn_lda_words_of(v->d, doc, 2);
	double smooth = 0;
	if (w.n < 2)
		return;
	qn_lda_sampling_shares(&t->s, &w, doc, t->share);
	for (uint32_t k = 0; k < m->K; k++)
		smooth += m->beta * t->share[k] * v->f->inverse[k];
	for (size_t i = 1; i < w.n; i += 2, t->all.tokens++)
		t->all.log_p += log(foretell(v->f, t->share, smooth, w.id[i]));
}

/* --- left to right -------------------------------------------------------- */

/* One particle: what it gives each word of the document is added to t->p. */
static void go_right(struct foretelling *t, const struct evaluating *v,
                     const struct qn_lda_words *w)
{
	struct qn_lda_sampling *s = &t->s;
	for (size_t i = 0; i < w->n; i++) {
		if (v->resample)
			qn_lda_sampling_again(s, i);
		qn_lda_sampling_draw(s, i);
		t->p[i] += (double)s->m.all / (v->f->sum + (double)i);
		s->kern->count(&s->m, s->m.topic[i], 1);
	}
	for (size_t i = 0; i < w->n; i++)
		s->kern->count(&s->m, s->m.topic[i], -1);
}

static void left_to_right(struct foretelling *t, const struct evaluating *v,
                          size_t doc)
{
	struct qn_lda_words w = qn_lda_words_of(v->d, doc, 1);
	if (w.n > t->room) {
		t->room = w.n;
		t->p = qn_realloc(t->p, t->room, sizeof *t->p);
	}
	for (size_t i = 0; i < w.n; i++)
		t->p[i] = 0;
	qn_lda_sampling_begin(&t->s, &w, doc);
	for (int i = 0; i < v->particles; i++)
		go_right(t, v, &w);
	for (size_t i = 0; i < w.n; i++)
		t->all.log_p += log(t->p[i] / v->particles);
	t->all.tokens += w.n;
}

/* --- many documents ------------------------------------------------------- */

static void evaluate_shard(void *ctx, size_t shard, size_t from, size_t end)
{
	struct evaluating *v = ctx;
	struct foretelling t = {.room = 0};
	qn_lda_sampling_init(&t.s, v->f);
	t.share = qn_malloc(v->f->m->K, sizeof *t.share);
	for (size_t doc = from; doc < end; doc++)
		(v->particles ? left_to_right : complete)(&t, v, doc);
	v->part[shard] = t.all;
	qn_lda_sampling_release(&t.s);
	free(t.share);
	free(t.p);
}

static struct qn_lda_heldout evaluate(struct evaluating *v,
                                      struct qn_pool *pool)
{
	struct qn_lda_heldout all = {0};
	qn_pool_for(pool, v->d->n, SHARDS, evaluate_shard, v);
	for (size_t i = 0; i < SHARDS; i++) {
		all.log_p += v->part[i].log_p;
		all.tokens += v->part[i].tokens;
	}
	return all;
}

struct qn_lda_heldout qn_lda_complete_docs(const struct qn_lda_infer *f,
                                           const struct qn_docwords *d,
                                           struct qn_pool *pool)
{
	struct evaluating v = {.f = f, .d = d};
	return evaluate(&v, pool);
}

struct qn_lda_heldout qn_lda_left_to_right(const struct qn_lda_infer *f,
                                           const struct qn_docwords *d,
                                           int particles, bool resample,
                                           struct qn_pool *pool)
{
	struct evaluating v = {
	    .f = f, .d = d, .particles = particles, .resample = resample};
	return evaluate(&v, pool);
}
