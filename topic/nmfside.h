/* SPDX-License-Identifier: MIT */
/*
 * nmfside.h -- one factor made better while the other stays.
 *
 *	x [rows][columns]  ~  w [rows][K]  h^T      h [columns][K]
 *
 * For documents w is their topics and h the words'; for words x is transposed
 * and the two change places.  A row of w depends on none of the others.
 */
#ifndef QN_TOPIC_NMFSIDE_H
#define QN_TOPIC_NMFSIDE_H

#include "topic/factorkern.h"

struct qn_nmf_side {
	const struct qn_sparse *x;
	float *w;       /* [rows][stride], zeros behind K                    */
	const float *h; /* [columns][stride]                                */
	uint32_t K;
	size_t stride;
	double l1, l2; /* + l1 |w|_1 + l2 |w|^2 / 2                          */
};

/* gram [K][K] = h^T h. */
void qn_nmf_gram(const struct qn_nmf_side *s, double *gram,
                 struct qn_pool *pool);

/* |x - w h^T|^2 / 2 and penalties, by coordinate descent (topic/factorkern.h)
 * of at most `sweeps`; what it has come to. */
struct qn_hals_sums qn_nmf_hals(const struct qn_nmf_side *s, const double *gram,
                                int sweeps, double enough,
                                struct qn_pool *pool);

/*
 * Kullback and Leibler's divergence and penalties, by a multiplicative update
 * of each row (Lee and Seung, "Algorithms for non-negative matrix
 * factorization", 2001), or by as many as it takes, up to `steps`, until the
 * row stays.  `ratio` is scratch for as many numbers as x has cells.
 */
void qn_nmf_scale(const struct qn_nmf_side *s, int steps, double *ratio,
                  struct qn_pool *pool);

/* sum of x log(x / w h^T) - x + w h^T. */
double qn_nmf_divergence(const struct qn_nmf_side *s, struct qn_pool *pool);
#endif
