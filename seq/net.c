/* SPDX-License-Identifier: MIT */
/*
 * net.c -- see net.h.
 */
#include "seq/net.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/dropout.h"
#include "seq/head.h"

const struct qn_net_class *qn_net_class(const char *name)
{
	static const struct qn_net_class *const all[] = {
	    &qn_lstmnet, &qn_grunet,    &qn_rnnnet,  &qn_gptnet,
	    &qn_bertnet, &qn_bilstmnet, &qn_bigrunet};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

struct qn_dropout qn_lesson_dropout(const struct qn_lesson *l, float rate,
                                    uint32_t place)
{
	return l ? qn_dropout_at(rate, l->seed, l->step, place)
	         : (struct qn_dropout){.cut = 0};
}

/* What all kinds have in common; products of any three fit a size_t then. */
static bool check(const struct qn_net_shape *s, struct qn_err *e)
{
	return qn_check_range("vocabulary", (double)s->words, 1, 1 << 26, e) &&
	       qn_check_range("layers", (double)s->layers, 1, 256, e) &&
	       qn_check_range("hidden", (double)s->hidden, 1, 1 << 16, e) &&
	       qn_check_range("embed", (double)s->embed, 0, 1 << 16, e) &&
	       qn_check_range("heads", (double)s->heads, 0, 1 << 16, e) &&
	       qn_check_range("inner", (double)s->inner, 0, 1 << 18, e) &&
	       qn_check_range("context", (double)s->context, 0, 1 << 20, e) &&
	       qn_check_range("positions", (double)s->positions, 0,
	                      QN_POSITIONS_ROTARY, e) &&
	       qn_check_range("activation", (double)s->activation, 0,
	                      QN_ACTIVATION_RELU, e);
}

static bool check_head(const struct qn_head_shape *s, struct qn_err *e)
{
	bool conv = s->gather == QN_GATHER_CONV;
	return qn_check_range("labels", (double)s->labels, 0, 1 << 20, e) &&
	       qn_check_range("gathering", (double)s->gather, 0, QN_GATHER_CONV,
	                      e) &&
	       qn_check_range("filters", (double)s->filters, conv, 1 << 16,
	                      e) &&
	       qn_check_range("window", (double)s->window, conv, 256, e);
}

static bool check_adaptive(struct qn_net_shape *s, struct qn_err *e)
{
	if (s->adaptive.tails && s->tied)
		return qn_fail(e, "words in clusters go out by tables of their "
		                  "own: they are not tied to those that come "
		                  "in");
	return qn_adaptive_check(&s->adaptive, s->words, e);
}

bool qn_net_measure(struct qn_net *n, struct qn_err *e)
{
	if (!check(&n->shape, e) || !check_head(&n->shape.head, e) ||
	    !check_adaptive(&n->shape, e) || !n->class->check(&n->shape, e))
		return false;
	n->class->params(n);
	if (n->shape.head.labels)
		qn_head_params(&n->params, &n->shape);
	return true;
}

struct qn_net *qn_net_new(const struct qn_net_class *class,
                          const struct qn_net_shape *shape, struct qn_err *e)
{
	struct qn_net *n = qn_calloc(1, sizeof *n);
	n->class = class;
	n->shape = *shape;
	if (qn_net_measure(n, e))
		n->w = qn_big_alloc(n->params.total, sizeof *n->w,
		                    "a network's parameters", e);
	if (n->w)
		return n;
	qn_net_free(n);
	return NULL;
}

void qn_net_free(struct qn_net *n)
{
	if (!n)
		return;
	qn_params_release(&n->params);
	qn_big_free(n->w);
	free(n);
}
