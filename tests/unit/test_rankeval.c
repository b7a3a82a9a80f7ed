/* SPDX-License-Identifier: MIT */
/*
 * test_rankeval.c -- files of judgements and results, and the measures.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "text/rankeval.h"

static struct qn_ranking *qrels_of(const char *text, struct qn_err *e)
{
	return qn_qrels_load(scratch_write("qrels", text, strlen(text)), e);
}

static struct qn_ranking *run_of(const char *text, struct qn_err *e)
{
	return qn_run_load(scratch_write("run", text, strlen(text)), e);
}

static struct qn_rankeval eval(const char *judged, const char *found,
                               struct qn_rankeval_options o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ranking *qrels = qrels_of(judged, &e);
	struct qn_ranking *run = run_of(found, &e);
	ck_assert_msg(qrels && run, "%s", e.text);
	struct qn_rankeval r = qn_rankeval(qrels, run, &o);
	qn_ranking_free(qrels);
	qn_ranking_free(run);
	return r;
}

static void expect(double is, double should_be)
{
	ck_assert_double_eq_tol(is, should_be, 1e-12);
}

/* The names of a query's documents, in their order. */
static const char *order(const struct qn_ranking *r, uint32_t query)
{
	static char text[256];
	*text = '\0';
	for (size_t i = r->start[query]; i < r->start[query + 1]; i++) {
		strcat(text, qn_map_string(&r->docs, r->hit[i].doc).p);
		strcat(text, " ");
	}
	return text;
}

START_TEST(the_drawing_in_the_header_is_right)
{
	struct qn_rankeval_options o = QN_RANKEVAL_DEFAULTS;
	o.k = 2;
	struct qn_rankeval r =
	    eval("q1 0 d3 2\nq1 0 d1 1\nq1 0 d5 1\n",
	         "q1 Q0 d7 1 4 t\nq1 Q0 d3 2 3 t\nq1 Q0 d1 3 2 t\n"
	         "q1 Q0 d9 4 1 t\n",
	         o);
	expect(r.ndcg, 2 / log2(3) / (2 + 1 / log2(3)));
	expect(r.mrr, 1.0 / 2);
	expect(r.recall, 1.0 / 3);
	expect(r.precision, 1.0 / 2);
	expect(r.map, (1.0 / 2 + 2.0 / 3) / 3);
	ck_assert_uint_eq(r.queries, 1);
	ck_assert_uint_eq(r.answered, 1);
}
END_TEST

START_TEST(the_best_order_scores_one_by_either_gain)
{
	struct qn_rankeval_options o = QN_RANKEVAL_DEFAULTS;
	const char *qrels = "q 0 a 1\nq 0 b 3\nq 0 c 0\nq 0 d -2\n";
	const char *run = "q 0 b 9\nq 1 a 8\nq 2 c 7\n";
	for (int gain = 0; gain < 2; gain++) {
		o.exponential = gain;
		struct qn_rankeval r = eval(qrels, run, o);
		expect(r.ndcg, 1);
		expect(r.mrr, 1);
		expect(r.map, 1);
		expect(r.recall, 1);
		expect(r.precision, 0.2);
	}
}
END_TEST

START_TEST(exponential_gains_have_no_largest_relevance)
{
	struct qn_rankeval_options o = QN_RANKEVAL_DEFAULTS;
	o.exponential = true;
	const char *run = "q 0 a 9\nq 1 b 8\n";
	struct qn_rankeval r = eval("q 0 a 1\nq 0 b 2\n", run, o);
	double l = log2(3);
	expect(r.ndcg, (1 + 3 / l) / (3 + 1 / l));
	r = eval("q 0 a 50000\nq 0 b 50001\n", run, o);
	expect(r.ndcg, (1 + 2 / l) / (2 + 1 / l));
}
END_TEST

START_TEST(a_query_without_results_or_relevant_documents_counts_nothing)
{
	struct qn_rankeval r =
	    eval("a 0 d 1\nb 0 d 1\nc 0 d 0\n",
	         "a 0 d 1\nc 0 d 1\nother 0 d 1\n", QN_RANKEVAL_DEFAULTS);
	ck_assert_uint_eq(r.queries, 3);
	ck_assert_uint_eq(r.answered, 2);
	expect(r.ndcg, 1.0 / 3);
	expect(r.mrr, 1.0 / 3);
	expect(r.recall, 1.0 / 3);
	expect(r.map, 1.0 / 3);
	expect(r.precision, 0.1 / 3);
}
END_TEST

START_TEST(the_level_says_what_is_relevant)
{
	struct qn_rankeval_options o = QN_RANKEVAL_DEFAULTS;
	o.level = 2;
	struct qn_rankeval r =
	    eval("q 0 a 1\nq 0 b 2\n", "q 0 a 9\nq 1 b 8\n", o);
	expect(r.mrr, 0.5);
	expect(r.map, 0.5);
	expect(r.recall, 1);
	expect(r.ndcg, (1 + 2 / log2(3)) / (2 + 1 / log2(3)));
}
END_TEST

START_TEST(results_are_in_the_order_of_their_scores_as_floats_then_of_names)
{
	struct qn_err e = QN_ERR_INIT;
	/* 0.1 and 0.100000001 are one float; ranks are not looked at. */
	struct qn_ranking *r = run_of("q 3 a 0.1\nq 1 b 0.100000001\n"
	                              "q 2 B 0.1\nq 0 c -7\nq 9 ab 1e-1\n"
	                              "q 9 top 2e30\n",
	                              &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_str_eq(order(r, 0), "top b ab a B c ");
	qn_ranking_free(r);
}
END_TEST

START_TEST(queries_may_be_mixed_and_lines_blank)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ranking *r = run_of("\nq2 Q0 x 1 1 t\r\n  \n"
	                              "q1\tQ0 y 1 2 t\nq2 Q0 y 2 3 t\n"
	                              "q1 Q0 x 2 1 t",
	                              &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_uint_eq(r->queries.count, 2);
	ck_assert_str_eq(order(r, 0), "y x ");
	ck_assert_str_eq(order(r, 1), "y x ");
	qn_ranking_free(r);
}
END_TEST

START_TEST(names_between_tabs_may_hold_spaces)
{
	struct qn_rankeval r = eval("0\t0\ta file.txt\t1\n",
	                            "0\t1\ta file.txt\t0.5\n0\t2\ta\t0.25\n",
	                            QN_RANKEVAL_DEFAULTS);
	expect(r.map, 1);
}
END_TEST

START_TEST(an_empty_run_answers_nothing)
{
	struct qn_rankeval r = eval("q 0 a 1\n", "", QN_RANKEVAL_DEFAULTS);
	ck_assert_uint_eq(r.answered, 0);
	expect(r.ndcg, 0);
}
END_TEST

START_TEST(what_is_put_as_a_trec_run_reads_back)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("put");
	struct qn_output *out = qn_output_open(path, &e);
	struct qn_slice q = {"7", 1}, a = {"a", 1}, b = {"b", 1};
	ck_assert(qn_run_put(out, q, b, 1, 0.1f, "quern", &e));
	ck_assert(qn_run_put(out, q, a, 2, -1e-30f, "quern", &e));
	ck_assert(qn_output_close(out, &e));
	struct qn_buf text = scratch_read(path);
	ck_assert_str_eq(text.p, "7 Q0 b 1 0.1 quern\n7 Q0 a 2 -1e-30 quern\n");
	qn_buf_release(&text);
	struct qn_ranking *r = qn_run_load(path, &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert(r->hit[0].value == 0.1f && r->hit[1].value == -1e-30f);
	qn_ranking_free(r);
}
END_TEST

START_TEST(a_name_that_trec_cannot_hold_is_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_slice q = {"7", 1}, bad = {"a b", 3};
	ck_assert(!qn_run_put(NULL, q, bad, 1, 1, "quern", &e));
	ck_assert(strstr(e.text, "\"a b\""));
	e = QN_ERR_INIT;
	ck_assert(
	    !qn_run_put(NULL, q, (struct qn_slice){"", 0}, 1, 1, "t", &e));
}
END_TEST

static void refused(struct qn_ranking *(*load)(const char *, struct qn_err *),
                    const char *text, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert(!load(scratch_write("wrong", text, strlen(text)), &e));
	ck_assert_msg(strstr(e.text, why), "%s", e.text);
}

START_TEST(a_bad_line_is_named)
{
	refused(qn_qrels_load, "", "holds no judgements");
	refused(qn_qrels_load, "\n \n", "holds no judgements");
	refused(qn_qrels_load, "q 0 a 1\nq 0 a\n", "line 2: not \"query iter");
	refused(qn_qrels_load, "q 0 a b 1\n", "line 1: not");
	refused(qn_qrels_load, "q 0 a x\n", "line 1: \"x\" is not a number");
	refused(qn_qrels_load, "q 0 a 1.5\n", "a whole number, not 1.5");
	refused(qn_qrels_load, "q 0 a inf\n", "a whole number, not inf");
	refused(qn_qrels_load, "\nq 0 a 1\nr 0 a 1\nq 0 a 2\n",
	        "line 4: document \"a\" was already there");
	refused(qn_run_load, "q Q0 a 1 0.5\n", "line 1: neither");
	refused(qn_run_load, "q\t0\t\t1\n", "line 1: neither");
	refused(qn_run_load, "q 0 a nan\n", "\"nan\" is not a number");
	refused(qn_run_load, "q 0 a 1x\n", "\"1x\" is not a number");
	refused(qn_run_load, "q 0 a 1\nq 1 a 1\n", "line 2: document \"a\"");
}
END_TEST

SUITE(rankeval, the_drawing_in_the_header_is_right,
      the_best_order_scores_one_by_either_gain,
      exponential_gains_have_no_largest_relevance,
      a_query_without_results_or_relevant_documents_counts_nothing,
      the_level_says_what_is_relevant,
      results_are_in_the_order_of_their_scores_as_floats_then_of_names,
      queries_may_be_mixed_and_lines_blank, names_between_tabs_may_hold_spaces,
      an_empty_run_answers_nothing, what_is_put_as_a_trec_run_reads_back,
      a_name_that_trec_cannot_hold_is_refused, a_bad_line_is_named)
