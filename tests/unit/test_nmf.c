/* SPDX-License-Identifier: MIT */
/*
 * test_nmf.c -- do non-negative factors come to an optimum, without ever going
 * away from it?
 */
#include "tests/unit/plantedmatrix.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "topic/nmf.h"

static double dot(const float *a, const float *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)a[i] * b[i];
	return sum;
}

static struct qn_nmf *begin(struct qn_nmf_options o, const struct qn_sparse *m,
                            struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	o.topics = o.topics == 10 ? TOPICS : o.topics;
	struct qn_nmf *n = qn_nmf_new(&o, m, pool, &e);
	ck_assert_msg(n != NULL, "%s", e.text);
	return n;
}

#define LEAST 1.1920929e-07 /* product, where there is a value */

/* The loss by its formula, with penalties. */
static double plainly(const struct qn_nmf *n)
{
	const struct qn_nmf_options *o = &n->options;
	double loss = 0, size[2] = {0, 0};
	double alpha_h = isnan(o->alpha_h) ? o->alpha_w : o->alpha_h;
	for (size_t i = 0; i < ROWS; i++)
		for (uint32_t c = 0; c < COLUMNS; c++) {
			double x = planted_cell(n->x, i, c);
			double p = dot(n->doc + i * n->stride,
			               n->word + c * n->stride, n->K);
			if (o->loss == QN_NMF_KL && x > 0)
				p = fmax(p, LEAST);
			if (o->loss == QN_NMF_FROBENIUS)
				loss += (x - p) * (x - p) / 2;
			else
				loss += (x > 0 ? x * log(x / p) : 0) - x + p;
		}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < (side ? COLUMNS : ROWS) * n->stride;
		     i++) {
			double w = side ? n->word[i] : n->doc[i];
			size[side] +=
			    o->l1_ratio * w + (1 - o->l1_ratio) * w * w / 2;
		}
	return loss + o->alpha_w * COLUMNS * size[0] + alpha_h * ROWS * size[1];
}

static void never_rises(struct qn_nmf_options o)
{
	struct qn_sparse m = planted_matrix(0.5);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_nmf *n = begin(o, &m, pool);
	double last = plainly(n);
	for (int i = 0; i < 40; i++) {
		qn_nmf_step(n, pool);
		double now = qn_nmf_objective(n, pool);
		double rounding = 1e-7 * (n->size + last);
		ck_assert_double_eq_tol(now, plainly(n), rounding);
		ck_assert_double_le(now, last + rounding);
		last = now;
	}
	qn_nmf_free(n);
	qn_sparse_release(&m);
	qn_pool_free(pool);
}

START_TEST(the_objective_is_that_of_the_formula_and_never_rises)
{
	struct qn_nmf_options o = QN_NMF_DEFAULTS;
	for (int loss = 0; loss < 2; loss++)
		for (int init = 0; init < 3; init++)
			for (int ratio = -1; ratio <= 2; ratio++) {
				o.loss = loss;
				o.init = init;
				o.alpha_w = ratio < 0 ? 0 : 1e-3;
				o.alpha_h = ratio < 0 ? 0 : 2e-3;
				o.l1_ratio = ratio < 0 ? 0 : ratio / 2.0;
				never_rises(o);
			}
}
END_TEST

/* How far a side is from the conditions of an optimum: gradients are zero
 * where w > 0, and not negative where it is 0. */
static double violation(const struct qn_nmf *n, bool words)
{
	const float *w = words ? n->word : n->doc,
	            *h = words ? n->doc : n->word;
	size_t rows = words ? COLUMNS : ROWS, columns = words ? ROWS : COLUMNS;
	double worst = 0;
	for (size_t i = 0; i < rows; i++)
		for (uint32_t k = 0; k < n->K; k++) {
			double g = 0;
			for (size_t c = 0; c < columns; c++) {
				double x =
				    words ? planted_cell(n->x, c, (uint32_t)i)
				          : planted_cell(n->x, i, (uint32_t)c);
				g += (dot(w + i * n->stride, h + c * n->stride,
				          n->K) -
				      x) *
				     h[c * n->stride + k];
			}
			bool held = w[i * n->stride + k] == 0 && g > 0;
			worst = fmax(worst, held ? 0 : fabs(g));
		}
	return worst;
}

START_TEST(it_ends_where_the_conditions_of_an_optimum_hold)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.5);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_nmf_options o = QN_NMF_DEFAULTS;
	o.tolerance = 1e-7;
	o.iterations = 3000;
	struct qn_nmf *n = begin(o, &m, pool);
	double first = fmax(violation(n, true), violation(n, false));
	ck_assert(qn_nmf_train(n, pool, &e));
	ck_assert_int_lt(n->steps, o.iterations);
	ck_assert_double_lt(violation(n, true), 1e-4 * first);
	ck_assert_double_lt(violation(n, false), 1e-4 * first);
	qn_nmf_free(n);
	qn_sparse_release(&m);
	qn_pool_free(pool);
}
END_TEST

/* Whether each planted topic is a column of words: cosine 0.99. */
static void finds_topics(enum qn_nmf_loss loss, enum qn_nmf_init init)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.2);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_nmf_options o = QN_NMF_DEFAULTS;
	o.loss = loss;
	o.init = init;
	struct qn_nmf *n = begin(o, &m, pool);
	ck_assert(qn_nmf_train(n, pool, &e));
	for (uint32_t t = 0; t < TOPICS; t++) {
		double best = 0;
		for (uint32_t k = 0; k < TOPICS; k++) {
			double xy = 0, xx = 0, yy = 0;
			for (uint32_t c = 0; c < COLUMNS; c++) {
				double x = c / OWN == t ? 1 + c % OWN : 0;
				double y = n->word[c * n->stride + k];
				xy += x * y;
				xx += x * x;
				yy += y * y;
			}
			best = fmax(best, xy / sqrt(xx * yy + 1e-30));
		}
		ck_assert_double_gt(best, 0.99);
	}
	qn_nmf_free(n);
	qn_sparse_release(&m);
	qn_pool_free(pool);
}

START_TEST(planted_topics_are_found)
{
	finds_topics(QN_NMF_FROBENIUS, QN_NMF_NNDSVDA);
	finds_topics(QN_NMF_FROBENIUS, QN_NMF_NNDSVD);
	finds_topics(QN_NMF_FROBENIUS, QN_NMF_RANDOM);
	finds_topics(QN_NMF_KL, QN_NMF_NNDSVDA);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.5);
	for (int loss = 0; loss < 2; loss++) {
		struct qn_nmf *n[3];
		for (int i = 0; i < 3; i++) {
			struct qn_nmf_options o = QN_NMF_DEFAULTS;
			struct qn_pool *pool = qn_pool_new(i + 1);
			o.loss = loss;
			o.topics = 20;
			o.iterations = 15;
			n[i] = begin(o, &m, pool);
			ck_assert(qn_nmf_train(n[i], pool, &e));
			qn_pool_free(pool);
		}
		for (int i = 1; i < 3; i++) {
			ck_assert_mem_eq(n[i]->doc, n[0]->doc,
			                 ROWS * n[0]->stride * sizeof(float));
			ck_assert_mem_eq(n[i]->word, n[0]->word,
			                 COLUMNS * n[0]->stride *
			                     sizeof(float));
			qn_nmf_free(n[i]);
		}
		qn_nmf_free(n[0]);
	}
	qn_sparse_release(&m);
}
END_TEST

static void infers(enum qn_nmf_loss loss)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.5);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_nmf_options o = QN_NMF_DEFAULTS;
	o.loss = loss;
	struct qn_nmf *n = begin(o, &m, pool);
	ck_assert(qn_nmf_train(n, pool, &e));
	struct qn_nmf_given g = {n->word, n->K, n->stride, loss, 0, 0};
	size_t cells = ROWS * n->stride;
	float *doc = qn_big_alloc(cells, sizeof *doc, "documents", &e);
	float *alone = qn_big_alloc(n->stride, sizeof *doc, "document", &e);
	double before = plainly(n);
	qn_nmf_infer(&g, &m, doc, pool);
	struct qn_sparse one = {.rows = 1,
	                        .columns = COLUMNS,
	                        .start = m.start,
	                        .column = m.column,
	                        .value = m.value};
	qn_nmf_infer(&g, &one, alone, pool);
	ck_assert_mem_eq(alone, doc, n->stride * sizeof *doc);
	memcpy(n->doc, doc, cells * sizeof *doc);
	ck_assert_double_le(plainly(n), before * (1 + 1e-3));
	qn_big_free(doc);
	qn_big_free(alone);
	qn_nmf_free(n);
	qn_sparse_release(&m);
	qn_pool_free(pool);
}

START_TEST(documents_that_are_inferred_fit_as_well_and_alone_as_in_company)
{
	infers(QN_NMF_FROBENIUS);
	infers(QN_NMF_KL);
}
END_TEST

START_TEST(what_cannot_be_factored_is_refused)
{
	struct qn_sparse m = planted_matrix(0);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_nmf_options o = QN_NMF_DEFAULTS;
	struct qn_err e = QN_ERR_INIT;
	m.value[3] = -1;
	ck_assert_ptr_null(qn_nmf_new(&o, &m, pool, &e));
	ck_assert_str_eq(e.text, "a value is -1; all have to be 0 or more");
	e = QN_ERR_INIT;
	o.l1_ratio = 2;
	ck_assert_ptr_null(qn_nmf_new(&o, &m, pool, &e));
	e = QN_ERR_INIT;
	o.l1_ratio = 0;
	memset(m.value, 0, qn_sparse_cells(&m) * sizeof *m.value);
	ck_assert_ptr_null(qn_nmf_new(&o, &m, pool, &e));
	ck_assert_str_eq(e.text, "the matrix holds nothing but zeros");
	qn_sparse_release(&m);
	qn_pool_free(pool);
}
END_TEST

SUITE(nmf, the_objective_is_that_of_the_formula_and_never_rises,
      it_ends_where_the_conditions_of_an_optimum_hold, planted_topics_are_found,
      any_number_of_threads_gives_the_same_bytes,
      documents_that_are_inferred_fit_as_well_and_alone_as_in_company,
      what_cannot_be_factored_is_refused)
