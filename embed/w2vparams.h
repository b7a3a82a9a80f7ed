/* SPDX-License-Identifier: MIT */
/*
 * w2vparams.h -- the parameters of word2vec, and one step of training.
 *
 * All rows lie in one slab (their numbering: w2vplan.h), so that a step is a
 * list of row numbers whatever they stand for, and a checkpoint one tensor.
 */
#ifndef QN_EMBED_W2VPARAMS_H
#define QN_EMBED_W2VPARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "embed/sgd.h"
#include "embed/w2vplan.h"
#include "embed/word2vec.h"

struct qn_w2v_params {
	uint32_t words; /* V, word 0 included                           */
	int dim;
	size_t stride; /* floats of a row: dim padded to QN_ROW        */
	size_t rows;   /* V + V if noise + V - 1 if tree               */
	float *slab;   /* [rows][stride]                               */
	uint32_t noise_row, tree_row;
	bool skipgram;
};

/* Input rows uniform in (-1/2, 1/2) / dim as word2vec.c has them, the others
 * zero; rows of o->init are copied over those of the same word.  Fails when
 * o->init has another dimension.  Release with qn_w2v_params_release(). */
bool qn_w2v_params_init(struct qn_w2v_params *m, const struct qn_w2v_options *o,
                        const struct qn_vocab *v, struct qn_err *e);
void qn_w2v_params_release(struct qn_w2v_params *m);

static inline float *qn_w2v_row(const struct qn_w2v_params *m, size_t row)
{
	return m->slab + row * m->stride;
}

/* The model of a run (sgd.h): how lines are drawn, and what they train. */
struct qn_w2v {
	struct qn_w2v_params params;
	struct qn_w2v_drawing drawing;
};

extern const struct qn_sgd_learner qn_w2v_learner;
#endif
