/* SPDX-License-Identifier: MIT */
/*
 * nnkern_bf16.h -- products of matrices whose numbers are rounded to bfloat16
 * (8 bits, ties to even) as they are packed, and summed as floats.
 *
 *	packed b  [inputs / 2][2 W] pairs of inputs, the first one below
 *	rows of a as the multiplying wants them: pairs likewise, or rounded
 *	          floats
 *
 * Processors with an instruction for pairs sum them with it.  Others take
 * pairs apart, which costs a tenth of the multiplying, and share what is
 * gained by weights of half the size.  Columns beyond the last are 0, and so
 * is what an odd number of inputs lacks.
 *
 * Blocks are Goto and van de Geijn's ("Anatomy of high-performance matrix
 * multiplication", 2008), on the stack.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_BF16_H
#define QN_SEQ_NNKERN_BF16_H

#include "seq/nnkern_packed.h"

#define DEEP 384           /* inputs of a block, an even number */
#define WIDE (512 / W * W) /* columns of b of a block           */
#define TALL (4 * HIGH)    /* rows of a of a block              */

typedef vu vu_any __attribute__((aligned(4), may_alias));

/* --- rounding ------------------------------------------------------------- */

#define UPPER 0xffff0000u

/* The upper half of each lane is the number. */
INLINE vu round_half(vf x)
{
	vu bits = (vu)x;
	return bits + 0x7fff + (bits >> 16 & 1);
}

INLINE vf rounded(vf x)
{
	return (vf)(round_half(x) & UPPER);
}

INLINE vu pairs_of(vf first, vf second)
{
	return round_half(first) >> 16 | (round_half(second) & UPPER);
}

/* Lane l of two vectors side by side, by a rule. */
#if W == 16
#define BY_LANE(a, b, f)                                                       \
	SHUF(a, b, f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), \
	     f(10), f(11), f(12), f(13), f(14), f(15))
#elif W == 8
#define BY_LANE(a, b, f)                                                       \
	SHUF(a, b, f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7))
#else
#define BY_LANE(a, b, f) SHUF(a, b, f(0), f(1), f(2), f(3))
#endif
#define EVEN_LANE(l) (2 * (l))
#define ODD_LANE(l)  (2 * (l) + 1)

/* n numbers, up to 2 W, as pairs. */
INLINE vu take_pairs(const float *x, size_t n)
{
	vf low = take(x, n < W ? n : W), high = {0};
	if (n > W)
		high = take(x + W, n - W);
	return pairs_of(BY_LANE(low, high, EVEN_LANE),
	                BY_LANE(low, high, ODD_LANE));
}

/* --- packing -------------------------------------------------------------- */

/* Lanes whose number has bit `s` change places with those of the vector s
 * further that have not. */
#define LOW_LANE(l, s)  ((l) & (s) ? W + (l) - (s) : (l))
#define HIGH_LANE(l, s) ((l) & (s) ? W + (l) : (l) + (s))
#define LOW1(l)         LOW_LANE(l, 1)
#define LOW2(l)         LOW_LANE(l, 2)
#define LOW4(l)         LOW_LANE(l, 4)
#define LOW8(l)         LOW_LANE(l, 8)
#define HIGH1(l)        HIGH_LANE(l, 1)
#define HIGH2(l)        HIGH_LANE(l, 2)
#define HIGH4(l)        HIGH_LANE(l, 4)
#define HIGH8(l)        HIGH_LANE(l, 8)
#define TURN_STEP(t, s, low, high)                                             \
	UNROLL_ROWS for (size_t i = 0; i < W; i++) if (!(i & (s)))             \
	{                                                                      \
		vu a = t[i], b = t[i + (s)];                                   \
		t[i] = BY_LANE(a, b, low);                                     \
		t[i + (s)] = BY_LANE(a, b, high);                              \
	}

/* Rows become columns. */
INLINE void turn(vu t[W])
{
	TURN_STEP(t, 1, LOW1, HIGH1)
	TURN_STEP(t, 2, LOW2, HIGH2)
#if W >= 8
	TURN_STEP(t, 4, LOW4, HIGH4)
#endif
#if W >= 16
	TURN_STEP(t, 8, LOW8, HIGH8)
#endif
}

/* Half of a panel, from `n` rows of columns, up to W, that lie along `k`
 * inputs. */
INLINE void pack_rows(uint32_t *to, const float *b, size_t row, size_t n,
                      size_t k)
{
	for (size_t at = 0; at < k; at += 2 * W) {
		size_t m = k - at < 2 * W ? k - at : 2 * W;
		vu t[W];
		UNROLL_ROWS for (size_t r = 0; r < W; r++)
		{
			const float *from = b + (r < n ? r : n - 1) * row + at;
			t[r] = m == 2 * W ? take_pairs(from, 2 * W)
			                  : take_pairs(from, m);
			if (r >= n)
				t[r] = (vu){0};
		}
		turn(t);
		for (size_t p = 0; p < (m + 1) / 2; p++)
			*(vu *)(to + (at / 2 + p) * 2 * W) = t[p];
	}
}

/* A panel of `n` columns, up to 2 W, from rows of inputs. */
INLINE void pack_inputs(uint32_t *to, const float *b, size_t row,
                        const size_t n, size_t k)
{
	for (size_t i = 0; i < k; i += 2, to += 2 * W)
		for (size_t q = 0; q < 2; q++) {
			size_t m = n < q * W ? 0 : n - q * W;
			const float *x = b + i * row + q * W;
			vf even = take(x, m < W ? m : W), odd = {0};
			if (i + 1 < k)
				odd = take(x + row, m < W ? m : W);
			*(vu *)(to + q * W) = pairs_of(even, odd);
		}
}

static void pack_panel(uint32_t *to, const struct qn_bf16_matrix *b,
                       size_t column, size_t n, size_t input, size_t k)
{
	if (b->across) {
		const float *x = b->x + input * b->row + column;
		if (n == 2 * W)
			pack_inputs(to, x, b->row, 2 * W, k);
		else
			pack_inputs(to, x, b->row, n, k);
		return;
	}
	const float *x = b->x + column * b->row + input;
	pack_rows(to, x, b->row, n < W ? n : W, k);
	if (n > W)
		pack_rows(to + W, x + W * b->row, b->row, n - W, k);
	else
		for (size_t p = 0; p < (k + 1) / 2; p++)
			*(vu *)(to + p * 2 * W + W) = (vu){0};
}

/* A row of k inputs as the multiplying wants it. */
static void bf16_row(float *to, const float *x, size_t k, bool pairs)
{
	for (size_t i = 0; i < k; i += 2 * W) {
		size_t m = k - i < 2 * W ? k - i : 2 * W;
		if (pairs) {
			vu v = m == 2 * W ? take_pairs(x + i, 2 * W)
			                  : take_pairs(x + i, m);
			put(to + i / 2, (vf)v, (m + 1) / 2);
			continue;
		}
		for (size_t q = 0; q < m; q += W) {
			size_t some = m - q < W ? m - q : W;
			put(to + i + q, rounded(take(x + i + q, some)), some);
		}
	}
	if (!pairs && k % 2)
		to[k] = 0;
}

/* HIGH of n rows that lie across inputs: [k or its pairs][HIGH].  Each input is
 * written with what comes behind, which is overwritten. */
INLINE void pack_across(float *to, const float *a, size_t row, size_t n,
                        size_t k, bool pairs)
{
	size_t by = pairs ? 2 : 1;
	for (size_t i = 0; i < k; i += by, to += HIGH)
		for (size_t q = 0; q < HIGH; q += W) {
			size_t left = n < q ? 0 : n - q;
			const float *x = a + i * row + q;
			vf even, odd = {0};
			even = left >= W ? take(x, W) : take(x, left);
			if (pairs && i + 1 < k)
				odd = left >= W ? take(x + row, W)
				                : take(x + row, left);
			put(to + q,
			    pairs ? (vf)pairs_of(even, odd) : rounded(even), W);
		}
	if (!pairs && k % 2)
		for (size_t r = 0; r < HIGH; r++)
			to[r] = 0;
}

/* --- multiplying ---------------------------------------------------------- */

/* s += x u and t += x v of a pair of inputs, of HIGH rows `row` numbers apart,
 * inputs `step` apart. */
INLINE void multiply_pairs(vf sum[HIGH][2], const float *a, const size_t row,
                           const size_t step, const uint32_t *packed,
                           size_t pairs)
{
	vf s[HIGH], t[HIGH];
	UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
	{
		s[r] = sum[r][0];
		t[r] = sum[r][1];
	}
	ROLLED for (size_t p = 0; p < pairs; p++, a += 2 * step)
	{
		vu u = *(const vu *)packed, v = *(const vu *)(packed + W);
		vf first = (vf)(u << 16), other = (vf)(v << 16);
		packed += 2 * W;
		__builtin_prefetch(packed + 32 * W, 0, 3);
		if (W == 16)
			__builtin_prefetch(packed + 33 * W, 0, 3);
		UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
		{
			vf x = splat(a[r * row]);
			s[r] += x * first;
			t[r] += x * other;
		}
		first = (vf)(u & UPPER);
		other = (vf)(v & UPPER);
		UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
		{
			vf x = splat(a[r * row + step]);
			s[r] += x * first;
			t[r] += x * other;
		}
	}
	UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
	{
		sum[r][0] = s[r];
		sum[r][1] = t[r];
	}
}

#if W == 16 && defined(__AVX512F__)
/* sum += both of a pair, in each lane. */
INLINE void dot_pairs(vf *sum, vu w, const float *pair)
{
	__asm__("vdpbf16ps %2%{1to16%}, %1, %0"
	        : "+v"(*sum)
	        : "v"(w), "m"(*pair));
}

INLINE void multiply_dots(vf sum[HIGH][2], const float *a, const size_t row,
                          const size_t step, const uint32_t *packed,
                          size_t pairs)
{
	vf s[HIGH], t[HIGH];
	UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
	{
		s[r] = sum[r][0];
		t[r] = sum[r][1];
	}
	ROLLED for (size_t p = 0; p < pairs; p++, a += step)
	{
		vu u = *(const vu *)packed, v = *(const vu *)(packed + W);
		packed += 2 * W;
		__builtin_prefetch(packed + 32 * W, 0, 3);
		__builtin_prefetch(packed + 33 * W, 0, 3);
		UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
		{
			dot_pairs(&s[r], u, a + r * row);
			dot_pairs(&t[r], v, a + r * row);
		}
	}
	UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
	{
		sum[r][0] = s[r];
		sum[r][1] = t[r];
	}
}
#define MULTIPLY(dots, ...)                                                    \
	((dots) ? multiply_dots(__VA_ARGS__) : multiply_pairs(__VA_ARGS__))
#else
#define MULTIPLY(dots, ...) multiply_pairs(__VA_ARGS__)
#endif

/* --- blocks --------------------------------------------------------------- */

#include "seq/nnkern_half.h"

struct bf16_block {
	_Alignas(64) uint32_t b[WIDE * DEEP / 2]; /* panels */
	_Alignas(64) float a[TALL * DEEP + W];    /* HIGH rows each */
};

static void pack_block_b(struct bf16_block *block,
                         const struct qn_bf16_product *p, size_t j, size_t n,
                         size_t input, size_t k)
{
	uint32_t *to = block->b;
	for (size_t at = 0; at < n; at += 2 * W, to += (k + 1) / 2 * 2 * W)
		pack_panel(to, &p->b, j + at, n - at < 2 * W ? n - at : 2 * W,
		           input, k);
}

static void pack_block_a(struct bf16_block *block,
                         const struct qn_bf16_product *p, size_t i, size_t m,
                         size_t input, size_t k)
{
	const struct qn_bf16_matrix *a = &p->a;
	for (size_t at = 0; at < m; at += HIGH) {
		float *to = block->a + at * DEEP;
		if (a->across)
			pack_across(to, a->x + input * a->row + i + at, a->row,
			            p->rows - i - at, k,
			            p->way == QN_BF16_DOTS);
		else
			for (size_t r = 0; r < HIGH && at + r < m; r++)
				bf16_row(to + r * DEEP,
				         a->x + (i + at + r) * a->row + input,
				         k, p->way == QN_BF16_DOTS);
	}
}

/* HIGH rows times a panel; `n` and `m` of them are there. */
static void bf16_tile(const struct qn_bf16_product *p, float *c, const float *a,
                      const uint32_t *panel, size_t m, size_t n, size_t pairs,
                      bool add)
{
	vf sum[HIGH][2] = {{{0}}};
	for (size_t r = 0; add && r < m; r++) {
		const float *from = c + r * p->c_row;
		sum[r][0] = n >= W ? take(from, W) : take(from, n);
		if (n > W)
			sum[r][1] = n == 2 * W ? take(from + W, W)
			                       : take(from + W, n - W);
	}
	if (p->a.across)
		MULTIPLY(p->way == QN_BF16_DOTS, sum, a, 1, HIGH, panel, pairs);
	else
		MULTIPLY(p->way == QN_BF16_DOTS, sum, a, DEEP, 1, panel, pairs);
	for (size_t r = 0; r < m; r++)
		put_pair(c + r * p->c_row, sum[r], n);
}

static void multiply_blocks(const struct qn_bf16_product *p,
                            const struct bf16_block *block, size_t i, size_t m,
                            size_t j, size_t n, size_t k, bool add)
{
	size_t pairs = (k + 1) / 2;
	for (size_t at = 0; at < n; at += 2 * W)
		for (size_t r = 0; r < m; r += HIGH)
			bf16_tile(p, p->c + (i + r) * p->c_row + j + at,
			          block->a + r * DEEP, block->b + at * pairs,
			          m - r < HIGH ? m - r : HIGH,
			          n - at < 2 * W ? n - at : 2 * W, pairs, add);
}

static void pair_product(const struct qn_bf16_product *p)
{
	struct bf16_block block;
	size_t blocks = (p->inputs + DEEP - 1) / DEEP;
	size_t deep = (p->inputs + 2 * blocks - 1) / (2 * blocks) * 2;
	for (size_t at = 0; at < p->inputs; at += deep) {
		size_t k = p->inputs - at < deep ? p->inputs - at : deep;
		for (size_t j = 0; j < p->columns; j += WIDE) {
			size_t n =
			    p->columns - j < WIDE ? p->columns - j : WIDE;
			pack_block_b(&block, p, j, n, at, k);
			for (size_t i = 0; i < p->rows; i += TALL) {
				size_t m =
				    p->rows - i < TALL ? p->rows - i : TALL;
				pack_block_a(&block, p, i, m, at, k);
				multiply_blocks(p, &block, i, m, j, n, k,
				                p->add || at > 0);
			}
		}
	}
}

static void bf16_product(const struct qn_bf16_product *p)
{
#ifdef HAS_HALVES
	if (p->way == QN_BF16_HALVES) {
		half_product(p);
		return;
	}
#endif
	pair_product(p);
}

/* --- recurrent weights ---------------------------------------------------- */

/* As pack_forward() and pack_backward(), inputs in pairs. */
static void pack_forward_bf16(float *packed, const float *weights, size_t units,
                              size_t gates, size_t first, size_t last,
                              enum qn_bf16_way way)
{
	size_t pair = 2 * W * units, pairs = (gates + 1) / 2;
	for (size_t b = first; b < last; b++) {
		const float *w = weights + b * W * units;
		float *block = packed + b * pairs * pair;
#ifdef HAS_HALVES
		if (way == QN_BF16_HALVES) {
			pack_forward_halves(block, w, units, gates);
			continue;
		}
#endif
		(void)way;
		for (size_t gate = 0; gate < 2 * pairs; gate++) {
			uint32_t *to = (void *)(block + gate / 2 * pair);
			to += gate % 2 * W;
			if (gate < gates)
				pack_rows(to, w + gate * units * units, units,
				          W, units);
			for (size_t p = 0; gate >= gates && p < units / 2; p++)
				*(vu *)(to + p * 2 * W) = (vu){0};
		}
	}
}

static void pack_backward_bf16(float *packed, const float *weights,
                               size_t units, size_t gates, size_t first,
                               size_t last, enum qn_bf16_way way)
{
	for (size_t b = first; b < last; b++) {
		size_t at = b * 2 * W, k = gates * units;
		size_t n = units - at < 2 * W ? units - at : 2 * W;
		float *block = packed + b * k * 2 * W;
#ifdef HAS_HALVES
		if (way == QN_BF16_HALVES) {
			pack_backward_halves(block, weights + at, units, n, k);
			continue;
		}
#endif
		(void)way;
		pack_inputs((void *)block, weights + at, units, n, k);
	}
}

static void bf16_rows(float *to, float *scale, const float *x, size_t x_row,
                      size_t rows, size_t n, enum qn_bf16_way way)
{
	size_t row = way == QN_BF16_FLOATS ? n : n / 2;
	*scale = 1;
#ifdef HAS_HALVES
	if (way == QN_BF16_HALVES) {
		*scale = halves_of_rows((half *)to, x, x_row, rows, n);
		return;
	}
#endif
	for (size_t r = 0; r < rows; r++)
		bf16_row(to + r * row, x + r * x_row, n, way == QN_BF16_DOTS);
}

/* sum += HIGH of these rows, from `row` on, times packed weights of n inputs,
 * pairs of vectors. */
INLINE void narrow_product(vf sum[][HIGH][2], const struct qn_cell_step *s,
                           size_t row, const float *packed, size_t n,
                           const size_t pairs)
{
#ifdef HAS_HALVES
	if (s->way == QN_BF16_HALVES) {
		narrow_halves(sum, s, row, packed, n, pairs);
		return;
	}
#endif
	size_t each = s->way == QN_BF16_FLOATS ? n : n / 2;
	for (size_t p = 0; p < pairs; p++)
		MULTIPLY(s->way == QN_BF16_DOTS, sum[p], s->narrow + row * each,
		         each, 1, (const void *)(packed + p * 2 * W * n),
		         n / 2);
}
#endif
