/* SPDX-License-Identifier: MIT */
/*
 * sgdhot.h -- rows that nearly every line trains, each thread on its own copy.
 *
 * Were all threads to write the root of a Huffman tree, its cache lines would
 * travel between them at every word.  So a thread takes a copy when it first
 * needs a hot row, trains that, and adds its change to the row after a while:
 *
 *	row   ----------------------------- += copy - was -----
 *	copy    = row, was = row   trained   |        taken anew
 */
#ifndef QN_EMBED_SGDHOT_H
#define QN_EMBED_SGDHOT_H

#include "embed/sgd.h"

/* Of one thread; zero-initialise. */
struct qn_sgd_hot {
	float *copy, *was; /* [hots][stride]                            */
	uint32_t *taken;   /* [n] which have a copy, from run.hot_row   */
	bool *is_taken;    /* [hots]                                    */
	size_t n;
};

/* Make room, if the run has hot rows and more than one thread; false with `e`
 * set when there is none. */
bool qn_sgd_hot_init(struct qn_sgd_hot *h, const struct qn_sgd *r,
                     struct qn_err *e);
void qn_sgd_hot_release(struct qn_sgd_hot *h);

/* Where this thread trains hot row number `i` of the run. */
float *qn_sgd_hot_place(struct qn_sgd_hot *h, const struct qn_sgd *r,
                        uint32_t i);

/* Add all changes to the rows. */
void qn_sgd_hot_settle(struct qn_sgd_hot *h, const struct qn_sgd *r);
#endif
