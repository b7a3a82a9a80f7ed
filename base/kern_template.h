/* SPDX-License-Identifier: MIT */
/*
 * kern_template.h -- the kernels, written once over vectors of W floats.
 *
 * The including file defines
 *	W      floats in a vector: 4, 8 or 16
 *	REGS   vector registers: 16 or 32
 *	KERN   the name of the table, as a symbol and as a string
 *
 * Shapes: m inputs, k outputs, n floats a row (a multiple of QN_ROW).
 */
#include <math.h>
#include <string.h>

#include "base/kern.h"

typedef float vf __attribute__((vector_size(4 * W)));
typedef float vf_any __attribute__((vector_size(4 * W), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define COLS   8  /* a row of the gradient matrix: outputs, padded   */
#define ROWS   32 /* inputs whose gradients lie on the stack at once */

/* What fits the registers: outputs of one step, inputs of one round of dot
 * products (k accumulators each), columns of one round of updates (2 k). */
#define BLOCK    6
#define BLOCKS   ((QN_KERN_LABEL + BLOCK - 1) / BLOCK)
#define DOT_ROWS (REGS == 32 ? 4 : 2)
#define UP_COLS  (REGS == 32 ? 2 : 1)

/* Loops over registers must vanish, loops over memory must not multiply. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define ROLLED _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#define ROLLED _Pragma("GCC unroll 1")
#endif

INLINE vf load(const float *p)
{
	return *(const vf *)p;
}

INLINE void store(float *p, vf v)
{
	*(vf *)p = v;
}

INLINE vf splat(float f)
{
	return f - (vf){0};
}

/* Sums of neighbouring lanes of a and b, interleaved; after two such steps
 * each group of four lanes holds one partial sum of four vectors. */
#if W == 16
#define SHUF(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13,
	            29) +
	       SHUF(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30,
	            15, 31);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28,
	            29) +
	       SHUF(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15,
	            30, 31);
}
INLINE vf pair4(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26,
	            27) +
	       SHUF(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29,
	            30, 31);
}
#elif W == 8
#define SHUF(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 8, 1, 9, 4, 12, 5, 13) +
	       SHUF(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
	       SHUF(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
INLINE vf pair4(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
	       SHUF(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
#else
#define SHUF(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 4, 1, 5) + SHUF(a, b, 2, 6, 3, 7);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 4, 5) + SHUF(a, b, 2, 3, 6, 7);
}
#endif

INLINE vf quad(vf a, vf b, vf c, vf d)
{
	return pair2(pair1(a, b), pair1(c, d));
}

/* The lanes of each of the 8 vectors at `a` summed into out[0..7]; `b` is a
 * second such set for out[8..15]. */
INLINE void sum_lanes(const vf *a, const vf *b, float *out)
{
	vf a0 = quad(a[0], a[1], a[2], a[3]), a1 = quad(a[4], a[5], a[6], a[7]);
	vf b0 = quad(b[0], b[1], b[2], b[3]), b1 = quad(b[4], b[5], b[6], b[7]);
#if W == 16
	store(out, pair4(pair4(a0, a1), pair4(b0, b1)));
#elif W == 8
	store(out, pair4(a0, a1));
	store(out + 8, pair4(b0, b1));
#else
	store(out, a0);
	store(out + 4, a1);
	store(out + 8, b0);
	store(out + 12, b1);
#endif
}

/*
 * 1 / (1 + exp(-x)) for |x| <= 6 as 1/2 plus an odd polynomial: neither a
 * division nor a table.  Chebyshev fit of degree 15, off by at most 1.9e-4
 * (word2vec's table of the same range: 1.5e-3).
 */
INLINE float sigmoid(float x)
{
	x = x > 6 ? 6 : x;
	x = x < -6 ? -6 : x;
	float t = x * x, p = -1.1010048e-11f;
	p = p * t + 1.75691965e-9f;
	p = p * t - 1.18568785e-7f;
	p = p * t + 4.45358021e-6f;
	p = p * t - 1.04249463e-4f;
	p = p * t + 1.65388081e-3f;
	p = p * t - 1.99624710e-2f;
	p = p * t + 2.49447466e-1f;
	return p * x + 0.5f;
}

/* Sixteen logits to gradients: two rows of COLS labels.  Beyond 6 the sigmoid
 * counts as 0 or 1, times `beyond`. */
INLINE void gradient(float *g, const float *label, float rate, float beyond)
{
	for (int i = 0; i < 2 * COLS; i++) {
		float x = g[i], sure = x > 0 ? 1 : 0;
		float far = (label[i] - sure) * beyond;
		float near = label[i] - sigmoid(x);
		g[i] = rate * (fabsf(x) > 6 ? far : near);
	}
}

INLINE void spread_labels(float *label, unsigned bits)
{
	for (int i = 0; i < 2 * COLS; i++)
		label[i] = (float)(bits >> (i % COLS) & 1);
}

/* -log likelihood from gradients: |g| / rate is the probability that the
 * model gave to the wrong label.  One logarithm a row: eight factors of at
 * least 1e-7 are far from the end of a double. */
static double block_loss(const float *g, size_t m, size_t k, float rate)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++) {
		double right = 1;
		for (size_t o = 0; o < k; o++) {
			double p = 1 - (double)fabsf(g[i * COLS + o] / rate);
			right *= p > 1e-7 ? p : 1e-7;
		}
		sum -= log(right);
	}
	return sum;
}

/* Line j of the rows needed soon. */
INLINE void fetch_line(float *const *ahead, size_t n, size_t j)
{
	if (j % QN_ROW == 0)
		ROLLED for (size_t i = 0; i < n; i++)
		    __builtin_prefetch(ahead[i] + j, 1, 3);
}

/* One load for several uses: compilers would fold it into each of them. */
#if defined(__x86_64__)
#define IN_REGISTER(v) __asm__("" : "+v"(v))
#elif defined(__aarch64__)
#define IN_REGISTER(v) __asm__("" : "+w"(v))
#else
#define IN_REGISTER(v) (void)(v)
#endif

/* g[i][o] = x[i] . y[o] for `rows` inputs and k outputs. */
INLINE void dot_block(float *const *x, const int rows, float *const *y,
                      const int k, size_t n, float *g)
{
	vf a[4][COLS] = {0};
	const float *row[4];
	UNROLL for (int i = 0; i < rows; i++) row[i] = x[i];
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		vf u[4];
		UNROLL for (int i = 0; i < rows; i++) u[i] = load(row[i] + j);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf w = load(y[o] + j);
			IN_REGISTER(w);
			UNROLL for (int i = 0; i < rows; i++) a[i][o] +=
			    u[i] * w;
		}
	}
	UNROLL for (int i = 0; i < rows; i += 2)
	    sum_lanes(a[i], a[i + 1], g + i * COLS);
}

/* The update of `cols` vectors of columns: k rows of y and their sums of
 * errors stay in registers while the inputs stream through. */
INLINE void update_cols(float *const *x, size_t m, float *const *y, const int k,
                        const float *g, size_t j, const int cols)
{
	vf w[2][COLS], d[2][COLS];
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    d[c][o] = w[c][o] = load(y[o] + j + c * W);
	ROLLED for (size_t i = 0; i < m; i++)
	{
		float *row = x[i] + j;
		vf u[2], v[2];
		UNROLL for (int c = 0; c < cols; c++) v[c] = u[c] =
		    load(row + c * W);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf s = splat(g[i * COLS + (size_t)o]);
			UNROLL for (int c = 0; c < cols; c++)
			{
				v[c] += s * w[c][o];
				d[c][o] += s * u[c];
			}
		}
		UNROLL for (int c = 0; c < cols; c++) store(row + c * W, v[c]);
	}
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    store(y[o] + j + c * W, d[c][o]);
}

/* One block of outputs: k <= BLOCK of them, against all inputs. */
struct block {
	float *const *x; /* [m] */
	size_t m;
	float *const *y; /* [k] */
	size_t n;
	float rate;
	float beyond; /* 0: no gradient where the model is sure */
	unsigned labels;
	float *g; /* [m rounded up to 4][COLS] */
	float *const *ahead;
	size_t n_ahead;
};

INLINE void errors_k(const struct block *b, const int k)
{
	_Alignas(64) float label[2 * COLS];
	float *pair[2], *g = b->g;
	size_t m = b->m, i = 0;
	if (DOT_ROWS == 4)
		ROLLED for (; i + 4 <= m; i += 4)
		    dot_block(b->x + i, 4, b->y, k, b->n, g + i * COLS);
	ROLLED for (; i < m; i += 2)
	{
		pair[0] = b->x[i];
		pair[1] = b->x[i + 1 < m ? i + 1 : i];
		dot_block(pair, 2, b->y, k, b->n, g + i * COLS);
	}
	spread_labels(label, b->labels);
	ROLLED for (i = 0; i < m; i += 2)
	    gradient(g + i * COLS, label, b->rate, b->beyond);
}

INLINE void update_k(const struct block *b, const int k)
{
	size_t j = 0;
	if (UP_COLS == 2)
		ROLLED for (; j + 2 * W <= b->n; j += 2 * W)
		{
			fetch_line(b->ahead, b->n_ahead, j);
			fetch_line(b->ahead, b->n_ahead, j + W);
			update_cols(b->x, b->m, b->y, k, b->g, j, 2);
		}
	ROLLED for (; j < b->n; j += W)
	{
		fetch_line(b->ahead, b->n_ahead, j);
		update_cols(b->x, b->m, b->y, k, b->g, j, 1);
	}
}

#define BLOCK_OF(k)                                                            \
	static void errors_##k(const struct block *b)                          \
	{                                                                      \
		errors_k(b, k);                                                \
	}                                                                      \
	static void update_##k(const struct block *b)                          \
	{                                                                      \
		update_k(b, k);                                                \
	}
/* clang-format off */
BLOCK_OF(1) BLOCK_OF(2) BLOCK_OF(3) BLOCK_OF(4) BLOCK_OF(5) BLOCK_OF(6)
    /* clang-format on */

    static void (*const errors_of[])(const struct block *) = {
        NULL, errors_1, errors_2, errors_3, errors_4, errors_5, errors_6,
};
static void (*const update_of[])(const struct block *) = {
    NULL, update_1, update_2, update_3, update_4, update_5, update_6,
};

/* Part b of `parts` of the outputs and of the rows to fetch. */
INLINE struct block block_of(const struct qn_outputs *out, size_t b,
                             size_t parts, size_t *k)
{
	size_t o = out->k * b / parts, a = out->n_ahead * b / parts;
	*k = out->k * (b + 1) / parts - o;
	return (struct block){
	    .y = out->y + o,
	    .n = out->n,
	    .rate = out->rate,
	    .beyond = out->skip_sure ? 0 : 1,
	    .labels = (unsigned)(out->labels >> o),
	    .ahead = out->ahead + a,
	    .n_ahead = out->n_ahead * (b + 1) / parts - a,
	};
}

static void logistic(float *const *x, size_t m, const struct qn_outputs *out)
{
	_Alignas(64) float g[BLOCKS][(ROWS + 4) * COLS];
	struct block block[BLOCKS];
	size_t k[BLOCKS], blocks = (out->k + BLOCK - 1) / BLOCK;
	for (; m > ROWS; m -= ROWS, x += ROWS)
		logistic(x, ROWS, out);
	ROLLED for (size_t b = 0; b < blocks; b++)
	{
		block[b] = block_of(out, b, blocks, &k[b]);
		block[b].x = x;
		block[b].m = m;
		block[b].g = g[b];
		errors_of[k[b]](&block[b]);
	}
	ROLLED for (size_t b = 0; b < blocks; b++)
	{
		if (out->loss)
			*out->loss += block_loss(g[b], m, k[b], out->rate);
		update_of[k[b]](&block[b]);
	}
}

/* --- one input, which is not a row ---------------------------------------- */

INLINE void bag_k(const float *h, float *e, const struct block *b, const int k,
                  double *loss)
{
	_Alignas(64) float g[2 * COLS], label[2 * COLS];
	vf a[COLS] = {0}, none[COLS] = {0};
	float *const *y = b->y;
	size_t n = b->n, half = b->n_ahead / 2;
	spread_labels(label, b->labels);
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		fetch_line(b->ahead, half, j);
		vf u = load(h + j);
		UNROLL for (int o = 0; o < k; o++) a[o] += u * load(y[o] + j);
	}
	sum_lanes(a, none, g);
	gradient(g, label, b->rate, b->beyond);
	if (loss)
		*loss += block_loss(g, 1, (size_t)k, b->rate);
	vf s[COLS];
	UNROLL for (int o = 0; o < k; o++) s[o] = splat(g[o]);
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		fetch_line(b->ahead + half, b->n_ahead - half, j);
		vf u = load(h + j), v = load(e + j);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf w = load(y[o] + j);
			IN_REGISTER(w);
			v += s[o] * w;
			store(y[o] + j, w + s[o] * u);
		}
		store(e + j, v);
	}
}

#define BAG(k)                                                                 \
	static void bag_##k(const float *h, float *e, const struct block *b,   \
	                    double *loss)                                      \
	{                                                                      \
		bag_k(h, e, b, k, loss);                                       \
	}
/* clang-format off */
BAG(1) BAG(2) BAG(3) BAG(4) BAG(5) BAG(6) BAG(7) BAG(8)
    /* clang-format on */

    static void (*const bag_of[])(const float *h, float *e,
                                  const struct block *b, double *loss) = {
        NULL, bag_1, bag_2, bag_3, bag_4, bag_5, bag_6, bag_7, bag_8,
};

static void logistic_bag(const float *h, float *e, const struct qn_outputs *out)
{
	size_t k, blocks = (out->k + COLS - 1) / COLS;
	for (size_t b = 0; b < blocks; b++) {
		struct block block = block_of(out, b, blocks, &k);
		bag_of[k](h, e, &block, out->loss);
	}
}

/* Sums of `cols` vectors of columns, in registers over all rows. */
INLINE void sum_cols(float *h, float *const *x, size_t m, float scale, size_t j,
                     const int cols)
{
	vf sum[8];
	UNROLL for (int c = 0; c < cols; c++) sum[c] = load(x[0] + j + c * W);
	ROLLED for (size_t i = 1; i < m; i++)
	    UNROLL for (int c = 0; c < cols; c++) sum[c] +=
	    load(x[i] + j + c * W);
	UNROLL for (int c = 0; c < cols; c++)
	    store(h + j + c * W, sum[c] * scale);
}

static void row_sum(float *h, float *const *x, size_t m, float scale, size_t n)
{
	size_t j = 0;
	for (; j + 7 * W <= n; j += 7 * W)
		sum_cols(h, x, m, scale, j, 7);
	for (; j + 2 * W <= n; j += 2 * W)
		sum_cols(h, x, m, scale, j, 2);
	for (; j < n; j += W)
		sum_cols(h, x, m, scale, j, 1);
}

static void row_add(float *const *x, size_t m, const float *e, size_t n)
{
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < n; j += W)
			store(x[i] + j, load(x[i] + j) + load(e + j));
}

/* --- the mean of several inputs, in one go --------------------------------- */

struct mean {
	float *const *x; /* [m] */
	size_t m;
	float scale; /* 1 / m */
	float *h;    /* [n] the mean is left here for the second pass */
	float *const *ahead;
	size_t half, n_ahead; /* fetched in the first pass; in all */
};

/* Means of `cols` vectors of columns, multiplied into the dot products. */
INLINE void mean_cols(const struct mean *b, float *const *y, const int k, vf *a,
                      size_t j, const int cols)
{
	UNROLL for (int c = 0; c < cols; c++)
	    fetch_line(b->ahead, b->half, j + c * W);
	sum_cols(b->h, b->x, b->m, b->scale, j, cols);
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    a[o] += load(b->h + j + c * W) * load(y[o] + j + c * W);
}

INLINE void spread_cols(const struct mean *b, float *const *y, const int k,
                        const vf *s, size_t j, const int cols)
{
	vf v[4] = {0};
	UNROLL for (int c = 0; c < cols; c++)
	    fetch_line(b->ahead + b->half, b->n_ahead - b->half, j + c * W);
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	{
		float *at = y[o] + j + c * W;
		vf w = load(at);
		IN_REGISTER(w);
		v[c] += s[o] * w;
		store(at, w + s[o] * load(b->h + j + c * W));
	}
	ROLLED for (size_t i = 0; i < b->m; i++)
	    UNROLL for (int c = 0; c < cols; c++)
	{
		float *at = b->x[i] + j + c * W;
		store(at, load(at) + v[c]);
	}
}

INLINE void mean_k(const struct mean *b, const struct qn_outputs *out,
                   const int k)
{
	_Alignas(64) float g[2 * COLS], label[2 * COLS];
	vf a[COLS] = {0}, none[COLS] = {0}, s[COLS];
	float *const *y = out->y;
	size_t n = out->n, j = 0;
	ROLLED for (; j + 4 * W <= n; j += 4 * W) mean_cols(b, y, k, a, j, 4);
	if (j + 3 * W == n)
		mean_cols(b, y, k, a, j, 3);
	else
		ROLLED for (; j < n; j += W) mean_cols(b, y, k, a, j, 1);
	sum_lanes(a, none, g);
	spread_labels(label, (unsigned)out->labels);
	gradient(g, label, out->rate, out->skip_sure ? 0 : 1);
	if (out->loss)
		*out->loss += block_loss(g, 1, (size_t)k, out->rate);
	UNROLL for (int o = 0; o < k; o++) s[o] = splat(g[o]);
	for (j = 0; j + 4 * W <= n; j += 4 * W)
		spread_cols(b, y, k, s, j, 4);
	if (j + 3 * W == n)
		spread_cols(b, y, k, s, j, 3);
	else
		ROLLED for (; j < n; j += W) spread_cols(b, y, k, s, j, 1);
}

#define MEAN(k)                                                                \
	static void mean_##k(const struct mean *b,                             \
	                     const struct qn_outputs *out)                     \
	{                                                                      \
		mean_k(b, out, k);                                             \
	}
/* clang-format off */
MEAN(1) MEAN(2) MEAN(3) MEAN(4) MEAN(5) MEAN(6) MEAN(7) MEAN(8)
    /* clang-format on */

    static void (*const mean_of[])(const struct mean *,
                                   const struct qn_outputs *) = {
        NULL, mean_1, mean_2, mean_3, mean_4, mean_5, mean_6, mean_7, mean_8,
};

static void logistic_mean(float *const *x, size_t m, float *h,
                          const struct qn_outputs *out)
{
	struct mean b = {
	    .x = x,
	    .m = m,
	    .scale = 1.0f / (float)m,
	    .h = h,
	    .ahead = out->ahead,
	    .half = out->n_ahead / 2,
	    .n_ahead = out->n_ahead,
	};
	mean_of[out->k](&b, out);
}

/* --- any length, any alignment ---------------------------------------------- */

static float dot(const float *a, const float *b, size_t n)
{
	vf s[4] = {0};
	size_t i = 0;
	for (; i + 4 * W <= n; i += 4 * W)
		for (size_t q = 0; q < 4; q++)
			s[q] += *(const vf_any *)(a + i + q * W) *
			        *(const vf_any *)(b + i + q * W);
	for (; i + W <= n; i += W)
		s[0] += *(const vf_any *)(a + i) * *(const vf_any *)(b + i);
	s[0] = (s[0] + s[1]) + (s[2] + s[3]);
	float sum = 0;
	for (int j = 0; j < W; j++)
		sum += s[0][j];
	for (; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void axpy(float *y, float a, const float *x, size_t n)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		*(vf_any *)(y + i) += a * *(const vf_any *)(x + i);
	for (; i < n; i++)
		y[i] += a * x[i];
}

#define STRING_(x)  #x
#define STRING(x)   STRING_(x)
#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct qn_kern JOIN(qn_kern_, KERN) = {
    .name = STRING(KERN),
    .dot = dot,
    .axpy = axpy,
    .logistic = logistic,
    .row_sum = row_sum,
    .row_add = row_add,
    .logistic_bag = logistic_bag,
    .logistic_mean = logistic_mean,
};
