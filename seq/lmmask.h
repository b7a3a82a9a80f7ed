/* SPDX-License-Identifier: MIT */
/*
 * lmmask.h -- which pieces of a text are hidden from a masked network (Devlin
 * et al., "BERT", 2019), in training and in judging it.
 *
 *	text   the quern  turns slowly </s>
 *	x      the <mask> turns barley </s>     y  -  quern - slowly -
 *
 * In training 15 of 100 pieces are to be foretold: 8 in 10 of them are hidden,
 * 1 is another one, 1 stands as it is.  In judging each piece is hidden once,
 * every seventh at a time, so that what comes of it is no chance of a text,
 * whose pieces foretell each other, but can be compared between such networks
 * ("pseudo-perplexity": Salazar et al., "Masked language model scoring", 2020,
 * who hide one at a time).
 */
#ifndef QN_SEQ_LMMASK_H
#define QN_SEQ_LMMASK_H

#include "seq/lmneural.h"

#define QN_LMMASK_EVERY 7

/* From y [n], pieces, to x [n], what is read; y becomes what is to be foretold.
 * A function of seed and step.  How many there are, 1 at least. */
size_t qn_lmmask_draw(const struct qn_net *net, uint32_t *x, uint32_t *y,
                      size_t n, uint64_t seed, uint64_t step);

/* -ln p of each of id [n], windows of the context's length apart, into nats;
 * `run` has QN_LMMASK_EVERY rows of so many steps. */
void qn_lmmask_score(struct qn_netrun *run, const uint32_t *id, size_t n,
                     double *nats, struct qn_pool *pool);
#endif
