/* SPDX-License-Identifier: MIT */
/*
 * ftretrain.c -- a run that begins with the rows of a model, and puts them
 * back.
 */
#include "embed/fttrain.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/ftrun.h"

static void copy_rows(struct qn_ft_run *r)
{
	const struct qn_ft_model *m = r->model;
	const struct qn_ft_rows *rows = qn_ft_run_rows(r);
	size_t dim = (size_t)m->args.dim, bytes = dim * sizeof(float);
	float *scratch = qn_malloc(dim, sizeof *scratch),
	      *out = qn_ft_run_outputs(r);
	for (size_t i = 0; i < rows->row_at.n; i++)
		memcpy(qn_sgd_row(&r->sgd, i),
		       qn_ft_matrix_row(&m->input, rows->row_at.id[i], scratch),
		       bytes);
	for (size_t i = 0; i < m->output.rows; i++) {
		const qn_ft_loose *row =
		    qn_ft_matrix_row(&m->output, i, scratch);
		for (size_t j = 0; j < dim; j++)
			*qn_ft_goals_weight(&r->sup.goals, out, i, j) = row[j];
	}
	free(scratch);
}

/* Matrices of the model anew: rows that were trained, and the others. */
static bool copy_back(struct qn_ft_run *r, struct qn_err *e)
{
	struct qn_ft_model *m = r->model;
	const struct qn_ft_rows *rows = qn_ft_run_rows(r);
	size_t dim = (size_t)m->args.dim, bytes = dim * sizeof(float);
	struct qn_ft_matrix input, output;
	bool ok = qn_ft_matrix_init(&input, m->input.rows, m->args.dim, e);
	ok &= qn_ft_matrix_init(&output, m->output.rows, m->args.dim, e);
	float *scratch = qn_malloc(dim, sizeof *scratch),
	      *out = qn_ft_run_outputs(r);
	for (size_t i = 0; ok && i < input.rows; i++) {
		uint32_t place = rows->place_of[i];
		memcpy(input.owned + i * input.stride,
		       place == QN_FT_NONE
		           ? qn_ft_matrix_row(&m->input, i, scratch)
		           : qn_sgd_row(&r->sgd, place),
		       bytes);
	}
	for (size_t i = 0; ok && i < output.rows; i++)
		for (size_t j = 0; j < dim; j++)
			output.owned[i * output.stride + j] =
			    *qn_ft_goals_weight(&r->sup.goals, out, i, j);
	free(scratch);
	qn_ft_matrix_release(ok ? &m->input : &input);
	qn_ft_matrix_release(ok ? &m->output : &output);
	if (!ok)
		return false;
	m->input = input;
	m->output = output;
	return true;
}

bool qn_ft_retrain(struct qn_ft_model *m, const struct qn_ft_training *t,
                   struct qn_corpus *c, struct qn_pool *pool, double *clipped,
                   struct qn_err *e)
{
	struct qn_ft_run r = {.t = t, .model = m, .corpus = c};
	*clipped = 0;
	if (e->failed || !qn_ft_training_check(t, e))
		return false;
	if (m->args.model != QN_FT_SUPERVISED)
		return qn_fail(e, "only a model with labels can be trained "
		                  "further");
	qn_ft_run_begin(&r, pool);
	bool ok = qn_ft_run_prepare(&r, e);
	if (ok && !qn_ft_sup_has_labels(&r.sup))
		ok = qn_fail(e, "%s: no label of the model is in it",
		             t->name ? t->name : "the text");
	if (ok) {
		copy_rows(&r);
		ok = qn_ft_run_epochs(&r, e) && copy_back(&r, e);
	}
	*clipped = r.sgd.clipped;
	qn_ft_run_end(&r);
	return ok;
}
