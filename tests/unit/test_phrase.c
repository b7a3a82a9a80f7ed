/* SPDX-License-Identifier: MIT */
/*
 * test_phrase.c -- scores by hand, and what joins.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "text/phrase.h"

static const char text[] = "a b a b c\na b c c\n";

static struct qn_phrases *learn(const struct qn_phrase_options *o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrases *p = qn_phrases_learn(o, qn_slice_of(text), &e);
	ck_assert_ptr_nonnull(p);
	return p;
}

static double score(const struct qn_phrases *p, const char *a, const char *b)
{
	return qn_phrases_score(p, qn_slice_of(a), qn_slice_of(b));
}

START_TEST(scores_are_those_of_the_formulas)
{
	struct qn_phrase_options o = {.min_count = 2};
	struct qn_phrases *p = learn(&o);
	ck_assert_double_eq_tol(score(p, "a", "b"), 1.0 / 3 / 3 * 9, 1e-6);
	ck_assert_double_eq(score(p, "b", "a"), -HUGE_VAL);
	qn_phrases_free(p);
	o.score = QN_PHRASE_NPMI;
	p = learn(&o);
	ck_assert_double_eq_tol(score(p, "a", "b"), 1, 1e-12);
	ck_assert_double_eq_tol(score(p, "b", "c"), log(2.0) / log(4.5), 1e-12);
	qn_phrases_free(p);
}
END_TEST

START_TEST(no_pair_can_exceed_an_npmi_of_1)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrase_options o = QN_PHRASE_DEFAULTS;
	o.score = QN_PHRASE_NPMI;
	ck_assert_ptr_null(qn_phrases_learn(&o, qn_slice_of(text), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "from -1 to 1"));
}
END_TEST

START_TEST(a_word_joins_once)
{
	struct qn_phrase_options o = {.min_count = 2, .threshold = -1};
	struct qn_phrases *p = learn(&o);
	struct qn_buf out = {0};
	qn_phrases_apply(p, qn_slice_of("a b c\r\na\nb\n"), &out);
	ck_assert_str_eq(out.p, " a_b c\n a\n b\n");
	qn_buf_release(&out);
	qn_phrases_free(p);
}
END_TEST

/* Words that are also spelt as pairs, and pairs too long to be kept whole. */
static struct qn_slice odd_word(struct qn_rng *r, char *room)
{
	static const char *const parts[] = {"a", "b", "_", "a_b", "_a", "c_"};
	const size_t most = 57;
	size_t n = 0;
	for (uint32_t i = qn_rng_below(r, 2) + 1; i > 0; i--) {
		const char *part = parts[qn_rng_below(r, 6)];
		memcpy(room + n, part, strlen(part));
		n += strlen(part);
	}
	for (size_t to = most - qn_rng_below(r, 2);
	     qn_rng_below(r, 8) == 0 && n < to;)
		for (; n < to; n++)
			room[n] = 'x';
	return (struct qn_slice){room, n};
}

static void count_string(struct qn_map *m, uint64_t *count, const char *p,
                         size_t n)
{
	count[qn_map_add(m, (struct qn_slice){p, n > 59 ? 59 : n})]++;
}

START_TEST(pairs_count_as_the_strings_that_they_are)
{
	enum { WORDS = 3000 };
	struct qn_rng r = qn_rng_new(5, 0);
	struct qn_buf b = {0};
	struct qn_map m = {.count = 0};
	uint64_t *count = calloc(2 * WORDS, sizeof *count);
	char room[2][128], pair[256];
	size_t n[2];
	for (size_t i = 0; i < WORDS; i++) {
		struct qn_slice w = odd_word(&r, room[i % 2]);
		n[i % 2] = w.n;
		qn_buf_add(&b, w.p, w.n);
		qn_buf_putc(&b, ' ');
		count_string(&m, count, w.p, w.n);
		if (i == 0)
			continue;
		memcpy(pair, room[(i + 1) % 2], n[(i + 1) % 2]);
		pair[n[(i + 1) % 2]] = '_';
		memcpy(pair + n[(i + 1) % 2] + 1, w.p, w.n);
		count_string(&m, count, pair, n[0] + n[1] + 1);
	}
	for (uint32_t least = 0; least < 12; least += 3) {
		struct qn_phrase_options o = {.min_count = least};
		struct qn_err e = QN_ERR_INIT;
		struct qn_phrases *p =
		    qn_phrases_learn(&o, qn_buf_slice(&b), &e);
		uint32_t kept = 0;
		for (uint32_t i = 0; i < m.count; i++) {
			uint32_t id =
			    qn_map_find(&p->strings, qn_map_string(&m, i));
			kept += count[i] >= least;
			ck_assert(count[i] < least ? id == QN_MAP_NONE
			                           : p->count[id] == count[i]);
		}
		ck_assert_uint_eq(p->strings.count, kept);
		qn_phrases_free(p);
	}
	free(count);
	qn_map_release(&m);
	qn_buf_release(&b);
}
END_TEST

START_TEST(passes_are_kept_and_read_again)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrase_options o = {.min_count = 2, .threshold = 0.5f};
	struct qn_phrases *pass[QN_PHRASE_PASSES] = {learn(&o), learn(&o)};
	struct qn_phrases *again[QN_PHRASE_PASSES];
	ck_assert(qn_phrases_save(pass, 2, scratch("model"), &e));
	ck_assert_uint_eq(qn_phrases_load(scratch("model"), again, &e), 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_double_eq(score(pass[i], "a", "b"),
		                    score(again[i], "a", "b"));
		ck_assert_uint_eq(again[i]->words, 9);
		qn_phrases_free(pass[i]);
		qn_phrases_free(again[i]);
	}
}
END_TEST

SUITE(phrase, scores_are_those_of_the_formulas, no_pair_can_exceed_an_npmi_of_1,
      a_word_joins_once, pairs_count_as_the_strings_that_they_are,
      passes_are_kept_and_read_again)
