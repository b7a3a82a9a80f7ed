/* SPDX-License-Identifier: MIT */
/*
 * test_ftautotune.c -- names of metrics, scores that can be counted by hand,
 * and a search that ends in time with what it was asked for.
 */
#include "embed/ftautotune.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static const char text[] = "__label__a red green\n"
                           "__label__a green red red\n"
                           "__label__b blue black\n"
                           "__label__b black blue blue\n"
                           "__label__a green red\n"
                           "__label__b blue black blue\n";

struct bench {
	struct qn_pool *pool;
	struct qn_corpus *corpus;
	struct qn_ft_training t;
	struct qn_ft_autotune how;
	struct qn_ft_trial best;
	struct qn_err e;
};

static void set_up(struct bench *b)
{
	*b = (struct bench){.pool = qn_pool_new(2)};
	b->how.validation = scratch_write("text", text, sizeof text - 1);
	b->corpus = qn_ft_text_read(b->how.validation, NULL, b->pool, &b->e);
	b->t.args = QN_FT_SUPERVISED_DEFAULTS;
	b->t.args.dim = 8;
	b->t.args.bucket = 1000;
	b->t.args.epochs = 20;
	b->how.seconds = 0.3;
	b->how.dsub = 2;
	b->how.metric.predictions = 1;
}

static struct qn_ft_model *tune(struct bench *b)
{
	return qn_ft_autotune(&b->t, &b->how, b->corpus, b->pool, &b->best,
	                      &b->e);
}

static void tear_down(struct bench *b, struct qn_ft_model *m)
{
	qn_ft_model_free(m);
	qn_corpus_free(b->corpus);
	qn_pool_free(b->pool);
}

START_TEST(metrics_are_known_by_their_names)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_metric m = {0};
	ck_assert(qn_ft_metric_parse(&m, "f1", &e));
	ck_assert(m.kind == QN_FT_F1 && !m.label);
	ck_assert(qn_ft_metric_parse(&m, "f1:__label__a", &e));
	ck_assert_str_eq(m.label, "__label__a");
	ck_assert(qn_ft_metric_parse(&m, "precisionAtRecall:30", &e));
	ck_assert(m.kind == QN_FT_PRECISION_AT_RECALL && !m.label);
	ck_assert_double_eq_tol(m.at, 0.3, 1e-12);
	ck_assert(qn_ft_metric_parse(&m, "recallAtPrecision:90.5:x:y", &e));
	ck_assert(m.kind == QN_FT_RECALL_AT_PRECISION);
	ck_assert_str_eq(m.label, "x:y");
}
END_TEST

START_TEST(other_metrics_are_refused)
{
	static const char *const wrong[] = {"f2",
	                                    "f1:",
	                                    "precisionAtRecall:",
	                                    "precisionAtRecall:x",
	                                    "precisionAtRecall:101",
	                                    "recallAtPrecision:5:",
	                                    ""};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_ft_metric m = {0};
		ck_assert_msg(!qn_ft_metric_parse(&m, wrong[i], &e), "%s",
		              wrong[i]);
	}
}
END_TEST

/* The score of a trained model on other lines. */
static double score_of(const char *metric, const char *lines)
{
	struct bench b;
	double clipped, score = -1;
	struct qn_ft_metric m = {.predictions = 1};
	set_up(&b);
	struct qn_ft_model *model =
	    qn_ft_train(&b.t, b.corpus, b.pool, &clipped, &b.e);
	ck_assert(qn_ft_metric_parse(&m, metric, &b.e));
	ck_assert_msg(model && qn_ft_score(model, &m, qn_slice_of(lines), "x",
	                                   b.pool, &score, &b.e),
	              "%s", b.e.text);
	tear_down(&b, model);
	return score;
}

START_TEST(scores_are_what_can_be_counted)
{
	/* Two of three are right; of a's two lines one is. */
	static const char lines[] = "__label__a red\n__label__a blue\n"
	                            "__label__b black\n";
	ck_assert_double_eq_tol(score_of("f1", lines), 2 / 3.0, 1e-9);
	ck_assert_double_eq_tol(score_of("f1:__label__a", lines), 2 / 3.0,
	                        1e-9);
	ck_assert_double_eq_tol(score_of("f1:__label__b", lines), 2 / 3.0,
	                        1e-9);
	ck_assert_double_eq_tol(
	    score_of("precisionAtRecall:50:__label__a", lines), 1, 1e-9);
	ck_assert_double_eq_tol(
	    score_of("precisionAtRecall:90:__label__a", lines), 0, 1e-9);
	ck_assert_double_eq_tol(
	    score_of("recallAtPrecision:90:__label__a", lines), 0.5, 1e-9);
}
END_TEST

START_TEST(only_wrong_answers_score_nothing)
{
	ck_assert_double_eq(score_of("f1", "__label__a black\n"), 0);
}
END_TEST

static void count_trials(void *ctx, const struct qn_ft_trial *trial)
{
	*(int *)ctx = trial->number;
}

static bool until_one_was_tried(void *ctx, const struct qn_report *r)
{
	(void)r;
	return *(int *)ctx < 1;
}

START_TEST(a_search_that_is_stopped_gives_the_best_so_far)
{
	struct bench b;
	int trials = 0;
	const struct qn_progress watch = {until_one_was_tried, &trials};
	set_up(&b);
	b.t.progress = &watch;
	b.how.tried = count_trials;
	b.how.ctx = &trials;
	b.how.seconds = 1000;
	struct qn_ft_model *m = tune(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert_int_eq(b.best.number, 1);
	tear_down(&b, m);
}
END_TEST

START_TEST(lines_without_a_known_label_are_told)
{
	struct bench b;
	double score, clipped;
	struct qn_ft_metric m = {.predictions = 1};
	set_up(&b);
	struct qn_ft_model *model =
	    qn_ft_train(&b.t, b.corpus, b.pool, &clipped, &b.e);
	ck_assert(!qn_ft_score(model, &m, qn_slice_of("no label here\n"),
	                       "lines.txt", b.pool, &score, &b.e));
	ck_assert_str_eq(
	    b.e.text, "lines.txt: no line has a known label and a known word");
	tear_down(&b, model);
}
END_TEST

START_TEST(the_search_keeps_what_is_fixed_and_ends_in_time)
{
	struct bench b;
	set_up(&b);
	b.how.fixed = (struct qn_ft_fixed){.dim = true, .word_ngrams = true};
	struct qn_ft_model *m = tune(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert_double_eq_tol(b.best.score, 1, 1e-9);
	ck_assert_int_eq(m->args.dim, 8);
	ck_assert_int_eq(m->args.word_ngrams, 1);
	tear_down(&b, m);
}
END_TEST

START_TEST(a_size_that_no_model_meets_is_told)
{
	struct bench b;
	set_up(&b);
	b.how.model_size = 100;
	ck_assert_ptr_null(tune(&b));
	ck_assert_ptr_nonnull(strstr(b.e.text, "-autotune-modelsize more"));
	tear_down(&b, NULL);
}
END_TEST

START_TEST(a_label_that_the_text_lacks_is_told)
{
	struct bench b;
	set_up(&b);
	b.how.metric.label = "__label__c";
	ck_assert_ptr_null(tune(&b));
	ck_assert_str_eq(b.e.text, "the text has no label __label__c");
	tear_down(&b, NULL);
}
END_TEST

SUITE(ftautotune, metrics_are_known_by_their_names, other_metrics_are_refused,
      scores_are_what_can_be_counted, only_wrong_answers_score_nothing,
      a_search_that_is_stopped_gives_the_best_so_far,
      lines_without_a_known_label_are_told,
      the_search_keeps_what_is_fixed_and_ends_in_time,
      a_size_that_no_model_meets_is_told, a_label_that_the_text_lacks_is_told)
