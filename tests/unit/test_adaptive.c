/* SPDX-License-Identifier: MIT */
/*
 * test_adaptive.c -- words in clusters: chances against the formula in
 * doubles, gradients against differences, threads against one.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/adaptive.h"
#include "tests/unit/slopes.h"

struct bench {
	struct qn_adaptive_shape shape;
	struct qn_adaptive a;
	struct qn_output_layer head;
	struct qn_params params; /* the layer's, and x, whose slopes are dx */
	struct qn_slab slab;
	struct qn_pool *pool;
	float *w, *g;
	uint32_t *target;
	size_t rows, words, width, x;
};

static void plan(struct bench *b, bool learns, struct qn_slab *slab)
{
	b->a.shape = &b->shape;
	b->a.w = b->w;
	b->a.words = b->words;
	b->a.width = b->width;
	b->a.head = &b->head;
	qn_adaptive_plan(&b->a, b->rows, learns, slab);
	qn_output_layer_plan(&b->head, b->rows, slab);
}

static void set_up(struct bench *b, const struct qn_adaptive_shape *shape,
                   size_t words, size_t width, size_t rows, bool learns)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(words, rows);
	*b = (struct bench){
	    .shape = *shape, .rows = rows, .words = words, .width = width};
	ck_assert(qn_adaptive_check(&b->shape, words, &e));
	b->a.at =
	    qn_adaptive_params(&b->params, &b->shape, words, width, width);
	const struct qn_param x = qn_param_matrix(rows, width, 1);
	b->x = qn_params_add(&b->params, &x, "x");
	b->w = calloc(b->params.total, sizeof *b->w);
	b->g = calloc(b->params.total, sizeof *b->g);
	b->target = calloc(rows, sizeof *b->target);
	qn_params_init(&b->params, b->w, 3);
	for (size_t r = 0; r < rows; r++)
		b->target[r] = qn_rng_below(&rng, (uint32_t)words);
	plan(b, learns, &b->slab);
	ck_assert(qn_slab_alloc(&b->slab, "a layer", &e));
	plan(b, learns, &b->slab);
	b->pool = qn_pool_new(2);
}

static void tear_down(struct bench *b)
{
	qn_pool_free(b->pool);
	qn_slab_release(&b->slab);
	qn_params_release(&b->params);
	free(b->w);
	free(b->g);
	free(b->target);
}

static double loss(void *ctx)
{
	struct bench *b = ctx;
	return qn_adaptive_run(&b->a, b->w + b->x, b->target, b->rows,
	                       b->g + b->x, b->g, b->pool) /
	       (double)b->rows;
}

static const struct qn_adaptive_shape one = {.tails = 1, .cut = {4}},
                                      two = {2, {5, 12}, 2},
                                      narrow = {3, {3, 9, 22}, 4};

START_TEST(gradients_are_slopes)
{
	const struct qn_adaptive_shape *const shapes[] = {&one, &two, &narrow};
	for (size_t i = 0; i < 3; i++) {
		struct bench b;
		set_up(&b, shapes[i], 23, 20, 17, true);
		slopes_check(&(struct slopes){.loss = loss,
		                              .ctx = &b,
		                              .params = &b.params,
		                              .w = b.w,
		                              .g = b.g,
		                              .within = 1e-2});
		tear_down(&b);
	}
}
END_TEST

/* A tail without a word in a batch has no gradient, whatever there was. */
START_TEST(gradients_of_a_tail_without_words_are_none)
{
	struct bench b;
	set_up(&b, &two, 23, 20, 8, true);
	for (size_t r = 0; r < b.rows; r++)
		b.target[r] = r % 2 ? 1 : 7;
	for (size_t i = 0; i < b.params.total; i++)
		b.g[i] = 1;
	loss(&b);
	for (size_t i = b.a.at.projection[1]; i < b.a.at.end; i++)
		ck_assert_float_eq(b.g[i], 0);
	ck_assert(b.g[b.a.at.projection[0]] != 1);
	tear_down(&b);
}
END_TEST

static double product(const float *a, const float *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* ln of row `at`'s share among n rows of w [n][width]. */
static double ln_share(const float *w, size_t n, size_t width, const float *x,
                       size_t at)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += exp(product(w + i * width, x, width));
	return product(w + at * width, x, width) - log(sum);
}

/* By the formula, sums in doubles. */
static double ln_p(const struct bench *b, const float *x, size_t word)
{
	const struct qn_adaptive_shape *s = &b->shape;
	const struct qn_adaptive_at *at = &b->a.at;
	size_t i = s->tails, entries = s->cut[0] + s->tails;
	float in[64];
	while (i > 0 && word < s->cut[i - 1])
		i--;
	if (i == 0)
		return ln_share(b->w + at->begin, entries, b->width, x, word);
	i--;
	for (size_t k = 0; k < at->inner[i]; k++)
		in[k] = (float)product(b->w + at->projection[i] + k * b->width,
		                       x, b->width);
	return ln_share(b->w + at->begin, entries, b->width, x, s->cut[0] + i) +
	       ln_share(b->w + at->weight[i], at->words[i], at->inner[i], in,
	                word - s->cut[i]);
}

START_TEST(chances_are_those_of_the_formula)
{
	const struct qn_adaptive_shape *const shapes[] = {&one, &two, &narrow};
	float got[23];
	for (size_t i = 0; i < 3; i++) {
		struct bench b;
		set_up(&b, shapes[i], 23, 20, 40, true);
		double sum = loss(&b) * (double)b.rows;
		for (size_t r = 0; r < b.rows; r++) {
			const float *x = b.w + b.x + r * b.width;
			double all = 0;
			qn_adaptive_scores(&b.a, x, got);
			for (size_t k = 0; k < b.words; k++) {
				ck_assert_double_eq_tol((double)got[k],
				                        ln_p(&b, x, k), 1e-5);
				all += exp((double)got[k]);
			}
			ck_assert_double_eq_tol(all, 1, 1e-5);
			ck_assert_double_eq_tol(
			    b.head.loss[r], -(double)got[b.target[r]], 1e-5);
			sum -= b.head.loss[r];
		}
		ck_assert_double_eq_tol(sum, 0, 1e-9);
		tear_down(&b);
	}
}
END_TEST

START_TEST(losses_are_the_same_with_gradients_and_without)
{
	struct bench b;
	set_up(&b, &two, 23, 20, 30, true);
	double with = loss(&b) * (double)b.rows;
	double without = qn_adaptive_run(&b.a, b.w + b.x, b.target, b.rows,
	                                 NULL, NULL, b.pool);
	ck_assert_double_eq_tol(with, without, 1e-4);
	tear_down(&b);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
	static const struct qn_adaptive_shape large = {2, {300, 1500}, 4};
	struct bench b;
	set_up(&b, &large, 4000, 80, 500, true);
	for (int bf16 = 0; bf16 < 2; bf16++) {
		float *first = calloc(b.params.total, sizeof *first);
		double nats = 0;
		b.head.bf16 = bf16;
		for (int threads = 1; threads <= 4; threads *= 2) {
			qn_pool_free(b.pool);
			b.pool = qn_pool_new(threads);
			double now = loss(&b);
			if (threads == 1) {
				nats = now;
				memcpy(first, b.g,
				       b.params.total * sizeof *first);
			}
			ck_assert(now == nats);
			ck_assert_mem_eq(b.g, first,
			                 b.params.total * sizeof *first);
		}
		free(first);
	}
	tear_down(&b);
}
END_TEST

/* Where clusters are hardly told apart, and where most need not be opened. */
START_TEST(the_likeliest_word_is_that_of_all_scores)
{
	float *all = calloc(400, sizeof *all);
	static const struct qn_adaptive_shape s = {3, {20, 90, 200}, 2};
	for (int scale = 1; scale <= 16; scale *= 4) {
		struct bench b;
		struct qn_rng rng = qn_rng_new(6, 0);
		size_t clusters = 0;
		set_up(&b, &s, 400, 24, 1, false);
		for (size_t i = 0; i < b.a.at.end; i++)
			b.w[i] *= (float)scale;
		for (int k = 0; k < 200; k++) {
			float *x = b.w + b.x;
			for (size_t c = 0; c < b.width; c++)
				x[c] = 4 * (float)qn_rng_double(&rng) - 2;
			qn_adaptive_scores(&b.a, x, all);
			size_t best = 0;
			for (size_t i = 1; i < 400; i++)
				best = all[i] > all[best] ? i : best;
			ck_assert_uint_eq(qn_adaptive_best(&b.a, x), best);
			clusters += best >= 20;
		}
		ck_assert(scale == 1 || (clusters > 20 && clusters < 180));
		tear_down(&b);
	}
	free(all);
}
END_TEST

START_TEST(lists_of_cutoffs_are_read_and_written)
{
	static const char *const good[] = {
	    "1", "2000,10000", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"};
	static const char *const bad[] = {
	    "",
	    "0",
	    "5,",
	    ",5",
	    "5,5",
	    "9,3",
	    "a",
	    "5;6",
	    "5, 6",
	    "-1",
	    "5,,6",
	    "1e3",
	    "+5",
	    "99999999999",
	    "18446744073709551617",
	    "5,0,7",
	    "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct qn_adaptive_shape s = {.tails = 0};
		struct qn_err e = QN_ERR_INIT;
		char text[QN_ADAPTIVE_LIST];
		ck_assert(qn_adaptive_parse(&s, good[i], &e));
		qn_adaptive_print(&s, text);
		ck_assert_str_eq(text, good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct qn_adaptive_shape s = {.tails = 0};
		struct qn_err e = QN_ERR_INIT;
		ck_assert_msg(!qn_adaptive_parse(&s, bad[i], &e), "%s", bad[i]);
		ck_assert(e.failed);
	}
}
END_TEST

START_TEST(clusters_without_words_are_refused)
{
	static const struct qn_adaptive_shape bad[] = {
	    {1, {0}, 4},    {1, {10}, 4},    {2, {4, 4}, 4},
	    {2, {5, 4}, 4}, {2, {4, 10}, 4}, {2, {4, 11}, 4}};
	struct qn_adaptive_shape none = {.tails = 0}, far = one;
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_adaptive_check(&none, 1, &e) && none.factor == 0);
	ck_assert(qn_adaptive_check(&far, 5, &e));
	ck_assert_uint_eq(far.factor, QN_ADAPTIVE_FACTOR);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct qn_adaptive_shape s = bad[i];
		e = QN_ERR_INIT;
		ck_assert(!qn_adaptive_check(&s, 10, &e));
	}
	far.factor = 70000;
	e = QN_ERR_INIT;
	ck_assert(!qn_adaptive_check(&far, 10, &e));
}
END_TEST

SUITE(adaptive, gradients_are_slopes,
      gradients_of_a_tail_without_words_are_none,
      chances_are_those_of_the_formula,
      losses_are_the_same_with_gradients_and_without,
      any_number_of_threads_gives_the_same_bytes,
      the_likeliest_word_is_that_of_all_scores,
      lists_of_cutoffs_are_read_and_written, clusters_without_words_are_refused)
