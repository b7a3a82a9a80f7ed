/* SPDX-License-Identifier: MIT */
/*
 * test_net.c -- whole networks: gradients against differences, threads
 * against one, feeding against scoring.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/net.h"
#include "tests/unit/slopes.h"

enum { ROWS = 3, STEPS = 7, WORDS = 23 };

struct bench {
	struct qn_net *net;
	struct qn_netrun *run;
	struct qn_lesson lesson;
	struct qn_pool *pool; /* while slopes are checked */
	uint32_t x[ROWS * STEPS], y[ROWS * STEPS];
	float *state; /* as every pass begins */
};

static const struct qn_net_shape lstm = {
    .words = WORDS, .layers = 2, .hidden = 20, .tied = true};
static const struct qn_net_shape gpt = {.words = WORDS,
                                        .layers = 2,
                                        .hidden = 20,
                                        .heads = 2,
                                        .context = STEPS,
                                        .tied = true};

/* The same with words in clusters. */
static struct qn_net_shape clustered(const struct qn_net_shape *shape)
{
	struct qn_net_shape s = *shape;
	s.tied = false;
	s.adaptive = (struct qn_adaptive_shape){2, {6, 13}, 3};
	return s;
}

static void set_up(struct bench *b, const struct qn_net_class *class,
                   const struct qn_net_shape *shape)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(7, 0);
	*b = (struct bench){.lesson = {.seed = 1, .step = 3}};
	b->net = qn_net_new(class, shape, &e);
	ck_assert_msg(b->net != NULL, "%s", e.text);
	qn_params_init(&b->net->params, b->net->w, 5);
	/* So small as they begin they hardly do anything. */
	for (size_t i = 0; i < b->net->params.total; i++)
		b->net->w[i] *= 5;
	b->run = class->run(b->net, ROWS, STEPS, true, &e);
	ck_assert(b->run);
	for (size_t i = 0; i < ROWS * STEPS; i++) {
		b->x[i] = qn_rng_below(&rng, WORDS);
		b->y[i] = qn_rng_below(&rng, WORDS);
	}
	b->state = calloc(b->run->state_n + 1, sizeof *b->state);
	for (size_t i = 0; i < b->run->state_n; i++)
		b->state[i] = (float)qn_rng_double(&rng) - 0.5f;
	/* What has no unit behind it is 0 for ever. */
	size_t room = shape->hidden % 16 ? 16 - shape->hidden % 16 : 0;
	for (size_t i = 0; i < b->run->state_n; i += shape->hidden + room)
		memset(b->state + i + shape->hidden, 0, room * sizeof(float));
}

static void tear_down(struct bench *b)
{
	b->net->class->free(b->run);
	qn_net_free(b->net);
	free(b->state);
}

/* The mean loss; run->g becomes its gradient. */
static double loss(struct bench *b, struct qn_pool *pool)
{
	if (b->run->state_n)
		memcpy(b->run->state, b->state,
		       b->run->state_n * sizeof(float));
	double n = 0;
	for (size_t i = 0; i < ROWS * STEPS; i++)
		n += b->y[i] != QN_NO_TARGET;
	return qn_net_score(b->run, b->x, b->y, &b->lesson, pool) / n;
}

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

static void check_gradients(const struct qn_net_class *class,
                            const struct qn_net_shape *shape,
                            const struct qn_lesson *lesson)
{
	struct bench b;
	set_up(&b, class, shape);
	b.lesson.dropout = lesson->dropout;
	b.lesson.locked = lesson->locked;
	b.lesson.words = lesson->words;
	b.lesson.samples = lesson->samples;
	b.lesson.weights = lesson->weights;
	b.lesson.smooth = lesson->smooth;
	check_slopes(&b);
	tear_down(&b);
}

static const struct qn_lesson plain,
    dropping = {.dropout = 0.4f}, locked = {.dropout = 0.4f, .locked = true},
    smooth = {.smooth = 0.1f}, sampled = {.samples = 6},
    thin = {.words = 0.3f, .weights = 0.4f};

START_TEST(gradients_of_lstm_layers_are_slopes)
{
	struct qn_net_shape untied = lstm;
	untied.tied = false;
	untied.embed = 12;
	struct qn_net_shape clusters = clustered(&untied);
	check_gradients(&qn_lstmnet, &lstm, &plain);
	check_gradients(&qn_lstmnet, &clusters, &plain);
	check_gradients(&qn_lstmnet, &clusters, &dropping);
	check_gradients(&qn_lstmnet, &untied, &plain);
	check_gradients(&qn_lstmnet, &lstm, &dropping);
	check_gradients(&qn_lstmnet, &lstm, &locked);
	check_gradients(&qn_lstmnet, &lstm, &smooth);
	check_gradients(&qn_lstmnet, &lstm, &thin);
	check_gradients(&qn_lstmnet, &lstm, &sampled);
	check_gradients(&qn_lstmnet, &untied, &sampled);
}
END_TEST

START_TEST(gradients_of_other_cells_are_slopes)
{
	struct qn_net_shape wide = lstm;
	wide.hidden = 40;
	struct qn_net_shape clusters = clustered(&wide);
	check_gradients(&qn_grunet, &clusters, &plain);
	check_gradients(&qn_rnnnet, &clusters, &plain);
	check_gradients(&qn_grunet, &lstm, &plain);
	check_gradients(&qn_grunet, &wide, &dropping);
	check_gradients(&qn_rnnnet, &lstm, &plain);
	check_gradients(&qn_rnnnet, &wide, &locked);
}
END_TEST

START_TEST(gradients_of_a_transformer_are_slopes)
{
	struct qn_net_shape other = gpt, clusters = clustered(&gpt);
	check_gradients(&qn_gptnet, &gpt, &plain);
	check_gradients(&qn_gptnet, &clusters, &plain);
	check_gradients(&qn_gptnet, &clusters, &dropping);
	check_gradients(&qn_gptnet, &gpt, &dropping);
	check_gradients(&qn_gptnet, &gpt, &smooth);
	check_gradients(&qn_gptnet, &gpt, &thin);
	check_gradients(&qn_gptnet, &gpt, &sampled);
	other.positions = QN_POSITIONS_SINUS;
	other.activation = QN_ACTIVATION_RELU;
	other.tied = false;
	check_gradients(&qn_gptnet, &other, &plain);
	other.positions = QN_POSITIONS_ROTARY;
	other.inner = 37;
	check_gradients(&qn_gptnet, &other, &dropping);
}
END_TEST

static void check_threads(const struct qn_net_class *class,
                          const struct qn_net_shape *shape, size_t samples)
{
	struct bench b;
	set_up(&b, class, shape);
	b.lesson.dropout = 0.3f;
	b.lesson.samples = samples;
	size_t n = b.net->params.total;
	float *first = calloc(n, sizeof *first);
	for (int threads = 1; threads <= 4; threads++) {
		struct qn_pool *pool = qn_pool_new(threads);
		loss(&b, pool);
		if (threads == 1)
			memcpy(first, b.run->g, n * sizeof *first);
		else
			ck_assert_mem_eq(first, b.run->g, n * sizeof *first);
		qn_pool_free(pool);
	}
	free(first);
	tear_down(&b);
}

/* With gaps that are not foretold, and sequences of different lengths. */
static void check_masked(const struct qn_net_class *class,
                         const struct qn_net_shape *shape, bool drops)
{
	static const uint32_t lengths[ROWS] = {STEPS, 3, 5};
	struct bench b;
	set_up(&b, class, shape);
	b.run->lengths = lengths;
	b.lesson.dropout = drops ? 0.3f : 0;
	b.lesson.weights = drops ? 0.2f : 0;
	for (size_t i = 0; i < ROWS * STEPS; i++)
		if (i % 3 || i % STEPS >= lengths[i / STEPS])
			b.y[i] = QN_NO_TARGET;
	check_slopes(&b);
	tear_down(&b);
}

static const struct qn_net_shape both = {
    .words = WORDS, .layers = 2, .hidden = 32, .context = STEPS, .tied = true};

START_TEST(gradients_of_masked_networks_are_slopes)
{
	struct qn_net_shape other = gpt, untied = both;
	other.positions = QN_POSITIONS_ROTARY;
	other.tied = untied.tied = false;
	untied.embed = 20;
	struct qn_net_shape clusters = clustered(&gpt);
	check_masked(&qn_bertnet, &clusters, false);
	check_masked(&qn_bertnet, &gpt, false);
	check_masked(&qn_bertnet, &other, true);
	check_masked(&qn_bilstmnet, &both, false);
	check_masked(&qn_bilstmnet, &untied, true);
	check_masked(&qn_bigrunet, &both, true);
}
END_TEST

/* What a padded sequence comes to does not hang on its padding. */
START_TEST(padding_is_not_read)
{
	static const struct qn_net_class *const classes[] = {
	    &qn_bertnet, &qn_bilstmnet, &qn_bigrunet};
	const uint32_t lengths[ROWS] = {STEPS, 3, 5};
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t k = 0; k < 3; k++) {
		struct bench b;
		float before[32];
		set_up(&b, classes[k], k ? &both : &gpt);
		b.run->lengths = lengths;
		for (uint32_t pad = 0; pad < 2; pad++) {
			b.x[STEPS + 4] = 5 + pad;
			classes[k]->reset(b.run);
			classes[k]->read(b.run, b.x, NULL, pool);
			const float *states =
			    b.run->states +
			    qn_netrun_row(b.run, 1, 1) * b.run->width;
			if (pad == 0)
				memcpy(before, states, 20 * sizeof *before);
			ck_assert_mem_eq(before, states, 20 * sizeof *before);
		}
		tear_down(&b);
	}
	qn_pool_free(pool);
}
END_TEST

START_TEST(words_and_weights_are_dropped_in_training_only)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct bench b;
	set_up(&b, &qn_lstmnet, &lstm);
	qn_lstmnet.reset(b.run);
	double whole = qn_net_score(b.run, b.x, b.y, NULL, pool);
	for (int which = 0; which < 2; which++) {
		b.lesson.words = which ? 0 : 0.5f;
		b.lesson.weights = which ? 0.5f : 0;
		qn_lstmnet.reset(b.run);
		double less = qn_net_score(b.run, b.x, b.y, &b.lesson, pool);
		qn_lstmnet.reset(b.run);
		double again = qn_net_score(b.run, b.x, b.y, NULL, pool);
		ck_assert(fabs(less - whole) > 1e-3);
		ck_assert(again == whole);
	}
	tear_down(&b);
	qn_pool_free(pool);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_gradients)
{
	struct qn_net_shape clusters = clustered(&lstm);
	check_threads(&qn_lstmnet, &clusters, 0);
	check_threads(&qn_lstmnet, &lstm, 0);
	check_threads(&qn_lstmnet, &lstm, 9);
	check_threads(&qn_grunet, &lstm, 0);
	check_threads(&qn_gptnet, &gpt, 0);
	check_threads(&qn_bertnet, &gpt, 5);
	check_threads(&qn_bilstmnet, &both, 0);
}
END_TEST

/* By numbers of 16 bits, beside those by floats. */
static void check_16_bits(const struct qn_net_class *class,
                          const struct qn_net_shape *shape)
{
	struct qn_pool *one = qn_pool_new(1);
	struct bench b;
	set_up(&b, class, shape);
	const struct slopes slopes = slopes_of(&b);
	slopes_check_16_bits(&slopes, 5, &b.lesson.precision, &b.pool,
	                     class->name);
	/* What is not learnt from is not rounded. */
	b.lesson.precision = QN_PRECISION_BF16;
	class->reset(b.run);
	double read = qn_net_score(b.run, b.x, b.y, NULL, one);
	class->reset(b.run);
	b.lesson.precision = QN_PRECISION_F32;
	ck_assert_double_eq_tol(qn_net_score(b.run, b.x, b.y, &b.lesson, one),
	                        read, 1e-5 * read);
	tear_down(&b);
	qn_pool_free(one);
}

/* The same of an output layer by a sample of its words. */
static void check_16_bits_of_a_sample(void)
{
	enum { MANY = 90, WIDTH = 16, SAMPLE = 40 };
	struct qn_pool *one = qn_pool_new(1);
	struct qn_rng rng = qn_rng_new(5, 0);
	float w[MANY * WIDTH], x[ROWS * WIDTH], dx[2][ROWS * WIDTH];
	uint32_t target[ROWS];
	double loss[ROWS], nats[2], off = 0;
	for (size_t i = 0; i < MANY * WIDTH; i++)
		w[i] = (float)qn_rng_double(&rng) - 0.5f;
	for (size_t i = 0; i < ROWS * WIDTH; i++)
		x[i] = (float)qn_rng_double(&rng) - 0.5f;
	for (size_t i = 0; i < ROWS; i++)
		target[i] = (uint32_t)(7 * i);
	for (int bf16 = 0; bf16 < 2; bf16++) {
		struct qn_output_layer l = {.w = w,
		                            .words = MANY,
		                            .width = WIDTH,
		                            .bf16 = bf16,
		                            .loss = loss};
		float dw[MANY * WIDTH] = {0};
		struct qn_sampled *s = qn_sampled_new(&l, ROWS, SAMPLE);
		nats[bf16] = qn_sampled_run(s, &l, x, target, ROWS, dx[bf16],
		                            dw, NULL, 3, 0, one);
		qn_sampled_free(s);
	}
	for (size_t i = 0; i < ROWS * WIDTH; i++) {
		off += fabs((double)dx[1][i] - (double)dx[0][i]);
		ck_assert_float_eq_tol(dx[1][i], dx[0][i], 1e-3f);
	}
	qn_pool_free(one);
	ck_assert_double_gt(off, 0);
	ck_assert_double_eq_tol(nats[1], nats[0], 1e-2);
}

START_TEST(gradients_by_16_bits_are_close_to_those_by_floats)
{
	struct qn_net_shape wide = lstm;
	wide.hidden = 40;
	struct qn_net_shape clusters = clustered(&wide);
	check_16_bits(&qn_lstmnet, &clusters);
	check_16_bits(&qn_lstmnet, &lstm);
	check_16_bits(&qn_lstmnet, &wide);
	check_16_bits(&qn_grunet, &lstm);
	check_16_bits(&qn_grunet, &wide);
	check_16_bits(&qn_rnnnet, &lstm);
	check_16_bits(&qn_gptnet, &gpt);
	check_16_bits(&qn_bertnet, &gpt);
	check_16_bits(&qn_bilstmnet, &both);
	check_16_bits_of_a_sample();
}
END_TEST

/* Losses of one sequence, by score() and piece by piece. */
static void check_feeding(const struct qn_net_class *class,
                          const struct qn_net_shape *shape)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct bench b;
	float scores[WORDS];
	set_up(&b, class, shape);
	struct qn_netrun *all = class->run(b.net, 1, STEPS, false, &e);
	struct qn_netrun *one = class->run(b.net, 1, 1, false, &e);
	ck_assert(all && one);
	class->reset(all);
	class->reset(one);
	qn_net_score(all, b.x, b.y, NULL, pool);
	for (size_t t = 0; t < STEPS; t++) {
		class->feed(one, b.x[t], scores, pool);
		double sum = 0;
		for (size_t i = 0; i < WORDS; i++)
			sum += exp((double)scores[i]);
		double nats = log(sum) - (double)scores[b.y[t]];
		ck_assert_double_eq_tol(nats, all->output.loss[t], 1e-5);
	}
	class->free(all);
	class->free(one);
	tear_down(&b);
	qn_pool_free(pool);
}

START_TEST(feeding_gives_what_scoring_gives)
{
	struct qn_net_shape other = gpt, clusters = clustered(&lstm);
	check_feeding(&qn_lstmnet, &clusters);
	check_feeding(&qn_lstmnet, &lstm);
	check_feeding(&qn_grunet, &lstm);
	check_feeding(&qn_rnnnet, &lstm);
	check_feeding(&qn_gptnet, &gpt);
	other.positions = QN_POSITIONS_ROTARY;
	check_feeding(&qn_gptnet, &other);
	other.positions = QN_POSITIONS_SINUS;
	check_feeding(&qn_gptnet, &other);
}
END_TEST

START_TEST(more_than_the_context_can_be_fed)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct bench b;
	float scores[WORDS];
	set_up(&b, &qn_gptnet, &gpt);
	struct qn_netrun *one = qn_gptnet.run(b.net, 1, 1, false, &e);
	qn_gptnet.reset(one);
	for (uint32_t i = 0; i < 5 * STEPS; i++)
		qn_gptnet.feed(one, i % WORDS, scores, pool);
	ck_assert(isfinite(scores[0]));
	qn_gptnet.free(one);
	tear_down(&b);
	qn_pool_free(pool);
}
END_TEST

START_TEST(shapes_that_make_no_sense_are_refused)
{
	struct qn_net_shape bad = lstm;
	struct qn_err e = QN_ERR_INIT;
	bad.embed = 10;
	ck_assert(!qn_net_new(&qn_lstmnet, &bad, &e));
	e = QN_ERR_INIT;
	bad = clustered(&lstm);
	bad.tied = true;
	ck_assert(!qn_net_new(&qn_lstmnet, &bad, &e));
	e = QN_ERR_INIT;
	bad = clustered(&gpt);
	bad.adaptive.cut[1] = WORDS;
	ck_assert(!qn_net_new(&qn_gptnet, &bad, &e));
	e = QN_ERR_INIT;
	bad = gpt;
	bad.heads = 3;
	ck_assert(!qn_net_new(&qn_gptnet, &bad, &e));
	e = QN_ERR_INIT;
	bad = both;
	bad.hidden = 48;
	ck_assert(!qn_net_new(&qn_bilstmnet, &bad, &e));
	e = QN_ERR_INIT;
	bad = gpt;
	bad.layers = 0;
	ck_assert(!qn_net_new(&qn_gptnet, &bad, &e));
}
END_TEST

SUITE(net, gradients_of_lstm_layers_are_slopes,
      gradients_of_other_cells_are_slopes,
      gradients_of_a_transformer_are_slopes,
      gradients_of_masked_networks_are_slopes, padding_is_not_read,
      words_and_weights_are_dropped_in_training_only,
      any_number_of_threads_gives_the_same_gradients,
      gradients_by_16_bits_are_close_to_those_by_floats,
      feeding_gives_what_scoring_gives, more_than_the_context_can_be_fed,
      shapes_that_make_no_sense_are_refused)
