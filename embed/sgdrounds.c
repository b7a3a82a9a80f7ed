/* SPDX-License-Identifier: MIT */
/*
 * sgdrounds.c -- training whose bytes do not depend on the threads.
 *
 * The corpus is cut into SHARDS parts, whatever the number of threads, and
 * trained in rounds of a few lines a shard.  What a round will touch is known
 * from its plans.  A row that one shard alone touches is trained in place; a
 * row that several touch is copied by each of them, and at the end of the
 * round their changes are added to it in the order of the shards.
 *
 *	train    shard q: its lines of round r, in place or on
 *	         copies, then copy -= row                       by shard
 *	draw     shard q: plans of round r + 1; note in every
 *	         row's set of shards that q will touch it       by shard
 *	settle   row += copy of shard 0, 1, ...                 by row
 *	         empty the sets of round r                      by shard
 *
 * Training and drawing need nothing of each other, so a round has two meeting
 * points; a set is the same in whatever order shards enter it.  Short rounds
 * keep few rows contested and the copies warm in the cache; long ones keep
 * meetings rare.  The dense block is contested always: each shard has a copy.
 * Changes made next to each other add up to a larger step than one after the
 * other: where rates are high only a share of them is added.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "embed/sgd.h"
#include "embed/sgdranks.h"

#define SHARDS        8   /* bits of a set; most threads that find work  */
#define TELL_ROUNDS   100 /* between two reports                         */
#define MEASURE_EVERY 64  /* lines                                       */
#define SLOT_FREE     UINT32_MAX

struct copies {
	uint32_t *row; /* [n] which rows                              */
	float *value;  /* [n][stride] their copies, then their changes */
	size_t n, room;
	uint32_t *at;   /* [n] which slot each has                     */
	uint32_t *slot; /* [slots] hash of row -> index, or SLOT_FREE  */
	size_t slots;   /* a power of two, at least twice n            */
};

struct lines {
	struct qn_sgd_plan **plan; /* [n], of [room] */
	size_t n, room;
};

/* Of shards, one bit each. */
typedef _Atomic uint8_t shard_set;

struct shard {
	uint8_t bit; /* its own in a set */
	struct qn_sgd_cursor cursor;
	struct lines now, next;
	struct copies copies;
	float *dense; /* [run.dense_size] its copy, then its change */
	struct qn_sgd_places places;
	struct qn_sgd_tally tally;
	void *scratch;
	size_t line; /* trained so far */
	struct qn_err e;
};

struct rounds {
	const struct qn_sgd *run;
	struct shard *shard;     /* [SHARDS]                           */
	uint8_t order[SHARDS];   /* of shards, most to do first        */
	shard_set *touch, *next; /* [run.rows] in this round, the next */
	float rate;
};

/* Most rows are met for the first time; a lock is dear, and no use to one
 * thread. */
static void enter(const struct rounds *w, const struct shard *s, uint32_t row)
{
	shard_set *set = &w->next[row];
	uint8_t in = atomic_load_explicit(set, memory_order_relaxed);
	if (in & s->bit)
		return;
	if (qn_pool_threads(w->run->pool) == 1)
		atomic_store_explicit(set, in | s->bit, memory_order_relaxed);
	else
		atomic_fetch_or_explicit(set, s->bit, memory_order_relaxed);
}

/* The next plan to draw into, made at its first use. */
static struct qn_sgd_plan *add_line(struct lines *l, const struct qn_sgd *r)
{
	if (l->n == l->room) {
		l->room = 2 * l->room + 4;
		l->plan = qn_realloc(l->plan, l->room, sizeof *l->plan);
		for (size_t i = l->n; i < l->room; i++)
			l->plan[i] = qn_sgd_plan_new(r);
	}
	return l->plan[l->n++];
}

/* A line, or a piece of one: a long line, of which much is contested, would
 * make a long round. */
static bool draw_line(const struct qn_sgd *r, struct qn_sgd_plan *p,
                      struct qn_sgd_cursor *c)
{
	size_t end = c->end;
	if (r->piece_ids > 0 && end - c->at > r->piece_ids)
		c->end = c->at + r->piece_ids;
	bool drawn = r->learner->draw(p, r->model, c);
	c->end = end;
	return drawn;
}

static void draw(struct rounds *w, struct shard *s)
{
	const struct qn_sgd *r = w->run;
	size_t stop = s->cursor.at + r->round_ids;
	s->next.n = 0;
	while (s->cursor.at < s->cursor.end && s->cursor.at < stop) {
		struct qn_sgd_plan *p = add_line(&s->next, r);
		if (!draw_line(r, p, &s->cursor)) {
			s->next.n--;
			break;
		}
		for (size_t i = 0; i < p->inputs; i++)
			enter(w, s, p->input[i]);
		for (size_t i = 0; i < p->targets; i++)
			enter(w, s, p->target[i]);
	}
}

static void empty_sets(struct rounds *w, const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const struct qn_sgd_plan *p = lines->plan[i];
		for (size_t t = 0; t < p->inputs; t++)
			atomic_store_explicit(&w->touch[p->input[t]], 0,
			                      memory_order_relaxed);
		for (size_t k = 0; k < p->targets; k++)
			atomic_store_explicit(&w->touch[p->target[k]], 0,
			                      memory_order_relaxed);
	}
}

/* --- copies --------------------------------------------------------------- */

static size_t slot_of(const struct copies *c, uint32_t row)
{
	size_t i = (row * UINT32_C(0x9e3779b1)) & (c->slots - 1);
	while (c->slot[i] != SLOT_FREE && c->row[c->slot[i]] != row)
		i = (i + 1) & (c->slots - 1);
	return i;
}

static bool reserve(struct copies *c, size_t more, size_t stride,
                    struct qn_err *e)
{
	if (c->n + more <= c->room)
		return true;
	size_t room = 2 * (c->n + more);
	float *value =
	    qn_big_alloc(room, stride * sizeof *value, "copies of rows", e);
	if (!value)
		return false;
	if (c->n)
		memcpy(value, c->value, c->n * stride * sizeof *value);
	qn_big_free(c->value);
	c->value = value;
	c->row = qn_realloc(c->row, room, sizeof *c->row);
	c->at = qn_realloc(c->at, room, sizeof *c->at);
	c->room = room;
	for (c->slots = 64; c->slots < 2 * room;)
		c->slots *= 2;
	c->slot = qn_realloc(c->slot, c->slots, sizeof *c->slot);
	memset(c->slot, 0xff, c->slots * sizeof *c->slot);
	for (uint32_t i = 0; i < c->n; i++) {
		c->at[i] = (uint32_t)slot_of(c, c->row[i]);
		c->slot[c->at[i]] = i;
	}
	return true;
}

static void forget(struct copies *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->slot[c->at[i]] = SLOT_FREE;
	c->n = 0;
}

/* Where shard q trains a row: the row, or its copy, which is made later. */
static float *place_of(const struct rounds *w, struct shard *s, uint32_t row)
{
	const struct qn_sgd *r = w->run;
	if (atomic_load_explicit(&w->touch[row], memory_order_relaxed) ==
	    s->bit)
		return qn_sgd_row(r, row);
	struct copies *c = &s->copies;
	size_t at = slot_of(c, row);
	if (c->slot[at] == SLOT_FREE) {
		c->slot[at] = (uint32_t)c->n;
		c->at[c->n] = (uint32_t)at;
		c->row[c->n++] = row;
		__builtin_prefetch(qn_sgd_row(r, row));
	}
	return c->value + c->slot[at] * r->stride;
}

static bool resolve(const struct rounds *w, struct shard *s,
                    const struct qn_sgd_plan *p)
{
	const struct qn_sgd *r = w->run;
	struct copies *c = &s->copies;
	if (!reserve(c, p->inputs + p->targets, r->stride, &s->e))
		return false;
	size_t had = c->n;
	qn_sgd_places_room(&s->places, p);
	for (size_t i = 0; i < p->inputs; i++)
		s->places.input[i] = place_of(w, s, p->input[i]);
	for (size_t i = 0; i < p->targets; i++)
		s->places.target[i] = place_of(w, s, p->target[i]);
	for (size_t i = had; i < c->n; i++)
		memcpy(c->value + i * r->stride, qn_sgd_row(r, c->row[i]),
		       r->stride * sizeof *c->value);
	return true;
}

/* --- one round ------------------------------------------------------------ */

static void train_lines(const struct rounds *w, struct shard *s)
{
	const struct qn_sgd *r = w->run;
	struct qn_sgd_line line = {
	    .dense = s->dense, .rate = w->rate, .tally = &s->tally};
	for (size_t i = 0; i < s->now.n; i++) {
		line.plan = s->now.plan[i];
		if (line.plan->inputs == 0 || !resolve(w, s, line.plan))
			continue;
		line.input = s->places.input;
		line.target = s->places.target;
		line.measure = s->line++ % MEASURE_EVERY == 0;
		r->learner->step(s->scratch, r->model, &line);
	}
}

static void train_shard(void *ctx, size_t turn, size_t begin, size_t end)
{
	(void)begin, (void)end;
	struct rounds *w = ctx;
	const struct qn_sgd *r = w->run;
	struct shard *s = &w->shard[w->order[turn]];
	if (r->dense_size > 0)
		memcpy(s->dense, r->dense, r->dense_size * sizeof *s->dense);
	train_lines(w, s);
	for (size_t i = 0; i < s->copies.n; i++)
		qn_kern()->axpy(s->copies.value + i * r->stride, -1,
		                qn_sgd_row(r, s->copies.row[i]), r->stride);
	qn_kern()->axpy(s->dense, -1, r->dense, r->dense_size);
	draw(w, s);
}

/* Rows are dealt to parts by a hash. */
static size_t part_of(uint32_t row, size_t parts)
{
	return (row * UINT32_C(0x9e3779b1) * (uint64_t)parts) >> 32;
}

static void settle_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct rounds *w = ctx;
	const struct qn_sgd *r = w->run;
	size_t parts = (size_t)qn_pool_threads(r->pool);
	for (size_t q = 0; q < SHARDS; q++) {
		const struct copies *c = &w->shard[q].copies;
		for (size_t i = 0; i < c->n; i++)
			if (part_of(c->row[i], parts) == part)
				qn_kern()->axpy(
				    qn_sgd_row(r, c->row[i]), r->share,
				    c->value + i * r->stride, r->stride);
		if (end > begin)
			qn_kern()->axpy(r->dense + begin, r->share,
			                w->shard[q].dense + begin, end - begin);
	}
	for (size_t q = part; q < SHARDS; q += parts)
		empty_sets(w, &w->shard[q].now);
}

/* --- an epoch ------------------------------------------------------------- */

static size_t work_of(const struct lines *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += l->plan[i]->inputs;
	return n;
}

/* A long line that comes last would be waited for. */
static void put_in_order(struct rounds *w)
{
	size_t work[SHARDS];
	for (size_t q = 0; q < SHARDS; q++) {
		size_t at = q;
		work[q] = work_of(&w->shard[q].now);
		for (; at > 0 && work[w->order[at - 1]] < work[q]; at--)
			w->order[at] = w->order[at - 1];
		w->order[at] = (uint8_t)q;
	}
}

/* Make the plans just drawn the current ones; false when there are none. */
static bool turn_over(struct rounds *w)
{
	bool more = false;
	shard_set *empty = w->touch;
	w->touch = w->next;
	w->next = empty;
	for (size_t q = 0; q < SHARDS; q++) {
		struct shard *s = &w->shard[q];
		struct lines done = s->now;
		s->now = s->next;
		s->next = done;
		s->next.n = 0;
		forget(&s->copies);
		more |= s->now.n > 0;
	}
	put_in_order(w);
	return more;
}

/* In this epoch. */
static size_t ids_trained(const struct rounds *w)
{
	size_t done = 0, n = w->run->n;
	for (size_t q = 0; q < SHARDS; q++)
		done += w->shard[q].cursor.at - n * q / SHARDS;
	return done;
}

static double ids_done(const struct rounds *w)
{
	return (double)w->run->epoch * (double)w->run->n +
	       (double)ids_trained(w);
}

static bool tell(struct rounds *w)
{
	struct qn_sgd_tally all = {0};
	for (size_t q = 0; q < SHARDS; q++) {
		struct qn_sgd_tally *t = &w->shard[q].tally;
		all.loss += t->loss;
		all.pairs += t->pairs;
		t->loss = t->pairs = 0;
	}
	return qn_sgd_tell(w->run, ids_done(w), &all);
}

static bool shards_failed(const struct rounds *w, struct qn_err *e)
{
	for (size_t q = 0; q < SHARDS; q++)
		if (w->shard[q].e.failed)
			return !qn_fail(e, "%s", w->shard[q].e.text);
	return false;
}

static bool run_rounds(struct rounds *w, struct qn_err *e)
{
	struct qn_pool *pool = w->run->pool;
	size_t parts = (size_t)qn_pool_threads(pool);
	size_t meetings = qn_sgd_meetings(w->run), met = 0;
	for (size_t q = 0; q < SHARDS; q++)
		draw(w, &w->shard[q]);
	for (size_t round = 0; turn_over(w); round++) {
		if (round % TELL_ROUNDS == 0 && !tell(w))
			return qn_fail_interrupted(e, "training");
		w->rate = qn_sgd_rate(w->run, ids_done(w));
		qn_pool_for(pool, SHARDS, SHARDS, train_shard, w);
		qn_pool_for(pool, w->run->dense_size, parts, settle_part, w);
		if (shards_failed(w, e))
			return false;
		/* The last meeting is the end, after all rounds. */
		for (; met + 1 < meetings &&
		       ids_trained(w) >= w->run->n / meetings * (met + 1);
		     met++)
			if (!qn_sgd_meet(w->run, e))
				return false;
	}
	for (; met < meetings; met++)
		if (!qn_sgd_meet(w->run, e))
			return false;
	return true;
}

static void shard_init(struct rounds *w, size_t q, struct qn_err *e)
{
	const struct qn_sgd *r = w->run;
	struct shard *s = &w->shard[q];
	s->bit = (uint8_t)(1 << q);
	s->cursor = (struct qn_sgd_cursor){
	    .at = r->n * q / SHARDS,
	    .end = r->n * (q + 1) / SHARDS,
	    .rng = qn_sgd_rng(r, q, SHARDS),
	};
	s->scratch = r->learner->scratch_new(r->model, e);
	reserve(&s->copies, 16, r->stride, e);
	if (r->dense_size > 0)
		s->dense = qn_big_alloc(r->dense_size, sizeof *s->dense,
		                        "copies of outputs", e);
}

static void lines_release(struct lines *l, const struct qn_sgd *r)
{
	for (size_t i = 0; i < l->room; i++)
		qn_sgd_plan_free(r, l->plan[i]);
	free(l->plan);
}

static void shard_release(struct shard *s, const struct qn_sgd *r)
{
	lines_release(&s->now, r);
	lines_release(&s->next, r);
	qn_sgd_places_release(&s->places);
	r->learner->scratch_free(s->scratch);
	qn_big_free(s->dense);
	qn_big_free(s->copies.value);
	free(s->copies.row);
	free(s->copies.at);
	free(s->copies.slot);
}

bool qn_sgd_epoch_rounds(struct qn_sgd *r, struct qn_err *e)
{
	struct rounds w = {
	    .run = r,
	    .shard = qn_calloc(SHARDS, sizeof *w.shard),
	    .touch = qn_big_alloc(r->rows, 1, "sets of shards", e),
	    .next = qn_big_alloc(r->rows, 1, "sets of shards", e),
	};
	for (size_t q = 0; q < SHARDS; q++)
		shard_init(&w, q, e);
	if (!e->failed)
		run_rounds(&w, e);
	for (size_t q = 0; q < SHARDS; q++) {
		r->clipped += w.shard[q].tally.clipped;
		shard_release(&w.shard[q], r);
	}
	free(w.shard);
	qn_big_free(w.touch);
	qn_big_free(w.next);
	return !e->failed;
}
