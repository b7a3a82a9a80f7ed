/* SPDX-License-Identifier: MIT */
/*
 * ftcentroids.h -- 256 centroids of many points by k-means.
 */
#ifndef QN_EMBED_FTCENTROIDS_H
#define QN_EMBED_FTCENTROIDS_H

#include <stddef.h>
#include <stdint.h>

#include "embed/ftkern.h"

/* Points that lie in the rows of a larger matrix. */
struct qn_ft_points {
	const float *x; /* the first number of the first point */
	size_t n;       /* points, 256 or more                 */
	size_t stride;  /* floats from point to point          */
	size_t dim;     /* floats of a point                   */
};

/*
 * 25 rounds of Lloyd's algorithm from 256 of the points that `stream` of a
 * fixed seed picks; a centroid that no point is nearest to moves beside one
 * that has many.  The result is c [256][dim], as the file has it.
 */
void qn_ft_centroids(const struct qn_ft_points *p, uint64_t stream, float *c);

/* c [256][dim] across: to [dim][256], as the kernel wants it. */
void qn_ft_centroids_across(const float *c, size_t dim, float *to);
#endif
