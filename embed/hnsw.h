/* SPDX-License-Identifier: MIT */
/*
 * hnsw.h -- approximate nearest neighbours: a hierarchical navigable small
 * world (Malkov and Yashunin, "Efficient and robust approximate nearest
 * neighbor search using hierarchical navigable small world graphs", 2018).
 *
 * Every vector is a node of the lowest layer and linked to some of its near
 * ones; one in M of them is a node of the next layer too, and so on.  A search
 * walks towards the query on the highest layer, goes on from there on the next
 * one, and on the lowest keeps the `ef` nearest it has seen.
 *
 *	layer 2                 o-------------o
 *	layer 1         o-------o-----o-------o---o
 *	layer 0   o--o--o---o---o--o--o---o---o---o--o     id 0, 1, 2, ...
 *
 * Ids are given in the order of adding.  Rows can be added at any time, also
 * to an index that was opened from a file; deleted ones stay as way-marks and
 * are no answers any more.  Adding and deleting want the index for themselves,
 * searches may run side by side.
 *
 * The same rows, options and seed give the same bytes for any number of
 * threads; other instruction sets round otherwise and may link otherwise.
 */
#ifndef QN_EMBED_HNSW_H
#define QN_EMBED_HNSW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/tensors.h"
#include "embed/nearest.h"

/* What "near" means, and the score that an answer carries: more is nearer. */
enum qn_metric {
	QN_COSINE, /* the cosine                      */
	QN_DOT,    /* the inner product               */
	QN_L2      /* minus the squared distance      */
};

/*
 * How rows are kept.  Walks compare bytes, which stand for a row less the
 * rows' mean and have a scale a row: with f32 as well, a copy that costs a
 * third to a fourth of the floats again, unless rows are short (up to 32
 * floats), fewer than 256, or bytes turn out to tell too little about them.
 * Answers are scored with floats always.
 */
enum qn_hnsw_storage {
	QN_HNSW_F32, /* copied                                      */
	QN_HNSW_F16, /* halves; scores are from the rows given      */
	QN_HNSW_INT8 /* bytes alone; scores are from the rows given */
};

/* Their names ("cosine", ...; "f32", ...), ended by NULL. */
extern const char *const qn_metric_names[];
extern const char *const qn_hnsw_storage_names[];

struct qn_hnsw_options {
	enum qn_metric metric;
	enum qn_hnsw_storage storage;
	int m;               /* links of a node, 2..512; twice as many on the
	                        lowest layer                               */
	int ef_construction; /* near ones looked at for links, 1..1e6      */
	uint64_t seed;       /* draws the nodes of the layers              */
	const struct qn_progress *progress; /* of adding; or NULL          */
};

/* hnswlib's. */
#define QN_HNSW_DEFAULTS                                                       \
	(struct qn_hnsw_options)                                               \
	{                                                                      \
		.m = 16, .ef_construction = 200, .seed = 100                   \
	}

struct qn_hnsw;

/* An index of no rows yet; NULL with `e` set for a bad option. */
QN_API struct qn_hnsw *qn_hnsw_new(const struct qn_hnsw_options *options,
                                   int dim, struct qn_err *e);
QN_API void qn_hnsw_free(struct qn_hnsw *h);

/*
 * Add `n` rows of dim floats, `stride` floats apart; their ids follow those
 * that are there.  With the storages f16 and int8, `rows` is borrowed until
 * the index is freed: answers are scored again with it, and it is saved.  For
 * the cosine a row without a length counts as zeroes; otherwise a number that
 * is not finite is an error.  False with `e` set, also when the progress
 * report said stop; what was added by then stays.
 */
QN_API bool qn_hnsw_add(struct qn_hnsw *h, const float *rows, size_t n,
                        size_t stride, struct qn_pool *pool, struct qn_err *e);

/* Rows added, the deleted ones among them; floats of a row; its options. */
QN_API size_t qn_hnsw_count(const struct qn_hnsw *h);
QN_API int qn_hnsw_dim(const struct qn_hnsw *h);
QN_API const struct qn_hnsw_options *qn_hnsw_options(const struct qn_hnsw *h);

/* Never to be an answer again; false if it was deleted before. */
QN_API bool qn_hnsw_delete(struct qn_hnsw *h, uint32_t id);
QN_API bool qn_hnsw_is_deleted(const struct qn_hnsw *h, uint32_t id);

struct qn_hnsw_search {
	size_t ef; /* near ones kept on the way, at least k: more of them
	              find more of the true neighbours and take longer     */

	/* Whether a row may be an answer; NULL: any.  Called from several
	 * threads at once, in no order. */
	bool (*keep)(void *ctx, uint32_t id);
	void *ctx;
};

/*
 * The k nearest rows to each query, best first, equal ones by id, into `found`
 * [n][k], as qn_nearest() gives them.  There are fewer than k answers only if
 * fewer rows are left that are neither deleted nor excluded nor refused by
 * `keep`: where a walk does not find enough of them, every row is looked at.
 */
QN_API bool qn_hnsw_search(struct qn_hnsw *h, const struct qn_queries *queries,
                           const struct qn_hnsw_search *how,
                           struct qn_neighbour *found, struct qn_pool *pool,
                           struct qn_err *e);

/*
 * A file of its own.  Opening maps it and reads next to nothing; a search
 * checks what it follows, so that a damaged file gives wrong answers at worst.
 */
QN_API bool qn_hnsw_save(const struct qn_hnsw *h, const char *path,
                         struct qn_err *e);
QN_API struct qn_hnsw *qn_hnsw_open(const char *path, struct qn_err *e);

/*
 * What has been added to and deleted from an index since it was opened from a
 * file of its own, in a file that is as large as the changes; to load it, open
 * the former and then this, before anything else.  Either is refused for
 * another index.
 */
QN_API bool qn_hnsw_save_changes(const struct qn_hnsw *h, const char *path,
                                 struct qn_err *e);
QN_API bool qn_hnsw_load_changes(struct qn_hnsw *h, const char *path,
                                 struct qn_err *e);

/*
 * As part of another file: the tensors' names begin with `prefix`.  They are
 * declared, and written later in the same order.  Where they begin at a
 * multiple of 64 bytes, searches are faster.  What is read points into `t`,
 * which must outlive it.
 */
void qn_hnsw_declare(const struct qn_hnsw *h, struct qn_tensors_out *out,
                     const char *prefix);
void qn_hnsw_write(const struct qn_hnsw *h, struct qn_tensors_out *out);
struct qn_hnsw *qn_hnsw_read(const struct qn_tensors *t, const char *prefix,
                             struct qn_err *e);

/* Copy what walks look at from the mapped file to memory in huge pages: worth
 * it for many queries. */
QN_API bool qn_hnsw_reside(struct qn_hnsw *h, struct qn_err *e);

/* Bytes of memory that it takes: what is mapped or borrowed not counted. */
QN_API size_t qn_hnsw_bytes(const struct qn_hnsw *h);

/* Whether all is as it should be: every link leads to another node of its
 * layer, none twice, every layer's nodes are nodes of the one below.  False
 * with `e` set, naming the first fault. */
QN_API bool qn_hnsw_check(const struct qn_hnsw *h, struct qn_err *e);
#endif
