/* SPDX-License-Identifier: MIT */
/*
 * head.h -- a label for a sequence: what the states of a network are gathered
 * into, and a layer on top.
 *
 *	states h [n][hidden] --gather--> vector --dropout--> scores [labels]
 *
 *	last       the state after the last piece
 *	mean       of all
 *	attention  sum of share[t] h[t]; share = softmax of look . tanh(W h + b)
 *	           (Yang et al., "Hierarchical attention networks", 2016)
 *	conv       filters over time, their greatest above 0 (convtime.h)
 *
 * Its parameters follow those of the network, in the same slab.
 */
#ifndef QN_SEQ_HEAD_H
#define QN_SEQ_HEAD_H

#include "seq/convtime.h"
#include "seq/net.h"

#define QN_DROPOUT_HEAD 0x30000u /* a place of seq/dropout.h */

/* Append the parameters of shape->head. */
void qn_head_params(struct qn_params *p, const struct qn_net_shape *shape);

struct qn_head {
	const struct qn_net *net;
	size_t hidden, width; /* of a state, of what they are gathered into */
	size_t most;          /* rows of a sequence                         */
	size_t from, to;      /* floats of the slab                         */
	size_t w, b;          /* where parameters are: the layer on top     */
	size_t mix, mix_b, look;   /* attention                               */
	size_t filters, filters_b; /* conv                                  */

	/* planned */
	float *padded, *dpadded;   /* [most][hidden] conv's rows, at least a
	                          * window                              */
	float *between, *dbetween; /* [most][..] attention's tanh, conv's y  */
	float *share, *dshare; /* [most]                                   */
	float *top, *dtop;     /* [width]                                  */
	float *score;          /* [labels]                                 */
	uint32_t *at;          /* [width]                                  */
	struct qn_slab slab;
};

/* For sequences of up to `most` states; false with `e` set without memory;
 * release in every case. */
bool qn_head_init(struct qn_head *h, const struct qn_net *net, size_t most,
                  struct qn_err *e);
void qn_head_release(struct qn_head *h);

/* ln p of all labels [labels] of a sequence of n >= 1 states. */
void qn_head_read(struct qn_head *h, const float *states, size_t n,
                  float *ln_p);

/* -ln p of a label, smoothed; gradients times `scale` are added to the slab g
 * and set in dstates [n][hidden].  Dropout counts elements from `first`. */
double qn_head_learn(struct qn_head *h, const float *states, size_t n,
                     uint32_t label, float smooth, float scale,
                     const struct qn_dropout *drop, size_t first, float *g,
                     float *dstates);
#endif
