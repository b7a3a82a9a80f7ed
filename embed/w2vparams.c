/* SPDX-License-Identifier: MIT */
/*
 * w2vparams.c -- rows, and the steps over them.
 *
 * Contexts of a centre share its targets, so a step is a small matrix
 * product and two rank-k updates instead of m separate pairs (Ji et al.,
 * "Parallelizing word2vec in shared and distributed memory", 2016).  Rows
 * are fetched a few centres before they are needed.
 */
#include "embed/w2vparams.h"

#include <stdlib.h>
#include <string.h>

#include "base/inline.h"
#include "base/kern.h"
#include "base/mem.h"
#include "base/rng.h"

#define INIT_STREAM   UINT64_MAX /* of random numbers: apart from all shards */
#define FETCH_INPUTS  5          /* centres ahead                            */
#define FETCH_TARGETS 2          /* likewise                                 */
#define WARM_DEPTH    8          /* nodes of the tree above never leave cache */

static void init_inputs(struct qn_w2v_params *m, uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, INIT_STREAM);
	for (uint32_t i = 0; i < m->words; i++) {
		float *row = qn_w2v_row(m, i);
		for (int j = 0; j < m->dim; j++)
			row[j] = (float)((qn_rng_double(&rng) - 0.5) / m->dim);
	}
}

static bool copy_init(struct qn_w2v_params *m, const struct qn_vectors *init,
                      const struct qn_vocab *v, struct qn_err *e)
{
	if (init->dim != m->dim)
		return qn_fail(e,
		               "the vectors to start from have %d dimensions, "
		               "not %d",
		               init->dim, m->dim);
	for (uint32_t i = 0; i < m->words; i++) {
		const float *row =
		    qn_vectors_find(init, qn_map_string(&v->words, i));
		if (row)
			memcpy(qn_w2v_row(m, i), row,
			       (size_t)m->dim * sizeof *row);
	}
	return true;
}

bool qn_w2v_params_init(struct qn_w2v_params *m, const struct qn_w2v_options *o,
                        const struct qn_vocab *v, struct qn_err *e)
{
	uint32_t words = v->words.count;
	*m = (struct qn_w2v_params){
	    .words = words,
	    .dim = o->dim,
	    .stride = qn_row_stride(o->dim),
	    .rows = words,
	    .skipgram = o->model == QN_W2V_SKIPGRAM,
	};
	if (o->hs) {
		m->tree_row = (uint32_t)m->rows;
		m->rows += words - 1;
	}
	if (o->negative > 0) {
		m->noise_row = (uint32_t)m->rows;
		m->rows += words;
	}
	if (m->rows > UINT32_MAX)
		return qn_fail(e, "%u words are too many", words);
	m->slab =
	    qn_big_alloc(m->rows, m->stride * sizeof *m->slab, "parameters", e);
	if (!m->slab)
		return false;
	init_inputs(m, o->seed);
	return !o->init || copy_init(m, o->init, v, e);
}

void qn_w2v_params_release(struct qn_w2v_params *m)
{
	qn_big_free(m->slab);
	*m = (struct qn_w2v_params){0};
}

/* A thread's. */
struct scratch {
	float **context; /* [2 * window]                             */
	float *bag;      /* [2][stride] mean of a window, its error  */
};

static void scratch_free(void *scratch)
{
	struct scratch *s = scratch;
	if (!s)
		return;
	free(s->context);
	qn_big_free(s->bag);
	free(s);
}

static void *scratch_new(const void *model, struct qn_err *e)
{
	const struct qn_w2v *m = model;
	struct scratch *s = qn_malloc(1, sizeof *s);
	*s = (struct scratch){
	    .context =
	        qn_malloc(2 * (size_t)m->drawing.window, sizeof *s->context),
	    .bag =
	        qn_big_alloc(2 * m->params.stride, sizeof *s->bag, "window", e),
	};
	return s;
}

INLINE void fetch(const float *row, size_t stride)
{
	for (size_t j = 0; j < stride; j += QN_ROW)
		__builtin_prefetch(row + j, 1, 3);
}

/* word2vec.c leaves a node of the tree alone when the model is sure of its
 * turn, rightly or wrongly; noise it trains in any case.  All of a window
 * aims at the nodes next to the root, centre after centre: taken at once they
 * would overshoot (a hundredth of the analogies is lost), so they take turns
 * as in word2vec.c.  Noise is hit too seldom for that to matter. */
static void aim_at(struct qn_outputs *out, const struct qn_sgd_line *line,
                   const struct qn_w2v_group *g)
{
	out->y = line->target + g->first;
	out->k = g->count;
	out->labels = g->labels;
	out->skip_sure = g->tree;
	out->in_order = g->tree;
}

/* Output rows of centre t worth fetching: `*n` of them, none beyond the last
 * centre. */
static float *const *targets_of(const struct qn_sgd_line *line,
                                const struct qn_w2v_params *m,
                                const struct qn_w2v_plan *p, size_t t,
                                size_t *n)
{
	*n = 0;
	if (t >= p->n)
		return line->target;
	uint32_t end = p->group_of[t + 1] < p->groups
	                   ? p->group[p->group_of[t + 1]].first
	                   : (uint32_t)p->rows.targets;
	uint32_t first = p->group[p->group_of[t]].first;
	if (m->tree_row > 0)
		first += end - first < WARM_DEPTH ? end - first : WARM_DEPTH;
	*n = end - first;
	return line->target + first;
}

static size_t contexts_of(const struct scratch *s,
                          const struct qn_sgd_line *line,
                          const struct qn_w2v_plan *p, size_t t)
{
	size_t first = qn_w2v_first(p, t), last = qn_w2v_last(p, t), m = 0;
	for (size_t i = first; i <= last; i++) {
		s->context[m] = line->input[i];
		m += i != t;
	}
	return m;
}

static void step_skipgram(const struct scratch *s,
                          const struct qn_sgd_line *line, size_t m,
                          const struct qn_w2v_group *g, size_t groups,
                          struct qn_outputs *out)
{
	const struct qn_kern *kern = qn_kern();
	for (; groups > 0; groups--, g++) {
		bool all = g->context == QN_W2V_ALL;
		aim_at(out, line, g);
		kern->logistic(s->context + (all ? 0 : g->context), all ? m : 1,
		               out);
		out->n_ahead = 0;
	}
}

/* Every group sees the mean of the window as it was; the error is added to
 * each of its words whole (word2vec.c does not divide it). */
static void step_cbow(const struct scratch *s, const struct qn_sgd_line *line,
                      size_t m, const struct qn_w2v_group *g, size_t groups,
                      struct qn_outputs *out)
{
	const struct qn_kern *kern = qn_kern();
	float *mean = s->bag, *error = s->bag + out->n;
	if (groups == 1 && g->count <= 8) {
		aim_at(out, line, g);
		kern->logistic_mean(s->context, m, mean, out);
		return;
	}
	kern->row_sum(mean, s->context, m, 1.0f / (float)m, out->n);
	memset(error, 0, out->n * sizeof *error);
	for (; groups > 0; groups--, g++) {
		aim_at(out, line, g);
		kern->logistic_bag(mean, error, out);
		out->n_ahead = 0;
	}
	kern->row_add(s->context, m, error, out->n);
}

static void step(void *scratch, const void *model,
                 const struct qn_sgd_line *line)
{
	const struct scratch *s = scratch;
	const struct qn_w2v_params *m = &((const struct qn_w2v *)model)->params;
	const struct qn_w2v_plan *p = (const void *)line->plan;
	size_t stride = m->stride;
	double loss = 0;
	struct qn_outputs out = {
	    .rate = line->rate,
	    .n = stride,
	    .loss = line->measure ? &loss : NULL,
	};
	for (size_t t = 0; t < p->n && t < FETCH_INPUTS; t++)
		fetch(line->input[t], stride);
	for (size_t t = 0; t < p->n; t++) {
		if (t + FETCH_INPUTS < p->n)
			fetch(line->input[t + FETCH_INPUTS], stride);
		out.ahead =
		    targets_of(line, m, p, t + FETCH_TARGETS, &out.n_ahead);
		const struct qn_w2v_group *g = p->group + p->group_of[t];
		size_t groups = p->group_of[t + 1] - p->group_of[t];
		size_t contexts = contexts_of(s, line, p, t);
		if (m->skipgram)
			step_skipgram(s, line, contexts, g, groups, &out);
		else
			step_cbow(s, line, contexts, g, groups, &out);
		if (line->measure)
			line->tally->pairs +=
			    m->skipgram ? (double)contexts : 1;
	}
	line->tally->loss += loss;
}

static void plan_init(void *plan)
{
	qn_w2v_plan_init(plan);
}

static void plan_release(void *plan)
{
	qn_w2v_plan_release(plan);
}

static bool draw(void *plan, const void *model, struct qn_sgd_cursor *c)
{
	return qn_w2v_plan_next(plan, &((const struct qn_w2v *)model)->drawing,
	                        c);
}

const struct qn_sgd_learner qn_w2v_learner = {
    .plan_size = sizeof(struct qn_w2v_plan),
    .plan_init = plan_init,
    .plan_release = plan_release,
    .draw = draw,
    .scratch_new = scratch_new,
    .scratch_free = scratch_free,
    .step = step,
};
