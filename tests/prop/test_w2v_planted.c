/* SPDX-License-Identifier: MIT */
/*
 * test_w2v_planted.c -- every way to train finds the analogies that the toy
 * world was planted with.
 *
 * Chance is one in a thousand.  Each way was measured at 0.9 and more in
 * every section; the floor is far enough below for luck of seed and threads,
 * and far above what a trainer with a mistake in it gets.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/output.h"
#include "corpora/toyworld.h"
#include "embed/analogy.h"
#include "embed/word2vec.h"
#include "embed/wordtest.h"
#include "text/corpus.h"

#define FLOOR 0.7 /* of a section's questions, answered right */

/* What a test trains on and asks. */
struct bench {
	struct qn_pool *pool;
	struct qn_corpus *corpus;
	struct qn_wordtest questions;
	struct qn_err e;
};

static void save(const char *path, struct qn_buf *text, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	qn_output_write(out, text->p, text->n);
	qn_buf_release(text);
	ck_assert_msg(qn_output_close(out, e), "%s", e->text);
}

/* Both files are read or mapped whole, so they can go at once. */
static void load(struct bench *b, const char *text, const char *questions)
{
	const struct qn_corpus_options o = {.limits = {.min_count = 5}};
	b->corpus = qn_corpus_read(text, NULL, &o, b->pool, &b->e);
	qn_wordtest_open(&b->questions, questions, false, &b->e);
	unlink(text);
	unlink(questions);
}

static void set_up(struct bench *b, int threads)
{
	struct qn_toyworld_options world = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = {0}, questions = {0};
	char folder[] = "/tmp/quern-planted-XXXXXX", at[2][64];
	*b = (struct bench){.pool = qn_pool_new(threads)};
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(at[0], sizeof at[0], "%s/text", folder);
	snprintf(at[1], sizeof at[1], "%s/questions", folder);
	world.words = 150000;
	qn_toyworld_text(&world, &text);
	save(at[0], &text, &b->e);
	qn_toyworld_questions(&world, &questions);
	save(at[1], &questions, &b->e);
	load(b, at[0], at[1]);
	rmdir(folder);
	ck_assert_msg(!b->e.failed, "%s", b->e.text);
}

static void tear_down(struct bench *b)
{
	qn_wordtest_close(&b->questions);
	qn_corpus_free(b->corpus);
	qn_pool_free(b->pool);
}

/* Every section's share of right answers is at least FLOOR. */
static void check_answers(struct bench *b, const struct qn_vectors *v)
{
	struct qn_analogy_score score = {0};
	struct qn_vectors *unit = qn_vectors_unit(v, &b->e);
	ck_assert_msg(
	    qn_analogy_eval(unit, &b->questions, &score, b->pool, &b->e), "%s",
	    b->e.text);
	ck_assert_uint_eq(score.n, 3);
	for (size_t i = 0; i < score.n; i++) {
		const struct qn_analogy_count *n = &score.section[i].count;
		double share = (double)n->right / (double)n->questions;
		ck_assert_uint_eq(n->known, n->questions);
		ck_assert_msg(share >= FLOOR, "%s: %.3f right",
		              score.section[i].name, share);
	}
	qn_analogy_release(&score);
	qn_vectors_free(unit);
}

static void train_and_check(struct qn_w2v_options o, int threads)
{
	struct bench b;
	set_up(&b, threads);
	o.dim = 50;
	struct qn_vectors *v = qn_w2v_train(&o, b.corpus, b.pool, &b.e);
	ck_assert_msg(v != NULL, "%s", b.e.text);
	check_answers(&b, v);
	qn_vectors_free(v);
	tear_down(&b);
}

START_TEST(skip_gram_with_negative_sampling_learns_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.model = QN_W2V_SKIPGRAM;
	o.epochs = 15;
	train_and_check(o, 1);
}
END_TEST

START_TEST(skip_gram_with_hierarchical_softmax_learns_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.model = QN_W2V_SKIPGRAM;
	o.negative = 0;
	o.hs = true;
	train_and_check(o, 1);
}
END_TEST

START_TEST(cbow_with_negative_sampling_learns_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.epochs = 20;
	train_and_check(o, 1);
}
END_TEST

START_TEST(cbow_with_hierarchical_softmax_learns_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.negative = 0;
	o.hs = true;
	o.epochs = 10;
	train_and_check(o, 1);
}
END_TEST

START_TEST(both_objectives_together_learn_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.hs = true;
	o.epochs = 10;
	train_and_check(o, 1);
}
END_TEST

START_TEST(negatives_of_each_pair_learn_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.model = QN_W2V_SKIPGRAM;
	o.per_pair = true;
	o.epochs = 15;
	train_and_check(o, 1);
}
END_TEST

START_TEST(threads_without_locks_learn_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.model = QN_W2V_SKIPGRAM;
	o.epochs = 15;
	train_and_check(o, 3);
}
END_TEST

START_TEST(deterministic_rounds_learn_the_toy_world)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.model = QN_W2V_SKIPGRAM;
	o.deterministic = true;
	o.epochs = 15;
	train_and_check(o, 2);
}
END_TEST

SUITE(w2v_planted, skip_gram_with_negative_sampling_learns_the_toy_world,
      skip_gram_with_hierarchical_softmax_learns_the_toy_world,
      cbow_with_negative_sampling_learns_the_toy_world,
      cbow_with_hierarchical_softmax_learns_the_toy_world,
      both_objectives_together_learn_the_toy_world,
      negatives_of_each_pair_learn_the_toy_world,
      threads_without_locks_learn_the_toy_world,
      deterministic_rounds_learn_the_toy_world)
