/* SPDX-License-Identifier: MIT */
/*
 * vocabcount.c -- tables, and what becomes of them when they are full.
 *
 * At the end every thread sorts a table by word.  Without runs on disk the
 * tables are merged, two by two, sorted by count and handed out.  With them
 * everything goes to disk, is merged by word, and what is left is sorted by
 * count, through the disk again if it must be.
 */
#include "text/vocabcount.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/vocabruns.h"
#include "text/vocabtable.h"

#define LEAST_MEMORY ((size_t)1 << 20) /* of a lane */

struct lane {
	struct qn_vocabtable table;
	struct qn_vocab_runs runs;
	struct qn_vocab_item *item; /* [n] words of the table, by word */
	size_t n;
	struct qn_err e;
};

struct qn_vocab_counter {
	size_t n, memory; /* of a lane; SIZE_MAX = any */
	struct lane *lane;
};

struct qn_vocab_counter *qn_vocab_counter_new(size_t lanes, size_t memory,
                                              struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_vocab_counter *c = qn_calloc(1, sizeof *c);
	c->n = lanes;
	c->memory = memory ? memory / lanes : SIZE_MAX;
	if (c->memory < LEAST_MEMORY)
		c->memory = LEAST_MEMORY;
	c->lane = qn_calloc(lanes, sizeof *c->lane);
	for (size_t i = 0; i < lanes; i++)
		qn_vocabtable_init(&c->lane[i].table, e);
	if (!e->failed)
		return c;
	qn_vocab_counter_free(c);
	return NULL;
}

void qn_vocab_counter_free(struct qn_vocab_counter *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		qn_vocabtable_release(&c->lane[i].table);
		qn_vocab_runs_release(&c->lane[i].runs);
		qn_big_free(c->lane[i].item);
	}
	free(c->lane);
	free(c);
}

/* List the words of a lane's table, which holds their bytes. */
static bool sort_table(struct lane *lane)
{
	lane->n = qn_vocabtable_count(&lane->table);
	lane->item =
	    qn_big_alloc(lane->n, sizeof *lane->item, "a vocabulary", &lane->e);
	if (!lane->item)
		return false;
	qn_vocabtable_list(&lane->table, lane->item);
	return qn_items_sort_by_word(lane->item, lane->n, &lane->e);
}

static void forget_items(struct lane *lane)
{
	qn_big_free(lane->item);
	lane->item = NULL;
	lane->n = 0;
}

/* Empty a lane's table into a run. */
static void spill(struct lane *lane)
{
	if (sort_table(lane))
		qn_vocab_runs_add(&lane->runs, lane->item, lane->n, &lane->e);
	forget_items(lane);
	qn_vocabtable_clear(&lane->table);
}

void qn_vocab_counter_add(struct qn_vocab_counter *c, size_t lane,
                          const struct qn_token *token, size_t n)
{
	struct lane *l = &c->lane[lane];
	if (!l->e.failed && c->memory != SIZE_MAX &&
	    qn_vocabtable_bytes(&l->table, n) > c->memory &&
	    qn_vocabtable_count(&l->table))
		spill(l);
	qn_vocabtable_add(&l->table, token, n, &l->e);
}

bool qn_vocab_counter_ok(const struct qn_vocab_counter *c, struct qn_err *e)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->lane[i].e.failed)
			qn_fail(e, "%s", c->lane[i].e.text);
	return !e->failed;
}

/* --- the end -------------------------------------------------------------- */

/* Where words go that are to be handed out, the rare ones left out and no
 * more than there may be. */
struct outlet {
	const struct qn_vocab_limits *limits;
	size_t given;
	qn_vocab_sink *put;
	void *ctx;
};

static bool give(void *ctx, const struct qn_vocab_item *item, struct qn_err *e)
{
	struct outlet *o = ctx;
	if (item->count < o->limits->min_count ||
	    (o->limits->max_size && o->given >= o->limits->max_size))
		return false; /* they come in falling order */
	o->given++;
	return o->put(o->ctx, item, e);
}

static bool give_all(struct outlet *o, const struct qn_vocab_item *item,
                     size_t n, struct qn_err *e)
{
	for (size_t i = 0; i < n && !e->failed; i++) {
		qn_item_fetch(item, i, n);
		if (!give(o, &item[i], e))
			break;
	}
	return !e->failed;
}

static void sort_tables(void *counter, size_t lane, size_t begin, size_t end)
{
	struct qn_vocab_counter *c = counter;
	(void)begin;
	(void)end;
	sort_table(&c->lane[lane]);
}

/* The words of lane `b` go to those of lane `a`. */
static void merge_lanes(struct lane *a, struct lane *b)
{
	size_t i = 0, j = 0, n = 0;
	struct qn_vocab_item *both =
	    qn_big_alloc(a->n + b->n, sizeof *both, "a vocabulary", &a->e);
	if (!both)
		return;
	while (i < a->n && j < b->n) {
		qn_item_fetch(a->item, i, a->n);
		qn_item_fetch(b->item, j, b->n);
		int order = qn_items_by_word(&a->item[i], &b->item[j]);
		both[n] = order <= 0 ? a->item[i++] : b->item[j++];
		if (order == 0)
			both[n].count += b->item[j++].count;
		n++;
	}
	while (i < a->n)
		both[n++] = a->item[i++];
	while (j < b->n)
		both[n++] = b->item[j++];
	forget_items(a);
	forget_items(b);
	a->item = both;
	a->n = n;
}

/* Neighbours at a distance of `step` lanes. */
struct merging {
	struct qn_vocab_counter *c;
	size_t step;
};

static void merge_pairs(void *merging, size_t pair, size_t begin, size_t end)
{
	struct merging *m = merging;
	struct lane *a = &m->c->lane[2 * m->step * pair];
	(void)begin;
	(void)end;
	merge_lanes(a, a + m->step);
}

static bool end_in_memory(struct qn_vocab_counter *c, struct qn_pool *pool,
                          struct outlet *o, struct qn_err *e)
{
	struct lane *all = &c->lane[0];
	qn_pool_for(pool, c->n, c->n, sort_tables, c);
	if (!qn_vocab_counter_ok(c, e))
		return false;
	for (size_t step = 1; step < c->n; step *= 2) {
		struct merging m = {c, step};
		size_t pairs = (c->n + step - 1) / (2 * step);
		qn_pool_for(pool, pairs, pairs, merge_pairs, &m);
	}
	return qn_vocab_counter_ok(c, e) &&
	       qn_items_rank(all->item, all->n, e) &&
	       give_all(o, all->item, all->n, e);
}

/* Words merged, on their way to be sorted by count. */
struct merged {
	uint64_t min_count;
	size_t memory;
	struct qn_arena words;
	struct qn_vocab_item *item; /* [n] */
	size_t n, room;
	struct qn_vocab_runs runs;
};

static bool spill_merged(struct merged *m, struct qn_err *e)
{
	bool ok = qn_items_rank(m->item, m->n, e) &&
	          qn_vocab_runs_add(&m->runs, m->item, m->n, e);
	qn_arena_release(&m->words);
	m->n = 0;
	return ok;
}

static bool keep(void *ctx, const struct qn_vocab_item *item, struct qn_err *e)
{
	struct merged *m = ctx;
	if (item->count < m->min_count)
		return true;
	if (m->n && m->words.total + m->n * QN_VOCAB_SORT_BYTES > m->memory &&
	    !spill_merged(m, e))
		return false;
	if (m->n == m->room) {
		m->room = m->room ? m->room + m->room / 2 : 1024;
		m->item = qn_realloc(m->item, m->room, sizeof *m->item);
	}
	m->item[m->n++] = (struct qn_vocab_item){
	    .word = {qn_arena_bytes(&m->words, item->word.p, item->word.n),
	             item->word.n},
	    .count = item->count};
	return true;
}

static void spill_tables(void *counter, size_t lane, size_t begin, size_t end)
{
	struct qn_vocab_counter *c = counter;
	(void)begin;
	(void)end;
	spill(&c->lane[lane]);
	qn_vocabtable_release(&c->lane[lane].table);
}

static bool end_on_disk(struct qn_vocab_counter *c, struct qn_pool *pool,
                        struct outlet *o, struct qn_err *e)
{
	struct merged m = {.min_count = o->limits->min_count,
	                   .memory = c->n * c->memory / 2};
	struct qn_vocab_runs *merged = &m.runs, **runs;
	qn_pool_for(pool, c->n, c->n, spill_tables, c);
	runs = qn_malloc(c->n, sizeof(struct qn_vocab_runs *));
	for (size_t i = 0; i < c->n; i++)
		runs[i] = &c->lane[i].runs;
	bool ok = qn_vocab_counter_ok(c, e) &&
	          qn_vocab_runs_merge(runs, c->n, false, m.memory, keep, &m, e);
	if (ok && !m.runs.n)
		ok = qn_items_rank(m.item, m.n, e) &&
		     give_all(o, m.item, m.n, e);
	else if (ok)
		ok =
		    spill_merged(&m, e) &&
		    qn_vocab_runs_merge(&merged, 1, true, m.memory, give, o, e);
	qn_arena_release(&m.words);
	qn_vocab_runs_release(&m.runs);
	free(m.item);
	free(runs);
	return ok;
}

bool qn_vocab_counter_end(struct qn_vocab_counter *c, struct qn_pool *pool,
                          const struct qn_vocab_limits *limits,
                          qn_vocab_sink *put, void *ctx, struct qn_err *e)
{
	struct outlet o = {.limits = limits, .put = put, .ctx = ctx};
	bool spilled = false;
	if (!qn_vocab_counter_ok(c, e))
		return false;
	for (size_t i = 0; i < c->n; i++)
		spilled |= c->lane[i].runs.n > 0;
	return spilled ? end_on_disk(c, pool, &o, e)
	               : end_in_memory(c, pool, &o, e);
}
