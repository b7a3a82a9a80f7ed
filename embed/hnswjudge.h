/* SPDX-License-Identifier: MIT */
/*
 * hnswjudge.h -- whether codes tell a row's nearest ones from the next.
 *
 * Floats get codes for walks to compare (hnswstore.h), and most rows are
 * served well.  Not so rows in clusters that are narrow and far apart: a byte's
 * step is a 127th of the way from the centre, and within a cluster all codes
 * are the same.  So some of the rows that are added are asked, and if codes
 * and floats do not agree about who is near them, the codes are dropped.
 */
#ifndef QN_EMBED_HNSWJUDGE_H
#define QN_EMBED_HNSWJUDGE_H

#include <stdbool.h>

#include "embed/hnswwalk.h"

/* Whether this row is one of those that are asked. */
bool qn_judge_asks(const struct qn_hnsw *h, size_t row);

/* Ask a row for which a walk has come back with w->near: how many of the
 * nearest QN_JUDGE_FIRST by codes are so by floats.  Moves the probe. */
#define QN_JUDGE_FIRST 10
unsigned qn_judge_row(const struct qn_hnsw *h, struct qn_walk *w, size_t row);

/* Add what more rows have said; drops the codes when they were enough and
 * said no. */
void qn_judge(struct qn_hnsw *h, const struct qn_judged *more);
#endif
