/* SPDX-License-Identifier: MIT */
/*
 * textclasstrain.c -- training a network with its head; see textclass.h.
 *
 * The head goes through the lines of a batch one after the other: next to the
 * network it is nothing.
 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "seq/dropout.h"
#include "seq/textbatch.h"
#include "seq/textclass.h"

struct training {
	struct qn_textclass *c;
	const struct qn_textset *valid;
	const struct qn_lmtrain_options *o;
	struct qn_pool *pool;
	struct qn_textplan plan;
	struct qn_netrun *run[QN_TEXTBATCH_SIZES]; /* of those there are */
	uint32_t *x, *lengths;   /* [rows][most + 1]; [rows]               */
	float *states, *dstates; /* [most][hidden] of a line              */
};

/* The end of a line comes first where what follows is not seen. */
static size_t lead(const struct training *t)
{
	return !t->c->m->net->class->masked;
}

/* --- a step --------------------------------------------------------------- */

static void fill(struct training *t, const struct qn_textbatch *b,
                 struct qn_netrun *run)
{
	size_t first = lead(t), rows = run->rows;
	memset(t->x, 0, rows * run->steps * sizeof *t->x); /* QN_LM_END */
	for (size_t r = 0; r < rows; r++)
		t->lengths[r] = 1;
	for (size_t r = 0; r < b->n; r++) {
		size_t i = t->plan.order[b->from + r];
		size_t n = qn_textplan_length(&t->plan, i);
		const uint32_t *id = t->plan.set->text.id + t->plan.set->at[i];
		memcpy(t->x + r * run->steps + first, id, n * sizeof *id);
		t->lengths[r] = (uint32_t)(n + first);
	}
	run->lengths = t->lengths;
}

/* States or their gradients of sequence r, between the run and a line. */
static void copy_line(const struct training *t, struct qn_netrun *run, size_t r,
                      size_t n, bool back)
{
	size_t hidden = t->c->head.hidden, first = lead(t);
	for (size_t i = 0; i < n; i++) {
		size_t at = qn_netrun_row(run, r, i + first) * run->width;
		if (back)
			memcpy(run->dstates + at, t->dstates + i * hidden,
			       hidden * sizeof(float));
		else
			memcpy(t->states + i * hidden, run->states + at,
			       hidden * sizeof(float));
	}
}

static double learn_head(struct training *t, const struct qn_textbatch *b,
                         struct qn_netrun *run, const struct qn_lesson *lesson)
{
	struct qn_head *h = &t->c->head;
	const struct qn_dropout drop =
	    qn_lesson_dropout(lesson, lesson->dropout, QN_DROPOUT_HEAD);
	double sum = 0;
	memset(run->g + h->from, 0, (h->to - h->from) * sizeof(float));
	memset(run->dstates, 0,
	       run->rows * run->steps * run->width * sizeof(float));
	for (size_t r = 0; r < b->n; r++) {
		size_t i = t->plan.order[b->from + r];
		size_t n = qn_textplan_length(&t->plan, i);
		copy_line(t, run, r, n, false);
		sum += qn_head_learn(h, t->states, n, t->plan.set->label[i],
		                     lesson->smooth, 1 / (float)b->n, &drop,
		                     r * h->width, run->g, t->dstates);
		copy_line(t, run, r, n, true);
	}
	return sum / (double)b->n;
}

static double score(void *ctx, uint64_t step, const float **g)
{
	struct training *t = ctx;
	const struct qn_net_class *class = t->c->m->net->class;
	const struct qn_textbatch *b = qn_textplan_step(&t->plan, step);
	struct qn_netrun *run = t->run[b->size];
	struct qn_lesson lesson = t->o->lesson;
	lesson.step = step;
	fill(t, b, run);
	class->reset(run);
	class->read(run, t->x, &lesson, t->pool);
	class->clear(run);
	double loss = learn_head(t, b, run, &lesson);
	class->learn(run, &lesson, t->pool);
	*g = run->g;
	return loss;
}

/* --- the whole ------------------------------------------------------------ */

static bool due(const void *ctx, uint64_t step)
{
	return step % ((const struct training *)ctx)->plan.n == 0;
}

static bool validate(void *ctx, struct qn_buf *line, double *loss,
                     struct qn_err *e)
{
	struct training *t = ctx;
	struct qn_textclass_score s;
	if (!qn_textclass_judge(t->c, t->valid, NULL, &s, t->pool, e))
		return false;
	qn_buf_printf(line, ", \"valid_loss\": %.6g, \"valid_accuracy\": %.6g",
	              s.loss, (double)s.right / (double)t->valid->n);
	*loss = s.loss;
	return true;
}

static void all_facts(struct qn_trainfacts *f, const struct training *t)
{
	const struct qn_net *net = t->c->m->net;
	const struct qn_textset *set = t->plan.set;
	qn_trainfacts_text(f, "arch", "%s", net->class->name);
	qn_trainfacts_add(f, "layers", (double)net->shape.layers);
	qn_trainfacts_add(f, "hidden", (double)net->shape.hidden);
	qn_trainfacts_add(f, "parameters", (double)net->params.total);
	qn_trainfacts_add(f, "gather", net->shape.head.gather);
	qn_lmtrain_facts(f, t->o);
	qn_trainfacts_add(f, "pieces of a line", (double)t->c->most);
	qn_trainfacts_text(f, "validation", "%s", t->valid ? "yes" : "no");
	qn_trainfacts_text(
	    f, "text", "%016jx",
	    (uintmax_t)qn_hash(set->text.id, set->text.n * sizeof(uint32_t)));
	qn_trainfacts_text(
	    f, "labels", "%016jx",
	    (uintmax_t)qn_hash(set->label, set->n * sizeof(uint32_t)));
}

static bool begin(struct training *t, struct qn_err *e)
{
	const struct qn_net *net = t->c->m->net;
	size_t rows = t->o->batch, most = t->c->most + lead(t);
	t->x = qn_big_alloc(rows * (most + 1), sizeof *t->x, "a batch", e);
	t->lengths = t->x ? t->x + rows * most : NULL;
	t->states = qn_big_alloc(2 * most * net->shape.hidden,
	                         sizeof *t->states, "states", e);
	t->dstates = t->states ? t->states + most * net->shape.hidden : NULL;
	for (size_t i = 0; i < t->plan.n && !e->failed; i++) {
		size_t s = t->plan.batch[i].size;
		size_t steps = qn_textbatch_room(&t->plan, s) + lead(t);
		if (!t->run[s])
			t->run[s] = net->class->run(net, rows, steps, true, e);
	}
	return !e->failed;
}

static bool run(struct training *t, struct qn_err *e)
{
	const struct qn_lmtrain_options *o = t->o;
	const struct qn_net *net = t->c->m->net;
	struct qn_learner l = {.ctx = t,
	                       .w = net->w,
	                       .n = net->params.total,
	                       .steps = o->epochs * t->plan.n,
	                       .epoch = t->plan.n,
	                       .pieces = (double)t->plan.set->text.n /
	                                 (double)t->plan.n,
	                       .recent = log((double)t->c->labels.count),
	                       .facts = {.kind = "textclass-checkpoint"},
	                       .score = score,
	                       .due = t->valid ? due : NULL,
	                       .validate = validate};
	all_facts(&l.facts, t);
	return qn_train(&l, &o->course, t->pool, e);
}

/* All but the first `kept` floats as they begin. */
static bool init(struct qn_net *net, size_t kept,
                 const struct qn_lmtrain_options *o, struct qn_err *e)
{
	float *first = qn_big_alloc(kept, sizeof *first, "parameters", e);
	if (!first)
		return false;
	memcpy(first, net->w, kept * sizeof *first);
	qn_params_begin(&net->params, o->begin, o->begin_scale);
	qn_params_init(&net->params, net->w, o->lesson.seed);
	memcpy(net->w, first, kept * sizeof *first);
	qn_big_free(first);
	return true;
}

bool qn_textclass_train(struct qn_textclass *c, const struct qn_textset *set,
                        const struct qn_textset *valid, size_t kept,
                        const struct qn_lmtrain_options *o,
                        struct qn_pool *pool, struct qn_err *e)
{
	struct training t = {.c = c, .valid = valid, .o = o, .pool = pool};
	if (!qn_lmtrain_check(o, e) || !init(c->m->net, kept, o, e))
		return false;
	qn_textplan_init(&t.plan, set, c->most, o->batch, o->lesson.seed);
	if (begin(&t, e))
		run(&t, e);
	for (size_t i = 0; i < QN_TEXTBATCH_SIZES; i++)
		c->m->net->class->free(t.run[i]);
	qn_textplan_release(&t.plan);
	qn_big_free(t.x);
	qn_big_free(t.states);
	return !e->failed;
}
