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

/* A thread's scratch for qn_w2v_step(); zero-initialise. */
struct qn_w2v_scratch {
	float **input;  /* [n] rows of the words of the line             */
	float **output; /* [targets]                                     */
	size_t input_room, output_room;
	float **context; /* [2 * window]                                  */
	float *bag;      /* [2][stride] mean of a window, and its error   */
	double loss;     /* -log likelihood over the lines it was asked for */
	double pairs;    /* (context or bag, centre) pairs of that sum     */
};

void qn_w2v_scratch_init(struct qn_w2v_scratch *s,
                         const struct qn_w2v_params *m, int window,
                         struct qn_err *e);
void qn_w2v_scratch_release(struct qn_w2v_scratch *s);

/* Make room for the rows of a line in s->input and s->output. */
void qn_w2v_scratch_room(struct qn_w2v_scratch *s, const struct qn_w2v_plan *p);

/* Point s->input and s->output at the rows of the slab that `p` names. */
void qn_w2v_resolve(struct qn_w2v_scratch *s, const struct qn_w2v_params *m,
                    const struct qn_w2v_plan *p);

/* Train the line of `p` through the pointers of `s`, adding to s->loss when
 * `measure` is set. */
void qn_w2v_step(struct qn_w2v_scratch *s, const struct qn_w2v_params *m,
                 const struct qn_w2v_plan *p, float rate, bool measure);
#endif
