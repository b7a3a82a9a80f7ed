/* SPDX-License-Identifier: MIT */
/*
 * output.h -- the last layer: scores of all words, cross-entropy, gradients.
 *
 *	logits = x W^T + b      loss = mean over rows of cross-entropy
 *
 * Logits of a whole batch would be its largest array by far.  They are made
 * for a run of rows at a time, become their own gradients where they lie, and
 * are multiplied back before the next run comes.  Work is cut into tiles of
 * the vocabulary, of rows, and of columns, the same ones for any number of
 * threads.
 */
#ifndef QN_SEQ_OUTPUT_H
#define QN_SEQ_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "seq/slab.h"

struct qn_output_layer {
	const float *w;      /* [words][width]                              */
	const float *b;      /* [words], or NULL                            */
	size_t words, width; /* `width` is that of x, too                   */
	bool bf16;           /* products round to it (product.h)            */
	float smooth;        /* label smoothing, in [0, 1)                  */
	size_t of;           /* rows that gradients are of the mean of, some
	                      * of which other layers have; 0 = those of a run */
	size_t run;          /* rows at a time                              */
	float *logits;       /* [run][words]                                */
	double *loss;        /* [rows] of each                              */
};

/* Arrays for up to `rows` rows. */
void qn_output_layer_plan(struct qn_output_layer *l, size_t rows,
                          struct qn_slab *slab);

/*
 * Losses of x [rows][width] against target [rows] into l->loss; their sum.
 * Unless dx is NULL, also the gradients of their mean (see `of`): dx
 * [rows][width] and db [words] are set, and dw [words][width] is added to
 * (where `w` is the embedding, too, its other gradient comes on top).  db may
 * be NULL.
 */
double qn_output_layer_run(struct qn_output_layer *l, const float *x,
                           const uint32_t *target, size_t rows, float *dx,
                           float *dw, float *db, struct qn_pool *pool);

/* For each row of x [rows][width] a word drawn by its probability: the one at
 * u [rows] in [0, 1) when all lie side by side. */
void qn_output_layer_draw(struct qn_output_layer *l, const float *x,
                          size_t rows, const double *u, uint32_t *word,
                          struct qn_pool *pool);
#endif
