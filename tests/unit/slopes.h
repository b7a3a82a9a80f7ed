/* SPDX-License-Identifier: MIT */
/*
 * slopes.h -- gradients held against differences of the loss.
 */
#ifndef QN_TESTS_SLOPES_H
#define QN_TESTS_SLOPES_H

#include "seq/params.h"

/* A loss with the parameters as they are; it leaves its gradient behind. */
typedef double slopes_loss(void *ctx);

struct slopes {
	slopes_loss *loss;
	void *ctx;
	const struct qn_params *params;
	float *w;       /* [params->total] */
	const float *g; /* likewise, set by `loss` */
	double within;  /* how far off a slope may be, as a share of it */
};

/* Each parameter's, along a direction in which only it goes.  One that hardly
 * changes the loss is not looked at. */
void slopes_check(const struct slopes *s);

/* How far other gradients of n parameters lie from g, as a share of its
 * length. */
double slopes_apart(const float *g, const float *other, size_t n);
#endif
