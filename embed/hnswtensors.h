/* SPDX-License-Identifier: MIT */
/*
 * hnswtensors.h -- what the files of an index and of its changes share: names
 * and shapes of tensors.
 */
#ifndef QN_EMBED_HNSWTENSORS_H
#define QN_EMBED_HNSWTENSORS_H

#include "base/tensors.h"
#include "embed/hnswwalk.h"

#define QN_HNSW_KIND         "hnsw"
#define QN_HNSW_CHANGES_KIND "hnsw-changes"

struct qn_hnsw_name {
	char text[512];
};

/* "<prefix>layer2.links"; the lowest layer, 0, is not named. */
struct qn_hnsw_name qn_hnsw_name(const char *prefix, int layer,
                                 const char *what);

/* "links2", of changes. */
struct qn_hnsw_name qn_hnsw_change_name(const char *what, int layer);

/* Of the rows as the storage has them: their tensor. */
const char *qn_hnsw_rows_name(enum qn_hnsw_storage storage);
enum qn_dtype qn_hnsw_rows_type(enum qn_hnsw_storage storage);

/* Declare a tensor of shape [n][width], or [n] if width is 0. */
void qn_hnsw_declare_tensor(struct qn_tensors_out *out,
                            struct qn_hnsw_name name, enum qn_dtype type,
                            size_t n, size_t width);

/* The data of a tensor of that shape; any n will do if *n is SIZE_MAX, and is
 * then put there.  NULL with `e` set when there is none. */
const void *qn_hnsw_tensor(const struct qn_tensors *t, struct qn_hnsw_name name,
                           enum qn_dtype type, size_t *n, size_t width,
                           struct qn_err *e);

/* The links of a layer in the file that the index was opened from; NULL where
 * it had no such layer. */
const struct qn_tensor *qn_hnsw_links_before(const struct qn_hnsw *h, int l);

/* By this changes know the file that they are to be made to. */
void qn_hnsw_stamp(const struct qn_hnsw *h, char text[32]);
#endif
