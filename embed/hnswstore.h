/* SPDX-License-Identifier: MIT */
/*
 * hnswstore.h -- the rows of an index as a walk reads them, and how far they
 * are from each other.
 *
 *	f32   dim floats, of length 1 for the cosine     0    padded to 64 bytes
 *	f16   the same as half floats                    0
 *	int8  dim bytes                         0  length  bias  scale
 *
 * length is that of the row as it was given.  A row x as bytes stands for centre + scale * bytes.  With c for x - centre,
 * the distance of two rows is, up to what all of them have in common,
 *
 *	|x - y|^2 / 2 = bias(x) + bias(y) - c(x) . c(y)    bias = |c|^2 / 2
 *	-x . y        = bias(x) + bias(y) - c(x) . c(y)    bias = -centre . c
 *
 * the first of which serves the cosine as well, whose rows have length 1.
 * Without the centre bytes would be wasted on what all rows share: of word
 * vectors whose mean has length 0.94, the ten nearest are then found to 64 %
 * instead of 99 %.
 */
#ifndef QN_EMBED_HNSWSTORE_H
#define QN_EMBED_HNSWSTORE_H

#include <stdint.h>

#include "base/kern.h"
#include "embed/hnsw.h"
#include "embed/hnswtable.h"

/* Rows as they were given. */
struct qn_originals {
	const float *rows;
	size_t stride;
	size_t first; /* the id of the first of them */
};

/* Zero-initialise, then qn_store_init(). */
struct qn_store {
	enum qn_metric metric;
	enum qn_hnsw_storage storage;
	int dim;
	size_t width;         /* elements of a row, padding and all        */
	qn_rows_fn *compare;  /* what distances come from                  */
	struct qn_table rows; /* [n] as shown above                        */
	float *centre;        /* [dim] with int8                           */
	bool centred;         /* it has been found                         */
	struct qn_originals *run; /* [runs] with f16 and int8, by first id */
	size_t runs;
};

/* What distances are taken from: a query, or a row. */
struct qn_probe {
	void *x; /* [width] floats (bytes with int8), 64-byte aligned        */
	float bias, scale;
	float *vector; /* [dim] the query as the metric has it; may be x     */
};

void qn_store_init(struct qn_store *s, const struct qn_hnsw_options *o,
                   int dim);
void qn_store_release(struct qn_store *s);

/* Zero-initialise, then qn_probe_init(). */
void qn_probe_init(struct qn_probe *p, const struct qn_store *s);
void qn_probe_release(struct qn_probe *p);

/* Room for `n` more rows, which are `rows`; false with `e` set when one of
 * them is no good. */
bool qn_store_expect(struct qn_store *s, const float *rows, size_t n,
                     size_t stride, struct qn_err *e);

/* The rows from id `first` on, as they were given; borrowed. */
void qn_store_borrow(struct qn_store *s, const float *rows, size_t stride,
                     size_t first);

/* Write row `id`, for which there is room; several threads may do this. */
void qn_store_put(struct qn_store *s, size_t id, const float *row);

/* Aim a probe at a vector of dim floats (any vector: what is not finite
 * counts as 0), or at a row. */
void qn_store_aim(const struct qn_store *s, struct qn_probe *p,
                  const float *vector);
void qn_store_aim_row(const struct qn_store *s, struct qn_probe *p, size_t id);

/* to[i] = the distance of row id[i]: less is nearer.  `to` has room for a
 * multiple of QN_ROWS_ROOM. */
void qn_store_distances(const struct qn_store *s, const struct qn_probe *p,
                        const uint32_t *id, size_t n, float *to);

/* The score of a row, as it was given, against the query that the probe is
 * aimed at. */
float qn_store_score(const struct qn_store *s, const struct qn_probe *p,
                     size_t id);

/* Ask the memory for what qn_store_score() will read. */
void qn_store_fetch(const struct qn_store *s, size_t id);

/* The row as it was given (f16, int8). */
const float *qn_store_original(const struct qn_store *s, size_t id);
#endif
