/* SPDX-License-Identifier: MIT */
/*
 * langidpack.c -- see langidpack.h.
 */
#include "embed/langidpack.h"

#include <math.h>

#define WHOLE 8191   /* the largest weight of a label becomes this */
#define LEAST 1e-30f /* of a label's weights: less is nothing */
#define MOST  4095   /* of |v|: DIM products of both are below 2^31 */

_Static_assert((int64_t)WHOLE *MOST *QN_LANGID_DIM < INT32_MAX, "sums fit");

bool qn_langid_pack(struct qn_langid *l, struct qn_err *e)
{
	size_t lanes = l->blocks * QN_LANGID_LANES;
	l->pack =
	    qn_big_alloc(lanes * QN_LANGID_DIM, sizeof *l->pack, "weights", e);
	l->scale = qn_big_alloc(lanes, sizeof *l->scale, "weights", e);
	if (e->failed)
		return false;
	for (size_t i = 0; i < lanes; i++) {
		size_t block =
		    i / QN_LANGID_LANES * QN_LANGID_LANES * QN_LANGID_DIM;
		size_t lane = i % QN_LANGID_LANES;
		const float *w = l->weight + block + lane;
		float most = 0;
		for (size_t d = 0; d < QN_LANGID_DIM; d++)
			most = fmaxf(most, fabsf(w[d * QN_LANGID_LANES]));
		float by = most > LEAST ? WHOLE / most : 0;
		l->scale[i] = most / WHOLE;
		int16_t *to = l->pack + block + 2 * lane;
		for (size_t d = 0; d < QN_LANGID_DIM; d++)
			to[d / 2 * 2 * QN_LANGID_LANES + d % 2] =
			    (int16_t)lrintf(w[d * QN_LANGID_LANES] * by);
	}
	qn_big_free(l->weight);
	l->weight = NULL;
	return true;
}

/* The power of two by which numbers of at most `most` have to be divided. */
static int shift_for(int32_t most)
{
	int shift = 0;
	while ((most + (1 << shift >> 1)) >> shift > MOST)
		shift++;
	return shift;
}

/* v [DIM] of a sum, whose numbers are below 3 * 2^29; what they were divided
 * by, as a power of two. */
static int whole_numbers(const struct qn_langid_sum *s, int16_t *v)
{
	int32_t wide[QN_LANGID_DIM], most = 0,
	                             middle = (int32_t)s->features * 3;
	for (size_t d = 0; d < QN_LANGID_DIM; d++) {
		wide[d] = (int32_t)(2 * s->code[d]) - middle;
		int32_t size = wide[d] < 0 ? -wide[d] : wide[d];
		most = size > most ? size : most;
	}
	int shift = shift_for(most), half = 1 << shift >> 1;
	for (size_t d = 0; d < QN_LANGID_DIM; d++)
		v[d] = (int16_t)((wide[d] + half) >> shift);
	return shift;
}

void qn_langid_packed_scores(const struct qn_langid *l,
                             const struct qn_langid_sum *s, float *z)
{
	_Alignas(64) int16_t v[QN_LANGID_DIM];
	int shift = whole_numbers(s, v);
	float by = l->step * qn_langid_scale(s->features) * ldexpf(0.5f, shift);
	l->kern->packed(z, v, l->pack, l->scale, l->bias, by, l->blocks);
}
