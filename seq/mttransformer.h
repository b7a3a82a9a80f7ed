/* SPDX-License-Identifier: MIT */
/*
 * mttransformer.h -- where the parameters of an encoder-decoder Transformer
 * are: what mttransformer.c, which learns, and mttransformerhand.c, which
 * writes, have in common.
 */
#ifndef QN_SEQ_MTTRANSFORMER_H
#define QN_SEQ_MTTRANSFORMER_H

#include "seq/mtbranch.h"
#include "seq/mtnet.h"

/* Branches of a layer: an encoder's self, feed; a decoder's self, cross,
 * feed. */
#define QN_MT_ENCODER_BRANCHES 2
#define QN_MT_DECODER_BRANCHES 3

/* Of an encoder or a decoder. */
struct qn_mtstack {
	struct qn_branch *branch; /* [n]                                 */
	size_t n;
	size_t embedding;  /* [words][D]                                 */
	size_t gain, bias; /* [D] of the last norm; without `post`       */
};

struct qn_mtplaces {
	struct qn_mtstack encoder, decoder;
	size_t output; /* [target words][D] */
};

/* Append the parameters to `p`; `at` receives where they are, its branches
 * all that does not depend on a batch.  Release with
 * qn_mtplaces_release(). */
void qn_mtplaces_init(struct qn_mtplaces *at, struct qn_params *p,
                      const struct qn_mtshape *s, const float *w);
void qn_mtplaces_release(struct qn_mtplaces *at);

/* The writing half of its class: mttransformerhand.c. */
struct qn_mtweights *qn_mttransformer_weights(const struct qn_mtnet *net,
                                              struct qn_err *e);
void qn_mttransformer_free_weights(struct qn_mtweights *w);
struct qn_mthand *qn_mttransformer_hand(const struct qn_mtweights *w,
                                        size_t sources, size_t rows,
                                        size_t x_most, size_t y_most,
                                        struct qn_err *e);
void qn_mttransformer_free_hand(struct qn_mthand *hand);
void qn_mttransformer_read(struct qn_mthand *hand,
                           const struct qn_mtbatch *sources);
void qn_mttransformer_write(struct qn_mthand *hand,
                            const struct qn_mtstep *step);
#endif
