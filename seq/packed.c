/* SPDX-License-Identifier: MIT */
/*
 * packed.c -- see packed.h.
 */
#include "seq/packed.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

float qn_bytes_of(int8_t *to, const float *w, size_t n)
{
	float most = 0;
	for (size_t i = 0; i < n; i++)
		most = fmaxf(most, fabsf(w[i]));
	float scale = most / 127;
	for (size_t i = 0; i < n; i++)
		to[i] = (int8_t)(scale > 0 ? rintf(w[i] / scale) : 0);
	return scale;
}

static void fill_bytes(const struct qn_linear *l, uint8_t *packed, float *scale)
{
	size_t I = l->inputs, O = l->outputs;
	int8_t *q = qn_malloc(O * I, sizeof *q);
	for (size_t o = 0; o < O; o++)
		scale[o] = qn_bytes_of(q + o * I, l->w + o * I, I);
	qn_nnkern()->pack_bytes(packed, q, O, I);
	free(q);
}

struct qn_packed qn_pack(struct qn_slab *slab, const struct qn_linear *l,
                         bool bytes)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t I = l->inputs, O = l->outputs;
	struct qn_packed p = {.inputs = I, .outputs = O, .b = l->b};
	if (!bytes) {
		float *w = qn_slab_take(slab, k->packed_size(O, I), 1);
		if (w)
			k->pack_product(w, l->w, O, I);
		p.w = w;
		return p;
	}
	uint8_t *packed = qn_slab_take(slab, k->bytes_size(O, I) / 4, 1);
	float *scale = qn_slab_take(slab, O, 1);
	if (packed)
		fill_bytes(l, packed, scale);
	p.bytes = (struct qn_bytes_weights){O, I, packed, scale, l->b};
	return p;
}

void qn_packed_room_plan(struct qn_bytes_rows *room, size_t rows, size_t inputs,
                         struct qn_slab *slab)
{
	room->x = qn_slab_take(slab, rows, (inputs + 3) / 4);
	room->scale = qn_slab_take(slab, rows, 1);
	room->sum = qn_slab_take(slab, rows, 1);
}

void qn_packed_multiply(const struct qn_packed *p, float *y, const float *x,
                        size_t rows, const struct qn_bytes_rows *room)
{
	const struct qn_nnkern *k = qn_nnkern();
	if (!p->bytes.outputs) {
		k->packed_product(y, x, rows, p->w, p->b, p->outputs,
		                  p->inputs);
		return;
	}
	k->to_bytes(room, x, rows, p->inputs);
	k->bytes_product(y, room, rows, &p->bytes);
}
