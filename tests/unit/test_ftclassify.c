/* SPDX-License-Identifier: MIT */
/*
 * test_ftclassify.c -- labels and probabilities against what the definitions
 * say, in the plainest of loops.
 */
#include "embed/ftbest.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "embed/ftkern.h"
#include "embed/ftline.h"
#include "embed/ftquantize.h"
#include "embed/fttree.h"
#include "tests/unit/ftworld.h"
#include "tests/unit/suite.h"

START_TEST(the_best_of_equals_come_as_from_the_cpp_heap)
{
	/* What libstdc++ 12 gives of scores i * 7 % 5 for i = 0..19. */
	static const struct {
		size_t k;
		uint32_t id[20];
	} expected[] = {
	    {1, {17}},
	    {4, {7, 12, 17, 2}},
	    {7, {17, 12, 2, 7, 19, 14, 4}},
	    {20, {17, 7, 2, 12, 14, 19, 9,  4,  1, 11,
	          16, 6, 8, 18, 3,  13, 15, 10, 5, 0}},
	};
	for (size_t t = 0; t < sizeof expected / sizeof *expected; t++) {
		struct qn_ft_scored heap[21];
		size_t n = 0, k = expected[t].k;
		for (uint32_t i = 0; i < 20; i++) {
			struct qn_ft_scored x = {(float)(i * 7 % 5), i};
			if (n < k || x.score >= heap[0].score)
				qn_ft_heap_offer(heap, &n, k, x);
		}
		qn_ft_heap_sort(heap, n);
		ck_assert_uint_eq(n, k);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(heap[i].id, expected[t].id[i]);
	}
}
END_TEST

/* --- kernels -------------------------------------------------------------- */

START_TEST(sums_are_those_of_plain_loops)
{
	enum { ROWS = 40, BAG = 25, MOST = 150 };
	const struct qn_ft_kern *kern = qn_ft_kern();
	struct qn_rng r = qn_rng_new(8, 0);
	static char bytes[ROWS * MOST * sizeof(float) + 1];
	float h[MOST + 16], plain[MOST];
	uint32_t id[BAG];
	/* Rows of a file lie anywhere. */
	qn_ft_loose *rows = (qn_ft_loose *)(void *)(bytes + 1);
	for (size_t i = 0; i < ROWS * MOST; i++)
		rows[i] = (float)qn_rng_double(&r) - 0.5f;
	for (size_t dim = 1; dim <= MOST; dim++) {
		struct qn_ft_bag bag = {rows, dim, dim, id, dim % BAG};
		for (size_t i = 0; i < BAG; i++)
			id[i] = qn_rng_below(&r, ROWS);
		memset(plain, 0, sizeof plain);
		for (size_t i = 0; i < bag.n; i++)
			for (size_t j = 0; j < dim; j++)
				plain[j] += rows[id[i] * dim + j];
		kern->rows(h, &bag);
		ck_assert_mem_eq(h, plain, dim * sizeof *h);
	}
}
END_TEST

START_TEST(dots_are_those_of_plain_loops)
{
	enum { BLOCKS = 7, DIM = 33 };
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(9, 0);
	size_t n = BLOCKS * DIM * QN_FT_LANES;
	float *w = qn_big_alloc(n, sizeof *w, "weights", &e), h[DIM];
	float to[BLOCKS * QN_FT_LANES];
	for (size_t i = 0; i < n; i++)
		w[i] = (float)qn_rng_double(&r) - 0.5f;
	for (size_t j = 0; j < DIM; j++)
		h[j] = (float)qn_rng_double(&r) - 0.5f;
	qn_ft_kern()->dots(to, h, w, DIM, BLOCKS);
	for (size_t o = 0; o < BLOCKS * QN_FT_LANES; o++) {
		float sum = 0;
		for (size_t j = 0; j < DIM; j++)
			sum +=
			    h[j] * w[(o / QN_FT_LANES * DIM + j) * QN_FT_LANES +
			             o % QN_FT_LANES];
		ck_assert_mem_eq(&sum, &to[o], sizeof sum);
	}
	qn_big_free(w);
}
END_TEST

START_TEST(the_nearest_centroid_is_the_first_of_the_nearest)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(10, 0);
	float *c = qn_big_alloc(QN_FT_CENTROIDS * 5, sizeof *c, "c", &e), x[5];
	for (size_t dim = 1; dim <= 5; dim++) {
		for (size_t i = 0; i < QN_FT_CENTROIDS * dim; i++)
			c[i] = (float)qn_rng_below(&r, 9); /* many are equal */
		for (int trial = 0; trial < 200; trial++) {
			float best = INFINITY;
			uint8_t found = 0;
			for (size_t j = 0; j < dim; j++)
				x[j] = (float)qn_rng_double(&r) * 9;
			for (size_t k = 0; k < QN_FT_CENTROIDS; k++) {
				float d, sum = 0;
				for (size_t j = 0; j < dim; j++) {
					d = x[j] - c[j * QN_FT_CENTROIDS + k];
					sum += d * d;
				}
				if (sum < best) {
					best = sum;
					found = (uint8_t)k;
				}
			}
			ck_assert_uint_eq(qn_ft_kern()->nearest(x, c, dim),
			                  found);
		}
	}
	qn_big_free(c);
}
END_TEST

/* --- labels --------------------------------------------------------------- */

enum { LABELS = 37 };

static float log_of(double p)
{
	return (float)log((double)(float)p + 1e-5);
}

/* The mean of the rows, and what each output makes of it. */
static void inner_products(const struct qn_ft_model *m,
                           const struct qn_ft_list *rows, float *x)
{
	float h[8] = {0}, scratch[8];
	for (size_t i = 0; i < rows->n; i++)
		qn_ft_matrix_add(&m->input, rows->id[i], h, scratch);
	for (int j = 0; j < m->args.dim; j++)
		h[j] *= (float)(1.0 / (double)rows->n);
	for (uint32_t o = 0; o < m->dict.labels; o++) {
		const qn_ft_loose *w = qn_ft_matrix_row(&m->output, o, scratch);
		x[o] = 0;
		for (int j = 0; j < m->args.dim; j++)
			x[o] += w[j] * h[j];
	}
}

/* The tree from a leaf up: the sum of the turns' logarithms from the root. */
static void leaf_scores(const struct qn_ft_model *m, const float *x, float *to)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_tree t;
	ck_assert(
	    qn_ft_tree_init(&t, m->dict.word + m->dict.words, LABELS, &e));
	for (uint32_t o = 0; o < LABELS; o++) {
		float turn[LABELS];
		int n = 0;
		for (uint32_t i = o; t.parent[i] != QN_FT_NONE;
		     i = LABELS + t.parent[i]) {
			float p =
			    (float)(1. / (double)(1 + expf(-x[t.parent[i]])));
			turn[n++] =
			    log_of(t.turn[i] ? (double)p : 1.0 - (double)p);
		}
		for (to[o] = 0; n > 0; n--)
			to[o] += turn[n - 1];
	}
	qn_ft_tree_release(&t);
}

static void scores(const struct qn_ft_model *m, const struct qn_ft_list *rows,
                   float *to)
{
	float x[LABELS], most = -INFINITY, sum = 0;
	inner_products(m, rows, x);
	if (m->args.loss == QN_FT_HS) {
		leaf_scores(m, x, to);
		return;
	}
	for (int o = 0; o < LABELS; o++)
		most = x[o] > most ? x[o] : most;
	for (int o = 0; o < LABELS; o++)
		sum += expf(x[o] - most);
	for (int o = 0; o < LABELS; o++) {
		/* A table of 512 steps from -8 on. */
		int step = (int)((x[o] + 8) * 512 / 8 / 2);
		double at = (double)((float)(step * 16) / 512 - 8);
		to[o] = log_of(m->args.loss == QN_FT_SOFTMAX
		                   ? (double)(expf(x[o] - most) / sum)
		                   : 1 / (1 + exp(-at)));
	}
}

static void check_answers(const struct qn_ft_guesses *g, const float *score,
                          size_t k, float threshold)
{
	float least = log_of((double)threshold);
	size_t fit = 0;
	for (int o = 0; o < LABELS; o++)
		fit += score[o] >= least;
	ck_assert_uint_eq(g->n, fit < k ? fit : k);
	for (size_t i = 0; i < g->n; i++) {
		size_t better = 0;
		ck_assert_float_eq_tol(g->item[i].score, score[g->item[i].id],
		                       1e-5);
		ck_assert(!i || g->item[i].score <= g->item[i - 1].score);
		for (int o = 0; o < LABELS; o++)
			better += score[o] > g->item[i].score + 1e-5f;
		ck_assert_uint_le(better, i);
	}
}

static void check_model(struct qn_ft_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_classifier *c = qn_ft_classifier_new(m, &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	struct qn_ft_guesses *g = qn_ft_guesses_new(c);
	struct qn_ft_line line = {0};
	struct qn_buf text = {0};
	for (int i = 0; i < 40; i++) {
		float score[LABELS];
		qn_buf_clear(&text);
		ftworld_line(&text, (uint64_t)i, 1 + i % 9);
		struct qn_slice rest = qn_buf_slice(&text);
		qn_ft_line_next(&line, &m->dict, &rest);
		scores(m, &line.rows, score);
		for (size_t k = 1; k <= LABELS; k += 5)
			for (int t = 0; t < 3; t++) {
				float threshold = (float)t * 0.013f;
				qn_ft_classify(c, line.rows.id, line.rows.n, k,
				               threshold, g);
				check_answers(g, score, k, threshold);
			}
	}
	qn_ft_classify(c, NULL, 0, 3, 0, g);
	ck_assert_uint_eq(g->n, 0);
	qn_buf_release(&text);
	qn_ft_line_release(&line);
	qn_ft_guesses_free(g);
	qn_ft_classifier_free(c);
	qn_ft_model_free(m);
}

START_TEST(every_loss_gives_the_labels_that_its_definition_gives)
{
	for (int loss = QN_FT_HS; loss <= QN_FT_OVA; loss++) {
		struct qn_ft_args a =
		    ftworld_args(QN_FT_SUPERVISED, (enum qn_ft_loss)loss);
		check_model(ftworld_model(&a, 60, LABELS));
	}
}
END_TEST

START_TEST(quantised_models_too)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_ft_quantize_options o = QN_FT_QUANTIZE_DEFAULTS;
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
	a.bucket = 400;
	o.norms = true;
	struct qn_ft_model *m = ftworld_model(&a, 60, LABELS);
	ck_assert(qn_ft_model_cut(m, 300, &e));
	ck_assert_msg(qn_ft_model_quantize(m, &o, pool, &e), "%s", e.text);
	check_model(m);
	qn_pool_free(pool);
}
END_TEST

/* Outputs of all rows but a few the same, or so large that the logistic
 * function is 1 for several. */
static void make_close(struct qn_ft_model *m, float scale)
{
	struct qn_ft_matrix *o = &m->output;
	size_t dim = (size_t)o->dim;
	for (size_t i = 0; i < o->rows; i++)
		for (size_t j = 0; j < dim; j++) {
			float x = o->owned[i % 4 * o->stride + j];
			o->owned[i * o->stride + j] = i < 4 ? scale * x : x;
		}
}

/* Lines of the model by both; how often the label is another. */
static int count_others(const struct qn_ft_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_classifier *c = qn_ft_classifier_new(m, &e);
	struct qn_ft_guesses *g = qn_ft_guesses_new(c);
	struct qn_ft_best *b = qn_ft_best_new(m, c);
	struct qn_ft_line line = {0}, listed = {0};
	struct qn_buf text = {0};
	int others = 0;
	for (int i = 0; i < 300; i++) {
		qn_buf_clear(&text);
		ftworld_line(&text, (uint64_t)i, i % 9);
		struct qn_slice rest = qn_buf_slice(&text), same = rest;
		if (!rest.n)
			continue;
		qn_ft_line_next(&listed, &m->dict, &rest);
		qn_ft_classify(c, listed.rows.id, listed.rows.n, 1, 0, g);
		qn_ft_best_read(b, &line, &same);
		ck_assert_uint_eq(same.n, rest.n);
		uint32_t label = qn_ft_best_label(b, &line);
		others += label != (g->n ? g->item[0].id : QN_FT_NONE);
	}
	qn_buf_release(&text);
	qn_ft_line_release(&line);
	qn_ft_line_release(&listed);
	qn_ft_best_free(b);
	qn_ft_guesses_free(g);
	qn_ft_classifier_free(c);
	return others;
}

START_TEST(the_best_label_alone_is_the_first_of_all)
{
	for (int loss = QN_FT_HS; loss <= QN_FT_OVA; loss++)
		for (int i = 0; i < 4; i++) {
			struct qn_ft_args a = ftworld_args(
			    QN_FT_SUPERVISED, (enum qn_ft_loss)loss);
			a.word_ngrams = 1 + i % 2;
			struct qn_ft_model *m = ftworld_model(&a, 60, LABELS);
			if (i > 1)
				make_close(m, i > 2 ? 1 : 1000);
			ck_assert_int_eq(count_others(m), 0);
			qn_ft_model_free(m);
		}
}
END_TEST

START_TEST(only_supervised_models_have_labels)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_args a = ftworld_args(QN_FT_CBOW, QN_FT_NS);
	struct qn_ft_model *m = ftworld_model(&a, 5, 0);
	ck_assert(!qn_ft_classifier_new(m, &e));
	ck_assert(strstr(e.text, "cbow") != NULL);
	qn_ft_model_free(m);
}
END_TEST

SUITE(ftclassify, the_best_of_equals_come_as_from_the_cpp_heap,
      sums_are_those_of_plain_loops, dots_are_those_of_plain_loops,
      the_nearest_centroid_is_the_first_of_the_nearest,
      every_loss_gives_the_labels_that_its_definition_gives,
      quantised_models_too, the_best_label_alone_is_the_first_of_all,
      only_supervised_models_have_labels)
