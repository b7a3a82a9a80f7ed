/* SPDX-License-Identifier: MIT */
/*
 * test_factors.c -- are words weighed by the formula, and is a model what was
 * learnt?
 */
#include "tests/unit/plantedmatrix.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#include <math.h>

#include "base/rng.h"
#include "topic/factors.h"

static struct qn_docwords *documents(void)
{
	static const char *const words[] = {"mill", "quern", "grain",
	                                    "ship", "sail",  "sea"};
	struct qn_rng rng = qn_rng_new(1, 1);
	struct qn_vocab *v = qn_vocab_new();
	for (size_t i = 0; i < 6; i++)
		qn_vocab_add(v, qn_slice_of(words[i]), 1);
	struct qn_docwords *d = qn_docwords_new(v);
	d->borrowed = false;
	for (size_t i = 0; i < 40; i++) {
		for (size_t k = 0; k < 10; k++)
			qn_docwords_add(d, (uint32_t)(i % 2) * 3 +
			                       qn_rng_below(&rng, 3));
		qn_docwords_end(d);
	}
	qn_docwords_end(d); /* an empty one */
	return d;
}

static struct qn_factors *learn(const struct qn_docwords *d,
                                enum qn_factors_kind kind, struct qn_sparse *x,
                                struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options cut = {.lower = true};
	struct qn_tfidf_options weights = QN_TFIDF_DEFAULTS;
	struct qn_termspace *space =
	    qn_termspace_new(d, &cut, &weights, x, pool, &e);
	ck_assert_ptr_nonnull(space);
	if (kind == QN_FACTORS_NMF) {
		struct qn_nmf_options o = QN_NMF_DEFAULTS;
		o.topics = 2;
		o.alpha_w = 1e-3;
		struct qn_nmf *n = qn_nmf_new(&o, x, pool, &e);
		ck_assert(n && qn_nmf_train(n, pool, &e));
		struct qn_factors *f = qn_factors_of_nmf(n, space);
		qn_nmf_free(n);
		return f;
	}
	struct qn_sparse t;
	struct qn_svd s = {.k = 0};
	struct qn_svd_options o = QN_SVD_DEFAULTS;
	o.k = 2;
	ck_assert(qn_sparse_transpose(x, &t, &e) &&
	          qn_svd_run(x, &t, &o, &s, pool, &e));
	struct qn_factors *f = qn_factors_of_svd(&s, space);
	qn_svd_release(&s);
	qn_sparse_release(&t);
	return f;
}

START_TEST(weights_are_those_of_the_formula)
{
	struct qn_sparse x;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = documents();
	struct qn_factors *f = learn(d, QN_FACTORS_LSA, &x, pool);
	ck_assert_uint_eq(x.rows, d->n);
	for (size_t i = 0; i < x.rows; i++) {
		double size = 0, w[6] = {0};
		for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
			w[d->id[k]]++;
		for (size_t c = 0; c < 6; c++) {
			double df = f->space->weights.terms.df[c];
			w[c] *= log((double)(d->n + 1) / (df + 1)) + 1;
			size += w[c] * w[c];
		}
		for (uint32_t c = 0; c < 6 && size > 0; c++)
			ck_assert_double_eq_tol(planted_cell(&x, i, c),
			                        w[c] / sqrt(size), 1e-12);
	}
	qn_factors_free(f);
	qn_docwords_free(d);
	qn_sparse_release(&x);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_model_that_is_saved_and_loaded_is_the_same_and_infers_the_same)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = documents();
	for (int kind = QN_FACTORS_NMF; kind <= QN_FACTORS_LSA; kind++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_sparse x, y;
		struct qn_factors *f = learn(d, kind, &x, pool);
		const char *path = scratch("factors");
		ck_assert(qn_factors_save(f, path, &e));
		struct qn_factors *g = qn_factors_load(path, kind, &e);
		ck_assert_msg(g != NULL, "%s", e.text);
		ck_assert_mem_eq(g->word, f->word,
		                 f->V * f->stride * sizeof *f->word);
		ck_assert_mem_eq(g->weight, f->weight,
		                 f->K * sizeof *f->weight);
		ck_assert(g->l1 == f->l1 && g->l2 == f->l2);
		ck_assert(qn_termspace_weigh(g->space, d, &y, pool, &e));
		ck_assert_mem_eq(y.value, x.value,
		                 qn_sparse_cells(&x) * sizeof *x.value);
		ck_assert_ptr_null(
		    qn_factors_load(path, QN_FACTORS_LSA - kind, &e));
		qn_factors_free(f);
		qn_factors_free(g);
		qn_sparse_release(&x);
		qn_sparse_release(&y);
	}
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

SUITE(factors, weights_are_those_of_the_formula,
      a_model_that_is_saved_and_loaded_is_the_same_and_infers_the_same)
