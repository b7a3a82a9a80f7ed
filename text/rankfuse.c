/* SPDX-License-Identifier: MIT */
/*
 * rankfuse.c -- all documents in one list, by number; equal ones add up.
 */
#include "text/rankfuse.h"

#include <stdlib.h>

#include "base/mem.h"

#define OFFSET 60 /* the paper's k */

static int by_document(const void *a, const void *b)
{
	const struct qn_scored *s = a, *t = b;
	return (s->doc > t->doc) - (s->doc < t->doc);
}

size_t qn_rank_fuse(const struct qn_ranked *rankings, size_t lists, size_t k,
                    struct qn_scored *out)
{
	struct qn_topk best = {.hit = out, .k = k};
	size_t all = 0, n = 0;
	for (size_t i = 0; i < lists; i++)
		all += rankings[i].n;
	struct qn_scored *hit = qn_malloc(all, sizeof *hit);
	for (size_t i = 0; i < lists; i++)
		for (size_t rank = 1; rank <= rankings[i].n; rank++)
			hit[n++] =
			    (struct qn_scored){rankings[i].hit[rank - 1].doc,
			                       1.0 / (double)(OFFSET + rank)};
	qsort(hit, n, sizeof *hit, by_document);
	for (size_t i = 0, next; i < n; i = next) {
		struct qn_scored sum = hit[i];
		for (next = i + 1; next < n && hit[next].doc == sum.doc; next++)
			sum.score += hit[next].score;
		qn_topk_add(&best, sum);
	}
	free(hit);
	qn_topk_sort(&best);
	return best.n;
}
