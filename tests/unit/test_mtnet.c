/* SPDX-License-Identifier: MIT */
/*
 * test_mtnet.c -- networks that translate: gradients against differences,
 * threads against one, writing piece by piece against scoring.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/mtnet.h"
#include "tests/unit/slopes.h"

enum { PAIRS = 4, X = 13, Y = 17, WORDS = 23 };

struct bench {
	struct qn_mtnet *net;
	struct qn_mtrun *run;
	struct qn_lesson lesson;
	struct qn_pool *pool; /* while slopes are checked */
	uint32_t x[X], in[Y], out[Y];
	struct qn_mtbatch batch;
};

static const uint32_t x_at[PAIRS + 1] = {0, 5, 6, 9, X};
static const uint32_t y_at[PAIRS + 1] = {0, 3, 9, 10, Y};

static const struct qn_mtnet_class *const classes[] = {&qn_mttransformer,
                                                       &qn_mtlstm, &qn_mtgru};
#define CLASSES (sizeof classes / sizeof *classes)

static const struct qn_mtshape plain = {.source_words = WORDS,
                                        .target_words = WORDS,
                                        .layers = 2,
                                        .decoder_layers = 2,
                                        .width = 32,
                                        .heads = 2,
                                        .inner = 24,
                                        .shared = true,
                                        .tied = true};

static void set_up(struct bench *b, const struct qn_mtnet_class *class,
                   const struct qn_mtshape *shape)
{
	const struct qn_mtroom room = {PAIRS, X, Y, 5, 7, 5 * PAIRS, 7 * PAIRS};
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(7, 0);
	*b = (struct bench){.lesson = {.seed = 1, .step = 3}};
	b->net = qn_mtnet_new(class, shape, &e);
	ck_assert_msg(b->net != NULL, "%s", e.text);
	qn_params_init(&b->net->params, b->net->w, 5);
	b->run = class->run(b->net, &room, true, &e);
	ck_assert(b->run);
	for (size_t i = 0; i < X; i++)
		b->x[i] = qn_rng_below(&rng, (uint32_t)shape->source_words);
	for (size_t i = 0; i < Y; i++) {
		b->in[i] = qn_rng_below(&rng, (uint32_t)shape->target_words);
		b->out[i] = qn_rng_below(&rng, (uint32_t)shape->target_words);
	}
	b->batch = (struct qn_mtbatch){PAIRS, b->x, x_at, b->in, b->out, y_at};
}

static void tear_down(struct bench *b)
{
	b->net->class->free(b->run);
	qn_mtnet_free(b->net);
}

static double loss(struct bench *b, struct qn_pool *pool)
{
	return b->net->class->score(b->run, &b->batch, &b->lesson, pool) / Y;
}

/* --- gradients ------------------------------------------------------------ */

static double loss_of(void *ctx)
{
	struct bench *b = ctx;
	return loss(b, b->pool);
}

static struct slopes slopes_of(struct bench *b)
{
	return (struct slopes){.loss = loss_of,
	                       .ctx = b,
	                       .params = &b->net->params,
	                       .w = b->net->w,
	                       .g = b->run->g,
	                       .within = 1e-2};
}

static void check_slopes(struct bench *b)
{
	const struct slopes s = slopes_of(b);
	b->pool = qn_pool_new(2);
	slopes_check(&s);
	qn_pool_free(b->pool);
}

static void check_gradients(const struct qn_mtnet_class *class,
                            const struct qn_mtshape *shape, float dropout,
                            float smooth)
{
	struct bench b;
	set_up(&b, class, shape);
	b.lesson.dropout = dropout;
	b.lesson.smooth = smooth;
	check_slopes(&b);
	tear_down(&b);
}

START_TEST(gradients_are_slopes_of_the_loss)
{
	for (size_t i = 0; i < CLASSES; i++) {
		struct qn_mtshape s = plain;
		check_gradients(classes[i], &s, 0, 0);
		check_gradients(classes[i], &s, 0.3f, 0.1f);
		s.tied = s.shared = false;
		s.source_words = WORDS + 3;
		check_gradients(classes[i], &s, 0, 0);
		s.post = true;
		check_gradients(classes[i], &s, 0.2f, 0);
	}
}
END_TEST

START_TEST(gradients_go_through_every_kind_of_attention)
{
	for (int score = 0; score <= QN_MTSCORE_ADDITIVE; score++)
		for (int feeding = 0; feeding < 2; feeding++) {
			struct qn_mtshape s = plain;
			s.score = (enum qn_mtscore)score;
			s.feeding = feeding;
			check_gradients(&qn_mtlstm, &s, 0.2f, 0);
			check_gradients(&qn_mtgru, &s, 0, 0);
		}
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_gradients)
{
	for (size_t i = 0; i < CLASSES; i++) {
		struct bench b;
		set_up(&b, classes[i], &plain);
		b.lesson.dropout = 0.2f;
		size_t n = b.net->params.total;
		float *first = malloc(n * sizeof *first);
		for (int threads = 1; threads <= 3; threads++) {
			struct qn_pool *pool = qn_pool_new(threads);
			loss(&b, pool);
			if (threads == 1)
				memcpy(first, b.run->g, n * sizeof *first);
			ck_assert_mem_eq(first, b.run->g, n * sizeof *first);
			qn_pool_free(pool);
		}
		free(first);
		tear_down(&b);
	}
}
END_TEST

static void check_16_bits(const struct qn_mtnet_class *class,
                          const struct qn_mtshape *shape)
{
	struct bench b;
	set_up(&b, class, shape);
	const struct slopes s = slopes_of(&b);
	slopes_check_16_bits(&s, 2, &b.lesson.precision, &b.pool, class->name);
	tear_down(&b);
}

START_TEST(gradients_by_16_bits_are_close_to_those_by_floats)
{
	struct qn_mtshape s = plain;
	for (size_t i = 0; i < CLASSES; i++)
		check_16_bits(classes[i], &s);
	s.post = s.feeding = true;
	s.score = QN_MTSCORE_ADDITIVE;
	for (size_t i = 0; i < CLASSES; i++)
		check_16_bits(classes[i], &s);
}
END_TEST

/* --- writing -------------------------------------------------------------- */

/* -ln p of every piece of the batch's targets, written side by side. */
static void write_targets(struct bench *b, const struct qn_mtbatch *batch,
                          struct qn_mthand *hand, double *nats, float *shares)
{
	size_t words = b->net->shape.target_words;
	float *scores = malloc(PAIRS * words * sizeof *scores);
	uint32_t row[PAIRS], id[PAIRS], parent[PAIRS];
	for (size_t i = 0; i < batch->pairs; i++)
		row[i] = (uint32_t)i;
	b->net->class->read(hand, batch);
	for (size_t t = 0; t < 7; t++) {
		struct qn_mtstep step = {0, id, parent, scores, shares, 0};
		uint32_t pair[PAIRS];
		for (uint32_t i = 0; i < batch->pairs; i++) {
			if (batch->y_at[i] + t >= batch->y_at[i + 1])
				continue;
			id[step.rows] = batch->in[batch->y_at[i] + t];
			parent[step.rows] = row[i];
			pair[step.rows] = i;
			row[i] = (uint32_t)step.rows++;
		}
		b->net->class->write(hand, &step);
		for (size_t r = 0; r < step.rows; r++) {
			size_t at = batch->y_at[pair[r]] + t;
			nats[at] =
			    qn_nnkern()->log_sum(scores + r * words, words) -
			    (double)scores[r * words + batch->out[at]];
		}
	}
	free(scores);
}

static void check_writing(const struct qn_mtnet_class *class,
                          const struct qn_mtshape *shape)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_err e = QN_ERR_INIT;
	struct bench b;
	double nats[Y], alone[Y];
	set_up(&b, class, shape);
	class->score(b.run, &b.batch, NULL, pool);
	struct qn_mtweights *w = class->weights(b.net, &e);
	struct qn_mthand *hand = class->hand(w, PAIRS, PAIRS, 5, 7, &e);
	ck_assert(hand);
	write_targets(&b, &b.batch, hand, nats, NULL);
	for (size_t i = 0; i < Y; i++)
		ck_assert_double_eq_tol(nats[i], b.run->output.loss[i], 1e-4);
	for (size_t i = 0; i < PAIRS; i++) {
		const uint32_t sx[2] = {0, x_at[i + 1] - x_at[i]};
		const uint32_t sy[2] = {0, y_at[i + 1] - y_at[i]};
		const struct qn_mtbatch one = {
		    1, b.x + x_at[i], sx, b.in + y_at[i], b.out + y_at[i], sy};
		write_targets(&b, &one, hand, alone, NULL);
		ck_assert_mem_eq(alone, nats + y_at[i], sy[1] * sizeof *nats);
	}
	class->free_hand(hand);
	class->free_weights(w);
	tear_down(&b);
	qn_pool_free(pool);
}

START_TEST(what_is_written_side_by_side_is_what_was_scored)
{
	for (size_t i = 0; i < CLASSES; i++) {
		struct qn_mtshape s = plain;
		check_writing(classes[i], &s);
		s.tied = false;
		s.post = s.feeding = true;
		s.score = QN_MTSCORE_ADDITIVE;
		check_writing(classes[i], &s);
		s.score = QN_MTSCORE_DOT;
		check_writing(classes[i], &s);
	}
}
END_TEST

START_TEST(shapes_that_make_no_sense_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_mtshape s = plain;
	s.heads = 3;
	ck_assert(!qn_mtnet_new(&qn_mttransformer, &s, &e));
	ck_assert(e.failed);
	e = QN_ERR_INIT;
	s = plain;
	s.source_words = WORDS + 1;
	ck_assert(!qn_mtnet_new(&qn_mttransformer, &s, &e));
	ck_assert(e.failed);
}
END_TEST

SUITE(mtnet, gradients_are_slopes_of_the_loss,
      gradients_go_through_every_kind_of_attention,
      any_number_of_threads_gives_the_same_gradients,
      gradients_by_16_bits_are_close_to_those_by_floats,
      what_is_written_side_by_side_is_what_was_scored,
      shapes_that_make_no_sense_are_refused)
