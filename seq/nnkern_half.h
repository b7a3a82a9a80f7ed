/* SPDX-License-Identifier: MIT */
/*
 * nnkern_half.h -- the products of nnkern_bf16.h by half-precision floats,
 * for processors that multiply those twice as fast as floats, and pairs of
 * bfloat16 at half their speed: Intel's with AVX512-FP16.
 *
 * A half has 11 bits to bfloat16's 8, but few exponents: each block is
 * multiplied by the power of two that takes its largest number to 16 .. 32, and
 * what is a 500,000th of that still has all its bits.  Halves are summed in
 * runs of RUN, whose sums, of less than 2^15, become floats: rounding in a run
 * comes to 6e-4 of its sum where signs are by chance (RUN / 6 under a root,
 * times 2^-12), bfloat16's of what goes in to 2e-3.
 *
 *	panel  [inputs][64 columns]
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_HALF_H
#define QN_SEQ_NNKERN_HALF_H

#if W == 16 && defined(__AVX512F__)
#define HAS_HALVES

#define RUN        32
#define PANEL      64  /* columns */
#define HALF_DEEP  256 /* inputs of a block: a panel fits the first cache */
#define HALF_WIDE  512 /* columns of b of a block */
#define HALF_TALL  160 /* rows of a of a block, of whole vectors and tiles */
#define HALF_TALLS 5   /* blocks of a at a time: what panels of b go over */
#define HALF_LANES (2 * W)

typedef uint16_t half;
typedef half half_lanes __attribute__((vector_size(4 * W)));

/* --- packing -------------------------------------------------------------- */

/* The power of two that takes `most` to 16 .. 32. */
static float half_scale(float most)
{
	uint32_t bits;
	memcpy(&bits, &most, sizeof bits);
	uint32_t power = bits >> 23 & 255;
	power = power < 16 ? 16 : power > 240 ? 240 : power;
	bits = (258 - power) << 23;
	memcpy(&most, &bits, sizeof bits);
	return most;
}

/* Up to W numbers; a constant W, where there are so many, makes a plain
 * load. */
INLINE vf take_some(const float *x, size_t n)
{
	return n >= W ? take(x, W) : take(x, n);
}

/* The largest magnitude of lines of n. */
static float half_span(const float *x, size_t row, size_t lines, size_t n)
{
	vf most = {0};
	for (size_t l = 0; l < lines; l++)
		for (size_t i = 0; i < n; i += W)
			most = larger(
			    most, size_of(take_some(x + l * row + i, n - i)));
	return largest_lane(most);
}

/* W numbers. */
INLINE void put_halves(half *to, vf x)
{
	_mm256_storeu_si256((__m256i *)to,
	                    _mm512_cvtps_ph((__m512)x, _MM_FROUND_NO_EXC));
}

/* W columns of a panel, from `n` rows that lie along k inputs. */
static void half_rows(half *to, size_t to_row, const float *b, size_t row,
                      size_t n, size_t k, float scale)
{
	for (size_t at = 0; at < k; at += W) {
		size_t m = k - at < W ? k - at : W;
		vu t[W];
		UNROLL_ROWS for (size_t r = 0; r < W; r++)
		{
			const float *from = b + (r < n ? r : n - 1) * row + at;
			t[r] = (vu)(take_some(from, m) * splat(scale));
			if (r >= n)
				t[r] = (vu){0};
		}
		turn(t);
		for (size_t i = 0; i < m; i++)
			put_halves(to + (at + i) * to_row, (vf)t[i]);
	}
}

/* n columns, up to W, from rows of inputs. */
static void half_inputs(half *to, size_t to_row, const float *b, size_t row,
                        size_t n, size_t k, float scale)
{
	for (size_t i = 0; i < k; i++)
		put_halves(to + i * to_row,
		           take_some(b + i * row, n) * splat(scale));
}

static void half_panel(half *to, const struct qn_bf16_matrix *b, size_t column,
                       size_t n, size_t input, size_t k, float scale)
{
	for (size_t q = 0; q < PANEL; q += W) {
		size_t m = n < q ? 0 : n - q < W ? n - q : W, at = column + q;
		if (m == 0)
			half_inputs(to + q, PANEL, b->x, 0, 0, k, 0);
		else if (b->across)
			half_inputs(to + q, PANEL, b->x + input * b->row + at,
			            b->row, m, k, scale);
		else
			half_rows(to + q, PANEL, b->x + at * b->row + input,
			          b->row, m, k, scale);
	}
}

/* --- multiplying ---------------------------------------------------------- */

INLINE void multiply_halves(half_lanes *sum, half_lanes w, const half *x)
{
	__asm__("vfmadd231ph %2%{1to32%}, %1, %0"
	        : "+v"(*sum)
	        : "v"(w), "m"(*x));
}

INLINE void add_halves(vf sum[2], half_lanes h)
{
	__m512i all = (__m512i)h;
	sum[0] += (vf)_mm512_cvtph_ps(_mm512_castsi512_si256(all));
	sum[1] += (vf)_mm512_cvtph_ps(_mm512_extracti64x4_epi64(all, 1));
}

/* sum += HIGH rows `row` apart, inputs `step` apart, times a panel of one or
 * two vectors. */
INLINE void half_tile(vf sum[HIGH][4], const half *a, const size_t row,
                      const size_t step, const half *panel, size_t k,
                      const size_t vectors)
{
	for (size_t at = 0; at < k; at += RUN) {
		size_t run = k - at < RUN ? k - at : RUN;
		half_lanes s[HIGH], t[HIGH];
		UNROLL_ROWS for (size_t r = 0; r < HIGH; r++) s[r] = t[r] =
		    (half_lanes){0};
		ROLLED for (size_t i = 0; i < run; i++, a += step)
		{
			half_lanes u = *(const half_lanes *)panel, v = u;
			if (vectors == 2)
				v = *(const half_lanes *)(panel + HALF_LANES);
			panel += vectors * HALF_LANES;
			__builtin_prefetch(panel + 16 * PANEL, 0, 3);
			if (vectors == 2)
				__builtin_prefetch(
				    panel + 16 * PANEL + HALF_LANES, 0, 3);
			UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
			{
				multiply_halves(&s[r], u, a + r * row);
				if (vectors == 2)
					multiply_halves(&t[r], v, a + r * row);
			}
		}
		UNROLL_ROWS for (size_t r = 0; r < HIGH; r++)
		{
			add_halves(sum[r], s[r]);
			if (vectors == 2)
				add_halves(sum[r] + 2, t[r]);
		}
	}
}

/* --- blocks --------------------------------------------------------------- */

struct half_b {
	_Alignas(64) half x[HALF_WIDE * HALF_DEEP]; /* panels */
	float scale;
};

struct half_a {
	_Alignas(
	    64) half x[HALF_TALL * HALF_DEEP + HALF_LANES]; /* HIGH rows each */
	float scale;
};

/* The largest magnitude of a part of a matrix. */
static float matrix_span(const struct qn_bf16_matrix *m, size_t line, size_t n,
                         size_t input, size_t k)
{
	return m->across
	           ? half_span(m->x + input * m->row + line, m->row, k, n)
	           : half_span(m->x + line * m->row + input, m->row, n, k);
}

static void half_block_b(struct half_b *block, const struct qn_bf16_product *p,
                         size_t j, size_t n, size_t input, size_t k)
{
	block->scale = half_scale(matrix_span(&p->b, j, n, input, k));
	for (size_t at = 0; at < n; at += PANEL)
		half_panel(block->x + at * k, &p->b, j + at,
		           n - at < PANEL ? n - at : PANEL, input, k,
		           block->scale);
}

static void half_block_a(struct half_a *block, const struct qn_bf16_product *p,
                         size_t i, size_t m, size_t input, size_t k)
{
	const struct qn_bf16_matrix *a = &p->a;
	float scale = half_scale(matrix_span(a, i, m, input, k));
	block->scale = scale;
	for (size_t at = 0; at < m; at += HIGH) {
		half *to = block->x + at * HALF_DEEP;
		/* Each input with what comes behind, which is overwritten. */
		if (a->across)
			half_inputs(to, HIGH, a->x + input * a->row + i + at,
			            a->row, p->rows - i - at, k, scale);
		for (size_t r = 0; !a->across && r < HIGH && at + r < m; r++)
			for (size_t q = 0; q < k; q += W)
				put_halves(to + r * HALF_DEEP + q,
				           take_some(a->x +
				                         (i + at + r) * a->row +
				                         input + q,
				                     k - q) *
				               splat(scale));
	}
}

static void half_to_c(float *c, const vf sum[4], float scale, size_t n,
                      bool add)
{
	for (size_t q = 0; q < n; q += W) {
		vf v = sum[q / W] * splat(scale);
		if (add)
			v += take_some(c + q, n - q);
		if (n - q >= W)
			put(c + q, v, W);
		else
			put(c + q, v, n - q);
	}
}

static void half_blocks(const struct qn_bf16_product *p,
                        const struct half_a *left, size_t i, size_t m,
                        const struct half_b *right, size_t j, size_t n,
                        size_t k, bool add)
{
	float scale = 1 / left->scale * (1 / right->scale);
	for (size_t at = 0; at < n; at += PANEL)
		for (size_t r = 0; r < m; r += HIGH) {
			const half *a = left->x + r * HALF_DEEP;
			const half *b = right->x + at * k;
			float *c = p->c + (i + r) * p->c_row + j + at;
			vf sum[HIGH][4];
			for (size_t q = 0; q < HIGH; q++)
				for (size_t v = 0; v < 4; v++) {
					sum[q][v] = (vf){0};
					if (r + q < m && at + v * W < n)
						__builtin_prefetch(
						    c + q * p->c_row + v * W, 1,
						    3);
				}
			if (p->a.across)
				half_tile(sum, a, 1, HIGH, b, k, 2);
			else
				half_tile(sum, a, HALF_DEEP, 1, b, k, 2);
			for (size_t q = 0; q < HIGH && r + q < m; q++)
				half_to_c(c + q * p->c_row, sum[q], scale,
				          n - at < PANEL ? n - at : PANEL, add);
		}
}

/* Rows [i, i + m), inputs [at, at + k). */
static void half_rows_product(const struct qn_bf16_product *p, size_t i,
                              size_t m, size_t at, size_t k)
{
	struct half_a a[HALF_TALLS];
	struct half_b b;
	for (size_t r = 0; r < m; r += HALF_TALL)
		half_block_a(&a[r / HALF_TALL], p, i + r,
		             m - r < HALF_TALL ? m - r : HALF_TALL, at, k);
	for (size_t j = 0; j < p->columns; j += HALF_WIDE) {
		size_t left = p->columns - j;
		size_t n = left < HALF_WIDE ? left : HALF_WIDE;
		half_block_b(&b, p, j, n, at, k);
		for (size_t r = 0; r < m; r += HALF_TALL)
			half_blocks(p, &a[r / HALF_TALL], i + r,
			            m - r < HALF_TALL ? m - r : HALF_TALL, &b,
			            j, n, k, p->add || at > 0);
	}
}

static void half_product(const struct qn_bf16_product *p)
{
	const size_t most = (size_t)HALF_TALLS * HALF_TALL;
	size_t blocks = (p->inputs + HALF_DEEP - 1) / HALF_DEEP;
	size_t deep = (p->inputs + blocks - 1) / blocks;
	deep = (deep + RUN - 1) / RUN * RUN;
	for (size_t at = 0; at < p->inputs; at += deep) {
		size_t k = p->inputs - at < deep ? p->inputs - at : deep;
		for (size_t i = 0; i < p->rows; i += most)
			half_rows_product(
			    p, i, p->rows - i < most ? p->rows - i : most, at,
			    k);
	}
}
/* --- recurrent weights ---------------------------------------------------- */

/* A block of W units: [inputs][4 gates][W], then what its products are to be
 * multiplied with. */
static void pack_forward_halves(float *packed, const float *w, size_t units,
                                size_t gates)
{
	half *to = (half *)packed;
	float most = 0;
	for (size_t g = 0; g < gates; g++) {
		float span = half_span(w + g * units * units, units, W, units);
		most = span > most ? span : most;
	}
	float scale = half_scale(most);
	for (size_t g = 0; g < PANEL / W; g++)
		if (g < gates)
			half_rows(to + g * W, PANEL, w + g * units * units,
			          units, W, units, scale);
		else
			half_inputs(to + g * W, PANEL, w, 0, 0, units, 0);
	packed[PANEL / 2 * units] = 1 / scale;
}

/* A pair of blocks, of n units: [k gradients][2 W], and the same. */
static void pack_backward_halves(float *packed, const float *w, size_t units,
                                 size_t n, size_t k)
{
	half *to = (half *)packed;
	float scale = half_scale(half_span(w, units, k, n));
	half_inputs(to, HALF_LANES, w, units, n, k, scale);
	half_inputs(to + W, HALF_LANES, w + W, units, n > W ? n - W : 0, k,
	            scale);
	packed[W * k] = 1 / scale;
}

static float halves_of_rows(half *to, const float *x, size_t x_row, size_t rows,
                            size_t n)
{
	float scale = half_scale(half_span(x, x_row, rows, n));
	for (size_t r = 0; r < rows; r++)
		for (size_t i = 0; i < n; i += W)
			put_halves(to + r * n + i,
			           take(x + r * x_row + i, W) * splat(scale));
	return 1 / scale;
}

INLINE void narrow_halves(vf to[][HIGH][2], const struct qn_cell_step *s,
                          size_t row, const float *packed, size_t n,
                          const size_t pairs)
{
	vf sum[HIGH][4] = {{{0}}};
	vf scale = splat(s->narrow_scale * packed[pairs * W * n]);
	half_tile(sum, (const half *)s->narrow + row * n, n, 1,
	          (const half *)packed, n, pairs);
	for (size_t r = 0; r < HIGH; r++)
		for (size_t v = 0; v < 2 * pairs; v++)
			to[v / 2][r][v % 2] += sum[r][v] * scale;
}
#endif
#endif
