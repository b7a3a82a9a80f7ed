/* SPDX-License-Identifier: MIT */
/*
 * test_textclass.c -- lines with labels, batches of them, networks that tell
 * labels.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/textbatch.h"
#include "seq/textclass.h"
#include "tests/unit/scratch.h"

/* What counts is whether a comes before b: of words alone nobody can tell. */
static void write_lines(const char *path, size_t n, uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, 0);
	FILE *f = fopen(path, "w");
	for (size_t i = 0; i < n; i++) {
		bool first = qn_rng_below(&rng, 2);
		size_t words = 3 + qn_rng_below(&rng, 12);
		size_t at = qn_rng_below(&rng, (uint32_t)words - 1);
		size_t other =
		    at + 1 + qn_rng_below(&rng, (uint32_t)(words - at - 1));
		fprintf(f, "__label__%s", first ? "ab" : "ba");
		for (size_t w = 0; w < words; w++)
			fputs(w == at      ? first ? " a" : " b"
			      : w == other ? first ? " b" : " a"
			                   : " x",
			      f);
		fputc('\n', f);
	}
	fclose(f);
}

static struct qn_lmtrain_options options(void)
{
	struct qn_lmtrain_options o = {
	    .course = {.optim = QN_OPTIM_DEFAULTS, .log_every = 5},
	    .epochs = 8,
	    .batch = 16,
	    .bptt = 20,
	    .accumulate = 1,
	    .lesson = {.dropout = 0.1f, .seed = 3}};
	o.course.optim.rate = 0.01f;
	o.course.optim.clip = 1;
	return o;
}

static struct qn_textclass *new_model(const struct qn_net_class *class,
                                      enum qn_gather gather, const char *path)
{
	struct qn_net_shape shape = {.layers = 1,
	                             .hidden = 32,
	                             .heads = class->carries ? 0 : 2,
	                             .context = 21,
	                             .tied = true,
	                             .head = {2, gather, 0, 0}};
	struct qn_lmvocab vocab = {.unit = QN_LM_WORD};
	struct qn_lmtext ids = {.n = 0};
	struct qn_map labels = {.count = 0};
	struct qn_err e = QN_ERR_INIT;
	if (gather == QN_GATHER_CONV)
		shape.head.filters = 12, shape.head.window = 3;
	ck_assert(qn_lmtext_read(&ids, &vocab, path, 1, NULL, &e));
	free(ids.id);
	ck_assert(qn_textset_labels(&labels, path, &e));
	ck_assert_uint_eq(labels.count, 2);
	struct qn_lmneural *m = qn_lmneural_new(class, &shape, &vocab, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	struct qn_textclass *c = qn_textclass_new(m, &labels, 20, &e);
	ck_assert(c);
	return c;
}

/* After training with so many threads. */
static struct qn_textclass *trained(const struct qn_net_class *class,
                                    enum qn_gather gather, const char *path,
                                    const struct qn_lmtrain_options *o,
                                    int threads, struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_textclass *c = new_model(class, gather, path);
	struct qn_textset set = {.n = 0};
	ck_assert(qn_textset_read(&set, c->m, &c->labels, path, e));
	qn_textclass_train(c, &set, NULL, 0, o, pool, e);
	qn_textset_release(&set);
	qn_pool_free(pool);
	return c;
}

static double accuracy(struct qn_textclass *c, const char *path)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_textset set = {.n = 0};
	struct qn_textclass_score s;
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_textset_read(&set, c->m, &c->labels, path, &e));
	ck_assert(qn_textclass_judge(c, &set, NULL, &s, pool, &e));
	double right = (double)s.right / (double)set.n;
	qn_textset_release(&set);
	qn_pool_free(pool);
	return right;
}

START_TEST(labels_stand_in_front_of_lines)
{
	struct qn_slice line = qn_slice_of("  __label__x-y  the mill");
	ck_assert(qn_slice_eq(qn_textset_label(&line), qn_slice_of("x-y")));
	ck_assert(qn_slice_eq(line, qn_slice_of("  the mill")));
	line = qn_slice_of("__label__");
	ck_assert_uint_eq(qn_textset_label(&line).n, 0);
	line = qn_slice_of("the __label__a mill");
	ck_assert_uint_eq(qn_textset_label(&line).n, 0);
	ck_assert_uint_eq(line.n, 19);
}
END_TEST

START_TEST(every_line_is_in_one_batch_of_an_epoch)
{
	const char *path = scratch("text");
	struct qn_err e = QN_ERR_INIT;
	write_lines(path, 203, 1);
	struct qn_textclass *c = new_model(&qn_rnnnet, QN_GATHER_MEAN, path);
	struct qn_textset set = {.n = 0};
	struct qn_textplan p;
	ck_assert(qn_textset_read(&set, c->m, &c->labels, path, &e));
	qn_textplan_init(&p, &set, 10, 16, 1);
	for (size_t epoch = 0; epoch < 3; epoch++) {
		char seen[203] = {0};
		size_t n = p.n;
		for (size_t i = 0; i < n; i++) {
			const struct qn_textbatch *b =
			    qn_textplan_step(&p, epoch * n + i);
			ck_assert(b->n >= 1 && b->n <= 16);
			for (size_t k = 0; k < b->n; k++) {
				uint32_t line = p.order[b->from + k];
				ck_assert(!seen[line]);
				seen[line] = 1;
				ck_assert_uint_le(
				    qn_textplan_length(&p, line),
				    qn_textbatch_room(&p, b->size));
			}
		}
		ck_assert_uint_eq(p.n, n);
		ck_assert_ptr_null(memchr(seen, 0, sizeof seen));
	}
	qn_textplan_release(&p);
	qn_textset_release(&set);
	qn_textclass_free(c);
}
END_TEST

START_TEST(labels_that_go_by_order_are_learnt)
{
	const char *path = scratch("text"), *other = scratch("other");
	struct qn_err e = QN_ERR_INIT;
	struct qn_lmtrain_options o = options();
	write_lines(path, 600, 1);
	write_lines(other, 200, 2);
	for (int g = 0; g <= QN_GATHER_CONV; g++) {
		struct qn_textclass *c =
		    trained(&qn_grunet, (enum qn_gather)g, path, &o, 2, &e);
		ck_assert_msg(!e.failed, "%s", e.text);
		double right = accuracy(c, other);
		ck_assert_msg(right > 0.95, "%d: %g", g, right);
		qn_textclass_free(c);
	}
	o.course.optim.rate = 0.004f;
	o.epochs = 20;
	struct qn_textclass *c =
	    trained(&qn_bertnet, QN_GATHER_MEAN, path, &o, 2, &e);
	double right = accuracy(c, other);
	ck_assert_msg(right > 0.9, "%g", right);
	qn_textclass_free(c);
	o = options();
	c = trained(&qn_bilstmnet, QN_GATHER_LAST, path, &o, 2, &e);
	right = accuracy(c, other);
	ck_assert_msg(right > 0.95, "%g", right);
	qn_textclass_free(c);
}
END_TEST

START_TEST(any_number_of_threads_and_stops_train_the_same)
{
	static const struct qn_net_class *const classes[] = {
	    &qn_lstmnet, &qn_gptnet, &qn_bertnet};
	const char *path = scratch("text");
	write_lines(path, 100, 1);
	for (size_t i = 0; i < 3; i++) {
		struct qn_lmtrain_options o = options();
		struct qn_err e = QN_ERR_INIT;
		o.epochs = 2;
		struct qn_textclass *a =
		    trained(classes[i], QN_GATHER_ATTENTION, path, &o, 1, &e);
		o.course.checkpoint = scratch("checkpoint");
		o.course.checkpoint_every = 5;
		qn_textclass_free(
		    trained(classes[i], QN_GATHER_ATTENTION, path, &o, 1, &e));
		o.course.resume = true; /* in the middle of the second epoch */
		struct qn_textclass *b =
		    trained(classes[i], QN_GATHER_ATTENTION, path, &o, 3, &e);
		ck_assert_msg(!e.failed, "%s", e.text);
		size_t n = a->m->net->params.total;
		ck_assert_mem_eq(a->m->net->w, b->m->net->w, n * sizeof(float));
		qn_textclass_free(a);
		qn_textclass_free(b);
	}
}
END_TEST

START_TEST(a_file_tells_the_same_labels)
{
	const char *path = scratch("text"), *model = scratch("model");
	struct qn_lmtrain_options o = options();
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	const uint32_t id[4] = {1, 2, 1, 0};
	float before[2], after[2];
	write_lines(path, 100, 1);
	o.epochs = 1;
	for (int g = 0; g <= QN_GATHER_CONV; g++) {
		struct qn_textclass *c =
		    trained(&qn_lstmnet, (enum qn_gather)g, path, &o, 1, &e);
		ck_assert(qn_textclass_tell(c, id, 4, before, pool, &e));
		ck_assert(qn_textclass_save(c, model, &e));
		struct qn_textclass *again = qn_textclass_load(model, &e);
		ck_assert_msg(again != NULL, "%s", e.text);
		ck_assert(qn_textclass_tell(again, id, 4, after, pool, &e));
		ck_assert_mem_eq(before, after, sizeof before);
		qn_textclass_free(c);
		qn_textclass_free(again);
	}
	qn_pool_free(pool);
}
END_TEST

SUITE(textclass, labels_stand_in_front_of_lines,
      every_line_is_in_one_batch_of_an_epoch,
      labels_that_go_by_order_are_learnt,
      any_number_of_threads_and_stops_train_the_same,
      a_file_tells_the_same_labels)
