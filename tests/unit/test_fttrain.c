/* SPDX-License-Identifier: MIT */
/*
 * test_fttrain.c -- what fastText's trainer promises: it learns what a small
 * text was planted with under every loss, gives the same bytes where it says
 * so, goes on where it was stopped, and refuses what it cannot do.
 *
 * The text is of two subjects, whose words never meet.
 */
#include "embed/fttrain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/ftclassify.h"
#include "embed/ftvector.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { WORDS = 12, LINES = 400, WORDS_OF_LINE = 8 };

struct bench {
	struct qn_pool *pool;
	struct qn_corpus *corpus;
	struct qn_ft_training t;
	double clipped;
	struct qn_err e;
};

/* Lines of words of one subject, with its label if that is asked for. */
static const char *write_text(bool labels)
{
	static const char *const stem[2] = {"apfel", "zuckrig"};
	struct qn_rng r = qn_rng_new(5, 5);
	struct qn_buf text = {0};
	for (uint32_t i = 0; i < LINES; i++) {
		uint32_t subject = i & 1;
		if (labels)
			qn_buf_printf(&text, "__label__%u ", subject);
		for (int w = 0; w < WORDS_OF_LINE; w++)
			qn_buf_printf(&text, "%s%c ", stem[subject],
			              (char)('a' + qn_rng_below(&r, WORDS)));
		qn_buf_putc(&text, '\n');
	}
	const char *path = scratch_write("text", text.p, text.n);
	qn_buf_release(&text);
	return path;
}

static void set_up(struct bench *b, enum qn_ft_model_kind model, int threads)
{
	const char *path = write_text(model == QN_FT_SUPERVISED);
	*b = (struct bench){.pool = qn_pool_new(threads)};
	b->corpus = qn_ft_text_read(path, NULL, b->pool, &b->e);
	ck_assert_msg(b->corpus != NULL, "%s", b->e.text);
	b->t.args = model == QN_FT_SUPERVISED ? QN_FT_SUPERVISED_DEFAULTS
	                                      : QN_FT_ARGS_DEFAULTS;
	b->t.args.model = model;
	b->t.args.dim = 20;
	b->t.args.bucket = 1000;
	b->t.args.epochs = 5;
	b->t.args.sample = 1;
}

static struct qn_ft_model *train(struct bench *b)
{
	return qn_ft_train(&b->t, b->corpus, b->pool, &b->clipped, &b->e);
}

static void tear_down(struct bench *b, struct qn_ft_model *m)
{
	qn_ft_model_free(m);
	qn_corpus_free(b->corpus);
	qn_pool_free(b->pool);
}

/* --- what is learnt ------------------------------------------------------- */

static double cosine(const float *a, const float *b, int dim)
{
	double ab = 0, aa = 0, bb = 0;
	for (int i = 0; i < dim; i++) {
		ab += (double)a[i] * (double)b[i];
		aa += (double)a[i] * (double)a[i];
		bb += (double)b[i] * (double)b[i];
	}
	return ab / sqrt(aa * bb);
}

static void check_words(enum qn_ft_model_kind model, enum qn_ft_loss loss)
{
	struct bench b;
	float a[20], same[20], other[20];
	set_up(&b, model, 1);
	b.t.args.loss = loss;
	b.t.args.maxn = 0; /* the letters would tell by themselves */
	b.t.args.epochs = 10;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert_uint_eq(m->dict.words, 2 * WORDS + 1);
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	qn_ft_word_vector(r, qn_slice_of("apfela"), a);
	qn_ft_word_vector(r, qn_slice_of("apfelb"), same);
	qn_ft_word_vector(r, qn_slice_of("zuckriga"), other);
	ck_assert_double_gt(cosine(a, same, 20), cosine(a, other, 20) + 0.3);
	qn_ft_reader_free(r);
	tear_down(&b, m);
}

START_TEST(skip_gram_tells_subjects_apart_under_every_loss)
{
	for (enum qn_ft_loss l = QN_FT_HS; l <= QN_FT_SOFTMAX; l++)
		check_words(QN_FT_SKIPGRAM, l);
}
END_TEST

START_TEST(cbow_tells_subjects_apart_under_every_loss)
{
	for (enum qn_ft_loss l = QN_FT_HS; l <= QN_FT_SOFTMAX; l++)
		check_words(QN_FT_CBOW, l);
}
END_TEST

/* The best label of a line, as its number. */
static uint32_t guess(const struct qn_ft_model *m, const char *text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_classifier *c = qn_ft_classifier_new(m, &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	struct qn_ft_guesses *g = qn_ft_guesses_new(c);
	struct qn_ft_line line = {0};
	struct qn_slice rest = qn_slice_of(text);
	qn_ft_line_next(&line, &m->dict, &rest);
	qn_ft_classify(c, line.rows.id, line.rows.n, 1, 0, g);
	ck_assert_uint_eq(g->n, 1);
	uint32_t best = g->item[0].id;
	qn_ft_line_release(&line);
	qn_ft_guesses_free(g);
	qn_ft_classifier_free(c);
	return best;
}

static void check_label(const struct qn_ft_model *m, const char *text,
                        const char *label)
{
	uint32_t id = m->dict.words + guess(m, text);
	ck_assert(
	    qn_slice_eq(qn_ft_dict_string(&m->dict, id), qn_slice_of(label)));
}

START_TEST(a_classifier_learns_its_labels_under_every_loss)
{
	for (enum qn_ft_loss l = QN_FT_HS; l <= QN_FT_OVA; l++) {
		struct bench b;
		set_up(&b, QN_FT_SUPERVISED, 1);
		b.t.args.loss = l;
		b.t.args.word_ngrams = 2;
		struct qn_ft_model *m = train(&b);
		ck_assert_msg(m != NULL, "%s", b.e.text);
		ck_assert_uint_eq(m->dict.labels, 2);
		check_label(m, "apfela apfelc apfeld\n", "__label__0");
		check_label(m, "zuckriga zuckrige zuckrigb\n", "__label__1");
		tear_down(&b, m);
	}
}
END_TEST

START_TEST(n_grams_tell_about_words_that_were_never_seen)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 1);
	b.t.args.minn = 3;
	b.t.args.maxn = 4;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	check_label(m, "apfelkuchen", "__label__0");
	check_label(m, "verzuckrigt", "__label__1");
	tear_down(&b, m);
}
END_TEST

/* --- the same bytes ------------------------------------------------------- */

/* The file of the model that the options give. */
static struct qn_buf model_file(enum qn_ft_model_kind model,
                                enum qn_ft_loss loss, int threads,
                                bool deterministic)
{
	struct bench b;
	set_up(&b, model, threads);
	b.t.args.loss = loss;
	b.t.args.epochs = 2;
	b.t.args.minn = 2;
	b.t.args.maxn = 3;
	b.t.deterministic = deterministic;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert(qn_ft_model_save(m, scratch("model"), &b.e));
	tear_down(&b, m);
	return scratch_read(scratch("model"));
}

static void check_same(enum qn_ft_model_kind model, enum qn_ft_loss loss,
                       int threads, bool deterministic)
{
	struct qn_buf one = model_file(model, loss, 1, deterministic);
	struct qn_buf other = model_file(model, loss, threads, deterministic);
	ck_assert_uint_eq(one.n, other.n);
	ck_assert_mem_eq(one.p, other.p, one.n);
	qn_buf_release(&one);
	qn_buf_release(&other);
}

START_TEST(one_thread_gives_the_same_bytes_again)
{
	check_same(QN_FT_SKIPGRAM, QN_FT_NS, 1, false);
	check_same(QN_FT_CBOW, QN_FT_NS, 1, false);
	check_same(QN_FT_SUPERVISED, QN_FT_SOFTMAX, 1, false);
}
END_TEST

START_TEST(deterministic_training_is_the_same_for_any_threads)
{
	check_same(QN_FT_SKIPGRAM, QN_FT_NS, 3, true);
	check_same(QN_FT_SKIPGRAM, QN_FT_SOFTMAX, 2, true);
	check_same(QN_FT_CBOW, QN_FT_HS, 4, true);
	check_same(QN_FT_SUPERVISED, QN_FT_SOFTMAX, 3, true);
	check_same(QN_FT_SUPERVISED, QN_FT_OVA, 2, true);
	check_same(QN_FT_SUPERVISED, QN_FT_NS, 2, true);
}
END_TEST

START_TEST(several_threads_learn_too)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 3);
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	check_label(m, "apfela apfelc apfeld\n", "__label__0");
	check_label(m, "zuckriga zuckrige zuckrigb\n", "__label__1");
	tear_down(&b, m);
}
END_TEST

/* --- stopped and resumed -------------------------------------------------- */

static bool stop_late(void *ctx, const struct qn_report *r)
{
	return strcmp(r->what, "training") != 0 ||
	       r->done < *(const double *)ctx * r->total;
}

static void check_resumed(enum qn_ft_model_kind model, enum qn_ft_loss loss)
{
	double share = 0.5;
	const struct qn_progress stop = {.report = stop_late, .ctx = &share};
	struct bench b;
	struct qn_buf whole = model_file(model, loss, 1, true);
	set_up(&b, model, 1);
	b.t.args.loss = loss;
	b.t.args.epochs = 2;
	b.t.args.minn = 2;
	b.t.args.maxn = 3;
	b.t.deterministic = true;
	b.t.checkpoint = scratch("checkpoint");
	b.t.checkpoint_epochs = 1;
	b.t.progress = &stop;
	ck_assert_ptr_null(train(&b));
	ck_assert(b.e.interrupted);
	qn_corpus_free(b.corpus);
	b.e = QN_ERR_INIT;
	b.corpus = qn_ft_text_read(scratch("text"), NULL, b.pool, &b.e);
	b.t.resume = true;
	b.t.progress = NULL;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert(qn_ft_model_save(m, scratch("model"), &b.e));
	struct qn_buf resumed = scratch_read(scratch("model"));
	ck_assert_uint_eq(whole.n, resumed.n);
	ck_assert_mem_eq(whole.p, resumed.p, whole.n);
	qn_buf_release(&whole);
	qn_buf_release(&resumed);
	tear_down(&b, m);
}

START_TEST(a_resumed_run_ends_as_one_that_was_not_stopped)
{
	check_resumed(QN_FT_SKIPGRAM, QN_FT_NS);
	check_resumed(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
}
END_TEST

START_TEST(a_checkpoint_of_other_options_is_refused)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 1);
	b.t.checkpoint = scratch("checkpoint");
	b.t.checkpoint_epochs = 5;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	qn_ft_model_free(m);
	b.t.resume = true;
	b.t.args.dim = 16;
	ck_assert_ptr_null(train(&b));
	ck_assert_ptr_nonnull(strstr(b.e.text, "made with dim 20, not 16"));
	tear_down(&b, NULL);
}
END_TEST

/* --- more, and what is wrong ---------------------------------------------- */

START_TEST(a_rate_that_is_too_high_is_survived_and_told)
{
	struct bench b;
	set_up(&b, QN_FT_SKIPGRAM, 1);
	b.t.args.rate = 1000;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	ck_assert_double_gt(b.clipped, 0);
	float row[20];
	for (size_t i = 0; i < m->input.rows; i++) {
		const float *x = qn_ft_matrix_row(&m->input, i, row);
		for (int j = 0; j < m->args.dim; j++)
			ck_assert(isfinite(x[j]));
	}
	tear_down(&b, m);
}
END_TEST

START_TEST(a_model_is_trained_further)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 1);
	b.t.args.epochs = 1;
	b.t.args.rate = 1e-6;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	b.t.args.epochs = 5;
	b.t.args.rate = 0.5;
	ck_assert_msg(
	    qn_ft_retrain(m, &b.t, b.corpus, b.pool, &b.clipped, &b.e), "%s",
	    b.e.text);
	check_label(m, "apfela apfelc apfeld\n", "__label__0");
	check_label(m, "zuckriga zuckrige zuckrigb\n", "__label__1");
	tear_down(&b, m);
}
END_TEST

START_TEST(pretrained_vectors_begin_the_rows_of_their_words)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 1);
	struct qn_vectors *v = qn_vectors_new(2, 20, &b.e);
	qn_map_add(&v->words, qn_slice_of("apfela"));
	qn_map_add(&v->words, qn_slice_of("nowhere"));
	for (int j = 0; j < 20; j++)
		v->owned[v->stride + (size_t)j] = (float)j;
	b.t.pretrained = v;
	struct qn_ft_model *m = train(&b);
	ck_assert_msg(m != NULL, "%s", b.e.text);
	uint32_t id = qn_ft_dict_find(&m->dict, qn_slice_of("nowhere"));
	ck_assert_uint_lt(id, m->dict.words);
	float scratch_row[20];
	const float *row = qn_ft_matrix_row(&m->input, id, scratch_row);
	for (int j = 0; j < 20; j++)
		ck_assert_float_eq(row[j], (float)j);
	b.t.args.dim = 10;
	ck_assert_ptr_null(train(&b));
	ck_assert_ptr_nonnull(strstr(b.e.text, "20 dimensions, not 10"));
	qn_vectors_free(v);
	tear_down(&b, m);
}
END_TEST

START_TEST(a_text_without_labels_trains_no_classifier)
{
	struct bench b;
	set_up(&b, QN_FT_SUPERVISED, 1);
	b.t.args.label = "@@";
	ck_assert_ptr_null(train(&b));
	ck_assert_str_eq(
	    b.e.text, "the text: no label: none of the words begins with @@");
	tear_down(&b, NULL);
}
END_TEST

START_TEST(a_text_of_rare_words_trains_nothing)
{
	struct bench b;
	set_up(&b, QN_FT_SKIPGRAM, 1);
	b.t.args.min_count = 100000;
	ck_assert_ptr_null(train(&b));
	ck_assert_str_eq(
	    b.e.text, "the text: no word occurs 100000 times; lower -minCount");
	tear_down(&b, NULL);
}
END_TEST

START_TEST(lines_of_one_word_and_one_label_train_without_harm)
{
	static const char text[] = "__label__a\nx\n__label__a x";
	struct bench b = {.pool = qn_pool_new(2)};
	const char *path = scratch_write("text", text, sizeof text - 1);
	b.corpus = qn_ft_text_read(path, NULL, b.pool, &b.e);
	b.t.args = QN_FT_SUPERVISED_DEFAULTS;
	for (enum qn_ft_loss l = QN_FT_HS; l <= QN_FT_OVA; l++) {
		b.t.args.loss = l;
		struct qn_ft_model *m = train(&b);
		ck_assert_msg(m != NULL, "%s", b.e.text);
		qn_ft_model_free(m);
	}
	tear_down(&b, NULL);
}
END_TEST

SUITE(fttrain, skip_gram_tells_subjects_apart_under_every_loss,
      cbow_tells_subjects_apart_under_every_loss,
      a_classifier_learns_its_labels_under_every_loss,
      n_grams_tell_about_words_that_were_never_seen,
      one_thread_gives_the_same_bytes_again,
      deterministic_training_is_the_same_for_any_threads,
      several_threads_learn_too, a_resumed_run_ends_as_one_that_was_not_stopped,
      a_checkpoint_of_other_options_is_refused,
      a_rate_that_is_too_high_is_survived_and_told, a_model_is_trained_further,
      pretrained_vectors_begin_the_rows_of_their_words,
      a_text_without_labels_trains_no_classifier,
      a_text_of_rare_words_trains_nothing,
      lines_of_one_word_and_one_label_train_without_harm)
