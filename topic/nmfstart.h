/* SPDX-License-Identifier: MIT */
/*
 * nmfstart.h -- where non-negative matrix factorization begins.
 *
 * At random: half of a normal distribution, so scaled that the product is about
 * as large as x.  Or from singular vectors (Boutsidis and Gallopoulos, "SVD
 * based initialization: a head start for nonnegative matrix factorization",
 * 2008): of each pair the positive or the negative parts, whichever weigh
 * more; NNDSVD leaves the rest zero, NNDSVDa puts the mean of x there.
 */
#ifndef QN_TOPIC_NMFSTART_H
#define QN_TOPIC_NMFSTART_H

#include "topic/nmf.h"

/* n->doc and n->word; false with `e` set for no memory. */
bool qn_nmf_start(struct qn_nmf *n, struct qn_pool *pool, struct qn_err *e);
#endif
