/* SPDX-License-Identifier: MIT */
/*
 * ldamap.h -- where topics lie in a plane, near others that are like them: as
 * pyLDAvis has it (Sievert and Shirley, "LDAvis: a method for visualizing and
 * interpreting topics", 2014).
 *
 *	phi_k = (n_wk + beta) / (n_k + V beta)
 *	distances [K][K]: Jensen-Shannon divergence of phi_i and phi_j
 *	--> classical scaling --> x, y
 */
#ifndef QN_TOPIC_LDAMAP_H
#define QN_TOPIC_LDAMAP_H

#include "topic/ldamodel.h"

#define QN_LDA_MAP_MOST 2000 /* topics: distances grow with their square */

struct qn_lda_map {
	double *x, *y; /* [K] */
};

/* False with `e` set for too many topics, or no memory. */
QN_API bool qn_lda_map_init(struct qn_lda_map *map,
                            const struct qn_lda_model *m, struct qn_pool *pool,
                            struct qn_err *e);
QN_API void qn_lda_map_release(struct qn_lda_map *map);
#endif
