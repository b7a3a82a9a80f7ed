/* SPDX-License-Identifier: MIT */
/*
 * ldakern_template.h -- the kernels of ldakern.h for one instruction set.
 *
 * Included with KERN, the name of the set.  What depends on the width of
 * counts is in ldakern_counts.h, what samples new documents in
 * ldakern_mixture.h.
 *
 * A topic is drawn from cumulative sums that run down the lanes, so that each
 * vector of terms costs one addition and only the last one is summed across:
 *
 *	terms   t0 t1 .. t15      partial  t0      t1      ..  t15
 *	        t16 ..  t31                t0+t16  t1+t17  ..  t15+t31
 *	        ...                across  ------------------------->
 */
#include <stdbool.h>

#include "base/inline.h"
#include "topic/ldakern.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define L QN_LDA_LANES

/*
 * The 16 lanes are PARTS registers of N: what is wider than the processor's
 * GCC keeps in memory when it is AVX2's (and takes apart well for SSE).
 */
#if defined __AVX2__ && !defined __AVX512F__
#define N 8
#else
#define N L
#endif
#define PARTS (L / N)

typedef float part_f __attribute__((vector_size(4 * N)));
typedef int32_t part_i __attribute__((vector_size(4 * N)));
typedef uint16_t vs __attribute__((vector_size(2 * L)));
typedef struct {
	part_f part[PARTS];
} vf;

/* --- vectors -------------------------------------------------------------- */

INLINE vf load(const float *p)
{
	vf a;
	for (int i = 0; i < PARTS; i++)
		a.part[i] = *(const part_f *)(p + i * N);
	return a;
}

INLINE void store(float *p, vf a)
{
	for (int i = 0; i < PARTS; i++)
		*(part_f *)(p + i * N) = a.part[i];
}

INLINE vf plus(vf a, vf b)
{
	for (int i = 0; i < PARTS; i++)
		a.part[i] += b.part[i];
	return a;
}

INLINE vf minus(vf a, vf b)
{
	for (int i = 0; i < PARTS; i++)
		a.part[i] -= b.part[i];
	return a;
}

INLINE vf times(vf a, vf b)
{
	for (int i = 0; i < PARTS; i++)
		a.part[i] *= b.part[i];
	return a;
}

/* What q has for 16 topics. */
INLINE vf gather(const float *q, const uint16_t *t)
{
#if N == 16
	return (vf){{{q[t[0]], q[t[1]], q[t[2]], q[t[3]], q[t[4]], q[t[5]],
	              q[t[6]], q[t[7]], q[t[8]], q[t[9]], q[t[10]], q[t[11]],
	              q[t[12]], q[t[13]], q[t[14]], q[t[15]]}}};
#else
	return (vf){{{q[t[0]], q[t[1]], q[t[2]], q[t[3]], q[t[4]], q[t[5]],
	              q[t[6]], q[t[7]]},
	             {q[t[8]], q[t[9]], q[t[10]], q[t[11]], q[t[12]], q[t[13]],
	              q[t[14]], q[t[15]]}}};
#endif
}

/* How many of the rising lanes of `a` are at most x. */
INLINE size_t lanes_up_to(vf a, float x)
{
#if defined __AVX512F__
	return (size_t)__builtin_popcount(_mm512_cmp_ps_mask(
	    (__m512)a.part[0], _mm512_set1_ps(x), _CMP_LE_OQ));
#elif defined __AVX2__
	int n = 0;
	for (int i = 0; i < PARTS; i++)
		n += __builtin_popcount(
		    (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(
		        (__m256)a.part[i], _mm256_set1_ps(x), _CMP_LE_OQ)));
	return (size_t)n;
#else
	const part_i below = a.part[0] <= x;
	int n = 0;
	for (int i = 0; i < L; i++)
		n -= below[i];
	return (size_t)n;
#endif
}

/* Bit i: lane i of `a` is x. */
INLINE unsigned lanes_of(vs a, uint16_t x)
{
#if defined __AVX512BW__ && defined __AVX512VL__
	return _mm256_cmpeq_epi16_mask((__m256i)a, _mm256_set1_epi16((short)x));
#elif defined __SSE2__
	typedef uint16_t half __attribute__((vector_size(L)));
	half h[2];
	__builtin_memcpy(h, &a, sizeof h);
	return (unsigned)_mm_movemask_epi8(
	    _mm_packs_epi16((__m128i)(h[0] == x), (__m128i)(h[1] == x)));
#else
	unsigned bits = 0;
	for (int i = 0; i < L; i++)
		bits |= (unsigned)(a[i] == x) << i;
	return bits;
#endif
}

/*
 * One lane of a vector in memory is changed by storing all of it: a vector
 * that is loaded soon after what wrote a part of it has to wait until that has
 * left for the cache.
 */
static const int32_t one_lane[2 * N - 1] = {[N - 1] = -1};

INLINE void set_lane(float *p, size_t i, float x)
{
	typedef int32_t loose __attribute__((vector_size(4 * N), aligned(4)));
	const part_i mask = *(const loose *)(one_lane + N - 1 - i % N);
	part_f *v = (part_f *)(p + i / N * N);
	*v =
	    (part_f)(((part_i)(x - (part_f){0}) & mask) | ((part_i)*v & ~mask));
}

/* Lane i becomes the sum of lanes 0 to i: lanes are moved up by 1, 2, 4 and 8,
 * and added. */
#if N == 16
#define MOVED(v, ...) __builtin_shufflevector(v, (part_f){0}, __VA_ARGS__)
INLINE vf sums_across(vf a)
{
	part_f v = a.part[0];
	v += MOVED(v, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
	v += MOVED(v, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
	v += MOVED(v, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
	v += MOVED(v, 16, 16, 16, 16, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7);
	return (vf){{v}};
}
#else
#define MOVED(before, v, ...) __builtin_shufflevector(before, v, __VA_ARGS__)
#define MOVE(...)                                                              \
	high += MOVED(low, high, __VA_ARGS__);                                 \
	low += MOVED((part_f){0}, low, __VA_ARGS__)
INLINE vf sums_across(vf a)
{
	part_f low = a.part[0], high = a.part[PARTS - 1];
	MOVE(7, 8, 9, 10, 11, 12, 13, 14);
	MOVE(6, 7, 8, 9, 10, 11, 12, 13);
	MOVE(4, 5, 6, 7, 8, 9, 10, 11);
	return (vf){{low, high + low}};
}
#endif

INLINE float last_lane(vf a)
{
	return a.part[PARTS - 1][N - 1];
}

/* --- drawing -------------------------------------------------------------- */

/* Cumulative sums: `last` is the last vector of those in partial [vectors]. */
struct sums {
	vf last, across;
	size_t vectors;
};

INLINE float total_of(const struct sums *s)
{
	return last_lane(s->across);
}

/* Which term it is that u < total lies in. */
INLINE size_t pick(const struct sums *s, const float *partial, float u)
{
	_Alignas(64) float before[L];
	store(before, minus(s->across, s->last));
	size_t lane = lanes_up_to(s->across, u), v = 0;
	if (lane > L - 1)
		lane = L - 1;
	const float x = u - before[lane];
	for (size_t i = 0; i + 1 < s->vectors; i++)
		v += partial[i * L + lane] <= x;
	return v * L + lane;
}

/* Uniform in [0, 1), 24 bits. */
INLINE float uniform(struct qn_rng *rng)
{
	return (float)(qn_rng_next(rng) >> 40) * 0x1p-24f;
}

/* --- a word's weights ----------------------------------------------------- */

/* Tokens of the word that lie from at[0] to at[columns]. */
INLINE void count_row(const struct qn_lda_pass *p, const uint32_t *at)
{
	for (uint32_t i = at[0]; i < at[p->columns]; i++)
		p->row[p->topic[i]]++;
}

INLINE void clear_row(const struct qn_lda_pass *p, const uint32_t *at)
{
	if (at[p->columns] - at[0] >= p->Kp / L) {
		__builtin_memset(p->row, 0, p->Kp * sizeof *p->row);
		return;
	}
	for (uint32_t i = at[0]; i < at[p->columns]; i++)
		p->row[p->topic[i]] = 0;
}

INLINE vf weights(const struct qn_lda_pass *p, size_t k)
{
	vf n;
	for (int i = 0; i < PARTS; i++)
		n.part[i] = __builtin_convertvector(
		                *(const part_i *)(p->row + k + i * N), part_f) +
		            p->beta;
	return times(n, load(p->inverse + k));
}

/* One token more or less of topic k: its weight then. */
INLINE float change(const struct qn_lda_pass *p, size_t k, int by)
{
	p->row[k] += by;
	p->total[k] += by;
	const float inverse = 1.0f / ((float)p->total[k] + p->beta_sum);
	p->inverse[k] = inverse;
	return ((float)p->row[k] + p->beta) * inverse;
}

/* --- sums of alpha_k q_k -------------------------------------------------- */

/* Which of the sums topic k is part of: of a superblock's 16 vectors, a sum is
 * what is in one lane. */
INLINE size_t sum_of(size_t k)
{
	return k / QN_LDA_SUPER * L + k % L;
}

/* The v-th topic of sum s. */
INLINE size_t term_of(size_t s, size_t v)
{
	return s / L * QN_LDA_SUPER + v * L + s % L;
}

INLINE void change_smooth(struct qn_lda_pass *p, size_t k, int by)
{
	const float was = p->weight[k];
	p->weight[k] = change(p, k, by);
	const float more = (p->weight[k] - was) * p->alpha[k];
	p->sum[sum_of(k)] += more;
	p->smooth += more;
}

/* All weights anew from the row, and all sums. */
static void weigh_all(struct qn_lda_pass *p)
{
	vf all = {{{0}}};
	for (size_t k = 0; k < p->Kp; k += QN_LDA_SUPER) {
		vf sum = {{{0}}};
		for (size_t j = k; j < k + QN_LDA_SUPER; j += L) {
			const vf q = weights(p, j);
			store(p->weight + j, q);
			sum = plus(sum, times(q, load(p->alpha + j)));
		}
		store(p->sum + k / L, sum);
		all = plus(all, sum);
	}
	p->smooth = last_lane(sums_across(all));
}

/* The same where only the topics of a few tokens have changed. */
static void weigh_some(struct qn_lda_pass *p, const uint32_t *at)
{
	for (uint32_t i = at[0]; i < at[p->columns]; i++) {
		const size_t k = p->topic[i];
		p->weight[k] = ((float)p->row[k] + p->beta) * p->inverse[k];
	}
	for (uint32_t i = at[0]; i < at[p->columns]; i++) {
		const size_t s = sum_of(p->topic[i]);
		float sum = 0;
		for (size_t v = 0; v < QN_LDA_SUPER / L; v++)
			sum +=
			    p->weight[term_of(s, v)] * p->alpha[term_of(s, v)];
		p->sum[s] = sum;
	}
	vf all = {{{0}}};
	for (size_t s = 0; s < p->Kp / L; s += L)
		all = plus(all, load(p->sum + s));
	p->smooth = last_lane(sums_across(all));
}

/* A topic from what is alike in all documents, 0 <= u < smooth. */
static uint32_t draw_smooth(const struct qn_lda_pass *p, float u)
{
	struct sums s = {.vectors = p->Kp / QN_LDA_SUPER};
	for (size_t v = 0; v < s.vectors; v++) {
		s.last = plus(s.last, load(p->sum + v * L));
		store(p->partial + v * L, s.last);
	}
	s.across = sums_across(s.last);
	const size_t at = pick(&s, p->partial, u);
	_Alignas(64) float before[L];
	store(before, minus(s.across, s.last));
	float x = u - before[at % L] - (at >= L ? p->partial[at - L] : 0);
	size_t v = 0;
	for (; v < QN_LDA_SUPER / L - 1; v++) {
		const size_t k = term_of(at, v);
		x -= p->weight[k] * p->alpha[k];
		if (x < 0)
			break;
	}
	const size_t k = term_of(at, v);
	return (uint32_t)(k < p->K ? k : p->K - 1);
}

#define GLUE(a, b)  a##b
#define PASTE(a, b) GLUE(a, b)

#define BITS 16
#include "topic/ldakern_counts.h"
#undef BITS
#define BITS 32
#include "topic/ldakern_counts.h"
#undef BITS

#include "topic/ldakern_mixture.h"

extern const struct qn_lda_kern PASTE(qn_lda_kern_, KERN);
const struct qn_lda_kern PASTE(qn_lda_kern_, KERN) = {
    .dense = {sample_dense_16, sample_dense_32},
    .sparse = {sample_sparse_16, sample_sparse_32},
    .draw = draw_mixture,
    .count = count_mixture,
    .sample = sample_mixture,
};
