/* SPDX-License-Identifier: MIT */
/*
 * test_mtsampling.c -- scheduled sampling: how the share falls, which pieces a
 * decoder reads of its own, and that they count as if they were the text's.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "seq/mtrecurrentrun.h"
#include "seq/mtsampling.h"

START_TEST(the_texts_share_falls_from_one_over_a_half_to_the_least)
{
	for (int kind = QN_MTSAMPLING_LINEAR; kind <= QN_MTSAMPLING_SIGMOID;
	     kind++) {
		const struct qn_mtsampling s = {(enum qn_mtsampling_kind)kind,
		                                1000, 0.1};
		double before = 1;
		ck_assert_double_ge(qn_mtsampling_share(&s, 0), 0.99);
		ck_assert_double_eq_tol(qn_mtsampling_share(&s, 1000), 0.5,
		                        1e-9);
		for (uint64_t i = 0; i < 20000; i += 100) {
			double share = qn_mtsampling_share(&s, i);
			ck_assert_double_le(share, before);
			before = share;
		}
		ck_assert_double_eq(before, 0.1);
	}
	const struct qn_mtsampling none = {.kind = QN_MTSAMPLING_NONE};
	ck_assert_double_eq(qn_mtsampling_share(&none, 1000000), 1);
}
END_TEST

enum { PAIRS = 60, STEPS = 20, WORDS = 500, WIDTH = 32 };

struct bench {
	struct qn_mtnet *net;
	struct qn_mtrun *run;
	uint32_t x[PAIRS], at[PAIRS + 1], y_at[PAIRS + 1];
	uint32_t in[PAIRS * STEPS], out[PAIRS * STEPS];
	struct qn_mtbatch batch;
};

/* Pairs of one piece and of STEPS; the text is pieces 2 and 3 alone. */
static void set_up(struct bench *b, bool feeding)
{
	const struct qn_mtshape shape = {.source_words = WORDS,
	                                 .target_words = WORDS,
	                                 .layers = 1,
	                                 .decoder_layers = 2,
	                                 .width = WIDTH,
	                                 .shared = true,
	                                 .tied = true,
	                                 .feeding = feeding};
	const struct qn_mtroom room = {PAIRS, PAIRS, PAIRS * STEPS, 1,
	                               STEPS, PAIRS, PAIRS * STEPS};
	struct qn_err e = QN_ERR_INIT;
	b->net = qn_mtnet_new(&qn_mtlstm, &shape, &e);
	ck_assert_msg(b->net != NULL, "%s", e.text);
	qn_params_init(&b->net->params, b->net->w, 3);
	b->run = qn_mtlstm.run(b->net, &room, true, &e);
	ck_assert(b->run);
	for (uint32_t i = 0; i <= PAIRS; i++) {
		b->at[i] = i;
		b->y_at[i] = i * STEPS;
	}
	for (size_t i = 0; i < PAIRS; i++)
		b->x[i] = 5;
	for (size_t i = 0; i < PAIRS * STEPS; i++) {
		b->in[i] = 2;
		b->out[i] = 3;
	}
	b->batch =
	    (struct qn_mtbatch){PAIRS, b->x, b->at, b->in, b->out, b->y_at};
}

static void tear_down(struct bench *b)
{
	qn_mtlstm.free(b->run);
	qn_mtnet_free(b->net);
}

static void learn(struct bench *b, float own, int threads)
{
	const struct qn_lesson lesson = {.own = own, .seed = 1, .step = 9};
	struct qn_pool *pool = qn_pool_new(threads);
	qn_mtlstm.score(b->run, &b->batch, &lesson, pool);
	qn_pool_free(pool);
}

/* What the decoder read, sequence by sequence. */
static void what_was_read(const struct bench *b, uint32_t *to)
{
	const struct qn_mtrecurrentrun *r =
	    (const struct qn_mtrecurrentrun *)b->run;
	for (size_t i = 0; i < PAIRS; i++)
		for (size_t t = 0; t < STEPS; t++)
			to[i * STEPS + t] = r->y[t * PAIRS + i];
}

START_TEST(as_many_pieces_are_its_own_as_was_said)
{
	struct bench b;
	uint32_t *read = malloc(sizeof b.in);
	set_up(&b, false);
	for (int tenths = 0; tenths <= 10; tenths += 5) {
		size_t own = 0, places = PAIRS * (STEPS - 1);
		learn(&b, 0.1f * (float)tenths, 2);
		what_was_read(&b, read);
		for (size_t i = 0; i < PAIRS * STEPS; i++) {
			own += read[i] != 2;
			ck_assert(i % STEPS || read[i] == 2);
		}
		/* One in WORDS is drawn as the text has it. */
		ck_assert_double_eq_tol((double)own / (double)places,
		                        0.1 * tenths, 0.05);
	}
	free(read);
	tear_down(&b);
}
END_TEST

START_TEST(gradients_are_those_of_the_pieces_that_were_read)
{
	for (int feeding = 0; feeding < 2; feeding++) {
		struct bench b;
		set_up(&b, feeding);
		size_t n = b.net->params.total;
		float *g = malloc(n * sizeof *g);
		learn(&b, 0.5f, 1);
		memcpy(g, b.run->g, n * sizeof *g);
		learn(&b, 0.5f, 3);
		ck_assert_mem_eq(g, b.run->g, n * sizeof *g);
		what_was_read(&b, b.in);
		learn(&b, 0, 1);
		for (size_t i = 0; i < n; i++)
			ck_assert_float_eq_tol(g[i], b.run->g[i], 1e-6);
		free(g);
		tear_down(&b);
	}
}
END_TEST

SUITE(mtsampling, the_texts_share_falls_from_one_over_a_half_to_the_least,
      as_many_pieces_are_its_own_as_was_said,
      gradients_are_those_of_the_pieces_that_were_read)
