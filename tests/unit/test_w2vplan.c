/* SPDX-License-Identifier: MIT */
/*
 * test_w2vplan.c -- what is drawn for a line is what word2vec would draw:
 * the centre against noise that differs from it, windows within bounds, and
 * an end to every loop however few words there are.
 */
#include "embed/w2vplan.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/kern.h"
#include "tests/unit/suite.h"

enum { LINES = 40, WORDS_OF_LINE = 30, IDS = LINES * (WORDS_OF_LINE + 1) };

/* A vocabulary of `words` besides "</s>", and lines drawn from it. */
struct text {
	struct qn_vocab *vocab;
	struct qn_sampling sampling;
	struct qn_huffman tree;
	uint32_t id[IDS];
	struct qn_w2v_drawing drawing;
	struct qn_sgd_cursor cursor;
	struct qn_w2v_plan plan;
};

static void set_up(struct text *x, uint32_t words)
{
	const struct qn_vocab_limits limits = {.pin_first = true};
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(4, 0);
	x->vocab = qn_vocab_new();
	qn_vocab_add(x->vocab, qn_slice_of(QN_EOS), LINES);
	for (uint32_t i = 1; i <= words; i++) {
		char word[16];
		snprintf(word, sizeof word, "w%u", i);
		qn_vocab_add(x->vocab, qn_slice_of(word), 5 + 1000 / i);
	}
	qn_vocab_sort(x->vocab, &limits, NULL);
	ck_assert(qn_sampling_init(&x->sampling, x->vocab, 0, true, &e));
	ck_assert(qn_huffman_init(&x->tree, x->vocab->count, words + 1, &e));
	for (size_t i = 0; i < IDS; i++)
		x->id[i] = (i + 1) % (WORDS_OF_LINE + 1)
		               ? 1 + qn_rng_below(&r, words)
		               : 0;
	x->drawing = (struct qn_w2v_drawing){.id = x->id,
	                                     .sampling = &x->sampling,
	                                     .window = 5,
	                                     .negative = 5,
	                                     .noise_row = words + 1,
	                                     .tree_row = 2 * (words + 1)};
	x->cursor = (struct qn_sgd_cursor){.end = IDS, .rng = r};
	qn_w2v_plan_init(&x->plan);
}

static void tear_down(struct text *x)
{
	qn_w2v_plan_release(&x->plan);
	qn_huffman_release(&x->tree);
	qn_sampling_release(&x->sampling);
	qn_vocab_free(x->vocab);
}

static bool next(struct text *x)
{
	return qn_w2v_plan_next(&x->plan, &x->drawing, &x->cursor);
}

static const struct qn_w2v_group *group(const struct text *x, size_t t,
                                        size_t i)
{
	return &x->plan.group[x->plan.group_of[t] + i];
}

static size_t groups_of(const struct text *x, size_t t)
{
	return x->plan.group_of[t + 1] - x->plan.group_of[t];
}

/* Groups [first, first + n) of centre `t` as one list: the centre with label
 * 1, then words that are distinct and not it. */
static size_t check_noise(const struct text *x, size_t t, size_t first,
                          size_t n)
{
	const struct qn_w2v_plan *p = &x->plan;
	uint32_t from = x->drawing.noise_row, words = x->vocab->words.count;
	const uint32_t *target = p->rows.target + group(x, t, first)->first;
	size_t count = 0;
	for (size_t i = first; i < first + n; i++) {
		const struct qn_w2v_group *g = group(x, t, i);
		ck_assert_uint_ge(g->count, 1);
		ck_assert_uint_le(g->count, QN_KERN_LABEL);
		ck_assert_uint_eq(g->labels, i == first);
		ck_assert_ptr_eq(p->rows.target + g->first, target + count);
		count += g->count;
	}
	ck_assert_uint_eq(target[0], from + p->rows.input[t]);
	ck_assert_uint_le(count, (size_t)x->drawing.negative + 1);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_gt(target[i], from); /* never "</s>" */
		ck_assert_uint_lt(target[i], from + words);
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_ne(target[i], target[j]);
	}
	return count;
}

START_TEST(a_line_is_its_words_with_windows_in_bounds)
{
	struct text x;
	set_up(&x, 300);
	int reached[6] = {0};
	for (size_t line = 0; line < LINES; line++) {
		ck_assert(next(&x));
		ck_assert_uint_eq(x.plan.n, WORDS_OF_LINE);
		ck_assert_uint_eq(x.cursor.at,
		                  (line + 1) * (WORDS_OF_LINE + 1));
		for (size_t t = 0; t < x.plan.n; t++) {
			size_t at = line * (WORDS_OF_LINE + 1) + t;
			ck_assert_uint_eq(x.plan.rows.input[t], x.id[at]);
			ck_assert_uint_ge(x.plan.reach[t], 1);
			ck_assert_uint_le(x.plan.reach[t], 5);
			reached[x.plan.reach[t]]++;
			ck_assert_uint_le(t - qn_w2v_first(&x.plan, t), 5);
			ck_assert_uint_le(qn_w2v_last(&x.plan, t) - t, 5);
			ck_assert_uint_lt(qn_w2v_last(&x.plan, t), x.plan.n);
		}
	}
	ck_assert(!next(&x));
	ck_assert(!next(&x));
	for (int i = 1; i <= 5; i++) /* 240 each are to be expected */
		ck_assert_int_gt(reached[i], 160);
	tear_down(&x);
}
END_TEST

START_TEST(a_centre_has_one_group_that_all_contexts_share)
{
	struct text x;
	set_up(&x, 300);
	while (next(&x))
		for (size_t t = 0; t < x.plan.n; t++) {
			ck_assert_uint_eq(groups_of(&x, t), 1);
			ck_assert_uint_eq(group(&x, t, 0)->context, QN_W2V_ALL);
			ck_assert_uint_eq(check_noise(&x, t, 0, 1), 6);
		}
	tear_down(&x);
}
END_TEST

START_TEST(per_pair_gives_every_context_noise_of_its_own)
{
	struct text x;
	set_up(&x, 300);
	x.drawing.per_pair = true;
	size_t differ = 0;
	while (next(&x))
		for (size_t t = 0; t < x.plan.n; t++) {
			size_t contexts =
			    qn_w2v_last(&x.plan, t) - qn_w2v_first(&x.plan, t);
			ck_assert_uint_eq(groups_of(&x, t), contexts);
			for (size_t i = 0; i < contexts; i++) {
				const struct qn_w2v_group *g = group(&x, t, i);
				ck_assert_uint_eq(g->context, i);
				check_noise(&x, t, i, 1);
				differ +=
				    i &&
				    x.plan.rows.target[g->first + 1] !=
				        x.plan.rows.target[g[-1].first + 1];
			}
		}
	ck_assert_uint_gt(differ, 1000);
	tear_down(&x);
}
END_TEST

START_TEST(much_noise_is_cut_into_groups_a_kernel_can_take)
{
	struct text x;
	set_up(&x, 3000);
	x.drawing.negative = 100;
	while (next(&x))
		for (size_t t = 0; t < x.plan.n; t++) {
			ck_assert_uint_eq(groups_of(&x, t), 2);
			ck_assert_uint_gt(check_noise(&x, t, 0, 2), 90);
		}
	tear_down(&x);
}
END_TEST

START_TEST(a_tree_adds_the_path_of_the_centre)
{
	struct text x;
	set_up(&x, 300);
	x.drawing.tree = &x.tree;
	while (next(&x))
		for (size_t t = 0; t < x.plan.n; t++) {
			const struct qn_w2v_group *g = group(&x, t, 0);
			const struct qn_huffman_path *path =
			    &x.tree.path[x.plan.rows.input[t]];
			ck_assert_uint_eq(groups_of(&x, t), 2);
			ck_assert_uint_eq(g->count, path->length);
			for (uint32_t i = 0; i < path->length; i++) {
				ck_assert_uint_eq(
				    x.plan.rows.target[g->first + i],
				    x.drawing.tree_row +
				        x.tree.node[path->first + i]);
				ck_assert_uint_ne(g->labels >> i & 1,
				                  path->turns >> i & 1);
			}
			check_noise(&x, t, 1, 1);
		}
	tear_down(&x);
}
END_TEST

START_TEST(with_a_tree_alone_no_noise_is_drawn)
{
	struct text x;
	set_up(&x, 300);
	x.drawing.tree = &x.tree;
	x.drawing.negative = 0;
	while (next(&x))
		for (size_t t = 0; t < x.plan.n; t++)
			ck_assert_uint_eq(groups_of(&x, t), 1);
	tear_down(&x);
}
END_TEST

/* There is not enough noise to be had: it goes without, but it goes on. */
START_TEST(tiny_vocabularies_end)
{
	for (uint32_t words = 1; words <= 4; words++)
		for (int negative = 1; negative <= 100; negative += 33) {
			struct text x;
			set_up(&x, words);
			x.drawing.negative = negative;
			while (next(&x))
				for (size_t t = 0; t < x.plan.n; t++)
					ck_assert_uint_le(
					    check_noise(&x, t, 0, 1), words);
			tear_down(&x);
		}
}
END_TEST

START_TEST(thinned_words_are_gone_and_long_lines_are_cut)
{
	struct text x;
	set_up(&x, 300);
	for (size_t i = 0; i < IDS; i++)
		x.id[i] = 1 + (uint32_t)i % 2; /* no line ends */
	x.sampling.keep[1] = 0;
	size_t kept = 0, lines = 0;
	for (; next(&x); lines++)
		for (size_t t = 0; t < x.plan.n; t++, kept++)
			ck_assert_uint_eq(x.plan.rows.input[t], 2);
	ck_assert_uint_eq(kept, IDS / 2);
	ck_assert_uint_eq(lines, 1);
	x.sampling.keep[1] = UINT32_MAX;
	x.cursor.at = 0;
	ck_assert(next(&x));
	ck_assert_uint_eq(x.plan.n, QN_W2V_LINE);
	ck_assert(next(&x));
	ck_assert_uint_eq(x.plan.n, IDS - QN_W2V_LINE);
	tear_down(&x);
}
END_TEST

START_TEST(a_line_of_one_word_has_nothing_to_train)
{
	struct text x;
	set_up(&x, 300);
	x.id[0] = 0;
	x.id[2] = 0;
	ck_assert(next(&x));
	ck_assert_uint_eq(x.plan.n, 0);
	ck_assert(next(&x));
	ck_assert_uint_eq(x.plan.n, 0);
	ck_assert_uint_eq(x.plan.groups, 0);
	ck_assert_uint_eq(x.cursor.at, 3);
	tear_down(&x);
}
END_TEST

SUITE(w2vplan, a_line_is_its_words_with_windows_in_bounds,
      a_centre_has_one_group_that_all_contexts_share,
      per_pair_gives_every_context_noise_of_its_own,
      much_noise_is_cut_into_groups_a_kernel_can_take,
      a_tree_adds_the_path_of_the_centre, with_a_tree_alone_no_noise_is_drawn,
      tiny_vocabularies_end, thinned_words_are_gone_and_long_lines_are_cut,
      a_line_of_one_word_has_nothing_to_train)
