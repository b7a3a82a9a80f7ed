/* SPDX-License-Identifier: MIT */
/*
 * langidkern_template.h -- the kernels of langidkern.h, for one width of
 * vector.
 *
 * Included with W, the floats of a vector (4, 8 or 16), and KERN, the name of
 * the set.  Sums are of LANES parts whatever W is, so that all sets give the
 * same bits.
 *
 * Shapes: n rows of DIM numbers, `blocks` of LANES labels.
 */
#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "embed/langidkern.h"
#include "base/inline.h"
#include "embed/langidtext.h"

#define DIM    QN_LANGID_DIM
#define ROW    QN_LANGID_ROW
#define LANES  QN_LANGID_LANES
#define GRAM   QN_LANGID_GRAM
#define PARTS  (LANES / W) /* vectors of a block */
#define LOG2_E 1.44269504f

typedef float vf __attribute__((vector_size(W * sizeof(float))));
typedef uint32_t vu __attribute__((vector_size(W * sizeof(uint32_t))));
typedef int32_t vi __attribute__((vector_size(W * sizeof(int32_t))));
typedef uint32_t vu_any
    __attribute__((vector_size(W * sizeof(uint32_t)), aligned(4), may_alias));
typedef int32_t vi_pairs
    __attribute__((vector_size(W * sizeof(int32_t)), may_alias));
typedef uint8_t vb __attribute__((vector_size(ROW)));

_Static_assert(QN_LANGID_AHEAD >= LANES + GRAM, "kernels look ahead");

/* --- features ------------------------------------------------------------- */

/* qn_langid_bucket() of W hashes, or `buckets` where `valid` is not set. */
INLINE void put_buckets(uint32_t *row, const vu *hash, const vu *valid,
                        uint32_t buckets)
{
	vu h = (*hash ^ *hash >> 15) * UINT32_C(0x2c1b3c6d);
	h ^= h >> 13;
	vu b = ((h >> 16) * (buckets / 16) >> 16) * 16 + (h & 15);
	*(vu_any *)row = (b & *valid) | (buckets & ~*valid);
}

/* The runs that begin at W places, of which `some` are looked at; rows of one
 * length are LANES apart.  found -= 1 where there is one. */
INLINE void put_runs(const uint32_t *unit, uint32_t some, uint32_t buckets,
                     uint32_t *row, vi *found)
{
	vu hash = {0}, lane = {0};
	hash += UINT32_C(0x811c9dc5);
	for (uint32_t j = 0; j < W; j++)
		lane[j] = j;
	vu valid = (vu)(lane < some);
	for (uint32_t k = 0; k < GRAM; k++) {
		vu letter = *(const vu_any *)(unit + k);
		vu blank = (vu)(letter == ' ');
		hash = (hash ^ letter) * UINT32_C(0x9e3779b1);
		hash ^= hash >> 15;
		vu run = k ? valid : valid & ~blank, own = hash + k;
		put_buckets(row + k * LANES, &own, &run, buckets);
		*found -= (vi)run;
		/* A blank ends every run but where it begins one. */
		if (k)
			valid &= ~blank;
	}
}

static size_t grams(const uint32_t *unit, size_t n, uint32_t buckets,
                    const uint8_t *rows, uint32_t *row)
{
	vi found = {0};
	for (size_t i = 0; i < n; i += LANES, row += GRAM * LANES) {
		for (size_t j = 0; j < LANES; j += W) {
			/* Nothing begins at the last blank or behind it. */
			uint32_t some =
			    n - 1 > i + j ? (uint32_t)(n - 1 - i - j) : 0;
			put_runs(unit + i + j, some, buckets, row + j, &found);
		}
		for (int j = 0; rows && j < GRAM * LANES; j++)
			__builtin_prefetch(rows + (size_t)row[j] * ROW);
	}
	size_t sum = 0;
	for (int j = 0; j < W; j++)
		sum += (size_t)found[j];
	return sum;
}

/* --- sums of codes -------------------------------------------------------- */

/* Fields of four bits hold five codes; bytes hold seventeen such sums. */
#define FIVE 5
#define MANY 16

/* The codes of up to FIVE rows, of every other pair of bits. */
INLINE void add_rows(vb sum[4], const uint8_t *rows, const uint32_t *row,
                     size_t n)
{
	vb even = {0}, odd = {0};
	for (size_t i = 0; i < n; i++) {
		vb codes;
		memcpy(&codes, rows + (size_t)row[i] * ROW, sizeof codes);
		even += codes & 0x33;
		odd += (codes >> 2) & 0x33;
	}
	sum[0] += even & 15;
	sum[1] += odd & 15;
	sum[2] += even >> 4;
	sum[3] += odd >> 4;
}

static void sum_codes(const uint8_t *rows, const uint32_t *row, size_t n,
                      uint32_t *sum)
{
	while (n) {
		vb part[4] = {{0}};
		size_t now = n < FIVE * MANY ? n : FIVE * MANY, i = 0;
		for (; i + FIVE <= now; i += FIVE)
			add_rows(part, rows, row + i, FIVE);
		add_rows(part, rows, row + i, now - i);
		for (int q = 0; q < 4; q++)
			for (int b = 0; b < ROW; b++)
				sum[q * ROW + b] += part[q][b];
		row += now;
		n -= now;
	}
}

/* --- scores --------------------------------------------------------------- */

/* Blocks at a time: as many as have sums in registers. */
#define MOST (W < 8 ? 3 : 6)

INLINE void multiply(float *z, const float *h, const float *weight,
                     const float *bias, int n)
{
	vf sum[MOST * PARTS];
	for (int k = 0; k < n * PARTS; k++)
		sum[k] = ((const vf *)bias)[k];
	for (int d = 0; d < DIM; d++)
		for (int k = 0; k < n; k++)
			for (int p = 0; p < PARTS; p++)
				sum[k * PARTS + p] +=
				    ((const vf *)(weight +
				                  (k * DIM + d) * LANES))[p] *
				    h[d];
	for (int k = 0; k < n * PARTS; k++)
		((vf *)z)[k] = sum[k];
}

/* Several blocks, so that sums need not wait for each other. */
static void scores(float *z, const float *h, const float *weight,
                   const float *bias, size_t blocks)
{
	for (size_t groups = (blocks + MOST - 1) / MOST; groups; groups--) {
		size_t n = (blocks + groups - 1) / groups;
		switch (n) {
#if W >= 8
		case 6:
			multiply(z, h, weight, bias, 6);
			break;
		case 5:
			multiply(z, h, weight, bias, 5);
			break;
		case 4:
			multiply(z, h, weight, bias, 4);
			break;
#endif
		case 3:
			multiply(z, h, weight, bias, 3);
			break;
		case 2:
			multiply(z, h, weight, bias, 2);
			break;
		default:
			multiply(z, h, weight, bias, 1);
		}
		z += n * LANES;
		weight += n * LANES * DIM;
		bias += n * LANES;
		blocks -= n;
	}
}

/* So many blocks at a time, then one by one. */
#define SOME (W < 8 ? 2 : 4)

/* Of W pairs of 16 bits each the sum of both products with those of b. */
INLINE vi pair_products(const vi_pairs *a, int32_t b)
{
	vi both = (vi){0} + b;
#if defined(__AVX512BW__) && W == 16
	return (vi)_mm512_madd_epi16((__m512i)*a, (__m512i)both);
#elif defined(__AVX2__) && W == 8
	return (vi)_mm256_madd_epi16((__m256i)*a, (__m256i)both);
#elif defined(__SSE2__) && W == 4
	return (vi)_mm_madd_epi16((__m128i)*a, (__m128i)both);
#else
	vi low = (vi)((vu)*a << 16) >> 16, low_b = (vi)((vu)both << 16) >> 16;
	return low * low_b + ((vi)*a >> 16) * (both >> 16);
#endif
}

INLINE void multiply_packed(float *z, const int16_t *v, const int16_t *weight,
                            const float *scale, const float *bias, float by,
                            int n)
{
	vi sum[SOME * PARTS] = {{0}};
	for (int d = 0; d < DIM / 2; d++) {
		int32_t pair;
		memcpy(&pair, v + 2 * d, sizeof pair);
		for (int k = 0; k < n; k++) {
			const vi_pairs *w =
			    (const vi_pairs *)(weight +
			                       (k * DIM + 2 * d) * LANES);
			for (int p = 0; p < PARTS; p++)
				sum[k * PARTS + p] +=
				    pair_products(&w[p], pair);
		}
	}
	for (int k = 0; k < n * PARTS; k++)
		((vf *)z)[k] = __builtin_convertvector(sum[k], vf) *
		                   (((const vf *)scale)[k] * by) +
		               ((const vf *)bias)[k];
}

static void packed(float *z, const int16_t *v, const int16_t *weight,
                   const float *scale, const float *bias, float by,
                   size_t blocks)
{
	while (blocks) {
		size_t n = blocks >= SOME ? SOME : 1;
		if (n == SOME)
			multiply_packed(z, v, weight, scale, bias, by, SOME);
		else
			multiply_packed(z, v, weight, scale, bias, by, 1);
		z += n * LANES;
		weight += n * LANES * DIM;
		scale += n * LANES;
		bias += n * LANES;
		blocks -= n;
	}
}

/* --- probabilities -------------------------------------------------------- */

/* Of LANES numbers. */
INLINE float total(const vf *x)
{
	float half[LANES];
	for (int p = 0; p < PARTS; p++)
		memcpy(half + p * W, &x[p], sizeof x[p]);
	for (int k = LANES / 2; k; k /= 2)
		for (int j = 0; j < k; j++)
			half[j] += half[j + k];
	return half[0];
}

/* a where the bits of `mask` are set, else b. */
#define CHOOSE(mask, a, b) ((vf)(((vi)(a) & (mask)) | ((vi)(b) & ~(mask))))

/* Of z [room], a multiple of LANES. */
INLINE float largest(const float *z, size_t room)
{
	vf most = *(const vf *)z;
	for (size_t l = W; l < room; l += W) {
		vf x = *(const vf *)(z + l);
		most = CHOOSE(x > most, x, most);
	}
	float top = most[0];
	for (int j = 1; j < W; j++)
		top = most[j] > top ? most[j] : top;
	return top;
}

/*
 * x becomes 2^x, -80 <= x <= 0, or 0 for less: the whole part goes into the
 * exponent, the rest, in [-1/2, 1/2], through a polynomial (interpolated at
 * Chebyshev's points; off by 2.1e-7 of the value).
 */
INLINE void power_of_two(vf *x)
{
	const float magic = 0x1.8p23f; /* added, it rounds to a whole number */
	vf zero = {0}, least = zero - 80;
	vi any = *x >= least;
	vf t = CHOOSE(any, *x, least), shifted = t + magic;
	vf f = t - (shifted - magic);
	vf p =
	    0.693147181f +
	    f * (0.240223490f + f * (0.0555038101f + f * (0.00966636852f +
	                                                  f * 0.00133813025f)));
	p = (vf)((vu)(1 + f * p) + ((vu)shifted << 23));
	*x = CHOOSE(any, p, zero);
}

static float softmax(float *z, size_t labels, float scale)
{
	size_t room = (labels + LANES - 1) / LANES * LANES;
	for (size_t l = labels; l < room; l++)
		z[l] = -INFINITY;
	float most = largest(z, room), by = scale * LOG2_E;
	vf sum[PARTS] = {{0}};
	for (size_t l = 0; l < room; l += LANES)
		for (int p = 0; p < PARTS; p++) {
			vf *x = (vf *)(z + l) + p;
			*x = (*x - most) * by;
			power_of_two(x);
			sum[p] += *x;
		}
	return total(sum);
}

/* --- learning ------------------------------------------------------------- */

#define VECTORS (DIM / W) /* of a row */

/* Numbers of a row as its codes will have them. */
INLINE void round_to(vf *x, float step, float per_step)
{
	vf q = *x * per_step, zero = {0};
	vf half = zero + 0.5f, one = zero + 1;
	q = CHOOSE(q < zero, -half, half) + CHOOSE(q >= one, one, zero) -
	    CHOOSE(q < -one, one, zero);
	*x = q * step;
}

static void add_up(const struct qn_langid_lesson *l, const uint32_t *row,
                   size_t n, vf h[VECTORS])
{
	float per_step = l->step > 0 ? 1 / l->step : 0;
	for (size_t i = 0; i < n; i++) {
		const vf *x = (const vf *)(l->row + (size_t)row[i] * DIM);
		for (int c = 0; c < VECTORS; c++) {
			vf y = x[c];
			if (l->step > 0)
				round_to(&y, l->step, per_step);
			h[c] += y;
		}
	}
}

/* AdaGrad: x moves against its gradient.  The root is Newton's, from what the
 * bits suggest: without a call or a division. */
INLINE void descend(vf *x, vf *square, const vf *gradient, float rate)
{
	*square += *gradient * *gradient;
	vf half = *square * 0.5f;
	vf root = (vf)(0x5f3759df - ((vi)*square >> 1));
	root *= 1.5f - half * root * root;
	root *= 1.5f - half * root * root;
	*x -= rate * *gradient * root;
}

/* Of the weights, moved at once; g [DIM] becomes the gradient of h. */
static void move_weights(struct qn_langid_lesson *l, const float *h, float *g)
{
	vf sum[DIM][PARTS] = {{{0}}};
	for (size_t k = 0; k < l->blocks * PARTS; k++) {
		size_t b = k / PARTS, p = k % PARTS;
		vf error = ((vf *)l->p)[k];
		vf *w = (vf *)(l->weight + b * DIM * LANES) + p;
		vf *s = (vf *)(l->weight_square + b * DIM * LANES) + p;
		for (int d = 0; d < DIM; d++) {
			vf by = error * h[d];
			sum[d][p] += error * w[d * PARTS];
			descend(&w[d * PARTS], &s[d * PARTS], &by,
			        l->weight_rate);
		}
		descend((vf *)l->bias + k, (vf *)l->bias_square + k, &error,
		        l->weight_rate);
	}
	for (int d = 0; d < DIM; d++)
		g[d] = total(sum[d]);
}

static void move_rows(struct qn_langid_lesson *l, const uint32_t *row, size_t n,
                      const vf g[VECTORS])
{
	vf squares[PARTS] = {{0}};
	for (int c = 0; c < VECTORS; c++)
		squares[c % PARTS] += g[c] * g[c];
	float mean = total(squares) / DIM;
	for (size_t i = 0; i < n; i++) {
		vf *x = (vf *)(l->row + (size_t)row[i] * DIM);
		float *s = &l->square[row[i]];
		*s += mean;
		float by = l->row_rate / sqrtf(*s);
		for (int c = 0; c < VECTORS; c++)
			x[c] -= by * g[c];
	}
}

static double learn(struct qn_langid_lesson *l, const uint32_t *row, size_t n,
                    size_t label)
{
	vf h[VECTORS] = {{0}}, g[VECTORS];
	float scale = qn_langid_scale(n);
	add_up(l, row, n, h);
	for (int c = 0; c < VECTORS; c++)
		h[c] *= scale;
	scores(l->p, (const float *)h, l->weight, l->bias, l->blocks);
	float sum = softmax(l->p, l->labels, 1);
	double loss = log((double)sum) - log((double)l->p[label] + 1e-30);
	for (size_t k = 0; k < l->blocks * LANES; k++)
		l->p[k] /= sum;
	l->p[label] -= 1;
	move_weights(l, (const float *)h, (float *)g);
	for (int c = 0; c < VECTORS; c++)
		g[c] *= scale;
	move_rows(l, row, n, g);
	return loss;
}

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct qn_langid_kern JOIN(qn_langid_kern_, KERN) = {.grams = grams,
                                                           .sum = sum_codes,
                                                           .scores = scores,
                                                           .packed = packed,
                                                           .softmax = softmax,
                                                           .learn = learn};
