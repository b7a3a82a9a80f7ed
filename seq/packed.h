/* SPDX-License-Identifier: MIT */
/*
 * packed.h -- linear layers whose weights are packed once, for rows that come
 * a few at a time; as floats, or in bytes.
 *
 *	W [outputs][inputs] --> packed     y [rows][outputs] = x W^T + b
 *
 * A row of y depends on its row of x alone, whatever their number.  In bytes
 * each output has a scale, its largest weight / 127, and each row of x one as
 * it comes.
 */
#ifndef QN_SEQ_PACKED_H
#define QN_SEQ_PACKED_H

#include <stdbool.h>

#include "seq/linear.h"
#include "seq/nnkern.h"
#include "seq/slab.h"

struct qn_packed {
	size_t inputs, outputs;
	const float *w;                /* as floats, or NULL */
	const float *b;                /* borrowed; may be NULL */
	struct qn_bytes_weights bytes; /* else */
};

/* Pack a layer; arrays are the slab's. */
struct qn_packed qn_pack(struct qn_slab *slab, const struct qn_linear *l,
                         bool bytes);

/* Room for up to `rows` rows of up to `inputs` numbers in bytes. */
void qn_packed_room_plan(struct qn_bytes_rows *room, size_t rows, size_t inputs,
                         struct qn_slab *slab);

void qn_packed_multiply(const struct qn_packed *p, float *y, const float *x,
                        size_t rows, const struct qn_bytes_rows *room);

/* A row of weights [n] in bytes; its scale. */
float qn_bytes_of(int8_t *to, const float *w, size_t n);
#endif
