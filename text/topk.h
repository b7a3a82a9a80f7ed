/* SPDX-License-Identifier: MIT */
/*
 * topk.h -- the k best documents of a search: a heap, the worst first.
 */
#ifndef QN_TEXT_TOPK_H
#define QN_TEXT_TOPK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qn_scored {
	uint32_t doc;
	double score;
};

struct qn_topk {
	struct qn_scored *hit; /* [k], the first n are in use */
	size_t n, k;
};

/* Whether `a` comes behind `b`: a lower score or, with the same, a later
 * document. */
static inline bool qn_scored_worse(struct qn_scored a, struct qn_scored b)
{
	return a.score != b.score ? a.score < b.score : a.doc > b.doc;
}

static inline void qn_topk_sink(struct qn_scored *h, size_t n, size_t i)
{
	struct qn_scored x = h[i];
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && qn_scored_worse(h[child + 1], h[child]))
			child++;
		if (!qn_scored_worse(h[child], x))
			break;
		h[i] = h[child];
	}
	h[i] = x;
}

static inline void qn_topk_add(struct qn_topk *h, struct qn_scored x)
{
	if (h->n == h->k) {
		if (h->k && qn_scored_worse(h->hit[0], x)) {
			h->hit[0] = x;
			qn_topk_sink(h->hit, h->n, 0);
		}
		return;
	}
	size_t i = h->n++;
	for (; i && qn_scored_worse(x, h->hit[(i - 1) / 2]); i = (i - 1) / 2)
		h->hit[i] = h->hit[(i - 1) / 2];
	h->hit[i] = x;
}

/* Best first. */
static inline void qn_topk_sort(struct qn_topk *h)
{
	for (size_t n = h->n; n > 1; n--) {
		struct qn_scored worst = h->hit[0];
		h->hit[0] = h->hit[n - 1];
		qn_topk_sink(h->hit, n - 1, 0);
		h->hit[n - 1] = worst;
	}
}
#endif
