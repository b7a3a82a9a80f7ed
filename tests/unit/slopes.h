/* SPDX-License-Identifier: MIT */
/*
 * slopes.h -- gradients held against differences of the loss.
 */
#ifndef QN_TESTS_SLOPES_H
#define QN_TESTS_SLOPES_H

#include "base/pool.h"
#include "seq/params.h"
#include "seq/product.h"

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

/*
 * The loss and its gradient by numbers of 16 bits are close to those by floats,
 * and the same by one and two threads.  Weights are made `less` times smaller
 * first: what is rounded grows where they are large.  *precision and *pool are
 * what `loss` goes by; they stay as they were.  `name` is for what is said.
 */
void slopes_check_16_bits(const struct slopes *s, float less,
                          enum qn_precision *precision, struct qn_pool **pool,
                          const char *name);
#endif
