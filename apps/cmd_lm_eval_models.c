/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_eval_models.c -- the models of `quern lm eval`, one or several.
 */
#include "apps/cmd_lm_eval.h"

#include <stdlib.h>

#include "base/mem.h"
#include "seq/lmmix.h"

static bool take_weights(const struct eval_options *o, double *weight, size_t n,
                         struct call *c)
{
	if (o->weights.n && o->weights.n != n)
		return call_misuse(c,
		                   "--weights: a number for each of the %zu "
		                   "models was expected",
		                   n);
	for (size_t i = 0; i < n; i++) {
		char *end = NULL;
		weight[i] = o->weights.n ? strtod(o->weights.item[i], &end) : 1;
		if ((end && *end) || !(weight[i] > 0))
			return call_misuse(c,
			                   "--weights: \"%s\" is not above 0",
			                   o->weights.item[i]);
	}
	return true;
}

/* What is asked of networks. */
static bool prepare(struct qn_lm *lm, const struct eval_options *o,
                    struct call *c)
{
	struct qn_lmneural *m = qn_lmneural_of(lm);
	if (!m && !o->mix.n && (o->stride || o->learns))
		return call_misuse(c,
		                   "--stride and --dynamic are for networks");
	bool windows = m && !(o->mix.n && m->net->class->carries);
	if (o->stride && windows &&
	    !qn_lmneural_set_stride(m, o->stride, &c->e))
		return false;
	return !m || !o->learns || qn_lmdynamic_begin(m, &o->dynamic, &c->e);
}

/* The i-th model. */
static struct qn_lm *load_one(size_t i, const struct eval_options *o,
                              struct call *c)
{
	struct qn_lm *m =
	    lm_load(i ? o->mix.item[i - 1] : c->operands.item[0], c);
	if (m && prepare(m, o, c))
		return m;
	qn_lm_free(m);
	return NULL;
}

/* --tune says in the end what weights it found. */
static struct qn_lm *mix(const struct eval_options *o, const double *weight,
                         struct call *c)
{
	size_t n = 0, all = o->mix.n + 1;
	struct qn_lm **model = qn_calloc(all, sizeof *model);
	while (n < all && (model[n] = load_one(n, o, c)))
		n++;
	struct qn_lm *m = n == all ? qn_lm_mix(model, weight, n, &c->e) : NULL;
	for (size_t i = 0; i < n && n < all; i++)
		qn_lm_free(model[i]);
	free(model);
	if (m && o->tune && qn_lm_mix_tune(m, o->tune, call_pool(c), &c->e)) {
		struct qn_buf said = {0};
		for (size_t i = 0; i < all; i++)
			qn_buf_printf(&said, " %.6f", qn_lm_mix_weights(m)[i]);
		call_warn(c, "weights%s", said.p);
		qn_buf_release(&said);
	}
	return m;
}

struct qn_lm *eval_load(const struct eval_options *o, struct call *c)
{
	struct qn_lm *m = NULL;
	if (!o->mix.n)
		return load_one(0, o, c);
	double *weight = qn_calloc(o->mix.n + 1, sizeof *weight);
	if (take_weights(o, weight, o->mix.n + 1, c))
		m = mix(o, weight, c);
	free(weight);
	return m;
}
