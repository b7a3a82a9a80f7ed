/* SPDX-License-Identifier: MIT */
/*
 * test_lmscore.c -- are words, characters and mixtures counted right, and is
 * text drawn as it should be?  By a model that only knows "a" and "b".
 */
#include "tests/unit/suite.h"
#include "tests/unit/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "seq/lmmix.h"
#include "seq/lmsample.h"
#include "seq/lmscore.h"

/* "a" with chance p, "b" with 1 - p; the rest is certain. */
struct coin {
	struct qn_lm lm;
	double p;
};

static bool coin_score(struct qn_lm *lm, struct qn_slice lines,
                       struct qn_pool *pool, struct qn_lm_pieces *out,
                       struct qn_err *e)
{
	double p = ((struct coin *)lm)->p;
	struct qn_lm_cut cut = qn_lm_cut_begin(lines);
	struct qn_slice s;
	(void)pool;
	(void)e;
	while (qn_lm_cut_next(&cut, lm->unit, &s)) {
		char c = s.n ? s.p[0] : '\n';
		struct qn_lm_piece *piece = qn_lm_pieces_add(out, 1);
		piece->text = s;
		piece->ends_word = lm->unit == QN_LM_WORD || s.n == 0 ||
		                   qn_lm_cut_after_word(&cut, s);
		piece->unknown = c == '?';
		piece->nats = (float)-log(c == 'a' ? p : c == 'b' ? 1 - p : 1);
	}
	return true;
}

static bool coin_begin(struct qn_lm *lm, struct qn_slice text, struct qn_err *e)
{
	(void)lm;
	(void)text;
	(void)e;
	return true;
}

static void coin_next(struct qn_lm *lm, float *ln_p)
{
	double p = ((struct coin *)lm)->p;
	ln_p[0] = (float)log(p);
	ln_p[1] = (float)log(1 - p);
	ln_p[2] = -INFINITY;
}

static void coin_take(struct qn_lm *lm, uint32_t piece)
{
	(void)lm;
	ck_assert_uint_lt(piece, 2);
}

static struct qn_slice coin_spell(const struct qn_lm *lm, uint32_t piece)
{
	(void)lm;
	return qn_slice_of(piece ? "b" : "a");
}

static void coin_free(struct qn_lm *lm)
{
	free(lm);
}

static struct qn_lm *coin(double p, enum qn_lm_unit unit)
{
	static const struct qn_lm_class class = {
	    coin_score, coin_begin, coin_next, coin_take,
	    coin_spell, coin_free,  NULL};
	struct coin *c = qn_calloc(1, sizeof *c);
	c->lm = (struct qn_lm){&class, unit, 3};
	c->p = p;
	return &c->lm;
}

static struct qn_lm_totals scored(struct qn_lm *m, const char *text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lm_totals t;
	struct qn_pool *pool = qn_pool_new(1);
	const char *path = scratch_write("text", text, strlen(text));
	ck_assert(qn_lm_score(m, path, pool, NULL, NULL, NULL, &t, &e));
	qn_pool_free(pool);
	return t;
}

START_TEST(words_are_what_white_space_ends_and_lines)
{
	struct qn_lm *m = coin(.25, QN_LM_WORD);
	struct qn_lm_totals t = scored(m, "a  b\ta <s> </s>\r\n\n ? a");
	ck_assert_uint_eq(t.words, 8);
	ck_assert_uint_eq(t.lines, 3);
	ck_assert_uint_eq(t.unknown, 1);
	ck_assert_uint_eq(t.chars, 23);
	double nats = -3 * log(.25) - log(.75);
	ck_assert_double_eq_tol(t.nats, nats, 1e-6);
	ck_assert_double_eq_tol(qn_lm_perplexity(&t), exp(nats / 8), 1e-6);
	ck_assert_double_eq_tol(qn_lm_perplexity_known(&t), exp(nats / 7),
	                        1e-6);
	ck_assert_double_eq_tol(qn_lm_bits_per_char(&t), nats / log(2) / 23,
	                        1e-6);
	qn_lm_free(m);
	scratch_clear();
}
END_TEST

START_TEST(characters_make_the_same_words)
{
	struct qn_lm *m = coin(.25, QN_LM_CHAR);
	struct qn_lm_totals t = scored(m, "ab  a?b\r\n\n a");
	ck_assert_uint_eq(t.words, 3 + 3);
	ck_assert_uint_eq(t.lines, 3);
	ck_assert_uint_eq(t.unknown, 1);
	ck_assert_uint_eq(t.pieces, 7 + 2 + 3);
	ck_assert_double_eq_tol(t.nats_unknown, -log(.25) - log(.75), 1e-6);
	qn_lm_free(m);
	scratch_clear();
}
END_TEST

START_TEST(weights_are_found_that_make_a_text_likeliest)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lm *of[] = {coin(.9, QN_LM_WORD), coin(.2, QN_LM_WORD)};
	struct qn_lm *m = qn_lm_mix(of, (double[]){1, 3}, 2, &e);
	ck_assert_double_eq(qn_lm_mix_weights(m)[0], .25);
	struct qn_lm_totals t = scored(m, "a\n");
	ck_assert_double_eq_tol(t.nats, -log(.25 * .9 + .75 * .2), 1e-6);
	/* Seven in ten: w .9 + (1 - w) .2 = .7 */
	const char text[] = "a a a a a a a b b b\n";
	const char *path = scratch_write("held", text, strlen(text));
	ck_assert(qn_lm_mix_tune(m, path, pool, &e));
	ck_assert_double_eq_tol(qn_lm_mix_weights(m)[0], 5. / 7, 1e-4);
	qn_lm_free(m);
	struct qn_lm *odd[] = {coin(.9, QN_LM_WORD)};
	ck_assert_ptr_null(qn_lm_mix(odd, (double[]){0}, 1, &e));
	qn_pool_free(pool);
	scratch_clear();
}
END_TEST

START_TEST(models_of_different_pieces_meet_in_words)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lm *of[] = {coin(.9, QN_LM_WORD), coin(.2, QN_LM_CHAR)};
	struct qn_lm *m = qn_lm_mix(of, (double[]){1, 1}, 2, &e);
	struct qn_lm_totals t = scored(m, "abba  b?\n\n a");
	/* The word's coin goes by its first letter. */
	double first = .5 * .9 + .5 * .2 * .8 * .8 * .2;
	double second = .5 * .1 + .5 * .8, third = .5 * .9 + .5 * .2;
	ck_assert_uint_eq(t.words, 6);
	ck_assert_uint_eq(t.lines, 3);
	/* One of the two models knows the word that begins with b. */
	ck_assert_uint_eq(t.unknown, 0);
	ck_assert_double_eq_tol(t.nats, -log(first * second * third), 1e-6);
	qn_lm_free(m);
	scratch_clear();
}
END_TEST

/* What comes out of it, which the caller frees. */
static char *sample(const struct qn_lm_sampling *o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lm *m = coin(.3, QN_LM_WORD);
	struct qn_buf b = {0};
	ck_assert(qn_lm_sample(m, qn_slice_of("a"), o, &b, &e));
	qn_lm_free(m);
	return b.p;
}

START_TEST(text_is_drawn_by_chance_or_the_likeliest)
{
	struct qn_lm_sampling o = QN_LM_SAMPLING_DEFAULTS;
	o.length = 4000;
	char *text = sample(&o), *again = sample(&o);
	int a = 0;
	for (const char *p = text + 1; *p; p++)
		a += *p == 'a';
	ck_assert_int_gt(a, 1100);
	ck_assert_int_lt(a, 1300);
	ck_assert_str_eq(text, again);
	free(text);
	free(again);
	const struct qn_lm_sampling bold[] = {
	    {.length = 3, .temperature = 0, .top_p = 1},
	    {.length = 3, .temperature = 1, .top_p = 1, .top_k = 1},
	    {.length = 3, .temperature = 1, .top_p = .7}};
	for (int i = 0; i < 3; i++) {
		text = sample(&bold[i]);
		ck_assert_str_eq(text, "a b b b");
		free(text);
	}
}
END_TEST

SUITE(lmscore, words_are_what_white_space_ends_and_lines,
      characters_make_the_same_words,
      weights_are_found_that_make_a_text_likeliest,
      models_of_different_pieces_meet_in_words,
      text_is_drawn_by_chance_or_the_likeliest)
