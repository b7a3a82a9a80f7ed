/* SPDX-License-Identifier: MIT */
/*
 * ftquant.h -- a matrix as codes of a product quantiser (Jegou et al.,
 * "Product quantization for nearest neighbor search", 2011).
 *
 * A row is cut into parts of `dsub` floats (the last one may be shorter), and
 * each part is the nearest of 256 centroids.  With norms a row was scaled to
 * length 1 first, and its length is one of 256 numbers.
 *
 *	row   |..dsub..|..dsub..|..dsub..|last|
 *	code       17      203       0      91      [parts]
 *	norm   x centroid of the row's length
 */
#ifndef QN_EMBED_FTQUANT_H
#define QN_EMBED_FTQUANT_H

#include <stddef.h>
#include <stdint.h>

#define QN_FT_CENTROIDS 256

struct qn_ft_quant {
	int dim;                  /* floats of a row                          */
	int parts, dsub, last;    /* dim = (parts - 1) * dsub + last          */
	const uint8_t *code;      /* [rows][parts]                            */
	const float *centroid;    /* [parts][256][dsub, of the last one last] */
	const uint8_t *norm_code; /* [rows], or NULL                    */
	const float *norm_centroid; /* [256], or NULL                     */
	uint8_t *owned_code;        /* when not in the mapped file        */
	uint8_t *owned_norm_code;
	float *owned_centroid, *owned_norm_centroid;
};

void qn_ft_quant_free(struct qn_ft_quant *q);

/* Row i into to [dim], as long as it is; and scaled to about 1, with the
 * length beside it (1 without norms). */
void qn_ft_quant_row(const struct qn_ft_quant *q, size_t i, float *to);
float qn_ft_quant_direction(const struct qn_ft_quant *q, size_t i, float *to);
#endif
