/* SPDX-License-Identifier: MIT */
/*
 * hnswchoose.c -- see hnswchoose.h.
 */
#include "embed/hnswchoose.h"

/* Whether one of n nodes is nearer to the probe than `distance`. */
static bool is_crowded(const struct qn_hnsw *h, struct qn_walk *w,
                       const struct qn_layer *y, const uint32_t *at, size_t n,
                       float distance)
{
	for (size_t i = 0; i < n; i += QN_ROWS_ROOM) {
		size_t some = n - i < QN_ROWS_ROOM ? n - i : QN_ROWS_ROOM;
		qn_walk_compare(h, w, y, at + i, some);
		for (size_t j = 0; j < some; j++)
			if (w->distance[j] < distance)
				return true;
	}
	return false;
}

void qn_choose_links(const struct qn_hnsw *h, struct qn_walk *w,
                     const struct qn_layer *y, size_t limit, uint32_t *link)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n && n < limit; i++) {
		uint32_t at = qn_key_node(w->near[i]);
		qn_walk_aim(h, w, y, at);
		if (!is_crowded(h, w, y, link, n, qn_key_distance(w->near[i])))
			link[n++] = at;
	}
	for (; n < y->width; n++)
		link[n] = QN_HNSW_NONE;
}
