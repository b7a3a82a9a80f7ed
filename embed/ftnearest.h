/* SPDX-License-Identifier: MIT */
/*
 * ftnearest.h -- the words of a fastText model that are nearest to a vector.
 *
 * All of them are held against it, by the cosine; in fastText's order where
 * some are equally near.
 */
#ifndef QN_EMBED_FTNEAREST_H
#define QN_EMBED_FTNEAREST_H

#include "base/pool.h"
#include "embed/ftheap.h"
#include "embed/ftvector.h"

struct qn_ft_nearest;

/* Make the vectors of all words of `m`, which must outlive the result, as
 * must `pool`.  NULL with `e` set without memory. */
QN_API struct qn_ft_nearest *qn_ft_nearest_new(const struct qn_ft_model *m,
                                               struct qn_pool *pool,
                                               struct qn_err *e);
QN_API void qn_ft_nearest_free(struct qn_ft_nearest *n);

/* The k words nearest to query [dim], best first, but those of ban [n_ban]
 * (words' ids).  How many there are; *answer stays valid until the next
 * question. */
QN_API size_t qn_ft_nearest_find(struct qn_ft_nearest *n, const float *query,
                                 size_t k, const uint32_t *ban, size_t n_ban,
                                 const struct qn_ft_scored **answer);

/* The direction a - b + c of three words into to [dim]. */
QN_API void qn_ft_analogy(struct qn_ft_reader *r, const struct qn_slice word[3],
                          float *to);
#endif
