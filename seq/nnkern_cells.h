/* SPDX-License-Identifier: MIT */
/*
 * nnkern_cells.h -- a step of recurrent cells, the recurrent product included.
 *
 * A block is W units of all gates: their product with the step before stays
 * in registers until the gates are done with it.  x is what comes from the
 * input, bias included.
 *
 *	LSTM  i f o = sigmoid(x + U h), g = tanh(x + U h)
 *	      c = f c_before + i g,     h = o tanh(c)
 *	GRU   r z = sigmoid(x + U h),   n = tanh(x + r (U h + b'))
 *	      h = (1 - z) n + z h_before
 *	RNN   h = tanh(x + U h)
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_CELLS_H
#define QN_SEQ_NNKERN_CELLS_H

#include "seq/nnkern_bf16.h"

/* Stored gates of each cell; the GRU's order, in which what comes from the
 * input are the first three and what comes from before the last three. */
enum { LSTM_I, LSTM_F, LSTM_G, LSTM_O, LSTM_GATES };
enum { GRU_N, GRU_R, GRU_Z, GRU_B, GRU_GATES };

/* Gate `gate` of a row's block. */
INLINE float *gate_at(const struct qn_cell_step *s, size_t r, size_t gate,
                      size_t at, const size_t gates)
{
	return s->gates + (r * gates + gate) * s->units + at;
}

/* --- forward -------------------------------------------------------------- */

INLINE void lstm_cell(const struct qn_cell_step *s, size_t r, size_t at,
                      const vf z[4])
{
	size_t o = r * s->units + at;
	vf i = sigmoid(z[0]), f = sigmoid(z[1]), g = tanh_of(z[2]);
	vf out = sigmoid(z[3]), c = f * load(s->c_before + o) + i * g;
	store(gate_at(s, r, LSTM_I, at, LSTM_GATES), i);
	store(gate_at(s, r, LSTM_F, at, LSTM_GATES), f);
	store(gate_at(s, r, LSTM_G, at, LSTM_GATES), g);
	store(gate_at(s, r, LSTM_O, at, LSTM_GATES), out);
	store(s->c + o, c);
	store(s->h + o, out * tanh_of(c));
}

/* z: r, z and what r is held against. */
INLINE void gru_cell(const struct qn_cell_step *s, size_t r, size_t at,
                     const vf z[4])
{
	size_t o = r * s->units + at;
	vf reset = sigmoid(z[0]), keep = sigmoid(z[1]);
	float *from = gate_at(s, r, GRU_N, at, GRU_GATES);
	vf x = load(from) + load(s->bias + GRU_N * s->units + at);
	vf n = tanh_of(x + reset * z[2]);
	store(from, n);
	store(gate_at(s, r, GRU_R, at, GRU_GATES), reset);
	store(gate_at(s, r, GRU_Z, at, GRU_GATES), keep);
	store(gate_at(s, r, GRU_B, at, GRU_GATES), z[2]);
	store(s->h + o, n + keep * (load(s->h_before + o) - n));
}

INLINE void rnn_cell(const struct qn_cell_step *s, size_t r, size_t at,
                     const vf z[4])
{
	store(s->h + r * s->units + at, tanh_of(z[0]));
}

/* What a gate of a block begins with: bias, and input where there is any. */
INLINE void begin(vf sum[HIGH][2], const struct qn_cell_step *s,
                  const struct rows *gates, size_t gate, size_t pair, size_t at,
                  bool input)
{
	size_t o = gate * s->units + at;
	for (size_t r = 0; r < HIGH; r++) {
		sum[r][pair] = load(s->bias + o);
		if (input)
			sum[r][pair] += load(gates->row[r] + o);
	}
}

/* `gates` are stored, of which `first` .. first + n - 1 look at h_before. */
INLINE void rows_forward(const struct qn_cell_step *s, size_t block, size_t row,
                         const size_t gates, const size_t first, const size_t n,
                         const enum qn_cell cell)
{
	size_t units = s->units, at = block * W, left = s->rows - row;
	const size_t pairs = (n + 1) / 2, size = 2 * W * units;
	const float *packed = s->packed + block * pairs * size;
	struct rows h = rows_at(s->h_before, units, row, s->rows);
	struct rows from = rows_at(s->gates, gates * units, row, s->rows);
	vf sum[2][HIGH][2] = {{{{0}}}};
	for (size_t g = 0; g < n; g++)
		begin(sum[g / 2], s, &from, first + g, g % 2, at,
		      cell != QN_CELL_GRU || first + g != GRU_B);
	if (s->narrow)
		narrow_product(sum, s, row, packed, units, pairs);
	for (size_t p = 0; p < pairs && !s->narrow; p++)
		product(sum[p], &h, packed + p * size, units, left);
	for (size_t r = 0; r < HIGH && r < left; r++) {
		const vf z[4] = {sum[0][r][0], sum[0][r][1], sum[1][r][0],
		                 sum[1][r][1]};
		if (cell == QN_CELL_LSTM)
			lstm_cell(s, row + r, at, z);
		else if (cell == QN_CELL_GRU)
			gru_cell(s, row + r, at, z);
		else
			rnn_cell(s, row + r, at, z);
	}
}

static void lstm(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t block = first; block < last; block++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_forward(s, block, r, LSTM_GATES, 0, 4,
			             QN_CELL_LSTM);
}

static void gru(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t block = first; block < last; block++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_forward(s, block, r, GRU_GATES, GRU_R, 3,
			             QN_CELL_GRU);
}

static void rnn(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t block = first; block < last; block++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_forward(s, block, r, 1, 0, 1, QN_CELL_RNN);
}

/* --- backward ------------------------------------------------------------- */

INLINE void lstm_cell_back(const struct qn_cell_step *s, size_t r, size_t at,
                           vf dh)
{
	size_t o = r * s->units + at;
	float *to[LSTM_GATES];
	for (size_t g = 0; g < LSTM_GATES; g++)
		to[g] = gate_at(s, r, g, at, LSTM_GATES);
	vf i = load(to[LSTM_I]), f = load(to[LSTM_F]), g = load(to[LSTM_G]);
	vf out = load(to[LSTM_O]), one = splat(1);
	vf t = tanh_of(load(s->c + o));
	vf dc = load(s->carried + o) + dh * out * (one - t * t);
	store(to[LSTM_I], dc * g * i * (one - i));
	store(to[LSTM_F], dc * load(s->c_before + o) * f * (one - f));
	store(to[LSTM_G], dc * i * (one - g * g));
	store(to[LSTM_O], dh * t * out * (one - out));
	store(s->carried + o, dc * f);
}

INLINE void gru_cell_back(const struct qn_cell_step *s, size_t r, size_t at,
                          vf dh)
{
	size_t o = r * s->units + at;
	float *to[GRU_GATES];
	for (size_t g = 0; g < GRU_GATES; g++)
		to[g] = gate_at(s, r, g, at, GRU_GATES);
	vf n = load(to[GRU_N]), reset = load(to[GRU_R]), one = splat(1);
	vf keep = load(to[GRU_Z]);
	dh += load(s->carried + o);
	vf dn = dh * (one - keep) * (one - n * n);
	vf dz = dh * (load(s->h_before + o) - n) * keep * (one - keep);
	store(to[GRU_R], dn * load(to[GRU_B]) * reset * (one - reset));
	store(to[GRU_Z], dz);
	store(to[GRU_N], dn);
	store(to[GRU_B], dn * reset);
	store(s->carried + o, dh * keep);
}

INLINE void rnn_cell_back(const struct qn_cell_step *s, size_t r, size_t at,
                          vf dh)
{
	vf h = load(s->h + r * s->units + at);
	store(gate_at(s, r, 0, at, 1), dh * (splat(1) - h * h));
}

INLINE void rows_back(const struct qn_cell_step *s, size_t pair, size_t row,
                      const size_t gates, const size_t first, const size_t n,
                      const enum qn_cell cell)
{
	size_t units = s->units, at = pair * 2 * W, left = s->rows - row;
	const size_t blocks = at + W < units ? 2 : 1;
	struct rows dh = rows_at(s->dh, units, row, s->rows);
	vf sum[HIGH][2] = {{{0}}};
	for (size_t r = 0; r < HIGH; r++)
		for (size_t q = 0; q < blocks; q++)
			sum[r][q] = load(dh.row[r] + at + q * W);
	if (s->next && s->narrow) {
		narrow_product(&sum, s, row, s->packed + at * n * units,
		               n * units, 1);
	} else if (s->next) {
		struct rows next = rows_at(s->next + first * units,
		                           gates * units, row, s->rows);
		product(sum, &next, s->packed + at * n * units, n * units,
		        left);
	}
	for (size_t r = 0; r < HIGH && r < left; r++)
		for (size_t q = 0; q < blocks; q++) {
			size_t unit = at + q * W;
			if (cell == QN_CELL_LSTM)
				lstm_cell_back(s, row + r, unit, sum[r][q]);
			else if (cell == QN_CELL_GRU)
				gru_cell_back(s, row + r, unit, sum[r][q]);
			else
				rnn_cell_back(s, row + r, unit, sum[r][q]);
		}
}

static void lstm_back(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t pair = first; pair < last; pair++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_back(s, pair, r, LSTM_GATES, 0, 4, QN_CELL_LSTM);
}

static void gru_back(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t pair = first; pair < last; pair++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_back(s, pair, r, GRU_GATES, GRU_R, 3, QN_CELL_GRU);
}

static void rnn_back(const struct qn_cell_step *s, size_t first, size_t last)
{
	for (size_t pair = first; pair < last; pair++)
		for (size_t r = 0; r < s->rows; r += HIGH)
			rows_back(s, pair, r, 1, 0, 1, QN_CELL_RNN);
}
#endif
