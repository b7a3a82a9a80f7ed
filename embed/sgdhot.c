/* SPDX-License-Identifier: MIT */
/*
 * sgdhot.c -- copies, taken and added without locks, as in sgdasync.c.
 */
#include "embed/sgdhot.h"

#include <stdlib.h>

#include "base/kern.h"
#include "base/mem.h"

bool qn_sgd_hot_init(struct qn_sgd_hot *h, const struct qn_sgd *r,
                     struct qn_err *e)
{
	size_t n = r->hots;
	if (n == 0 || qn_pool_threads(r->pool) == 1)
		return !e->failed;
	h->copy = qn_big_alloc(n * r->stride, sizeof(float), "hot rows", e);
	h->was = qn_big_alloc(n * r->stride, sizeof(float), "hot rows", e);
	h->taken = qn_malloc(n, sizeof *h->taken);
	h->is_taken = qn_calloc(n, sizeof *h->is_taken);
	return !e->failed;
}

void qn_sgd_hot_release(struct qn_sgd_hot *h)
{
	qn_big_free(h->copy);
	qn_big_free(h->was);
	free(h->taken);
	free(h->is_taken);
}

float *qn_sgd_hot_place(struct qn_sgd_hot *h, const struct qn_sgd *r,
                        uint32_t i)
{
	size_t at = i * r->stride;
	if (h->is_taken[i])
		return h->copy + at;
	/* Both from one look: others write the row meanwhile. */
	float *row = qn_sgd_row(r, r->hot_row + i), *was = h->was + at;
	qn_kern()->row_sum(was, &row, 1, 1, r->stride);
	qn_kern()->row_sum(h->copy + at, &was, 1, 1, r->stride);
	h->is_taken[i] = true;
	h->taken[h->n++] = i;
	return h->copy + at;
}

void qn_sgd_hot_settle(struct qn_sgd_hot *h, const struct qn_sgd *r)
{
	for (size_t t = 0; t < h->n; t++) {
		size_t at = h->taken[t] * r->stride;
		float *row = qn_sgd_row(r, r->hot_row + h->taken[t]);
		qn_kern()->axpy(h->copy + at, -1, h->was + at, r->stride);
		qn_kern()->axpy(row, 1, h->copy + at, r->stride);
		h->is_taken[h->taken[t]] = false;
	}
	h->n = 0;
}
