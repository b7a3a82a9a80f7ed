/* SPDX-License-Identifier: MIT */
/*
 * langidkern.h -- the inner loops of language identification, one table per
 * instruction set.
 *
 * Sums are made in the same order whatever a processor's vectors hold: every
 * set gives the same bits.
 *
 * A row of the model is `dim` codes of two bits, code q standing for
 * (q - 3/2) steps:
 *
 *	byte b of 16    code b, 16 + b, 32 + b, 48 + b    from the low bits
 */
#ifndef QN_EMBED_LANGIDKERN_H
#define QN_EMBED_LANGIDKERN_H

#include <stddef.h>
#include <stdint.h>

#define QN_LANGID_DIM   64 /* numbers of a row                          */
#define QN_LANGID_ROW   (QN_LANGID_DIM / 4) /* its bytes in the model     */
#define QN_LANGID_GRAM  5                   /* letters of an n-gram at most */
#define QN_LANGID_LANES 16 /* labels of a block of weights              */

/* What is learnt, while it is.  Rates are AdaGrad's: a step is the rate times
 * the gradient over the root of the sum of its squares so far. */
struct qn_langid_lesson {
	float *row;    /* [rows][dim]                                     */
	float *square; /* [rows] summed mean squares of its gradients     */
	float *weight, *weight_square; /* [blocks][dim][LANES]             */
	float *bias, *bias_square;     /* [blocks * LANES]                 */
	size_t labels, blocks;
	float step; /* rows count as rounded to this many; 0 = as they are */
	float row_rate, weight_rate;
	float *p; /* [blocks * LANES] scratch                        */
};

struct qn_langid_kern {
	/*
	 * The rows of the runs of 1 to QN_LANGID_GRAM letters of unit [n],
	 * which is padded (langidtext.h); they do not cross blanks but may
	 * begin or end with one.  A place without a run gives row `buckets`, a
	 * multiple of 16.  Writes GRAM * n, rounded up to a multiple of GRAM *
	 * 16; returns how many of them are runs.  The rows themselves, unless
	 * NULL, are called for from memory: their table is larger than the
	 * nearer caches.
	 */
	size_t (*grams)(const uint32_t *unit, size_t n, uint32_t buckets,
	                const uint8_t *rows, uint32_t *row);

	/* sum [dim] += the codes of n rows. */
	void (*sum)(const uint8_t *rows, const uint32_t *row, size_t n,
	            uint32_t *sum);

	/* z [blocks * LANES] = weight [blocks][dim][LANES] . h [dim] + bias,
	 * all 64-byte aligned. */
	void (*scores)(float *z, const float *h, const float *weight,
	               const float *bias, size_t blocks);

	/* The same of whole numbers: z = scale * by * sum(weight [blocks][DIM /
	 * 2][LANES][2] . v [DIM]) + bias, where the sums fit 31 bits. */
	void (*packed)(float *z, const int16_t *v, const int16_t *weight,
	               const float *scale, const float *bias, float by,
	               size_t blocks);

	/* z [blocks * LANES] becomes exp(scale * (z - its largest of
	 * `labels`)), and 0 beyond these; returns the sum. */
	float (*softmax)(float *z, size_t labels, float scale);

	/* An example: rows row [n] and `label`; returns its loss. */
	double (*learn)(struct qn_langid_lesson *l, const uint32_t *row,
	                size_t n, size_t label);
};

/* The row of a hash, below `buckets`, a multiple of 16. */
static inline uint32_t qn_langid_bucket(uint32_t hash, uint32_t buckets)
{
	hash = (hash ^ hash >> 15) * UINT32_C(0x2c1b3c6d);
	hash ^= hash >> 13;
	return ((hash >> 16) * (buckets / 16) >> 16) * 16 + (hash & 15);
}

/* By how much a sum of n rows is multiplied. */
float qn_langid_scale(size_t n);

/* The ones for this processor, as base/kern.h chose; of another set, or NULL
 * where it cannot run, for tests. */
const struct qn_langid_kern *qn_langid_kern(void);
const struct qn_langid_kern *qn_langid_kern_named(const char *name);
#endif
