/* SPDX-License-Identifier: MIT */
/*
 * params.h -- the parameters of a network: one slab, a list of what lies
 * where, and how each begins.
 *
 *	slab   [ embedding ][ w of layer 0 ][ b ] ...     also gradients and
 *	       ^at          ^at                           an optimiser's means
 *
 * A parameter is a stack of `groups` matrices, whose rows and columns may be
 * padded; padding is 0 and stays so, as it only ever meets zeros.
 *
 *	file   [groups * rows][columns]             in the slab, with
 *	slab   [groups][rows_room][columns_room]    room for vectors
 */
#ifndef QN_SEQ_PARAMS_H
#define QN_SEQ_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/tensors.h"

enum qn_init {
	QN_INIT_CONSTANT,
	QN_INIT_UNIFORM,
	QN_INIT_NORMAL,
	QN_INIT_ORTHOGONAL
};

struct qn_param {
	char name[48];
	size_t groups, rows, columns;   /* as in a file                     */
	size_t rows_room, columns_room; /* as in the slab; 0 = the same     */
	bool flat; /* one dimension in a file: [rows * columns]             */
	enum qn_init init;
	float spread; /* the constant, the limit, the standard deviation, the
	               * length of what is at right angles                  */
	size_t at;    /* its first float in the slab; set when it is added  */
};

/* A matrix of normal numbers; a vector that begins as `value`. */
static inline struct qn_param qn_param_matrix(size_t rows, size_t columns,
                                              float spread)
{
	return (struct qn_param){.groups = 1,
	                         .rows = rows,
	                         .columns = columns,
	                         .init = QN_INIT_NORMAL,
	                         .spread = spread};
}

static inline struct qn_param qn_param_vector(size_t n, float value)
{
	return (struct qn_param){.groups = 1,
	                         .rows = 1,
	                         .columns = n,
	                         .flat = true,
	                         .init = QN_INIT_CONSTANT,
	                         .spread = value};
}

/* Zero-initialise; release with qn_params_release(). */
struct qn_params {
	struct qn_param *param; /* [n]                              */
	size_t n;
	size_t total; /* floats of a slab: a multiple of 16 */
};

/* Append one; where it lies. */
size_t qn_params_add(struct qn_params *p, const struct qn_param *param,
                     const char *name, ...)
    __attribute__((format(printf, 3, 4)));
void qn_params_release(struct qn_params *p);

/* Row r of a parameter in a slab, counted through its groups. */
static inline float *qn_param_row(const struct qn_param *p, float *slab,
                                  size_t r)
{
	size_t room = r / p->rows * p->rows_room + r % p->rows;
	return slab + p->at + room * p->columns_room;
}

/* Numbers in a file. */
size_t qn_params_count(const struct qn_params *p);

/* How matrices may begin instead of as their network has it. */
enum qn_begin {
	QN_BEGIN_OWN,     /* as the network has it                       */
	QN_BEGIN_XAVIER,  /* uniform, variance 2 / (rows + columns)      */
	QN_BEGIN_HE,      /* normal, variance 2 / columns                */
	QN_BEGIN_UNIFORM, /* to both sides of 0                          */
	QN_BEGIN_NORMAL,
	QN_BEGIN_ORTHOGONAL /* rows or columns at right angles             */
};

/* Let all matrices, not vectors, begin so; `scale` is the limit of uniform
 * ones (0: 0.1), the deviation of normal ones (0: 0.02), and a factor of what
 * the others come to (0: 1). */
void qn_params_begin(struct qn_params *p, enum qn_begin how, float scale);

/* Fill a slab of zeros; a function of `seed`. */
void qn_params_init(const struct qn_params *p, float *slab, uint64_t seed);

/* Every parameter as a tensor PREFIX + name: declared, and written. */
void qn_params_declare(const struct qn_params *p, const char *prefix,
                       struct qn_tensors_out *out);
void qn_params_write(const struct qn_params *p, const float *slab,
                     struct qn_tensors_out *out);

/* Into a slab of zeros; false with `e` set when one is missing or of another
 * shape. */
bool qn_params_read(const struct qn_params *p, const char *prefix, float *slab,
                    const struct qn_tensors *t, struct qn_err *e);
#endif
