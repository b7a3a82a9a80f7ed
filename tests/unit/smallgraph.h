/* SPDX-License-Identifier: MIT */
/*
 * smallgraph.h -- vectors for tests of the index (HNSW), and what its answers
 * are held against: every row looked at.
 */
#ifndef QN_TESTS_SMALLGRAPH_H
#define QN_TESTS_SMALLGRAPH_H

#include "embed/hnsw.h"

#define GRAPH_DIM 40 /* so many floats get codes as well        */
#define GRAPH_K   10 /* neighbours that are asked for as a rule */

/* Every metric and every storage, for loops over them. */
#define GRAPH_KINDS 3
extern const enum qn_metric graph_metrics[GRAPH_KINDS];
extern const enum qn_hnsw_storage graph_storages[GRAPH_KINDS];

/* n rows around `clusters` points, all of them off the origin to one side; as
 * far from their point as `width` says.  To be freed. */
float *graph_rows(size_t n, size_t clusters, uint64_t seed);
float *graph_rows_within(double width, size_t n, size_t clusters,
                         uint64_t seed);

/* An index of them, found to be sound. */
struct qn_hnsw *graph_build(const float *rows, size_t n,
                            const struct qn_hnsw_options *o, int threads);

/* Add rows [from, to) of `rows`; the index is found to be sound. */
void graph_add(struct qn_hnsw *h, const float *rows, size_t from, size_t to);

/* Saved under this name in scratch() and opened again. */
struct qn_hnsw *graph_reopened(const struct qn_hnsw *h, const char *name);

/* The k nearest of n queries, [n][k]; to be freed. */
struct qn_neighbour *graph_ask(struct qn_hnsw *h, const float *queries,
                               size_t n, size_t k, size_t ef);

/* What the score of two rows should be. */
double graph_score(enum qn_metric metric, const float *x, const float *y);

/* The mean share, over some queries near the rows that graph_rows(n, .., 77)
 * made, of the GRAPH_K best rows that are found; the scores and their order are
 * checked on the way. */
double graph_recall(struct qn_hnsw *h, const float *rows, size_t n, size_t ef);

/* Whether its file holds codes of bytes. */
bool graph_has_codes(const struct qn_hnsw *h);

/* The index as a file; to be released. */
struct qn_buf graph_saved(const struct qn_hnsw *h);
void graph_check_same_bytes(const struct qn_hnsw *a, const struct qn_hnsw *b);
#endif
