/* SPDX-License-Identifier: MIT */
/*
 * test_word2vec.c -- what the trainer promises besides good vectors (for
 * those see tests/prop/test_w2v_planted.c): its defaults, its errors, and
 * the same bytes where it says so.
 */
#include "embed/word2vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpora/toyworld.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

struct bench {
	struct qn_pool *pool;
	struct qn_corpus *corpus;
	struct qn_w2v_options o;
	struct qn_err e;
};

static void set_up_text(struct bench *b, int threads, const char *text,
                        size_t n)
{
	const struct qn_corpus_options o = {.limits = {.min_count = 2}};
	const char *path = scratch_write("text", text, n);
	*b = (struct bench){.pool = qn_pool_new(threads)};
	b->corpus = qn_corpus_read(path, NULL, &o, b->pool, &b->e);
	ck_assert_msg(b->corpus != NULL, "%s", b->e.text);
	b->o = QN_W2V_DEFAULTS;
	b->o.dim = 20;
	b->o.epochs = 2;
}

static void set_up(struct bench *b, int threads)
{
	struct qn_toyworld_options world = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = {0};
	world.words = 30000;
	qn_toyworld_text(&world, &text);
	set_up_text(b, threads, text.p, text.n);
	qn_buf_release(&text);
}

static void tear_down(struct bench *b)
{
	qn_corpus_free(b->corpus);
	qn_pool_free(b->pool);
}

static struct qn_vectors *train(struct bench *b)
{
	struct qn_vectors *v = qn_w2v_train(&b->o, b->corpus, b->pool, &b->e);
	ck_assert_msg(v && !b->e.failed, "%s", b->e.text);
	return v;
}

static bool same(const struct qn_vectors *a, const struct qn_vectors *b)
{
	size_t bytes = (size_t)a->dim * sizeof *a->rows;
	if (a->n != b->n || a->dim != b->dim)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (memcmp(qn_vectors_row(a, i), qn_vectors_row(b, i), bytes))
			return false;
	return true;
}

/* Trains as b->o says and compares, freeing `with`. */
static bool gives(struct bench *b, struct qn_vectors *with)
{
	struct qn_vectors *v = train(b);
	bool equal = same(v, with);
	qn_vectors_free(v);
	qn_vectors_free(with);
	return equal;
}

/* Of word2vec.c: size 100, window 5, sample 1e-3, hs 0, negative 5, iter 5,
 * cbow 1, alpha 0.05 for CBOW and 0.025 for skip-gram. */
START_TEST(the_defaults_are_the_original_tool_s)
{
	const struct qn_w2v_options o = QN_W2V_DEFAULTS;
	ck_assert_int_eq(o.model, QN_W2V_CBOW);
	ck_assert_int_eq(o.dim, 100);
	ck_assert_int_eq(o.window, 5);
	ck_assert(o.sample == 1e-3f);
	ck_assert(!o.hs);
	ck_assert_int_eq(o.negative, 5);
	ck_assert_int_eq(o.epochs, 5);
	ck_assert(o.alpha == 0); /* by model */
	ck_assert_uint_eq(o.seed, 1);
	ck_assert(!o.per_pair && !o.deterministic && !o.init && !o.resume);
}
END_TEST

START_TEST(the_learning_rate_goes_by_model)
{
	static const float rate[] = {
	    [QN_W2V_CBOW] = 0.05f, [QN_W2V_SKIPGRAM] = 0.025f};
	struct bench b;
	set_up(&b, 1);
	for (int model = 0; model < 2; model++) {
		b.o.model = (enum qn_w2v_model)model;
		b.o.alpha = 0;
		struct qn_vectors *v = train(&b);
		b.o.alpha = rate[model];
		ck_assert(gives(&b, v));
	}
	tear_down(&b);
}
END_TEST

START_TEST(a_row_stands_for_each_word_in_order)
{
	struct bench b;
	set_up(&b, 2);
	struct qn_vectors *v = train(&b);
	ck_assert_uint_eq(v->n, b.corpus->vocab->words.count);
	ck_assert_int_eq(v->dim, 20);
	for (uint32_t i = 0; i < v->n; i++) {
		ck_assert(
		    qn_slice_eq(qn_map_string(&v->words, i),
		                qn_map_string(&b.corpus->vocab->words, i)));
		for (int j = 0; j < v->dim; j++)
			ck_assert(isfinite(qn_vectors_row(v, i)[j]));
	}
	qn_vectors_free(v);
	tear_down(&b);
}
END_TEST

/* model, hs, negative, per_pair */
static const int ways[][4] = {
    {QN_W2V_CBOW, 0, 5, 0},     {QN_W2V_CBOW, 1, 0, 0},
    {QN_W2V_CBOW, 1, 5, 0},     {QN_W2V_SKIPGRAM, 0, 5, 0},
    {QN_W2V_SKIPGRAM, 1, 0, 0}, {QN_W2V_SKIPGRAM, 1, 5, 0},
    {QN_W2V_SKIPGRAM, 0, 5, 1}, {QN_W2V_SKIPGRAM, 1, 100, 1},
};
#define WAYS (sizeof ways / sizeof *ways)

static void choose(struct bench *b, size_t way)
{
	b->o.model = (enum qn_w2v_model)ways[way][0];
	b->o.hs = ways[way][1];
	b->o.negative = ways[way][2];
	b->o.per_pair = ways[way][3];
}

START_TEST(one_thread_and_one_seed_give_the_same_bytes)
{
	struct bench b;
	set_up(&b, 1);
	for (size_t i = 0; i < WAYS; i++) {
		choose(&b, i);
		ck_assert(gives(&b, train(&b)));
	}
	tear_down(&b);
}
END_TEST

START_TEST(another_seed_gives_others)
{
	struct bench b;
	set_up(&b, 1);
	struct qn_vectors *v = train(&b);
	b.o.seed = 2;
	ck_assert(!gives(&b, v));
	tear_down(&b);
}
END_TEST

START_TEST(every_option_changes_something)
{
	struct bench b;
	set_up(&b, 1);
	b.o.model = QN_W2V_SKIPGRAM;
	const struct qn_w2v_options plain = b.o;
	for (int i = 0; i < 7; i++) {
		b.o = plain;
		struct qn_vectors *v = train(&b);
		b.o.model = i == 0 ? QN_W2V_CBOW : plain.model;
		b.o.window += i == 1;
		b.o.negative += i == 2;
		b.o.hs = i == 3;
		b.o.per_pair = i == 4;
		b.o.alpha = i == 5 ? 0.03f : plain.alpha;
		b.o.sample = i == 6 ? 0 : plain.sample;
		ck_assert_msg(!gives(&b, v), "option %d", i);
	}
	tear_down(&b);
}
END_TEST

/* Bytes with 1, 2 and 4 threads. */
START_TEST(deterministic_means_the_same_for_any_number_of_threads)
{
	static const size_t tried[] = {0, 1, 3, 4, 6};
	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
		struct qn_vectors *v[3];
		for (int t = 0; t < 3; t++) {
			struct bench b;
			set_up(&b, 1 << t);
			choose(&b, tried[i]);
			b.o.deterministic = true;
			v[t] = train(&b);
			tear_down(&b);
		}
		ck_assert_msg(same(v[0], v[1]), "way %zu, 2 threads", tried[i]);
		ck_assert_msg(same(v[0], v[2]), "way %zu, 4 threads", tried[i]);
		for (int t = 0; t < 3; t++)
			qn_vectors_free(v[t]);
	}
}
END_TEST

/* Rounds end within a line, and take it in pieces. */
START_TEST(one_long_line_is_the_same_for_any_number_of_threads)
{
	struct qn_toyworld_options world = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = {0};
	struct qn_vectors *v[2];
	world.words = 30000;
	qn_toyworld_text(&world, &text);
	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == '\n')
			text.p[i] = ' ';
	for (int t = 0; t < 2; t++) {
		struct bench b;
		set_up_text(&b, 1 + 2 * t, text.p, text.n);
		b.o.model = QN_W2V_SKIPGRAM;
		b.o.deterministic = true;
		v[t] = train(&b);
		tear_down(&b);
	}
	ck_assert(same(v[0], v[1]));
	for (int t = 0; t < 2; t++)
		qn_vectors_free(v[t]);
	qn_buf_release(&text);
}
END_TEST

static void refuses(struct bench *b, const char *begins)
{
	b->e = QN_ERR_INIT;
	ck_assert_ptr_null(qn_w2v_train(&b->o, b->corpus, b->pool, &b->e));
	ck_assert_msg(strncmp(b->e.text, begins, strlen(begins)) == 0,
	              "\"%s\" is not \"%s...\"", b->e.text, begins);
	b->o = QN_W2V_DEFAULTS;
}

START_TEST(options_out_of_range_are_refused)
{
	struct bench b;
	set_up(&b, 1);
	b.o.dim = 0, refuses(&b, "dim is 0; it must be 1 to 4096");
	b.o.dim = 4097, refuses(&b, "dim is 4097");
	b.o.window = 0, refuses(&b, "window is 0");
	b.o.window = 1001, refuses(&b, "window is 1001");
	b.o.negative = -1, refuses(&b, "negative is -1");
	b.o.negative = 101, refuses(&b, "negative is 101");
	b.o.negative = 0, refuses(&b, "nothing to train on");
	b.o.epochs = 0, refuses(&b, "epochs is 0");
	b.o.alpha = -1, refuses(&b, "alpha is -1");
	b.o.alpha = NAN, refuses(&b, "alpha is nan");
	b.o.alpha = INFINITY, refuses(&b, "alpha is inf");
	b.o.sample = -1, refuses(&b, "sample is -1");
	b.o.sample = NAN, refuses(&b, "sample is nan");
	b.o.checkpoint_epochs = 1, refuses(&b, "no checkpoint file");
	b.o.resume = true, refuses(&b, "no checkpoint file");
	tear_down(&b);
}
END_TEST

START_TEST(the_edges_of_the_ranges_train)
{
	static const char text[] = "a b a b\nb a\n";
	struct bench b;
	set_up_text(&b, 2, text, sizeof text - 1);
	b.o.dim = 1;
	b.o.window = 1000;
	b.o.negative = 100;
	b.o.sample = 0;
	qn_vectors_free(train(&b));
	b.o.dim = 4096;
	b.o.window = 1;
	b.o.hs = true;
	b.o.sample = 1;
	qn_vectors_free(train(&b));
	tear_down(&b);
}
END_TEST

/* Three words: two of the text's and one that it lacks. */
static struct qn_vectors *some_vectors(int dim)
{
	static const char *const words[] = {"king", "nowhere", "queen"};
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(3, dim, &e);
	for (int i = 0; i < 3; i++) {
		qn_map_add(&v->words, qn_slice_of(words[i]));
		for (int j = 0; j < dim; j++)
			v->owned[(size_t)i * v->stride + (size_t)j] =
			    (float)(i + 1) / (float)(j + 1);
	}
	return v;
}

START_TEST(training_goes_on_from_vectors)
{
	struct bench b;
	set_up(&b, 1);
	struct qn_vectors *init = some_vectors(20), *v = train(&b);
	b.o.init = init;
	ck_assert(!gives(&b, v));
	v = train(&b);
	uint32_t words = b.corpus->vocab->words.count;
	ck_assert_uint_eq(v->n, words + 1);
	/* What the text lacks comes last, untouched. */
	ck_assert(qn_slice_eq(qn_map_string(&v->words, words),
	                      qn_slice_of("nowhere")));
	ck_assert_mem_eq(qn_vectors_row(v, words), qn_vectors_row(init, 1),
	                 20 * sizeof(float));
	/* What it has moved, but not far from where it was. */
	const float *king = qn_vectors_find(v, qn_slice_of("king"));
	double dot = 0, a = 0, c = 0;
	for (int j = 0; j < 20; j++) {
		double was = (double)qn_vectors_row(init, 0)[j];
		dot += (double)king[j] * was;
		a += (double)king[j] * (double)king[j];
		c += was * was;
	}
	ck_assert_double_gt(dot / sqrt(a * c), 0.5);
	ck_assert_double_lt(dot / sqrt(a * c), 0.9999999);
	qn_vectors_free(v);
	qn_vectors_free(init);
	tear_down(&b);
}
END_TEST

START_TEST(vectors_of_another_dimension_are_no_beginning)
{
	struct bench b;
	set_up(&b, 1);
	struct qn_vectors *init = some_vectors(7);
	b.o.init = init;
	ck_assert_ptr_null(qn_w2v_train(&b.o, b.corpus, b.pool, &b.e));
	ck_assert(b.e.failed);
	qn_vectors_free(init);
	tear_down(&b);
}
END_TEST

/* --- progress, stopping, going on ----------------------------------------- */

struct watch {
	double stop_at; /* words; 0 = never */
	double last, total;
	int calls;
	double loss; /* the last that was told */
};

static bool watch(void *ctx, const struct qn_report *r)
{
	struct watch *w = ctx;
	ck_assert_str_eq(r->what, "training");
	ck_assert_double_ge(r->done, w->last);
	ck_assert_double_le(r->done, r->total);
	ck_assert_double_gt(r->rate, 0);
	w->last = r->done;
	w->total = r->total;
	w->calls++;
	if (!isnan(r->loss))
		w->loss = r->loss;
	return w->stop_at <= 0 || r->done < w->stop_at;
}

START_TEST(progress_tells_words_and_a_loss_that_falls)
{
	struct bench b;
	struct watch w = {0};
	set_up(&b, 1);
	b.o.model = QN_W2V_SKIPGRAM;
	b.o.epochs = 20;
	b.o.progress = &(struct qn_progress){watch, &w};
	qn_vectors_free(train(&b));
	ck_assert_int_gt(w.calls, 20);
	ck_assert_double_eq(w.total, 20 * (double)b.corpus->n);
	/* Untrained, a pair with 5 noise words has a loss of 6 ln 2. */
	ck_assert_double_lt(w.loss, 6 * log(2) * 0.9);
	ck_assert_double_gt(w.loss, 0);
	tear_down(&b);
}
END_TEST

START_TEST(a_callback_can_stop_it)
{
	for (int threads = 1; threads <= 2; threads++)
		for (int deterministic = 0; deterministic < 2;
		     deterministic++) {
			struct bench b;
			struct watch w = {.stop_at = 1};
			set_up(&b, threads);
			b.o.epochs = 1000;
			b.o.deterministic = deterministic;
			b.o.progress = &(struct qn_progress){watch, &w};
			ck_assert_ptr_null(
			    qn_w2v_train(&b.o, b.corpus, b.pool, &b.e));
			ck_assert(b.e.failed && b.e.interrupted);
			tear_down(&b);
		}
}
END_TEST

static void stop_and_go_on(struct bench *b)
{
	const char *path = scratch("checkpoint");
	struct watch w = {.stop_at = 2.5 * (double)b->corpus->n};
	unlink(path);
	b->o.epochs = 4;
	struct qn_vectors *v = train(b);
	b->o.checkpoint = path;
	b->o.checkpoint_epochs = 2;
	b->o.progress = &(struct qn_progress){watch, &w};
	ck_assert_ptr_null(qn_w2v_train(&b->o, b->corpus, b->pool, &b->e));
	ck_assert(b->e.interrupted);
	b->e = QN_ERR_INIT;
	ck_assert_int_eq(access(path, F_OK), 0);
	w = (struct watch){0};
	b->o.resume = true;
	ck_assert(gives(b, v));
	ck_assert_double_gt(w.last, 2 * (double)b->corpus->n);
}

START_TEST(a_resumed_run_ends_with_the_same_bytes)
{
	for (size_t i = 0; i < WAYS; i++) {
		struct bench b;
		set_up(&b, 1);
		choose(&b, i);
		stop_and_go_on(&b);
		tear_down(&b);
	}
}
END_TEST

START_TEST(a_resumed_deterministic_run_does_too)
{
	struct bench b;
	set_up(&b, 2);
	b.o.deterministic = true;
	stop_and_go_on(&b);
	tear_down(&b);
}
END_TEST

START_TEST(nothing_to_resume_begins_at_the_beginning)
{
	struct bench b;
	set_up(&b, 1);
	struct qn_vectors *v = train(&b);
	unlink(scratch("none"));
	b.o.checkpoint = scratch("none");
	b.o.resume = true;
	ck_assert(gives(&b, v));
	tear_down(&b);
}
END_TEST

START_TEST(a_checkpoint_of_another_run_is_refused)
{
	struct bench b;
	set_up(&b, 1);
	b.o.checkpoint = scratch("other");
	b.o.checkpoint_epochs = 1;
	qn_vectors_free(train(&b));
	b.o.resume = true;
	b.o.window++;
	ck_assert_ptr_null(qn_w2v_train(&b.o, b.corpus, b.pool, &b.e));
	ck_assert_ptr_nonnull(strstr(b.e.text, "window 5, not 6"));
	b.e = QN_ERR_INIT;
	b.o.window--;
	b.o.checkpoint = scratch_write("other", "nonsense", 8);
	ck_assert_ptr_null(qn_w2v_train(&b.o, b.corpus, b.pool, &b.e));
	ck_assert(b.e.failed);
	tear_down(&b);
}
END_TEST

SUITE(word2vec, the_defaults_are_the_original_tool_s,
      the_learning_rate_goes_by_model, a_row_stands_for_each_word_in_order,
      one_thread_and_one_seed_give_the_same_bytes, another_seed_gives_others,
      every_option_changes_something,
      deterministic_means_the_same_for_any_number_of_threads,
      one_long_line_is_the_same_for_any_number_of_threads,
      options_out_of_range_are_refused, the_edges_of_the_ranges_train,
      training_goes_on_from_vectors,
      vectors_of_another_dimension_are_no_beginning,
      progress_tells_words_and_a_loss_that_falls, a_callback_can_stop_it,
      a_resumed_run_ends_with_the_same_bytes,
      a_resumed_deterministic_run_does_too,
      nothing_to_resume_begins_at_the_beginning,
      a_checkpoint_of_another_run_is_refused)
