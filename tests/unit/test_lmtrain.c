/* SPDX-License-Identifier: MIT */
/*
 * test_lmtrain.c -- training networks: what they learn, and that a run that
 * was stopped, or that had more threads, comes to the same bytes.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/lmbatch.h"
#include "seq/lmscore.h"
#include "seq/lmtrain.h"
#include "tests/unit/scratch.h"

struct kind {
	const struct qn_net_class *class;
	struct qn_adaptive_shape adaptive;
};

static const struct kind lstm = {&qn_lstmnet, {0}}, gpt = {&qn_gptnet, {0}},
                         bert = {&qn_bertnet, {0}}, rnn = {&qn_rnnnet, {0}},
                         lstm_clusters = {&qn_lstmnet, {2, {4, 8}, 2}},
                         gpt_clusters = {&qn_gptnet, {2, {4, 8}, 2}};
static const struct kind *const kinds[] = {&lstm, &gpt, &bert, &lstm_clusters,
                                           &gpt_clusters};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct qn_net_shape shape_of(const struct kind *kind)
{
	return (struct qn_net_shape){.layers = 2,
	                             .hidden = 24,
	                             .heads = kind->class->carries ? 0 : 2,
	                             .context = 16,
	                             .tied = !kind->adaptive.tails,
	                             .adaptive = kind->adaptive};
}

/* Always the same sentence: once it is begun there is nothing to doubt. */
static void write_text(const char *path, size_t lines)
{
	FILE *f = fopen(path, "w");
	for (size_t i = 0; i < lines; i++)
		fputs("the quick brown fox jumps over the lazy dog again\n", f);
	fclose(f);
}

static struct qn_lmtrain_options options(void)
{
	struct qn_lmtrain_options o = {
	    .course = {.optim = QN_OPTIM_DEFAULTS, .log_every = 5},
	    .epochs = 3,
	    .batch = 4,
	    .bptt = 16,
	    .accumulate = 1,
	    .lesson = {.dropout = 0.1f, .seed = 3}};
	o.course.optim.rate = 0.01f;
	o.course.optim.clip = 1;
	return o;
}

struct bench {
	struct qn_lmneural *m;
	struct qn_lmtext text;
};

static void set_up(struct bench *b, const struct kind *kind, const char *path)
{
	struct qn_net_shape shape = shape_of(kind);
	struct qn_lmvocab vocab = {.unit = QN_LM_WORD};
	struct qn_err e = QN_ERR_INIT;
	b->text = (struct qn_lmtext){.n = 0};
	ck_assert(qn_lmtext_read(&b->text, &vocab, path, 1, NULL, &e));
	b->m = qn_lmneural_new(kind->class, &shape, &vocab, &e);
	ck_assert_msg(b->m != NULL, "%s", e.text);
}

static void tear_down(struct bench *b)
{
	qn_lm_free(&b->m->lm);
	free(b->text.id);
}

/* A copy of what training comes to; free it. */
static float *train(const struct kind *kind, const char *path,
                    const struct qn_lmtrain_options *o, int threads,
                    struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(threads);
	struct bench b;
	set_up(&b, kind, path);
	size_t n = b.m->net->params.total;
	float *w = qn_malloc(n, sizeof *w);
	qn_lmtrain(b.m, &b.text, o, pool, e);
	memcpy(w, b.m->net->w, n * sizeof *w);
	tear_down(&b);
	qn_pool_free(pool);
	return w;
}

static size_t parameters(const struct kind *kind, const char *path)
{
	struct bench b;
	set_up(&b, kind, path);
	size_t n = b.m->net->params.total;
	tear_down(&b);
	return n;
}

START_TEST(a_text_without_doubt_is_learnt)
{
	struct qn_pool *pool = qn_pool_new(2);
	const char *path = scratch("text");
	write_text(path, 200);
	for (size_t i = 0; i < KINDS; i++) {
		struct qn_lmtrain_options o = options();
		struct qn_err e = QN_ERR_INIT;
		struct qn_lm_totals t;
		struct bench b;
		o.epochs = 6;
		if (kinds[i]->class->masked) {
			/* It is asked about but 15 of 100 pieces. */
			o.epochs = 40;
			o.begin = QN_BEGIN_XAVIER;
			o.course.optim.rate = 0.003f;
		}
		o.valid = path;
		set_up(&b, kinds[i], path);
		ck_assert_msg(qn_lmtrain(b.m, &b.text, &o, pool, &e), "%s",
		              e.text);
		ck_assert(qn_lm_score(&b.m->lm, path, pool, NULL, NULL, NULL,
		                      &t, &e));
		ck_assert_uint_eq(t.words, 2200);
		ck_assert_msg(qn_lm_perplexity(&t) < 1.3, "%s: %g",
		              kinds[i]->class->name, qn_lm_perplexity(&t));
		tear_down(&b);
	}
	qn_pool_free(pool);
}
END_TEST

START_TEST(any_number_of_threads_trains_the_same_parameters)
{
	const char *path = scratch("text");
	write_text(path, 60);
	for (size_t i = 0; i < 2 * KINDS; i++) {
		const struct kind *kind = kinds[i / 2];
		struct qn_lmtrain_options o = options();
		struct qn_err e = QN_ERR_INIT;
		size_t n = parameters(kind, path);
		o.lesson.precision = (enum qn_precision)(i % 2);
		float *first = train(kind, path, &o, 1, &e);
		for (int threads = 2; threads <= 4; threads += 2) {
			float *w = train(kind, path, &o, threads, &e);
			ck_assert_mem_eq(w, first, n * sizeof *w);
			free(w);
		}
		ck_assert(!e.failed);
		free(first);
	}
}
END_TEST

/* Says stop at the n-th report. */
static bool stop_at(void *ctx, const struct qn_report *r)
{
	int *left = ctx;
	(void)r;
	return --*left > 0;
}

START_TEST(a_run_that_was_stopped_goes_on_to_the_same_parameters)
{
	const char *path = scratch("text"), *checkpoint = scratch("checkpoint");
	write_text(path, 60);
	for (size_t i = 0; i < 2 * KINDS; i++) {
		const struct kind *kind = kinds[i / 2];
		struct qn_lmtrain_options o = options();
		struct qn_err e = QN_ERR_INIT;
		size_t n = parameters(kind, path);
		o.valid = path;
		o.accumulate = 2;
		o.course.optim.kind = QN_OPTIM_ADADELTA;
		o.course.optim.schedule = QN_SCHEDULE_STEP;
		o.course.optim.fall_every = 0.5;
		o.course.average = 2;
		o.lesson.words = o.lesson.weights = 0.2f;
		o.lesson.precision = (enum qn_precision)(i % 2);
		float *whole = train(kind, path, &o, 1, &e);
		o.course.checkpoint = checkpoint;
		o.course.resume = true;
		remove(checkpoint);
		for (int stops = 1;; stops++) {
			int left = 5 + stops;
			const struct qn_progress p = {stop_at, &left};
			struct qn_err stopped = QN_ERR_INIT;
			o.course.progress = &p;
			float *w = train(kind, path, &o, 1, &stopped);
			if (!stopped.failed) {
				ck_assert_int_gt(stops, 2);
				ck_assert_mem_eq(w, whole, n * sizeof *w);
				free(w);
				break;
			}
			ck_assert(stopped.interrupted);
			free(w);
		}
		free(whole);
	}
}
END_TEST

/* Without validation, and at a rate that does not know how long a run is. */
START_TEST(parameters_after_the_last_epochs_are_averaged)
{
	const char *path = scratch("text");
	write_text(path, 30);
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	size_t n = parameters(&lstm, path);
	float *mean = qn_calloc(n, sizeof *mean);
	o.course.optim.schedule = QN_SCHEDULE_CONSTANT;
	for (o.epochs = 2; o.epochs <= 4; o.epochs++) {
		float *w = train(&lstm, path, &o, 1, &e);
		for (size_t i = 0; i < n; i++)
			mean[i] += w[i] / 3;
		free(w);
	}
	o.epochs = 4;
	o.course.average = 3;
	float *w = train(&lstm, path, &o, 1, &e);
	for (size_t i = 0; i < n; i++)
		ck_assert_float_eq_tol(w[i], mean[i], 1e-5f);
	free(w);
	/* The mean of one is that one. */
	o.course.average = 0;
	float *last = train(&lstm, path, &o, 1, &e);
	o.course.average = 1;
	w = train(&lstm, path, &o, 1, &e);
	ck_assert_mem_eq(w, last, n * sizeof *w);
	free(last);
	free(w);
	o.course.average = 5;
	free(train(&lstm, path, &o, 1, &e));
	ck_assert(strstr(e.text, "epochs to average"));
	free(mean);
}
END_TEST

START_TEST(a_checkpoint_of_another_run_is_refused)
{
	const char *path = scratch("text"), *checkpoint = scratch("checkpoint");
	write_text(path, 30);
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	o.course.checkpoint = checkpoint;
	o.course.checkpoint_every = 2;
	free(train(&lstm, path, &o, 1, &e));
	ck_assert(!e.failed);
	o.course.resume = true;
	o.course.optim.rate *= 2;
	free(train(&lstm, path, &o, 1, &e));
	ck_assert(strstr(e.text, "made with lr"));
}
END_TEST

/* A step of plain descent by several batches goes the mean of their ways. */
/* Some forty falls, and no number is as small as that any more. */
START_TEST(a_run_whose_rate_fell_to_nothing_can_go_on)
{
	const char *path = scratch("text"), *checkpoint = scratch("checkpoint");
	write_text(path, 20);
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	size_t n = parameters(&lstm, path);
	o.valid = path;
	o.epochs = 45;
	o.course.optim.schedule = QN_SCHEDULE_PLATEAU;
	o.course.optim.rate = 1; /* too high to improve for long */
	o.course.optim.fall = 1e-9f;
	o.course.checkpoint = checkpoint;
	o.course.checkpoint_every = 1;
	remove(checkpoint);
	float *whole = train(&lstm, path, &o, 1, &e);
	o.course.resume = true;
	float *w = train(&lstm, path, &o, 1, &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	ck_assert_mem_eq(w, whole, n * sizeof *w);
	free(whole);
	free(w);
}
END_TEST

START_TEST(batches_of_a_step_are_averaged)
{
	const char *path = scratch("text");
	write_text(path, 30);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	struct bench b;
	o.course.optim.kind = QN_OPTIM_SGD;
	o.course.optim.schedule = QN_SCHEDULE_CONSTANT;
	o.course.optim.rate = 1;
	o.course.optim.clip = 0;
	o.epochs = 1;
	set_up(&b, &rnn, path);
	const struct qn_net *net = b.m->net;
	struct qn_netrun *run = net->class->run(net, o.batch, o.bptt, true, &e);
	uint32_t xy[2 * 4 * 16];
	struct qn_lmbatch batch = {.text = &b.text,
	                           .rows = o.batch,
	                           .steps = o.bptt,
	                           .tracks = true,
	                           .seed = o.lesson.seed,
	                           .x = xy,
	                           .y = xy + 4 * 16};
	o.accumulate = qn_lmbatch_epoch(&batch);
	ck_assert_uint_gt(o.accumulate, 2);
	qn_params_init(&net->params, net->w, o.lesson.seed);
	size_t n = net->params.total;
	float *want = qn_malloc(n, sizeof *want);
	memcpy(want, net->w, n * sizeof *want);
	net->class->reset(run);
	for (size_t i = 0; i < o.accumulate; i++) {
		struct qn_lesson lesson = o.lesson;
		lesson.step = i;
		qn_lmbatch_fill(&batch, i);
		qn_net_score(run, batch.x, batch.y, &lesson, pool);
		for (size_t k = 0; k < n; k++)
			want[k] -= run->g[k] / (float)o.accumulate;
	}
	ck_assert_msg(qn_lmtrain(b.m, &b.text, &o, pool, &e), "%s", e.text);
	for (size_t k = 0; k < n; k++)
		ck_assert_float_eq_tol(net->w[k], want[k], 1e-5f);
	net->class->free(run);
	free(want);
	tear_down(&b);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_run_that_diverges_goes_back_and_then_gives_up)
{
	const char *path = scratch("text"), *log = scratch("log");
	char line[512];
	size_t back = 0;
	write_text(path, 60);
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	o.course.optim.kind = QN_OPTIM_SGD;
	o.course.optim.rate = 1e25f;
	o.course.optim.clip = 0;
	o.course.log = log;
	free(train(&gpt, path, &o, 1, &e));
	ck_assert_msg(strstr(e.text, "diverges") != NULL, "%s", e.text);
	FILE *f = fopen(log, "r");
	while (fgets(line, sizeof line, f))
		back += strstr(line, "rollback") != NULL;
	fclose(f);
	ck_assert_uint_ge(back, 10);
}
END_TEST

START_TEST(a_text_that_is_too_short_is_refused)
{
	const char *path = scratch("text");
	write_text(path, 3);
	const struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	free(train(&lstm, path, &o, 1, &e));
	ck_assert(strstr(e.text, "too short"));
}
END_TEST

/* Lines begin with a word drawn by Zipf's law; every word is followed by one of
 * two. */
static void write_grammar(const char *path, size_t lines)
{
	struct qn_rng rng = qn_rng_new(1, 0);
	FILE *f = fopen(path, "w");
	for (size_t i = 0; i < lines; i++) {
		uint32_t at = (uint32_t)exp(5 * qn_rng_double(&rng));
		for (int k = 0; k < 8; k++) {
			fprintf(f, "w%u%c", at, k < 7 ? ' ' : '\n');
			at = 1 + (at * 5 + 3 + qn_rng_below(&rng, 2)) % 149;
		}
	}
	fclose(f);
}

static double perplexity(const struct kind *kind, const char *path,
                         const char *held, struct qn_pool *pool)
{
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	struct qn_lm_totals t;
	struct bench b;
	o.epochs = 8;
	o.lesson.dropout = 0;
	set_up(&b, kind, path);
	ck_assert_msg(qn_lmtrain(b.m, &b.text, &o, pool, &e), "%s", e.text);
	ck_assert(qn_lm_score(&b.m->lm, held, pool, NULL, NULL, NULL, &t, &e));
	tear_down(&b);
	return qn_lm_perplexity(&t);
}

/* Nobody can do better than about 2 ^ (7 / 9) * (what begins a line) ^ (1 / 9)
 * words of doubt: 2.9. */
START_TEST(words_in_clusters_are_learnt_about_as_well)
{
	static const struct kind clusters = {&qn_lstmnet, {2, {20, 60}, 2}};
	struct qn_pool *pool = qn_pool_new(2);
	const char *path = scratch("text"), *held = scratch("held");
	write_grammar(path, 1500);
	write_grammar(held, 100);
	double all = perplexity(&lstm, path, held, pool);
	double parts = perplexity(&clusters, path, held, pool);
	ck_assert_msg(all < 6 && parts < 1.15 * all, "%g %g", all, parts);
	qn_pool_free(pool);
}
END_TEST

START_TEST(words_in_clusters_want_no_sample_and_no_smoothing)
{
	const char *path = scratch("text");
	write_text(path, 30);
	for (int i = 0; i < 2; i++) {
		struct qn_lmtrain_options o = options();
		struct qn_err e = QN_ERR_INIT;
		o.lesson.samples = i ? 3 : 0;
		o.lesson.smooth = i ? 0 : 0.1f;
		free(train(&lstm_clusters, path, &o, 1, &e));
		ck_assert(strstr(e.text, "clusters"));
	}
}
END_TEST

SUITE(lmtrain, a_text_without_doubt_is_learnt,
      any_number_of_threads_trains_the_same_parameters,
      a_run_that_was_stopped_goes_on_to_the_same_parameters,
      parameters_after_the_last_epochs_are_averaged,
      a_checkpoint_of_another_run_is_refused,
      a_run_whose_rate_fell_to_nothing_can_go_on,
      batches_of_a_step_are_averaged,
      a_run_that_diverges_goes_back_and_then_gives_up,
      a_text_that_is_too_short_is_refused,
      words_in_clusters_are_learnt_about_as_well,
      words_in_clusters_want_no_sample_and_no_smoothing)
