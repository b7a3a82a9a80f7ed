/* SPDX-License-Identifier: MIT */
/*
 * lmneural.h -- a network as a language model: seq/lm.h for seq/net.h, and
 * its file.
 *
 * Files are of kind "lm"; metadata tell the architecture and the shape.
 * Tensors have the shapes of PyTorch's (one bias of a cell, for its two),
 * "pieces" is the vocabulary (lmvocab.h).
 *
 * A recurrent network reads a text from its beginning to its end.  A
 * transformer looks back no further than its context: a window moves on by
 * half of that at a time, or by another stride, so that but at a text's
 * beginning everything is foretold from at least so much as the window keeps.
 * A masked one scores as lmmask.h says, and writes nothing.
 */
#ifndef QN_SEQ_LMNEURAL_H
#define QN_SEQ_LMNEURAL_H

#include "seq/lm.h"
#include "seq/lmvocab.h"
#include "seq/net.h"

struct qn_lmneural {
	struct qn_lm lm;
	struct qn_lmvocab vocab;
	struct qn_net *net;

	/* made when they are first needed */
	struct qn_netrun *window;    /* scores many pieces               */
	struct qn_netrun *one;       /* scores or draws one at a time    */
	struct qn_greedy *greedy;    /* tells the likeliest that comes next */
	struct qn_lmtext past;       /* the last pieces that were scored */
	struct qn_pieceids subwords; /* of the last word              */
	size_t stride; /* of a transformer's windows; 0 = half of them  */
	struct qn_lmdynamic *dynamic; /* lmdynamic.h; NULL = none        */
	struct qn_pool *alone;        /* one thread: what is drawn is too little
	                           * to be shared out                   */
};

/* What a network of this kind tells apart: the vocabulary, and a mask. */
size_t qn_lmneural_words(const struct qn_net_class *class,
                         const struct qn_lmvocab *vocab);

/* From a vocabulary, whose contents it takes, and a shape without words; its
 * parameters are 0.  NULL with `e` set; free with qn_lm_free(). */
struct qn_lmneural *qn_lmneural_new(const struct qn_net_class *class,
                                    const struct qn_net_shape *shape,
                                    struct qn_lmvocab *vocab, struct qn_err *e);

/* What a model is, if it is a network, else NULL. */
struct qn_lmneural *qn_lmneural_of(struct qn_lm *m);

/* Let windows go on by so many pieces, 1 .. context; false with `e` set for
 * another number, or a network without windows. */
bool qn_lmneural_set_stride(struct qn_lmneural *m, size_t stride,
                            struct qn_err *e);

/* Parameters were changed: what is to be scored is a new text. */
void qn_lmneural_reset(struct qn_lmneural *m);

/* Append the pieces of whole lines, without scores, and their ids. */
bool qn_lmneural_cut(struct qn_lmneural *m, struct qn_slice lines,
                     struct qn_lm_pieces *out, struct qn_lmtext *ids,
                     struct qn_err *e);

/* -ln p of each of id [n], which go on from those before, into nats [n]. */
bool qn_lmneural_score(struct qn_lmneural *m, const uint32_t *id, size_t n,
                       double *nats, struct qn_pool *pool, struct qn_err *e);

/* The file `t`, which belongs to the model or is closed when the call fails. */
struct qn_lm *qn_lmneural_open(struct qn_tensors *t, struct qn_err *e);

/* With the parameters w instead of the net's. */
bool qn_lmneural_save(const struct qn_lmneural *m, const float *w,
                      const char *path, struct qn_err *e);

/* The parts of a file, for one of another kind that holds more; read with a
 * head. */
void qn_lmneural_declare(const struct qn_lmneural *m,
                         struct qn_tensors_out *out);
void qn_lmneural_write(const struct qn_lmneural *m, const float *w,
                       struct qn_tensors_out *out);
struct qn_lmneural *qn_lmneural_read(const struct qn_tensors *t,
                                     const struct qn_head_shape *head,
                                     struct qn_err *e);
#endif
