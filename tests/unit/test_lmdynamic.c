/* SPDX-License-Identifier: MIT */
/*
 * test_lmdynamic.c -- networks that learn from what they score, and windows
 * that go on by a stride.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/lmdynamic.h"
#include "tests/unit/scratch.h"

enum { PIECES = 120, CONTEXT = 8 };

static const struct qn_net_class *const classes[] = {&qn_grunet, &qn_gptnet};

struct bench {
	struct qn_lmneural *m;
	struct qn_pool *pool;
	struct qn_err e;
	uint32_t id[PIECES]; /* the same ten again and again */
	double nats[PIECES];
};

static void set_up(struct bench *b, const struct qn_net_class *class)
{
	static const char words[] = "a b c d e f g h i j k l m n o p\n";
	struct qn_net_shape shape = {.layers = 1,
	                             .hidden = 24,
	                             .heads = class->carries ? 0 : 2,
	                             .context = CONTEXT,
	                             .tied = true};
	struct qn_lmvocab vocab = {.unit = QN_LM_WORD};
	struct qn_lmtext ids = {.n = 0};
	*b = (struct bench){.e = QN_ERR_INIT};
	const char *path = scratch_write("text", words, strlen(words));
	ck_assert(qn_lmtext_read(&ids, &vocab, path, 1, NULL, &b->e));
	free(ids.id);
	b->m = qn_lmneural_new(class, &shape, &vocab, &b->e);
	ck_assert(b->m);
	qn_params_init(&b->m->net->params, b->m->net->w, 2);
	b->pool = qn_pool_new(1);
	for (uint32_t i = 0; i < PIECES; i++)
		b->id[i] = i % 10 * (i % 10) % 16;
}

static void tear_down(struct bench *b)
{
	qn_lm_free(&b->m->lm);
	qn_pool_free(b->pool);
}

static double score(struct bench *b, size_t from, size_t to)
{
	double sum = 0;
	ck_assert_msg(qn_lmneural_score(b->m, b->id + from, to - from,
	                                b->nats + from, b->pool, &b->e),
	              "%s", b->e.text);
	for (size_t i = from; i < to; i++)
		sum += b->nats[i];
	return sum / (double)(to - from);
}

START_TEST(what_comes_again_is_foretold_better_each_time)
{
	for (size_t i = 0; i < 2; i++) {
		struct qn_lmdynamic_options o = QN_LMDYNAMIC_DEFAULTS;
		struct bench b;
		o.rate = 1;
		o.segment = 5;
		set_up(&b, classes[i]);
		double still = score(&b, 0, PIECES);
		ck_assert(qn_lmdynamic_begin(b.m, &o, &b.e));
		double first = score(&b, 0, 40), last = score(&b, 80, PIECES);
		ck_assert(first < still && last < first - 0.5);
		tear_down(&b);
	}
}
END_TEST

START_TEST(nothing_is_learnt_from_what_has_not_come)
{
	for (size_t i = 0; i < 2; i++) {
		struct qn_lmdynamic_options o = QN_LMDYNAMIC_DEFAULTS;
		struct bench b;
		double before[60];
		o.segment = 7;
		set_up(&b, classes[i]);
		ck_assert(qn_lmdynamic_begin(b.m, &o, &b.e));
		score(&b, 0, 60);
		memcpy(before, b.nats, sizeof before);
		ck_assert(qn_lmdynamic_begin(b.m, &o, &b.e));
		for (size_t k = 50; k < 60; k++)
			b.id[k] = 3;
		score(&b, 0, 60);
		for (size_t k = 0; k < 50; k++)
			ck_assert(b.nats[k] == before[k]);
		ck_assert(b.nats[59] != before[59]);
		tear_down(&b);
	}
}
END_TEST

START_TEST(parameters_come_back_in_the_end)
{
	struct qn_lmdynamic_options o = QN_LMDYNAMIC_DEFAULTS;
	struct bench b;
	set_up(&b, &qn_grunet);
	double first = score(&b, 0, PIECES);
	ck_assert(qn_lmdynamic_begin(b.m, &o, &b.e));
	ck_assert(score(&b, 0, PIECES) != first);
	qn_lmdynamic_end(b.m);
	ck_assert(score(&b, 0, PIECES) == first);
	/* All the way back after each step: nothing is learnt. */
	o.back = 0.999999f;
	ck_assert(qn_lmdynamic_begin(b.m, &o, &b.e));
	ck_assert_double_eq_tol(score(&b, 0, PIECES), first, 1e-4);
	o.segment = 1000001;
	ck_assert(!qn_lmdynamic_begin(b.m, &o, &b.e));
	tear_down(&b);
}
END_TEST

/* With a stride of 1 each piece is foretold from a whole window. */
START_TEST(a_stride_says_how_much_is_looked_back_upon)
{
	struct bench b;
	set_up(&b, &qn_gptnet);
	ck_assert(qn_lmneural_set_stride(b.m, 1, &b.e));
	score(&b, 0, 50);
	score(&b, 50, PIECES);
	struct qn_netrun *run =
	    qn_gptnet.run(b.m->net, 1, CONTEXT, false, &b.e);
	for (size_t i = CONTEXT; i < PIECES; i++) {
		const uint32_t *y = b.id + i + 1 - CONTEXT;
		qn_net_score(run, y - 1, y, NULL, b.pool);
		ck_assert_double_eq_tol(run->output.loss[CONTEXT - 1],
		                        b.nats[i], 1e-5);
	}
	qn_gptnet.free(run);
	ck_assert(!qn_lmneural_set_stride(b.m, CONTEXT + 1, &b.e));
	tear_down(&b);
	set_up(&b, &qn_grunet);
	ck_assert(!qn_lmneural_set_stride(b.m, 1, &b.e));
	tear_down(&b);
}
END_TEST

SUITE(lmdynamic, what_comes_again_is_foretold_better_each_time,
      nothing_is_learnt_from_what_has_not_come, parameters_come_back_in_the_end,
      a_stride_says_how_much_is_looked_back_upon)
