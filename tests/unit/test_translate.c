/* SPDX-License-Identifier: MIT */
/*
 * test_translate.c -- translators: what they learn, that runs which were
 * stopped or had more threads come to the same bytes, and that what is
 * written does not depend on how it is asked for.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/translate.h"
#include "seq/translatetrain.h"
#include "tests/unit/scratch.h"

enum { LETTERS = 10, TAUGHT = 2500, ASKED = 100, MOST = 8 };

/* --- sentences ------------------------------------------------------------ */

/* Lines of up to MOST letters, and the same ones, perhaps backwards. */
static void write_lines(const char *x, const char *y, size_t n, bool backwards,
                        uint64_t seed)
{
	FILE *f = fopen(x, "w"), *g = fopen(y, "w");
	struct qn_rng rng = qn_rng_new(seed, 0);
	for (size_t i = 0; i < n; i++) {
		size_t length = 1 + qn_rng_below(&rng, MOST);
		char a[MOST];
		for (size_t k = 0; k < length; k++)
			a[k] = (char)('a' + qn_rng_below(&rng, LETTERS));
		for (size_t k = 0; k < length; k++) {
			fprintf(f, "%c ", a[k]);
			fprintf(g, "%c ", a[backwards ? length - 1 - k : k]);
		}
		putc('\n', f);
		putc('\n', g);
	}
	fclose(f);
	fclose(g);
}

struct bench {
	struct qn_translator *m;
	struct qn_mtpairs pairs, valid;
};

static const struct qn_mtnet_class *const classes[] = {&qn_mttransformer,
                                                       &qn_mtlstm, &qn_mtgru};
#define CLASSES (sizeof classes / sizeof *classes)

static struct qn_mtshape shape_of(void)
{
	return (struct qn_mtshape){.layers = 1,
	                           .decoder_layers = 1,
	                           .width = 64,
	                           .heads = 2,
	                           .inner = 96,
	                           .score = QN_MTSCORE_ADDITIVE,
	                           .shared = true,
	                           .tied = true};
}

static void set_up(struct bench *b, const struct qn_mtnet_class *class,
                   bool backwards)
{
	const char *file[2] = {scratch("x"), scratch("y")};
	const char *held[2] = {scratch("vx"), scratch("vy")};
	struct qn_mtvocab vocab = {.units = NULL};
	struct qn_mtshape shape = shape_of();
	struct qn_err e = QN_ERR_INIT;
	*b = (struct bench){.m = NULL};
	write_lines(file[0], file[1], TAUGHT, backwards, 1);
	write_lines(held[0], held[1], ASKED, backwards, 2);
	const struct qn_mtvocab_options words = {.min_count = 1};
	const struct qn_mtpairs_source taught = {
	    .source = file[0], .target = file[1], .most = 50};
	const struct qn_mtpairs_source asked = {
	    .source = held[0], .target = held[1], .keep = true};
	ck_assert(qn_mtvocab_learn(&vocab, file, 2, &words, NULL, NULL, &e));
	ck_assert(
	    qn_mtpairs_read(&b->pairs, &taught, &vocab, &vocab, NULL, &e));
	ck_assert(qn_mtpairs_read(&b->valid, &asked, &vocab, &vocab, NULL, &e));
	b->m = qn_translator_new(class, &shape, &vocab, NULL, &e);
	ck_assert_msg(b->m != NULL, "%s", e.text);
}

static void tear_down(struct bench *b)
{
	qn_translator_free(b->m);
	qn_mtpairs_release(&b->pairs);
	qn_mtpairs_release(&b->valid);
}

static struct qn_mttrain_options options(size_t epochs)
{
	struct qn_mttrain_options o = {
	    .course = {.optim = QN_OPTIM_DEFAULTS, .log_every = 1},
	    .epochs = epochs,
	    .batch = 200,
	    .lesson = {.seed = 1}};
	o.course.optim.rate = 0.005f;
	o.course.optim.schedule = QN_SCHEDULE_INVERSE;
	o.course.optim.warmup = 60;
	o.course.optim.cooldown = 0.3f;
	return o;
}

/* --- what is written ------------------------------------------------------ */

struct written {
	struct qn_beam_result result[ASKED];
};

static void translate(struct bench *b, size_t beam, size_t batch, int threads,
                      struct written *to)
{
	struct qn_translate_options o = {.beam = QN_BEAM_DEFAULTS,
	                                 .batch = batch};
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_err e = QN_ERR_INIT;
	o.beam.beam = o.beam.nbest = beam;
	o.beam.shares = true;
	struct qn_translation *t = qn_translation_new(&b->m, 1, &o, &e);
	ck_assert_msg(t != NULL, "%s", e.text);
	ck_assert_msg(qn_translation_run(t, b->valid.x.id, b->valid.x_at, ASKED,
	                                 0, to->result, pool, &e),
	              "%s", e.text);
	qn_translation_free(t);
	qn_pool_free(pool);
}

static void release(struct written *w)
{
	for (size_t i = 0; i < ASKED; i++)
		qn_beam_result_release(&w->result[i]);
}

/* Sentences that are as they should be. */
static size_t right(const struct bench *b, const struct written *w)
{
	size_t n = 0;
	for (size_t i = 0; i < ASKED; i++) {
		const struct qn_beam_target *t = &w->result[i].target[0];
		size_t at = b->valid.y_at[i];
		n += t->n == b->valid.y_at[i + 1] - at &&
		     memcmp(t->id, b->valid.y.id + at, t->n * sizeof *t->id) ==
		         0;
	}
	return n;
}

static void check_same(const struct written *a, const struct written *b)
{
	for (size_t i = 0; i < ASKED; i++) {
		const struct qn_beam_result *x = &a->result[i],
		                            *y = &b->result[i];
		ck_assert_uint_eq(x->n, y->n);
		for (size_t k = 0; k < x->n; k++) {
			const struct qn_beam_target *s = &x->target[k],
			                            *t = &y->target[k];
			size_t rows = s->n + s->ended;
			ck_assert_uint_eq(s->n, t->n);
			ck_assert_mem_eq(s->id, t->id, s->n * sizeof *s->id);
			ck_assert(s->score == t->score && s->nats == t->nats);
			ck_assert_mem_eq(s->shares, t->shares,
			                 rows * sizeof(float));
		}
	}
}

START_TEST(copies_and_reversals_are_learnt)
{
	struct qn_pool *pool = qn_pool_new(2);
	for (size_t i = 0; i < CLASSES; i++)
		for (int backwards = 0; backwards < 2; backwards++) {
			struct qn_mttrain_options o = options(20);
			struct qn_err e = QN_ERR_INIT;
			struct bench b;
			struct written w;
			if (classes[i]->recurrent)
				o.course.optim.rate = 0.01f;
			set_up(&b, classes[i], backwards);
			ck_assert_msg(qn_mttrain(b.m, &b.pairs, &o, pool, &e),
			              "%s", e.text);
			translate(&b, 1, 32, 2, &w);
			ck_assert_msg(right(&b, &w) >= 99, "%s: %zu of 100",
			              classes[i]->name, right(&b, &w));
			release(&w);
			tear_down(&b);
		}
	qn_pool_free(pool);
}
END_TEST

START_TEST(batches_and_threads_do_not_change_what_is_written)
{
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t i = 0; i < CLASSES; i++) {
		struct qn_mttrain_options o = options(2);
		struct qn_err e = QN_ERR_INIT;
		struct bench b;
		struct written first, other;
		set_up(&b, classes[i], false);
		ck_assert(qn_mttrain(b.m, &b.pairs, &o, pool, &e));
		for (size_t beam = 1; beam <= 4; beam += 3) {
			translate(&b, beam, 32, 1, &first);
			translate(&b, beam, 1, 1, &other);
			check_same(&first, &other);
			release(&other);
			translate(&b, beam, 7, 3, &other);
			check_same(&first, &other);
			release(&other);
			release(&first);
		}
		tear_down(&b);
	}
	qn_pool_free(pool);
}
END_TEST

/* --- the same bytes ------------------------------------------------------- */

/* A copy of what training comes to; free it. */
static float *train(const struct qn_mtnet_class *class,
                    const struct qn_mttrain_options *o, int threads,
                    struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_mttrain_options with = *o;
	struct bench b;
	set_up(&b, class, true);
	with.valid = &b.valid;
	size_t n = b.m->net->params.total;
	float *w = qn_malloc(n, sizeof *w);
	qn_mttrain(b.m, &b.pairs, &with, pool, e);
	memcpy(w, b.m->net->w, n * sizeof *w);
	tear_down(&b);
	qn_pool_free(pool);
	return w;
}

static size_t parameters(const struct qn_mtnet_class *class)
{
	struct bench b;
	set_up(&b, class, true);
	size_t n = b.m->net->params.total;
	tear_down(&b);
	return n;
}

/* Says stop at the n-th report. */
static bool stop_at(void *ctx, const struct qn_report *r)
{
	int *left = ctx;
	(void)r;
	return --*left > 0;
}

START_TEST(stopped_runs_and_more_threads_come_to_the_same_parameters)
{
	for (size_t i = 0; i < CLASSES; i++) {
		struct qn_mttrain_options o = options(2);
		struct qn_err e = QN_ERR_INIT;
		size_t n = parameters(classes[i]);
		int left = 70;
		const struct qn_progress stop = {stop_at, &left};
		o.lesson.dropout = 0.1f;
		if (classes[i]->recurrent)
			o.sampling.kind = QN_MTSAMPLING_SIGMOID;
		float *first = train(classes[i], &o, 1, &e);
		ck_assert_msg(!e.failed, "%s", e.text);
		char *path = strdup(scratch("checkpoint"));
		o.course.checkpoint = path;
		o.course.resume = true;
		o.course.progress = &stop;
		free(train(classes[i], &o, 2, &e));
		ck_assert(e.failed && e.interrupted);
		e = QN_ERR_INIT;
		o.course.progress = NULL;
		float *other = train(classes[i], &o, 2, &e);
		ck_assert_msg(!e.failed, "%s", e.text);
		ck_assert_mem_eq(first, other, n * sizeof *first);
		free(other);
		o.lesson.dropout = 0.2f;
		free(train(classes[i], &o, 1, &e));
		ck_assert(strstr(e.text, "dropout"));
		unlink(path);
		free(first);
		free(path);
	}
}
END_TEST

START_TEST(a_saved_model_is_the_same_again)
{
	for (size_t i = 0; i < CLASSES; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct bench b;
		set_up(&b, classes[i], false);
		qn_params_init(&b.m->net->params, b.m->net->w, 3);
		b.m->most = 12;
		ck_assert(qn_translator_save(b.m, scratch("model"), &e));
		struct qn_translator *m =
		    qn_translator_load(scratch("model"), &e);
		ck_assert_msg(m != NULL, "%s", e.text);
		ck_assert_uint_eq(m->most, 12);
		ck_assert_mem_eq(m->net->w, b.m->net->w,
		                 m->net->params.total * sizeof(float));
		qn_translator_free(m);
		tear_down(&b);
	}
}
END_TEST

SUITE(translate, copies_and_reversals_are_learnt,
      batches_and_threads_do_not_change_what_is_written,
      stopped_runs_and_more_threads_come_to_the_same_parameters,
      a_saved_model_is_the_same_again)
