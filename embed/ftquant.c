/* SPDX-License-Identifier: MIT */
/*
 * ftquant.c -- rows out of a product quantiser's codes.
 */
#include "embed/ftquant.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_ft_quant_free(struct qn_ft_quant *q)
{
	if (!q)
		return;
	free(q->owned_code);
	free(q->owned_norm_code);
	free(q->owned_centroid);
	free(q->owned_norm_centroid);
	free(q);
}

float qn_ft_quant_direction(const struct qn_ft_quant *q, size_t i, float *to)
{
	const uint8_t *code = q->code + i * (size_t)q->parts;
	for (int part = 0; part < q->parts; part++) {
		int width = part + 1 < q->parts ? q->dsub : q->last;
		const float *c = q->centroid +
		                 (size_t)part * QN_FT_CENTROIDS * q->dsub +
		                 (size_t)code[part] * width;
		for (int j = 0; j < width; j++)
			*to++ = c[j];
	}
	return q->norm_code ? q->norm_centroid[q->norm_code[i]] : 1;
}

void qn_ft_quant_row(const struct qn_ft_quant *q, size_t i, float *to)
{
	float norm = qn_ft_quant_direction(q, i, to);
	for (int j = 0; j < q->dim; j++)
		to[j] *= norm;
}
