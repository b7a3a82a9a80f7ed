/* SPDX-License-Identifier: MIT */
/*
 * hnswstore.h -- the rows of an index: what walks compare and what answers are
 * scored with.
 *
 *	         walks compare             scores are from
 *	f32      codes, or else the rows   rows   [n][width] floats, of length 1
 *	                                          for the cosine, padded with
 *	                                          zeroes to 64 bytes
 *	f16      rows [n][width] halves    the rows as they were given, borrowed
 *	int8     codes                     the same
 *
 * Codes (hnswcodes.h) are a byte a number: a walk waits for the memory, and
 * for a fourth of the lines it waits a fourth of the time.  They go with
 * floats where these take QN_STORE_LINES lines or more and enough of them are
 * there to tell the centre; an index that finds out that they tell its rows
 * apart badly drops them, and has walks compare the floats.
 */
#ifndef QN_EMBED_HNSWSTORE_H
#define QN_EMBED_HNSWSTORE_H

#include <stdint.h>

#include "base/kern.h"
#include "embed/hnsw.h"
#include "embed/hnswcodes.h"
#include "embed/hnswtable.h"

#define QN_STORE_LINES 3   /* of 64 bytes: floats with codes, at least  */
#define QN_STORE_ROWS  256 /* f32: rows that codes begin with, at least */

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
	size_t n;             /* rows that there are                       */
	size_t width;         /* numbers of a row, with its padding        */
	struct qn_table rows; /* f32, f16                                  */
	qn_rows_fn *compare;  /* what distances of these come from         */
	bool coded;           /* walks compare codes                       */
	struct qn_codes codes;
	struct qn_originals *run; /* [runs] with f16 and int8, by first id */
	size_t runs;
};

/* What distances are taken from: a query, or a row. */
struct qn_probe {
	float *vector; /* [width] as the metric has it, 64-byte aligned;
	                * unknown if it is a row and there are codes       */
	struct qn_code code;
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

/* Own all tables, with room for `more` rows. */
bool qn_store_reserve(struct qn_store *s, size_t more, struct qn_err *e);

/* So many rows there are from now on. */
void qn_store_count(struct qn_store *s, size_t n);

/* The rows from id `first` on, as they were given; borrowed. */
void qn_store_borrow(struct qn_store *s, const float *rows, size_t stride,
                     size_t first);

/* Write row `id`, for which there is room; several threads may do this. */
void qn_store_put(struct qn_store *s, size_t id, const float *row);

/* Codes of all rows from now on, with room for `more`, around a centre [dim];
 * f32: of the rows [from, to), for which there is room; of no row any more. */
bool qn_store_begin_codes(struct qn_store *s, const float *centre, size_t more,
                          struct qn_err *e);
void qn_store_code(struct qn_store *s, size_t from, size_t to);
void qn_store_drop_codes(struct qn_store *s);

/* Aim a probe at a vector of dim floats (any vector: what is not finite
 * counts as 0), or at a row. */
void qn_store_aim(const struct qn_store *s, struct qn_probe *p,
                  const float *vector);
void qn_store_aim_row(const struct qn_store *s, struct qn_probe *p, size_t id);

/* to[i] = the distance of row id[i]: less is nearer.  `to` has room for a
 * multiple of QN_ROWS_ROOM. */
void qn_store_distances(const struct qn_store *s, const struct qn_probe *p,
                        const uint32_t *id, size_t n, float *to);

/* Whether scores and distances are of the same rows. */
bool qn_store_is_exact(const struct qn_store *s);

/* The score of a row against the vector that the probe is aimed at. */
float qn_store_score(const struct qn_store *s, const struct qn_probe *p,
                     size_t id);

/* The length of a vector, the same on every processor. */
double qn_store_length(const float *x, int dim);

/* Ask the memory for what qn_store_score() will read. */
void qn_store_fetch(const struct qn_store *s, size_t id);

/* Whether there are floats, and codes for walks. */
static inline bool qn_store_has_both(const struct qn_store *s)
{
	return s->coded && s->storage == QN_HNSW_F32;
}

/* The rows as the storage has them. */
static inline const struct qn_table *qn_store_table(const struct qn_store *s)
{
	return s->storage == QN_HNSW_INT8 ? &s->codes.rows : &s->rows;
}

/* The row that scores are from: as it was given with f16 and int8. */
const float *qn_store_exact(const struct qn_store *s, size_t id);
#endif
