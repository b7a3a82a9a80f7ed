/* SPDX-License-Identifier: MIT */
/*
 * vectors.h -- words with a vector each, in memory or mapped from a file.
 *
 *	words:  "king" -> 17        row(17): [dim] floats
 *	rows:   n x stride floats, each row's first `dim` are the vector
 */
#ifndef QN_EMBED_VECTORS_H
#define QN_EMBED_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

struct qn_vectors {
	struct qn_map words;  /* word <-> row number                       */
	size_t n;             /* rows                                      */
	size_t room;          /* rows that `owned` has place for           */
	int dim;              /* floats of a vector, >= 1                  */
	size_t stride;        /* floats from row to row, >= dim            */
	const float *rows;    /* [n][stride]                               */
	float *owned;         /* `rows`, when allocated with qn_big_alloc() */
	struct qn_bytes *map; /* the file `rows` points into, or NULL     */
};

/* `n` rows of `dim` zeroed floats to be filled through `owned`, and no words
 * yet (add exactly n).  Rows are padded to a multiple of 16 floats. */
QN_API struct qn_vectors *qn_vectors_new(size_t n, int dim, struct qn_err *e);
QN_API void qn_vectors_free(struct qn_vectors *v);

static inline const float *qn_vectors_row(const struct qn_vectors *v, size_t i)
{
	return v->rows + i * v->stride;
}

/* The row of a word, or NULL. */
QN_API const float *qn_vectors_find(const struct qn_vectors *v,
                                    struct qn_slice word);

/* Scale `x` [dim] to length 1.  Without a length (zeroes, or a NaN or an
 * infinity among them) it becomes zeroes. */
QN_API void qn_unit(float *x, int dim);

/*
 * A new set of the same words with every row scaled by qn_unit(), `stride`
 * padded to 16 floats with zeroes: what the nearest neighbours work on.
 */
QN_API struct qn_vectors *qn_vectors_unit(const struct qn_vectors *v,
                                          struct qn_err *e);
#endif
