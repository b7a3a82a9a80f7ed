/* SPDX-License-Identifier: MIT */
/*
 * smallindex.h -- indexes for tests, from documents written down as text.
 */
#ifndef QN_TESTS_SMALLINDEX_H
#define QN_TESTS_SMALLINDEX_H

#include "base/buf.h"
#include "text/document.h"
#include "text/indexabout.h"
#include "text/indexsearch.h"

/* A file of this name in scratch(): the index of `text`, a document a line;
 * `source` (NULL: lines of text) says what the columns are.  Its path. */
const char *small_index(const char *name, struct qn_slice text,
                        const struct qn_document_source *source,
                        const struct qn_index_about *about, int threads);

/* The index of `path` and further documents. */
const char *small_index_add(const char *name, const char *path,
                            struct qn_slice text,
                            const struct qn_document_source *source);

/* The indexes of `n` paths without the documents of the first that are listed
 * in gone [gone_n], as one. */
const char *small_index_merge(const char *name, const char *const *path,
                              size_t n, const uint32_t *gone, size_t gone_n);

/* Opened; the test fails if it cannot be. */
struct qn_index *small_index_open(const char *path);

/* Ask in the query language; hits into hit [k], their number is returned. */
size_t small_index_ask(struct qn_index *x, const char *query, size_t k,
                       const struct qn_scoring_options *o, bool exhaustive,
                       struct qn_scored *hit);
#endif
