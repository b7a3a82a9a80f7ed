/* SPDX-License-Identifier: MIT */
/*
 * test_indexmatrix.c -- an index's texts as rows of terms.
 */
#include "text/indexmatrix.h"

#include <math.h>

#include "tests/unit/scratch.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"

/* A title, a text. */
static const char documents[] = "bread\tsea ship sea\n"
                                "\tship\n"
                                "ship\t\n"
                                "\tship bread\n";
static const struct qn_document_source columns = {.tsv = 2, .tsv_title = 1};

/* ln((1 + 4) / (1 + df)) + 1, as scikit-learn has it. */
static double idf(int df)
{
	return log(5.0 / (1 + df)) + 1;
}

static uint32_t term(struct qn_index *x, enum qn_field field, const char *word)
{
	struct qn_err e = QN_ERR_INIT;
	uint32_t t = qn_index_term(x, field, qn_slice_of(word), &e);
	ck_assert(!e.failed && t != QN_NO_TERM);
	return t;
}

static void check_cell(const struct qn_sparse *m, size_t row, size_t i,
                       uint32_t document, double value)
{
	size_t at = m->start[row] + i;
	ck_assert_uint_lt(at, m->start[row + 1]);
	ck_assert_uint_eq(m->column[at], document);
	ck_assert_double_eq_tol(m->value[at], value, 1e-6);
}

START_TEST(texts_are_rows_of_terms_weighed_as_scikit_learn_does)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct qn_index_weights w;
	struct qn_sparse m = {0};

	const char *path = small_index("matrix.ix", qn_slice_of(documents),
	                               &columns, &about, 1);
	struct qn_index *x = qn_index_open(path, &e);
	o.scoring = QN_SCORE_TFIDF;
	ck_assert(x && qn_index_weights_init(&w, x, &o, &e));
	ck_assert(qn_index_matrix(x, &w, &m, &e));
	ck_assert_uint_eq(m.rows, x->terms);
	ck_assert_uint_eq(m.columns, 4);
	ck_assert_uint_eq(qn_sparse_cells(&m), 5);
	uint32_t ship = term(x, QN_FIELD_TEXT, "ship"),
	         sea = term(x, QN_FIELD_TEXT, "sea"),
	         bread = term(x, QN_FIELD_TEXT, "bread"),
	         title = term(x, QN_FIELD_TITLE, "ship");
	double first = hypot(2 * idf(1), idf(3)), last = hypot(idf(3), idf(1));
	check_cell(&m, sea, 0, 0, 2 * idf(1) / first);
	check_cell(&m, ship, 0, 0, idf(3) / first);
	check_cell(&m, ship, 1, 1, 1);
	check_cell(&m, ship, 2, 3, idf(3) / last);
	check_cell(&m, bread, 0, 3, idf(1) / last);
	ck_assert_uint_eq(m.start[title], m.start[title + 1]);
	qn_sparse_release(&m);
	qn_index_weights_release(&w);
	qn_index_close(x);
}
END_TEST

SUITE(indexmatrix, texts_are_rows_of_terms_weighed_as_scikit_learn_does)
