/* SPDX-License-Identifier: MIT */
/*
 * fttrain.c -- fills a run's rows in, and makes a model of what it leaves.
 *
 * Departures from fastText: an epoch is a pass over the words that are
 * trained, where fastText goes on until it has met as many of them as the
 * text has tokens, dropped ones included; labels of a text for skip-gram and
 * CBOW likewise count for nothing.
 */
#include "embed/fttrain.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "embed/ftrun.h"

static void init_rows(struct qn_ft_run *r)
{
	const struct qn_ft_rows *rows = qn_ft_run_rows(r);
	const struct qn_ft_args *a = r->args;
	for (size_t i = 0; i < rows->row_at.n; i++)
		qn_ft_initial_row(a->seed, rows->row_at.id[i], a->dim,
		                  qn_sgd_row(&r->sgd, i));
}

static bool copy_pretrained(struct qn_ft_run *r, const struct qn_vectors *v,
                            struct qn_err *e)
{
	const struct qn_ft_dict *d = &r->model->dict;
	for (uint32_t i = 0; i < v->words.count; i++) {
		struct qn_slice word = qn_map_string(&v->words, i);
		uint32_t id = qn_ft_dict_find(d, word);
		for (int k = 0; k < v->dim; k++)
			if (!isfinite(qn_vectors_row(v, i)[k]))
				return qn_fail(
				    e,
				    "the vector of \"%.*s\" to start "
				    "from is not finite",
				    (int)word.n, word.p);
		if (id < d->words)
			memcpy(qn_sgd_row(&r->sgd, id), qn_vectors_row(v, i),
			       (size_t)v->dim * sizeof(float));
	}
	return true;
}

/* Outputs that lie across, as rows. */
static bool turn_outputs(struct qn_ft_run *r, struct qn_err *e)
{
	const struct qn_ft_goals *g = qn_ft_run_goals(r);
	size_t dim = (size_t)r->args->dim, stride = r->sgd.stride;
	float *rows =
	    qn_big_alloc(g->n, stride * sizeof *rows, "the outputs", e);
	if (!rows)
		return false;
	for (size_t i = 0; i < g->n; i++)
		for (size_t j = 0; j < dim; j++)
			rows[i * stride + j] =
			    *qn_ft_goals_weight(g, r->sgd.dense, i, j);
	qn_big_free(r->sgd.dense);
	r->sgd.dense = rows;
	return true;
}

/* Slab, places and outputs change hands. */
static void hand_over(struct qn_ft_run *r)
{
	struct qn_ft_model *m = r->model;
	struct qn_ft_rows *rows = qn_ft_run_rows(r);
	m->input.data = m->input.owned = r->sgd.slab;
	m->input.stride = m->output.stride = r->sgd.stride;
	m->input.seed = r->args->seed;
	if (rows->row_at.n < m->input.rows || r->args->bucket > 0) {
		m->input.place = m->input.owned_place = rows->place_of;
		rows->place_of = NULL;
	}
	m->output.data = qn_ft_run_outputs(r);
	m->output.owned = r->sgd.dense;
	r->sgd.slab = r->sgd.dense = NULL;
}

struct qn_ft_model *qn_ft_train(const struct qn_ft_training *t,
                                struct qn_corpus *c, struct qn_pool *pool,
                                double *clipped, struct qn_err *e)
{
	if (e->failed || !qn_ft_training_check(t, e))
		return NULL;
	struct qn_ft_model *m = qn_ft_model_new(&t->args);
	struct qn_ft_run r = {.t = t, .model = m, .corpus = c};
	qn_ft_run_begin(&r, pool);
	qn_ft_args_settle(&m->args);
	if (qn_ft_count(&m->dict, c, t, e) && t->counted)
		t->counted(t->ctx, &m->dict);
	m->input.rows = (size_t)m->dict.words + (size_t)m->args.bucket;
	m->output.rows = qn_ft_model_outputs(m);
	m->input.dim = m->output.dim = m->args.dim;
	bool ok = qn_ft_run_prepare(&r, e);
	if (ok) {
		init_rows(&r);
		ok = !t->pretrained || copy_pretrained(&r, t->pretrained, e);
		ok = ok && qn_ft_run_epochs(&r, e) &&
		     (!qn_ft_run_goals(&r)->across || turn_outputs(&r, e));
	}
	if (ok)
		hand_over(&r);
	*clipped = r.sgd.clipped;
	qn_ft_run_end(&r);
	if (ok)
		return m;
	qn_ft_model_free(m);
	return NULL;
}
