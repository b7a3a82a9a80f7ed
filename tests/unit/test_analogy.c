/* SPDX-License-Identifier: MIT */
/*
 * test_analogy.c -- planted analogies are found, and counted as they are in
 * compute-accuracy.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "embed/analogy.h"

/* Word "a3" is base vector 3, "b3" the same plus one common offset. */
#define PAIRS 6
#define DIM   (PAIRS + 1)

static struct qn_vectors *planted(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new((size_t)2 * PAIRS, DIM, &e);
	ck_assert(v);
	for (size_t i = 0; i < (size_t)2 * PAIRS; i++) {
		char word[16];
		snprintf(word, sizeof word, "%c%zu", i % 2 ? 'b' : 'a', i / 2);
		qn_map_add(&v->words, qn_slice_of(word));
		v->owned[i * v->stride + i / 2] = 1;
		v->owned[i * v->stride + PAIRS] = i % 2 ? 0.5f : 0;
		qn_unit(v->owned + i * v->stride, DIM);
	}
	return v;
}

static uint32_t row(const struct qn_vectors *v, const char *word)
{
	return qn_map_find(&v->words, qn_slice_of(word));
}

START_TEST(the_planted_word_is_the_best_answer)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_vectors *v = planted();
	const uint32_t question[2][3] = {
	    {row(v, "a0"), row(v, "b0"), row(v, "a4")},
	    {row(v, "b1"), row(v, "a1"), row(v, "b2")}};
	struct qn_neighbour found[2];
	ck_assert(qn_analogy(v, question, 2, 1, found, pool, &e));
	ck_assert_uint_eq(found[0].row, row(v, "b4"));
	ck_assert_uint_eq(found[1].row, row(v, "a2"));
	qn_vectors_free(v);
	qn_pool_free(pool);
}
END_TEST

START_TEST(the_words_of_a_question_are_never_its_answer)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_vectors *v = planted();
	const uint32_t question[1][3] = {{0, 1, 2}};
	struct qn_neighbour found[2 * PAIRS];
	ck_assert(
	    qn_analogy(v, question, 1, (size_t)2 * PAIRS, found, pool, &e));
	for (size_t i = 0; i < (size_t)2 * PAIRS - 3; i++)
		ck_assert(found[i].row > 2 && found[i].row != QN_MAP_NONE);
	ck_assert_uint_eq(found[2 * PAIRS - 3].row, QN_MAP_NONE);
	qn_vectors_free(v);
	qn_pool_free(pool);
}
END_TEST

static bool eval(const char *text, struct qn_analogy_score *score,
                 struct qn_err *e)
{
	char path[] = "/tmp/quern-analogy-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	fputs(text, file);
	fclose(file);
	struct qn_vectors *v = planted();
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_wordtest t = {0};
	bool ok = qn_wordtest_open(&t, path, false, e) &&
	          qn_analogy_eval(v, &t, score, pool, e);
	qn_wordtest_close(&t);
	qn_pool_free(pool);
	qn_vectors_free(v);
	unlink(path);
	return ok;
}

static void check(const struct qn_analogy_count *c, size_t right, size_t known,
                  size_t questions)
{
	ck_assert_uint_eq(c->right, right);
	ck_assert_uint_eq(c->known, known);
	ck_assert_uint_eq(c->questions, questions);
}

START_TEST(sections_add_up_to_semantic_syntactic_and_total)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_analogy_score s = {0};
	ck_assert(eval(": one\nA0 B0 a1 b1\na0 b0 a2 a3\na0 b0 a1 nobody\n"
	               ":gram1\nb3 a3 b4 a4\n\n: empty\n",
	               &s, &e));
	ck_assert_uint_eq(s.n, 3);
	ck_assert_str_eq(s.section[0].name, "one");
	ck_assert_str_eq(s.section[1].name, "gram1");
	check(&s.section[0].count, 1, 2, 3);
	check(&s.section[2].count, 0, 0, 0);
	check(&s.semantic, 1, 2, 3);
	check(&s.syntactic, 1, 1, 1);
	check(&s.total, 2, 3, 4);
	qn_analogy_release(&s);
}
END_TEST

START_TEST(a_bad_line_is_named)
{
	struct qn_err e = QN_ERR_INIT, other = QN_ERR_INIT;
	struct qn_analogy_score s = {0};
	ck_assert(!eval(": one\na0 b0 a1\n", &s, &e));
	ck_assert(strstr(e.text, "line 2: a question has four words, not 3"));
	qn_analogy_release(&s);
	ck_assert(!eval("a0 b0 a1 b1\n", &s, &other));
	ck_assert(strstr(other.text, "line 1: a question before"));
	qn_analogy_release(&s);
}
END_TEST

SUITE(analogy, the_planted_word_is_the_best_answer,
      the_words_of_a_question_are_never_its_answer,
      sections_add_up_to_semantic_syntactic_and_total, a_bad_line_is_named)
