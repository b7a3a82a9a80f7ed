/* SPDX-License-Identifier: MIT */
/*
 * mtnet.c -- see mtnet.h.
 */
#include "seq/mtnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const struct qn_mtnet_class *qn_mtnet_class(const char *name)
{
	static const struct qn_mtnet_class *const all[] = {
	    &qn_mttransformer, &qn_mtlstm, &qn_mtgru};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

/* What all kinds have in common; products of any three fit a size_t then. */
static bool check(const struct qn_mtshape *s, struct qn_err *e)
{
	return qn_check_range("source vocabulary", (double)s->source_words, 1,
	                      1 << 24, e) &&
	       qn_check_range("target vocabulary", (double)s->target_words, 1,
	                      1 << 24, e) &&
	       qn_check_range("layers", (double)s->layers, 1, 256, e) &&
	       qn_check_range("decoder layers", (double)s->decoder_layers, 1,
	                      256, e) &&
	       qn_check_range("dim", (double)s->width, 1, 1 << 16, e) &&
	       qn_check_range("heads", (double)s->heads, 0, 1 << 16, e) &&
	       qn_check_range("inner", (double)s->inner, 0, 1 << 18, e) &&
	       qn_check_range("activation", (double)s->activation, 0,
	                      QN_ACTIVATION_RELU, e) &&
	       qn_check_range("attention", (double)s->score, 0,
	                      QN_MTSCORE_ADDITIVE, e);
}

size_t qn_mtnet_table(struct qn_params *p, size_t words, size_t width,
                      const char *name)
{
	const struct qn_param table =
	    qn_param_matrix(words, width, 1 / sqrtf((float)width));
	return qn_params_add(p, &table, "%s", name);
}

bool qn_mtnet_measure(struct qn_mtnet *n, struct qn_err *e)
{
	const struct qn_mtshape *s = &n->shape;
	if (!check(s, e) || !n->class->check(&n->shape, e))
		return false;
	if (s->shared && s->source_words != s->target_words)
		return qn_fail(e,
		               "vocabularies of %zu and %zu pieces cannot "
		               "share an embedding",
		               s->source_words, s->target_words);
	n->class->params(n);
	return true;
}

struct qn_mtnet *qn_mtnet_new(const struct qn_mtnet_class *class,
                              const struct qn_mtshape *shape, struct qn_err *e)
{
	struct qn_mtnet *n = qn_calloc(1, sizeof *n);
	n->class = class;
	n->shape = *shape;
	if (qn_mtnet_measure(n, e))
		n->w = qn_big_alloc(n->params.total, sizeof *n->w,
		                    "a network's parameters", e);
	if (n->w)
		return n;
	qn_mtnet_free(n);
	return NULL;
}

void qn_mtnet_free(struct qn_mtnet *n)
{
	if (!n)
		return;
	qn_params_release(&n->params);
	qn_big_free(n->w);
	free(n);
}
