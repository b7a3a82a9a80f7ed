/* SPDX-License-Identifier: MIT */
/*
 * sgdranks.c -- changes are found by comparing rows with what they were, and
 * added up a piece at a time: training itself knows nothing of it.
 */
#include "embed/sgdranks.h"

#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "base/ranks.h"

/* Meetings are as dear as rows are many: a rank trains so many ids for each row
 * between two of them, fewer of a short text. */
#define IDS_A_ROW 16
#define LEAST     14 /* meetings in an epoch */

#define PIECE_BYTES ((size_t)4 << 20) /* that are added up at once      */

struct qn_sgd_meeting {
	struct qn_ranks *ranks;
	float *was;        /* [rows][stride] when the ranks last met        */
	float *dense_was;  /* [dense_size] likewise                         */
	uint64_t *changed; /* [rows / 64 + 1] bits: by any rank             */
	float *change;     /* [piece][stride] on their way                  */
	uint32_t *row;     /* [piece] of which rows                         */
	size_t piece;
};

float qn_sgd_scale(const struct qn_sgd *r)
{
	float ranks = (float)qn_pool_ranks(r->pool)->size;
	float most =
	    r->rate < QN_SGD_MOST_RATE ? QN_SGD_MOST_RATE / r->rate : 1;
	return ranks < most ? ranks : most;
}

bool qn_sgd_join(struct qn_sgd *r, struct qn_err *e)
{
	static const char what[] = "what ranks have in common";
	struct qn_ranks *ranks = qn_pool_ranks(r->pool);
	if (ranks->size == 1)
		return !e->failed;
	struct qn_sgd_meeting *m = r->meeting = qn_calloc(1, sizeof *m);
	m->ranks = ranks;
	m->piece = PIECE_BYTES / (r->stride * sizeof *m->change) + 1;
	m->was = qn_big_alloc(r->rows, r->stride * sizeof *m->was, what, e);
	m->dense_was =
	    qn_big_alloc(r->dense_size + 1, sizeof *m->dense_was, what, e);
	m->changed =
	    qn_big_alloc(r->rows / 64 + 1, sizeof *m->changed, what, e);
	m->change =
	    qn_big_alloc(m->piece, r->stride * sizeof *m->change, what, e);
	m->row = qn_big_alloc(m->piece, sizeof *m->row, what, e);
	if (e->failed)
		return false;
	memcpy(m->was, r->slab, r->rows * r->stride * sizeof *m->was);
	if (r->dense_size)
		memcpy(m->dense_was, r->dense,
		       r->dense_size * sizeof *m->dense_was);
	return true;
}

void qn_sgd_part(struct qn_sgd *r)
{
	struct qn_sgd_meeting *m = r->meeting;
	if (!m)
		return;
	qn_big_free(m->was);
	qn_big_free(m->dense_was);
	qn_big_free(m->changed);
	qn_big_free(m->change);
	qn_big_free(m->row);
	free(m);
	r->meeting = NULL;
}

size_t qn_sgd_meetings(const struct qn_sgd *r)
{
	if (!r->meeting)
		return 1;
	size_t ids = (size_t)r->meeting->ranks->size * IDS_A_ROW * r->rows;
	size_t n = r->all / (ids + 1);
	return n < LEAST ? LEAST : n;
}

/* --- one meeting ---------------------------------------------------------- */

/* Words of m->changed. */
static void find_changed(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct qn_sgd *r = *(const struct qn_sgd **)ctx;
	const struct qn_sgd_meeting *m = r->meeting;
	size_t bytes = r->stride * sizeof *r->slab;
	(void)shard;
	memset(m->changed + begin, 0, (end - begin) * sizeof *m->changed);
	for (size_t i = 64 * begin; i < 64 * end && i < r->rows; i++)
		if (memcmp(qn_sgd_row(r, i), m->was + i * r->stride, bytes))
			m->changed[i / 64] |= UINT64_C(1) << i % 64;
}

/* The mean change of the first n rows of m->row. */
static bool settle(const struct qn_sgd *r, size_t n, struct qn_err *e)
{
	const struct qn_sgd_meeting *m = r->meeting;
	float share = 1.0f / (float)m->ranks->size;
	size_t stride = r->stride, bytes = stride * sizeof *m->change;
	for (size_t i = 0; i < n; i++) {
		float *change = m->change + i * stride;
		memcpy(change, qn_sgd_row(r, m->row[i]), bytes);
		qn_kern()->axpy(change, -1, m->was + m->row[i] * stride,
		                stride);
	}
	if (!qn_ranks_sum_floats(m->ranks, m->change, n * stride, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		float *was = m->was + m->row[i] * stride;
		qn_kern()->axpy(was, share, m->change + i * stride, stride);
		memcpy(qn_sgd_row(r, m->row[i]), was, bytes);
	}
	return true;
}

static bool meet_rows(const struct qn_sgd *r, struct qn_err *e)
{
	const struct qn_sgd_meeting *m = r->meeting;
	size_t words = r->rows / 64 + 1, n = 0;
	qn_pool_for(r->pool, words, (size_t)qn_pool_threads(r->pool),
	            find_changed, &r);
	if (!qn_ranks_join_bits(m->ranks, m->changed, words, e))
		return false;
	for (size_t i = 0; i < r->rows; i++) {
		if (!(m->changed[i / 64] >> i % 64 & 1))
			continue;
		m->row[n++] = (uint32_t)i;
		if (n == m->piece) {
			if (!settle(r, n, e))
				return false;
			n = 0;
		}
	}
	return settle(r, n, e);
}

static bool meet_dense(const struct qn_sgd *r, struct qn_err *e)
{
	const struct qn_sgd_meeting *m = r->meeting;
	size_t n = r->dense_size;
	if (n == 0)
		return true;
	qn_kern()->axpy(r->dense, -1, m->dense_was, n);
	if (!qn_ranks_sum_floats(m->ranks, r->dense, n, e))
		return false;
	qn_kern()->axpy(m->dense_was, 1.0f / (float)m->ranks->size, r->dense,
	                n);
	memcpy(r->dense, m->dense_was, n * sizeof *r->dense);
	return true;
}

bool qn_sgd_meet(const struct qn_sgd *r, struct qn_err *e)
{
	return !r->meeting || (meet_rows(r, e) && meet_dense(r, e));
}
