/* SPDX-License-Identifier: MIT */
/*
 * nnkern_lstm.h -- a step of LSTM cells, the recurrent product included.
 *
 *	i f o = sigmoid, g = tanh of (what came from the input + W h + bias)
 *	c = f * c_before + i * g,  h = o * tanh(c)
 *
 * A block is W units of all four gates: their product with the step before
 * stays in registers until the gates are done with it.  Weights come packed,
 * so that they are read front to back, two vectors for each of the inputs.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_LSTM_H
#define QN_SEQ_NNKERN_LSTM_H

#include "seq/nnkern_math.h"

/* Rows whose sums are made together: two vectors each, and room for two of
 * weights and one of an input. */
#if REGS == 32
#define HIGH 10
#else
#define HIGH 6
#endif

#if SANITIZED || defined(__SANITIZE_ADDRESS__)
#define UNROLL_ROWS
#elif defined(__clang__)
#define UNROLL_ROWS _Pragma("clang loop unroll(full)")
#else
#define UNROLL_ROWS _Pragma("GCC unroll 16")
#endif

/* Rows of a matrix that are taken together; those beyond the last are the
 * last, and what comes of them is not kept. */
struct rows {
	const float *row[HIGH];
};

INLINE struct rows rows_at(const float *a, size_t stride, size_t first,
                           size_t n)
{
	struct rows r;
	for (size_t i = 0; i < HIGH; i++)
		r.row[i] = a + (first + i < n ? first + i : n - 1) * stride;
	return r;
}

/* sum[r] += `high` rows [n] times two vectors of packed [n][2 W]. */
INLINE void multiply(vf sum[HIGH][2], const struct rows *a, const float *packed,
                     size_t n, const size_t high)
{
	vf s[HIGH], t[HIGH];
	const float *row[HIGH];
	UNROLL_ROWS for (size_t r = 0; r < high; r++)
	{
		s[r] = sum[r][0];
		t[r] = sum[r][1];
		row[r] = a->row[r];
	}
	ROLLED for (size_t k = 0; k < n; k++)
	{
		vf u = load(packed), v = load(packed + W);
		packed += 2 * W;
		__builtin_prefetch(packed + 32 * W, 0, 3);
		if (W == 16)
			__builtin_prefetch(packed + 33 * W, 0, 3);
		UNROLL_ROWS for (size_t r = 0; r < high; r++)
		{
			vf x = splat(row[r][k]);
			s[r] += x * u;
			t[r] += x * v;
		}
	}
	UNROLL_ROWS for (size_t r = 0; r < high; r++)
	{
		sum[r][0] = s[r];
		sum[r][1] = t[r];
	}
}

/* The same for `left` rows, up to HIGH, with as little waste as three heights
 * allow. */
static void product(vf sum[HIGH][2], const struct rows *a, const float *packed,
                    size_t n, size_t left)
{
	if (left == 1)
		multiply(sum, a, packed, n, 1);
	else if (left <= HIGH / 2)
		multiply(sum, a, packed, n, HIGH / 2);
	else
		multiply(sum, a, packed, n, HIGH);
}

/* --- packing ---------------------------------------------------------------- */

/* A block: [two pairs of gates][inputs][2][W], the block's units of each. */
static void pack_forward(float *packed, const float *weights, size_t units,
                         size_t first, size_t last)
{
	for (size_t b = first; b < last; b++)
		for (size_t gate = 0; gate < 4; gate++) {
			const float *w =
			    weights + (gate * units + b * W) * units;
			float *to = packed +
			            (b * 4 + gate / 2 * 2) * W * units +
			            gate % 2 * W;
			for (size_t k = 0; k < units; k++)
				for (size_t u = 0; u < W; u++)
					to[k * 2 * W + u] = w[u * units + k];
		}
}

/* A pair of blocks: [gradients of 4 * units][2 W units].  Of the last one the
 * second may be missing, and is 0. */
static void pack_backward(float *packed, const float *weights, size_t units,
                          size_t first, size_t last)
{
	for (size_t b = first; b < last; b++) {
		size_t at = b * 2 * W;
		size_t n = units - at < 2 * W ? units - at : 2 * W;
		for (size_t k = 0; k < 4 * units; k++) {
			float *to = packed + (b * 4 * units + k) * 2 * W;
			const float *w = weights + k * units + at;
			memset(to, 0, 2 * W * sizeof *to);
			memcpy(to, w, n * sizeof *to);
		}
	}
}

/* --- forward ---------------------------------------------------------------- */

/* The gates of a row's block: sums in, activations to the row. */
INLINE void cell(const struct qn_lstm_step *s, size_t r, size_t at,
                 const vf z[4])
{
	size_t units = s->units, o = r * units + at;
	float *gate = s->gates + r * 4 * units + at;
	vf i = sigmoid(z[0]), f = sigmoid(z[1]), g = tanh_of(z[2]);
	vf out = sigmoid(z[3]), c = f * load(s->c_before + o) + i * g;
	store(gate, i);
	store(gate + units, f);
	store(gate + 2 * units, g);
	store(gate + 3 * units, out);
	store(s->c + o, c);
	store(s->h + o, out * tanh_of(c));
}

/* What two gates of a block begin with: bias and input. */
INLINE void begin(vf sum[HIGH][2], const struct qn_lstm_step *s,
                  const struct rows *gates, size_t gate, size_t at)
{
	for (size_t r = 0; r < HIGH; r++)
		for (size_t q = 0; q < 2; q++) {
			size_t o = (gate + q) * s->units + at;
			sum[r][q] = load(gates->row[r] + o) + load(s->bias + o);
		}
}

static void lstm_rows(const struct qn_lstm_step *s, size_t block, size_t first)
{
	size_t units = s->units, at = block * W;
	const float *packed = s->packed + block * 4 * W * units;
	struct rows h = rows_at(s->h_before, units, first, s->rows);
	struct rows gates = rows_at(s->gates, 4 * units, first, s->rows);
	vf in[HIGH][2], out[HIGH][2];
	begin(in, s, &gates, 0, at);
	begin(out, s, &gates, 2, at);
	product(in, &h, packed, units, s->rows - first);
	product(out, &h, packed + 2 * W * units, units, s->rows - first);
	for (size_t r = 0; r < HIGH && first + r < s->rows; r++) {
		const vf z[4] = {in[r][0], in[r][1], out[r][0], out[r][1]};
		cell(s, first + r, at, z);
	}
}

static void lstm(const struct qn_lstm_step *s, size_t first, size_t last)
{
	for (size_t block = first; block < last; block++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			lstm_rows(s, block, r);
}

/* --- backward --------------------------------------------------------------- */

INLINE void cell_back(const struct qn_lstm_step *s, size_t r, size_t at, vf dh)
{
	size_t units = s->units, o = r * units + at;
	float *gate = s->gates + r * 4 * units + at;
	vf i = load(gate), f = load(gate + units), g = load(gate + 2 * units);
	vf out = load(gate + 3 * units), one = splat(1);
	vf t = tanh_of(load(s->c + o));
	vf dc = load(s->dc + o) + dh * out * (one - t * t);
	store(gate, dc * g * i * (one - i));
	store(gate + units, dc * load(s->c_before + o) * f * (one - f));
	store(gate + 2 * units, dc * i * (one - g * g));
	store(gate + 3 * units, dh * t * out * (one - out));
	store(s->dc + o, dc * f);
}

static void lstm_back_rows(const struct qn_lstm_step *s, size_t pair,
                           size_t first)
{
	size_t units = s->units, at = pair * 2 * W;
	const size_t blocks = at + W < units ? 2 : 1;
	struct rows dh = rows_at(s->dh, units, first, s->rows);
	vf sum[HIGH][2] = {{{0}}};
	for (size_t r = 0; r < HIGH; r++)
		for (size_t q = 0; q < blocks; q++)
			sum[r][q] = load(dh.row[r] + at + q * W);
	if (s->next) {
		struct rows next = rows_at(s->next, 4 * units, first, s->rows);
		product(sum, &next, s->packed + at * 4 * units, 4 * units,
		        s->rows - first);
	}
	for (size_t r = 0; r < HIGH && first + r < s->rows; r++)
		for (size_t q = 0; q < blocks; q++)
			cell_back(s, first + r, at + q * W, sum[r][q]);
}

static void lstm_back(const struct qn_lstm_step *s, size_t first, size_t last)
{
	for (size_t pair = first; pair < last; pair++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			lstm_back_rows(s, pair, r);
}
#endif
