/* SPDX-License-Identifier: MIT */
/*
 * lmtrainstate.c -- see lmtrainstate.h.
 */
#include "seq/lmtrainstate.h"

#include <math.h>
#include <string.h>

#include "base/checkpoint.h"
#include "base/mem.h"

/* --- in memory ---------------------------------------------------------------- */

/* The arrays of a state, one after the other; those there are. */
struct part {
	const char *name;
	float *at;
	size_t n;
};
enum { PARTS = 5, KEPT = 4 };

static void parts(const struct qn_lmtrain_state *s, struct part part[PARTS])
{
	size_t n = s->optim.n;
	const struct part all[PARTS] = {
	    {"w", s->w, n},
	    {"mean", s->optim.mean, s->optim.mean ? n : 0},
	    {"square", s->optim.square, s->optim.square ? n : 0},
	    {"state", s->run->state, s->run->state_n},
	    {"best", s->best, s->best ? n : 0}};
	memcpy(part, all, sizeof all);
}

bool qn_lmtrain_state_init(struct qn_lmtrain_state *s, struct qn_lmneural *m,
                           const struct qn_lmtrain_options *o, uint64_t total,
                           struct qn_err *e)
{
	size_t n = m->net->params.total, kept = 0;
	struct part part[PARTS];
	*s = (struct qn_lmtrain_state){.w = m->net->w};
	s->number = (struct qn_lmtrain_numbers){
	    .cut = 1,
	    .best = HUGE_VAL,
	    .recent = log((double)m->lm.vocabulary)};
	s->run = m->net->class->run(m->net, o->batch, o->bptt, true, e);
	if (!s->run || !qn_optim_init(&s->optim, &o->optim, n, total, e))
		return false;
	m->net->class->reset(s->run);
	if (o->valid)
		s->best = qn_big_alloc(n, sizeof *s->best, "parameters", e);
	parts(s, part);
	for (size_t i = 0; i < KEPT; i++)
		kept += part[i].n;
	s->kept = qn_big_alloc(kept, sizeof *s->kept, "parameters", e);
	return !e->failed;
}

void qn_lmtrain_state_release(struct qn_lmtrain_state *s)
{
	if (s->run)
		s->run->net->class->free(s->run);
	qn_optim_release(&s->optim);
	qn_big_free(s->best);
	qn_big_free(s->kept);
	*s = (struct qn_lmtrain_state){.w = NULL};
}

void qn_lmtrain_state_keep(struct qn_lmtrain_state *s)
{
	struct part part[PARTS];
	float *to = s->kept;
	parts(s, part);
	for (size_t i = 0; i < KEPT; to += part[i++].n)
		if (part[i].n)
			memcpy(to, part[i].at, part[i].n * sizeof *to);
	s->kept_number = s->number;
}

void qn_lmtrain_state_restore(struct qn_lmtrain_state *s)
{
	struct part part[PARTS];
	const float *from = s->kept;
	parts(s, part);
	for (size_t i = 0; i < KEPT; from += part[i++].n)
		if (part[i].n)
			memcpy(part[i].at, from, part[i].n * sizeof *from);
	s->number = s->kept_number;
	s->optim.step = (uint64_t)s->number.step;
	s->optim.cut = (float)s->number.cut;
}

/* --- in a file ---------------------------------------------------------------- */

#define KIND  "lm-checkpoint"
#define FACTS 29

struct facts {
	struct qn_fact fact[FACTS];
	size_t n;
};

static void number(struct facts *f, const char *key, double x)
{
	qn_fact_set(&f->fact[f->n++], key, "%.9g", x);
}

static void shape_facts(struct facts *f, const struct qn_net_shape *s)
{
	number(f, "layers", (double)s->layers);
	number(f, "hidden", (double)s->hidden);
	number(f, "embed", (double)s->embed);
	number(f, "heads", (double)s->heads);
	number(f, "inner", (double)s->inner);
	number(f, "context", (double)s->context);
	number(f, "positions", s->positions);
	number(f, "activation", s->activation);
	number(f, "tied", s->tied);
}

static void optim_facts(struct facts *f, const struct qn_optim_options *o)
{
	number(f, "optimizer", o->kind);
	number(f, "schedule", o->schedule);
	number(f, "lr", (double)o->rate);
	number(f, "momentum", (double)o->momentum);
	number(f, "beta1", (double)o->mean);
	number(f, "beta2", (double)o->square);
	number(f, "epsilon", (double)o->epsilon);
	number(f, "weight-decay", (double)o->decay);
	number(f, "clip", (double)o->clip);
	number(f, "warmup", (double)o->warmup);
}

static void all_facts(struct facts *f, const struct qn_lmneural *m,
                      const struct qn_lmtext *text,
                      const struct qn_lmtrain_options *o)
{
	f->n = 0;
	qn_fact_set(&f->fact[f->n++], "arch", "%s", m->net->class->name);
	shape_facts(f, &m->net->shape);
	optim_facts(f, &o->optim);
	number(f, "epochs", (double)o->epochs);
	number(f, "batch", (double)o->batch);
	number(f, "bptt", (double)o->bptt);
	number(f, "dropout", (double)o->lesson.dropout);
	number(f, "locked", o->lesson.locked);
	number(f, "label-smoothing", (double)o->lesson.smooth);
	qn_fact_set(&f->fact[f->n++], "seed", "%ju", (uintmax_t)o->lesson.seed);
	qn_fact_set(&f->fact[f->n++], "validation", "%s",
	            o->valid ? "yes" : "no");
	qn_fact_set(&f->fact[f->n++], "text", "%016jx",
	            (uintmax_t)qn_hash(text->id, text->n * sizeof *text->id));
}

bool qn_lmtrain_state_save(const struct qn_lmtrain_state *s,
                           const struct qn_lmneural *m,
                           const struct qn_lmtext *text,
                           const struct qn_lmtrain_options *o, struct qn_err *e)
{
	struct part part[PARTS];
	struct facts f;
	all_facts(&f, m, text, o);
	parts(s, part);
	struct qn_tensors_out *out =
	    qn_checkpoint_create(o->checkpoint, KIND, f.fact, f.n);
	size_t numbers = sizeof s->number / sizeof(double);
	qn_tensors_out_declare(out, "numbers", QN_F64, 1, &numbers);
	for (size_t i = 0; i < PARTS; i++)
		qn_tensors_out_declare(out, part[i].name, QN_F32, 1,
		                       &part[i].n);
	qn_tensors_out_write(out, &s->number, sizeof s->number);
	for (size_t i = 0; i < PARTS; i++)
		qn_tensors_out_write(out, part[i].at,
		                     part[i].n * sizeof(float));
	return qn_tensors_finish(out, e);
}

static bool load_numbers(struct qn_lmtrain_state *s, const struct qn_tensors *t,
                         struct qn_err *e)
{
	const struct qn_tensor *x = qn_tensors_find(t, "numbers", QN_F64, 1, e);
	if (!x)
		return false;
	if (x->bytes != sizeof s->number)
		return qn_fail(e, "%s: its numbers do not fit", t->name);
	memcpy(&s->number, x->data, sizeof s->number);
	double step = s->number.step, cut = s->number.cut;
	if (!(step >= 0 && step <= (double)s->optim.total && cut > 0 &&
	      cut <= 1 && s->number.log >= 0 && s->number.log < 0x1p53))
		return qn_fail(e, "%s: a step out of range", t->name);
	s->optim.step = (uint64_t)step;
	s->optim.cut = (float)cut;
	return true;
}

static bool load_parts(struct qn_lmtrain_state *s, const struct qn_tensors *t,
                       struct qn_err *e)
{
	struct part part[PARTS];
	parts(s, part);
	for (size_t i = 0; i < PARTS; i++) {
		const struct qn_tensor *x =
		    qn_tensors_find(t, part[i].name, QN_F32, 1, e);
		if (!x)
			return false;
		if (x->count != part[i].n)
			return qn_fail(e, "%s: %s does not fit", t->name,
			               part[i].name);
		if (x->count)
			memcpy(part[i].at, x->data, x->bytes);
	}
	return true;
}

bool qn_lmtrain_state_load(struct qn_lmtrain_state *s,
                           const struct qn_lmneural *m,
                           const struct qn_lmtext *text,
                           const struct qn_lmtrain_options *o, struct qn_err *e)
{
	struct facts f;
	all_facts(&f, m, text, o);
	struct qn_tensors *t =
	    qn_checkpoint_open(o->checkpoint, KIND, f.fact, f.n, e);
	if (t && load_numbers(s, t, e))
		load_parts(s, t, e);
	qn_tensors_close(t);
	return !e->failed;
}
