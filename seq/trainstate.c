/* SPDX-License-Identifier: MIT */
/*
 * trainstate.c -- see trainstate.h.
 */
#include "seq/trainstate.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* --- in memory ------------------------------------------------------------ */

/* The arrays of a state, one after the other; those there are. */
struct part {
	const char *name;
	float *at;
	size_t n;
};
enum { PARTS = 6, KEPT = 4 };

static void parts(const struct qn_trainstate *s, struct part part[PARTS])
{
	size_t n = s->optim.n;
	const struct part all[PARTS] = {
	    {"w", s->w, n},
	    {"mean", s->optim.mean, s->optim.mean ? n : 0},
	    {"square", s->optim.square, s->optim.square ? n : 0},
	    {"state", s->carried, s->carried_n},
	    {"best", s->best, s->best ? n : 0},
	    {"average", s->average, s->average ? n : 0}};
	memcpy(part, all, sizeof all);
}

bool qn_trainstate_init(struct qn_trainstate *s,
                        const struct qn_optim_options *o, size_t n,
                        const struct qn_trainstate_plan *plan, struct qn_err *e)
{
	size_t kept = 0;
	struct part part[PARTS];
	s->number = (struct qn_train_numbers){
	    .cut = 1, .best = HUGE_VAL, .recent = plan->recent};
	if (e->failed || !qn_optim_init(&s->optim, o, n, plan->total, e))
		return false;
	if (plan->best)
		s->best = qn_big_alloc(n, sizeof *s->best, "parameters", e);
	if (plan->average)
		s->average =
		    qn_big_alloc(n, sizeof *s->average, "parameters", e);
	parts(s, part);
	for (size_t i = 0; i < KEPT; i++)
		kept += part[i].n;
	s->kept = qn_big_alloc(kept, sizeof *s->kept, "parameters", e);
	return !e->failed;
}

void qn_trainstate_release(struct qn_trainstate *s)
{
	qn_optim_release(&s->optim);
	qn_big_free(s->best);
	qn_big_free(s->average);
	qn_big_free(s->kept);
	*s = (struct qn_trainstate){.w = NULL};
}

void qn_trainstate_keep(struct qn_trainstate *s)
{
	struct part part[PARTS];
	float *to = s->kept;
	parts(s, part);
	for (size_t i = 0; i < KEPT; to += part[i++].n)
		if (part[i].n)
			memcpy(to, part[i].at, part[i].n * sizeof *to);
	s->kept_number = s->number;
}

void qn_trainstate_restore(struct qn_trainstate *s)
{
	struct part part[PARTS];
	const float *from = s->kept;
	parts(s, part);
	for (size_t i = 0; i < KEPT; from += part[i++].n)
		if (part[i].n)
			memcpy(part[i].at, from, part[i].n * sizeof *from);
	bool same = s->number.averaged == s->kept_number.averaged;
	s->number = s->kept_number;
	if (!same)
		s->number.averaged = 0;
	s->optim.step = (uint64_t)s->number.step;
	s->optim.cut = (float)s->number.cut;
}

void qn_trainstate_average(struct qn_trainstate *s)
{
	float share = 1 / (float)++s->number.averaged;
	for (size_t i = 0; i < s->optim.n; i++)
		s->average[i] =
		    share < 1
		        ? s->average[i] + share * (s->w[i] - s->average[i])
		        : s->w[i];
}

/* --- facts ---------------------------------------------------------------- */

static struct qn_fact *next_fact(struct qn_trainfacts *f)
{
	assert(f->n < sizeof f->fact / sizeof *f->fact);
	return &f->fact[f->n++];
}

void qn_trainfacts_add(struct qn_trainfacts *f, const char *key, double x)
{
	qn_fact_set(next_fact(f), key, "%.9g", x);
}

void qn_trainfacts_text(struct qn_trainfacts *f, const char *key,
                        const char *format, ...)
{
	char text[sizeof f->fact->value];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	qn_fact_set(next_fact(f), key, "%s", text);
}

void qn_trainfacts_optim(struct qn_trainfacts *f,
                         const struct qn_optim_options *o)
{
	qn_trainfacts_add(f, "optimizer", o->kind);
	qn_trainfacts_add(f, "schedule", o->schedule);
	qn_trainfacts_add(f, "lr", (double)o->rate);
	qn_trainfacts_add(f, "momentum", (double)o->momentum);
	qn_trainfacts_add(f, "beta1", (double)o->mean);
	qn_trainfacts_add(f, "beta2", (double)o->square);
	qn_trainfacts_add(f, "epsilon", (double)o->epsilon);
	qn_trainfacts_add(f, "weight-decay", (double)o->decay);
	qn_trainfacts_add(f, "clip", (double)o->clip);
	qn_trainfacts_add(f, "clip-value", (double)o->clip_value);
	qn_trainfacts_add(f, "warmup", (double)o->warmup);
	qn_trainfacts_add(f, "cooldown", (double)o->cooldown);
	qn_trainfacts_add(f, "fall-every", o->fall_every);
	qn_trainfacts_add(f, "fall", (double)o->fall);
}

/* --- in a file ------------------------------------------------------------ */

bool qn_trainstate_save(const struct qn_trainstate *s, const char *path,
                        const struct qn_trainfacts *f, struct qn_err *e)
{
	struct part part[PARTS];
	parts(s, part);
	struct qn_tensors_out *out =
	    qn_checkpoint_create(path, f->kind, f->fact, f->n);
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

static bool load_numbers(struct qn_trainstate *s, const struct qn_tensors *t,
                         struct qn_err *e)
{
	const struct qn_tensor *x = qn_tensors_find(t, "numbers", QN_F64, 1, e);
	if (!x)
		return false;
	if (x->bytes != sizeof s->number)
		return qn_fail(e, "%s: its numbers do not fit", t->name);
	memcpy(&s->number, x->data, sizeof s->number);
	double step = s->number.step, cut = s->number.cut;
	if (!(step >= 0 && step <= (double)s->optim.total && cut >= 0 &&
	      cut <= 1 && s->number.log >= 0 && s->number.log < 0x1p53))
		return qn_fail(e, "%s: a step out of range", t->name);
	s->optim.step = (uint64_t)step;
	s->optim.cut = (float)cut;
	return true;
}

static bool load_parts(struct qn_trainstate *s, const struct qn_tensors *t,
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

bool qn_trainstate_load(struct qn_trainstate *s, const char *path,
                        const struct qn_trainfacts *f, struct qn_err *e)
{
	struct qn_tensors *t =
	    qn_checkpoint_open(path, f->kind, f->fact, f->n, e);
	if (t && load_numbers(s, t, e))
		load_parts(s, t, e);
	qn_tensors_close(t);
	return !e->failed;
}
