/* SPDX-License-Identifier: MIT */
/*
 * test_tfidf.c -- models: fitted, gone on with, saved, read again.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "text/hashing.h"
#include "text/tfidf.h"

static const char one[] = "the quern turns\n\nthe mill, the quern\n";
static const char two[] = "a mill turns\nQuern quern\nhand mill\n";

static struct qn_documents *documents(const char *text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_document_source s = {
	    .path = scratch_write("docs", text, strlen(text))};
	struct qn_documents *d = qn_documents_open(&s, &e);
	ck_assert_ptr_nonnull(d);
	return d;
}

static struct qn_tfidf *fit(const struct qn_tfidf_options *o, const char *text,
                            struct qn_sparse *m, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_documents *d = documents(text);
	struct qn_tfidf *t = qn_tfidf_fit(o, d, m, NULL, pool, NULL, &e);
	ck_assert_msg(t != NULL, "%s", e.text);
	qn_documents_close(d);
	qn_pool_free(pool);
	return t;
}

static void same_matrix(const struct qn_sparse *a, const struct qn_sparse *b)
{
	ck_assert_uint_eq(a->rows, b->rows);
	ck_assert_uint_eq(a->columns, b->columns);
	ck_assert_mem_eq(a->start, b->start, (a->rows + 1) * sizeof *a->start);
	size_t n = qn_sparse_cells(a);
	ck_assert_mem_eq(a->column, b->column, n * sizeof *a->column);
	ck_assert_mem_eq(a->value, b->value, n * sizeof *a->value);
}

static void same_model(const struct qn_tfidf *a, const struct qn_tfidf *b)
{
	struct qn_err e = QN_ERR_INIT;
	const char *pa = scratch("a"), *pb = scratch("b");
	ck_assert(qn_tfidf_save(a, pa, &e) && qn_tfidf_save(b, pb, &e));
	struct qn_buf x = scratch_read(pa), y = scratch_read(pb);
	ck_assert(qn_slice_eq(qn_buf_slice(&x), qn_buf_slice(&y)));
	qn_buf_release(&x);
	qn_buf_release(&y);
}

START_TEST(rows_have_length_one_and_rising_columns)
{
	struct qn_sparse m = {0};
	struct qn_tfidf *t = fit(&QN_TFIDF_DEFAULTS, one, &m, 1);
	ck_assert_uint_eq(m.rows, 3);
	ck_assert_uint_eq(m.columns, 4);
	ck_assert_uint_eq(m.start[2] - m.start[1], 0);
	for (size_t r = 0; r < m.rows; r += 2) {
		double sum = 0;
		for (size_t i = m.start[r]; i < m.start[r + 1]; i++) {
			sum += m.value[i] * m.value[i];
			ck_assert(i == m.start[r] ||
			          m.column[i] > m.column[i - 1]);
		}
		ck_assert_double_eq_tol(sum, 1, 1e-15);
	}
	qn_sparse_release(&m);
	qn_tfidf_free(t);
}
END_TEST

START_TEST(a_model_read_again_transforms_as_before)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse fitted = {0}, again = {0};
	struct qn_tfidf_options o = QN_TFIDF_DEFAULTS;
	o.analyzer.ngram_max = 2;
	struct qn_tfidf *t = fit(&o, one, &fitted, 1);
	ck_assert(qn_tfidf_save(t, scratch("model"), &e));
	struct qn_tfidf *read = qn_tfidf_load(scratch("model"), &e);
	ck_assert_msg(read != NULL, "%s", e.text);
	same_model(t, read);
	struct qn_documents *d = documents(one);
	struct qn_pool *pool = qn_pool_new(2);
	ck_assert(qn_tfidf_transform(read, d, &again, NULL, pool, NULL, &e));
	same_matrix(&fitted, &again);
	qn_pool_free(pool);
	qn_documents_close(d);
	qn_tfidf_free(read);
	qn_tfidf_free(t);
	qn_sparse_release(&again);
	qn_sparse_release(&fitted);
}
END_TEST

START_TEST(one_text_after_the_other_is_both_at_once)
{
	static const struct qn_df_limit limits[] = {
	    {1, false}, {2, false}, {0.4, true}};
	char both[200];
	strcpy(both, one);
	strcat(both, two);
	for (int k = 0; k < 9; k++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_tfidf_options o = QN_TFIDF_DEFAULTS;
		o.analyzer.kind = (enum qn_analyzer_kind)(k % 3);
		o.analyzer.ngram_max = 3;
		o.min_df = limits[k / 3];
		o.max_features = k % 2 ? 5 : 0;
		struct qn_tfidf *all = fit(&o, both, NULL, 2);
		struct qn_tfidf *t = fit(&o, one, NULL, 1);
		struct qn_documents *d = documents(two);
		struct qn_pool *pool = qn_pool_new(3);
		ck_assert_msg(qn_tfidf_update(t, d, NULL, NULL, pool, NULL, &e),
		              "%s", e.text);
		same_model(all, t);
		qn_pool_free(pool);
		qn_documents_close(d);
		qn_tfidf_free(t);
		qn_tfidf_free(all);
	}
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same)
{
	struct qn_buf text = {0};
	for (int i = 0; i < 3000; i++)
		qn_buf_printf(&text, "w%d w%d w%d x\xc3\xa9%d\n", i % 7, i % 61,
		              i * i % 97, i % 3);
	for (int k = 0; k < 6; k++) {
		struct qn_tfidf_options o = QN_TFIDF_DEFAULTS;
		o.analyzer.kind = (enum qn_analyzer_kind)(k % 3);
		o.analyzer.ngram_max = k < 3 ? 3 : 1;
		struct qn_sparse first = {0}, m = {0};
		struct qn_tfidf *t = fit(&o, text.p, &first, 1);
		for (int threads = 2; threads < 6; threads++) {
			struct qn_tfidf *other = fit(&o, text.p, &m, threads);
			same_matrix(&first, &m);
			same_model(t, other);
			qn_sparse_release(&m);
			qn_tfidf_free(other);
		}
		qn_sparse_release(&first);
		qn_tfidf_free(t);
	}
	qn_buf_release(&text);
}
END_TEST

/* Lines with their numbers as names, some of them blank. */
static struct qn_documents *named(int lines, int bad)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf text = {0};
	for (int i = 0; i < lines; i++)
		if (i == bad)
			qn_buf_puts(&text, "3\n");
		else if (i % 500 == 4)
			qn_buf_puts(&text, "\n");
		else
			qn_buf_printf(&text, "%d\tw%d ww%d\n", i, i, i % 9);
	struct qn_document_source s = {
	    .path = scratch_write("named", text.p, text.n),
	    .tsv = 2,
	    .tsv_id = 1};
	struct qn_documents *d = qn_documents_open(&s, &e);
	ck_assert_ptr_nonnull(d);
	qn_buf_release(&text);
	return d;
}

START_TEST(names_and_wrong_lines_are_the_same_for_any_number_of_threads)
{
	struct qn_buf first = {0};
	for (int threads = 1; threads < 5; threads++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_buf names = {0};
		struct qn_pool *pool = qn_pool_new(threads);
		struct qn_documents *d = named(3000, -1);
		struct qn_tfidf *t = qn_tfidf_fit(&QN_TFIDF_DEFAULTS, d, NULL,
		                                  &names, pool, NULL, &e);
		ck_assert_ptr_nonnull(t);
		if (threads == 1)
			qn_buf_add(&first, names.p, names.n);
		ck_assert(
		    qn_slice_eq(qn_buf_slice(&first), qn_buf_slice(&names)));
		qn_buf_release(&names);
		qn_documents_close(d);
		qn_tfidf_free(t);
		d = named(3000, 2117);
		t = qn_tfidf_fit(&QN_TFIDF_DEFAULTS, d, NULL, NULL, pool, NULL,
		                 &e);
		ck_assert_ptr_null(t);
		ck_assert_ptr_nonnull(
		    strstr(e.text, "line 2118: it has no column 2"));
		qn_documents_close(d);
		qn_pool_free(pool);
	}
	ck_assert_int_eq(strncmp(first.p, "0\n1\n2\n3\n\n5\n", 11), 0);
	qn_buf_release(&first);
}
END_TEST

START_TEST(bad_options_are_refused)
{
	struct qn_tfidf_options o[6];
	for (size_t i = 0; i < 6; i++)
		o[i] = QN_TFIDF_DEFAULTS;
	o[0].min_df = (struct qn_df_limit){0, false};
	o[1].max_df = (struct qn_df_limit){1.5, true};
	o[2].min_df = (struct qn_df_limit){NAN, true};
	memcpy(o[3].smart, "xyz", 4);
	memcpy(o[4].smart, "ntc", 4);
	o[4].slope = 2;
	o[5].analyzer.ngram_min = 2;
	for (size_t i = 0; i < 6; i++) {
		struct qn_err e = QN_ERR_INIT;
		ck_assert(!qn_tfidf_check(&o[i], &e) && e.failed);
	}
}
END_TEST

START_TEST(murmur_gives_its_published_values)
{
	ck_assert_uint_eq(qn_murmur3("", 0, 0), 0);
	ck_assert_uint_eq(qn_murmur3("", 0, 1), 0x514e28b7);
	ck_assert_uint_eq(qn_murmur3("a", 1, 0), 0x3c2569b2);
	ck_assert_uint_eq(qn_murmur3("abcd", 4, 0x9747b28c), 0xf0478627);
	ck_assert_uint_eq(qn_murmur3("Hello, world!", 13, 0x9747b28c),
	                  0x24884cba);
}
END_TEST

SUITE(tfidf, rows_have_length_one_and_rising_columns,
      a_model_read_again_transforms_as_before,
      one_text_after_the_other_is_both_at_once,
      any_number_of_threads_gives_the_same,
      names_and_wrong_lines_are_the_same_for_any_number_of_threads,
      bad_options_are_refused, murmur_gives_its_published_values)
