/* SPDX-License-Identifier: MIT */
/*
 * test_greedy.c -- the likeliest word by bytes is that by all weights.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>

#include "base/rng.h"
#include "seq/greedy.h"
#include "seq/nnkern.h"

static float number(struct qn_rng *rng)
{
	return 2 * (float)qn_rng_double(rng) - 1;
}

static uint32_t by_all(const struct qn_output_layer *l, const float *x,
                       float *y)
{
	uint32_t best = 0;
	qn_nnkern()->times(y, l->w, x, l->b, l->words, l->width);
	for (uint32_t i = 1; i < l->words; i++)
		best = y[i] > y[best] ? i : best;
	return best;
}

static void check(size_t words, size_t width, bool bias, bool alike)
{
	struct qn_rng rng = qn_rng_new(words, width);
	float *w = calloc(words * width, sizeof *w);
	float *b = calloc(words, sizeof *b), *y = calloc(words, sizeof *y);
	float *x = calloc(width, sizeof *x);
	const struct qn_output_layer l = {
	    .w = w, .b = bias ? b : NULL, .words = words, .width = width};
	for (size_t i = 0; i < words * width; i++)
		w[i] = alike ? number(&rng) * 1e-4f + (float)(i % width)
		             : number(&rng);
	for (size_t i = 0; i < words; i++)
		b[i] = number(&rng);
	struct qn_greedy *g = qn_greedy_new(&l);
	for (int k = 0; k < 50; k++) {
		for (size_t i = 0; i < width; i++)
			x[i] = number(&rng);
		ck_assert_uint_eq(qn_greedy_best(g, x), by_all(&l, x, y));
	}
	qn_greedy_free(g);
	free(w);
	free(b);
	free(y);
	free(x);
}

START_TEST(the_likeliest_word_is_that_by_all_weights)
{
	check(500, 64, false, false);
	check(300, 37, true, false);
	check(1, 5, true, false);
	check(200, 256, false, true);
	check(200, 33, true, true);
}
END_TEST

START_TEST(of_equals_the_first_is_taken)
{
	const float w[4 * 3] = {0, 0, 0, 1, 2, 3, 1, 2, 3, -1, 0, 0};
	const float x[3] = {1, 1, 1}, zero[3] = {0};
	const struct qn_output_layer l = {.w = w, .words = 4, .width = 3};
	struct qn_greedy *g = qn_greedy_new(&l);
	ck_assert_uint_eq(qn_greedy_best(g, x), 1);
	ck_assert_uint_eq(qn_greedy_best(g, zero), 0);
	qn_greedy_free(g);
}
END_TEST

SUITE(greedy, the_likeliest_word_is_that_by_all_weights,
      of_equals_the_first_is_taken)
