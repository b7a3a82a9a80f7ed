/* SPDX-License-Identifier: MIT */
/*
 * test_topk.c -- the heap against sorting everything.
 */
#include "text/topk.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/suite.h"

static int best_first(const void *a, const void *b)
{
	const struct qn_scored *x = a, *y = b;
	return qn_scored_worse(*x, *y) ? 1 : -1;
}

static void check(size_t n, size_t k, uint32_t scores, struct qn_rng *r)
{
	struct qn_scored *all = qn_calloc(n + 1, sizeof *all);
	struct qn_topk h = {.hit = qn_calloc(k + 1, sizeof *all), .k = k};
	for (size_t i = 0; i < n; i++) {
		all[i] =
		    (struct qn_scored){(uint32_t)i, qn_rng_below(r, scores)};
		size_t j = qn_rng_below(r, (uint32_t)i + 1);
		struct qn_scored x = all[i];
		all[i] = all[j];
		all[j] = x;
	}
	for (size_t i = 0; i < n; i++)
		qn_topk_add(&h, all[i]);
	qn_topk_sort(&h);
	qsort(all, n, sizeof *all, best_first);
	ck_assert_uint_eq(h.n, n < k ? n : k);
	for (size_t i = 0; i < h.n; i++) {
		ck_assert_uint_eq(h.hit[i].doc, all[i].doc);
		ck_assert(h.hit[i].score == all[i].score);
	}
	free(h.hit);
	free(all);
}

START_TEST(the_best_are_kept_and_equal_ones_in_their_order)
{
	struct qn_rng r = qn_rng_new(3, 0);
	static const size_t k[] = {0, 1, 2, 3, 10, 100, 1000};
	for (size_t n = 0; n < 300; n += n < 20 ? 1 : 37)
		for (size_t i = 0; i < sizeof k / sizeof *k; i++) {
			check(n, k[i], 1, &r);
			check(n, k[i], 4, &r);
			check(n, k[i], 1000000, &r);
		}
}
END_TEST

SUITE(topk, the_best_are_kept_and_equal_ones_in_their_order)
