/* SPDX-License-Identifier: MIT */
/*
 * kern.h -- vector kernels, one table per instruction set.
 *
 * Every set is compiled from kern_template.h with its own vector width and
 * compiler flags; the table is chosen once from what the processor offers.
 * QUERN_CPU=generic|avx2|avx512|neon forces one of them.
 *
 * Rows that are trained on are multiples of QN_ROW floats long, 64-byte
 * aligned, and zero beyond their true length: every kernel runs over whole
 * vectors, and the padding stays zero because all updates are linear in rows.
 */
#ifndef QN_BASE_KERN_H
#define QN_BASE_KERN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define QN_ROW        16  /* floats a trained row is padded to              */
#define QN_KERN_LABEL 64  /* most outputs of one logistic call              */
#define QN_KERN_SUMS  256 /* 16-bit sums come in multiples of so many       */

/* Floats of a row of `dim` with its padding. */
static inline size_t qn_row_stride(int dim)
{
	return ((size_t)dim + QN_ROW - 1) / QN_ROW * QN_ROW;
}

/* The output side of a logistic step. */
struct qn_outputs {
	float *const *y;     /* [k] distinct rows                           */
	size_t k;            /* at most QN_KERN_LABEL                       */
	uint64_t labels;     /* bit o: the label of y[o]                    */
	float rate;          /* learning rate                               */
	bool in_order;       /* logistic() takes input after input          */
	bool skip_sure;      /* where |x . y| > 6 the sigmoid counts as 0 or
	                      * 1; with this there is no gradient at all   */
	size_t n;            /* floats of a row, a multiple of QN_ROW       */
	float *const *ahead; /* [n_ahead], never NULL: rows needed soon,
	                      * fetched between the arithmetic, a line at a
	                      * time: a burst would wait for the memory     */
	size_t n_ahead;
	double *loss; /* += -log likelihood of all pairs, those without
	                      * a gradient counted as certain; may be NULL  */
};

/*
 * The output side of a softmax step.  Where outputs are many they lie across:
 * vectors run over QN_SOFTMAX_ROOM outputs, and no product is a sum of lanes.
 */
struct qn_softmax {
	float *const *y; /* [k] distinct rows, or                           */
	float *across;   /* [k rounded up / QN_SOFTMAX_ROOM][n]
	                  * [QN_SOFTMAX_ROOM], 64-byte aligned               */
	size_t k;        /* >= 1                                            */
	size_t target;   /* below k                                         */
	float rate;
	size_t n;     /* floats of a row, a multiple of QN_ROW; across, of
	               * QN_ACROSS_ROOM                                     */
	float *p;     /* [k rounded up to QN_SOFTMAX_ROOM] scratch, 64-byte
	               * aligned: afterwards what y[o] was moved by         */
	double *loss; /* += -log likelihood; may be NULL                    */
};
#define QN_SOFTMAX_ROOM 16
#define QN_ACROSS_ROOM  8

/* Rows of a table that one vector is held against. */
struct qn_rows {
	const void *rows;   /* the table's first                            */
	size_t stride;      /* bytes from row to row                        */
	size_t width;       /* elements of a row: a multiple of QN_ROW, or
	                     * of 64 where they are bytes                   */
	const uint32_t *id; /* [n] which rows                               */
	size_t n;
};

/* to[i] becomes what x [width] and row id[i] give; x is 64-byte aligned, and
 * `to` has room for a multiple of QN_ROWS_ROOM. */
#define QN_ROWS_ROOM 4
typedef void qn_rows_fn(const void *x, const struct qn_rows *rows, float *to);

#define QN_SORTED_ROOM 9

/* An entry of a matrix to be factorised: where it is in a tile, and the
 * logarithm of its value. */
struct qn_glove_record {
	uint16_t row, column;
	float log;
};

/*
 * Part of a matrix: the entries that a block of rows and a block of columns
 * have in common, and the parameters of both.  A row (column) is n parameters
 * and as many sums of squared gradients; of the parameters the last two are
 * the row's bias and 1 (1 and the column's bias), so that a product of two
 * rows is all of the model.
 *
 *	row     | w w w 0 ... b 1 | squares of each |
 *	column  | v v v 0 ... 1 c | squares of each |
 */
struct qn_glove_tile {
	float *rows, *columns; /* [..][2][n]                              */
	size_t n;              /* a multiple of QN_ROW                    */
	const struct qn_glove_record *record; /* [records]                */
	size_t records;
	float alpha, log_max; /* weight: min(1, (x / max)^alpha)          */

	/* Learning rates and limits of a gradient: [0] is for all, but the
	 * last two hold for the last two parameters. */
	float rate_row[QN_ROW], rate_column[QN_ROW], clip[QN_ROW];
	double cost;    /* += weighted squared errors, halved             */
	size_t skipped; /* += records without a finite error              */
};

struct qn_kern {
	const char *name;

	/* a . b over n floats; any n, any alignment. */
	float (*dot)(const float *a, const float *b, size_t n);

	/* y += a x over n floats; any n, any alignment. */
	void (*axpy)(float *y, float a, const float *x, size_t n);

	/*
	 * One step of logistic regression between m input rows and the k
	 * output rows of `out`:
	 *
	 *	g[i][o] = rate * (label[o] - sigmoid(x[i] . y[o]))
	 *
	 *	x[i]   += sum over o of g[i][o] y[o]
	 *	y[o]   += sum over i of g[i][o] x[i]
	 *
	 * at once, everything on the right as it was (Ji et al.,
	 * "Parallelizing word2vec in shared and distributed memory", 2016),
	 * or, in order, input after input, with y as the inputs before have
	 * left it (word2vec.c).  Inputs beyond the 32nd form a step of their
	 * own.  Outputs are updated in groups of five to eight; a later one
	 * adds inputs that an earlier one has moved.
	 */
	void (*logistic)(float *const *x, size_t m,
	                 const struct qn_outputs *out);

	/* h = scale * sum of m >= 1 rows x. */
	void (*row_sum)(float *h, float *const *x, size_t m, float scale,
	                size_t n);

	/* x[i] += e for m rows. */
	void (*row_add)(float *const *x, size_t m, const float *e, size_t n);

	/*
	 * The same logistic step for one input h that stays as it is; the
	 * error that would be added to it is added to e instead (CBOW: the
	 * bag's mean is not a row).  An output may come twice: then both
	 * errors are those of the row as it was.
	 */
	void (*logistic_bag)(const float *h, float *e,
	                     const struct qn_outputs *out);

	/*
	 * The step of softmax regression for one input h that stays as it
	 * is:
	 *
	 *	g[o]  = rate * ((o == target) - exp(h . y[o]) / sum)
	 *
	 *	e    += sum over o of g[o] y[o]
	 *	y[o] += g[o] h
	 */
	void (*softmax_bag)(const float *h, float *e,
	                    const struct qn_softmax *out);

	/* The same for outputs that lie across. */
	void (*softmax_across)(const float *h, float *e,
	                       const struct qn_softmax *out);

	/*
	 * row_sum() of x with scale 1 / m, logistic_bag() and row_add() in one
	 * pass over the rows, for at most eight outputs; h [n] is scratch.
	 */
	void (*logistic_mean)(float *const *x, size_t m, float *h,
	                      const struct qn_outputs *out);

	/* Inner products and squared distances between floats, and between
	 * floats x and IEEE half floats of the rows. */
	qn_rows_fn *rows_dot, *rows_square, *half_dot, *half_square;

	/* Inner products of int8_t of at most 127 in size, x and rows; exact
	 * as far as a float is (2^24). */
	qn_rows_fn *bytes_dot;

	/* sum += weight * impact / 256, rounded down, over n, a multiple of
	 * 64, modulo 2^16; any alignment. */
	void (*add_impacts)(uint16_t *sum, const uint8_t *impact,
	                    uint16_t weight, size_t n);

	/* Which of n <= 2^16 sums, a multiple of QN_KERN_SUMS, are not below
	 * `limit`: their places, rising, into `at` and what they are into
	 * `value`, which have room for n; how many.  All sums are 0 then. */
	size_t (*take_large)(uint16_t *sum, uint16_t limit, uint16_t *at,
	                     uint16_t *value, size_t n);

	/* What `impact` holds beside each of k numbers of a rising `list` [n],
	 * or 0 where it is not in the list, into `found` [k].  64 bytes behind
	 * the list can be read; it is quick if its numbers are spread evenly
	 * from 0 to 2^13. */
	void (*look_up)(const uint16_t *list, const uint8_t *impact, uint32_t n,
	                const uint16_t *at, uint8_t *found, size_t k);

	/* Put a number among n sorted ones; its place.  Up to QN_SORTED_ROOM
	 * numbers behind the last one are overwritten. */
	size_t (*insert)(uint64_t *sorted, size_t n, uint64_t x);

	/* A pass of AdaGrad over the records of a tile, one after the other
	 * (Pennington, Socher and Manning, 2014). */
	void (*glove)(struct qn_glove_tile *tile);
};

/* The table in use.  Never NULL; an unusable QUERN_CPU gives the generic one
 * (a program asks qn_kern_check() first). */
const struct qn_kern *qn_kern(void);

/* Its name, for --version and benchmarks. */
QN_API const char *qn_kern_name(void);

/* False, with `e` set, when QUERN_CPU names an unknown set or one that this
 * processor does not have. */
QN_API bool qn_kern_check(struct qn_err *e);

/* The table of that name if it was compiled in and the processor can run it,
 * else NULL: for tests that compare them. */
const struct qn_kern *qn_kern_named(const char *name);
#endif
