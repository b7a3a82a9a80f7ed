/* SPDX-License-Identifier: MIT */
/*
 * indexprune.c -- see indexprune.h.
 *
 * Sums are whole numbers of 16 bits: a list's weight is scaled so that all of
 * them times QN_IMPACT still fit.  A document is looked at closely when its sum
 * reaches the score that counts, scaled likewise and rounded down.
 */
#include "text/indexprune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

#define MOST_LISTS 32
#define SCALE_ROOM 257 /* of all weights: 257 * 255 = 65535 */

/* What things cost, in postings added to a sum. */
#define DENSE_COST 160 /* adding a window of a dense list              */
#define SCAN_COST  256 /* going through the sums of a window           */
#define PAYS                                                                   \
	3 /* lists are left out if that saves so many times
                        * what the others cost                         */

struct scan {
	const struct qn_search_list *list;
	uint16_t weight;      /* scaled, rounded up              */
	uint8_t best;         /* impact of a rare list's best    */
	uint32_t from, to;    /* postings of the present window  */
	uint32_t bound, cost; /* of the present window           */
};

struct qn_pruner {
	const struct qn_index_weights *w;
	const struct qn_kern *kern;
	uint16_t *sum;   /* [QN_WINDOW]     */
	uint16_t *found; /* [QN_WINDOW] */

	struct scan scan[MOST_LISTS];
	size_t n;
	struct scan *add[MOST_LISTS], *ask[MOST_LISTS]; /* of this window */
	size_t adds, asks;
	uint32_t ask_bound; /* of all that are asked; they are dense */

	const struct qn_search_lists *lists;
	struct qn_topk *hits;
	double scale;       /* score to sum                     */
	double least;       /* a score below is of no use       */
	uint32_t threshold; /* a sum below is of no use         */
};

struct qn_pruner *qn_pruner_new(const struct qn_index_weights *w)
{
	struct qn_pruner *p = qn_calloc(1, sizeof *p);
	p->w = w;
	p->kern = qn_kern();
	p->sum = qn_calloc(QN_WINDOW, sizeof *p->sum);
	p->found = qn_malloc(QN_WINDOW, sizeof *p->found);
	return p;
}

void qn_pruner_free(struct qn_pruner *p)
{
	if (!p)
		return;
	free(p->sum);
	free(p->found);
	free(p);
}

/* --- what counts ----------------------------------------------------------- */

/* The score that a document must reach has risen to `least`. */
static void raise_least(struct qn_pruner *p, double least)
{
	if (least <= p->least)
		return;
	p->least = least;
	double sum = floor(least * p->scale * (1 - 1e-9));
	p->threshold = sum < 1 ? 1 : (uint32_t)sum;
}

/* What at least hits->k documents score by one list alone. */
static double sure_score(const struct qn_search_list *l, size_t k)
{
	static const uint32_t count[QN_FLOORS] = QN_FLOOR_COUNTS;
	for (int i = 0; i < QN_FLOORS; i++)
		if (count[i] >= k)
			return l->weight * l->postings.floor[i] / QN_IMPACT;
	return 0;
}

static uint8_t best_impact(const struct qn_postings *p)
{
	uint8_t best = 0;
	for (uint32_t i = 0; i < p->df; i++)
		best = p->impact[i] > best ? p->impact[i] : best;
	return best;
}

/* False if there are too many lists. */
static bool begin(struct qn_pruner *p)
{
	double weight = 0, sure = 0;
	p->n = 0;
	for (size_t i = 0; i < p->lists->n; i++) {
		const struct qn_search_list *l = &p->lists->list[i];
		if (l->empty || l->weight <= 0)
			continue;
		if (p->n == MOST_LISTS)
			return false;
		weight += l->weight;
		sure = fmax(sure, sure_score(l, p->hits->k));
		p->scan[p->n++] = (struct scan){.list = l};
	}
	double room = SCALE_ROOM - (double)p->n;
	for (size_t i = 0; i < p->n; i++) {
		struct scan *s = &p->scan[i];
		s->weight = (uint16_t)ceil(s->list->weight / weight * room);
		if (s->list->postings.kind == QN_RARE)
			s->best = best_impact(&s->list->postings);
	}
	p->scale = room / weight * QN_IMPACT;
	p->least = 0;
	p->threshold = 1;
	raise_least(p, sure * (1 - 1e-9));
	return true;
}

/* --- a window's bounds ----------------------------------------------------- */

static void enter_rare(struct scan *s, uint64_t end)
{
	const struct qn_postings *l = &s->list->postings;
	s->from = s->to;
	while (s->to < l->df && l->doc[s->to] < end)
		s->to++;
	s->cost = s->to - s->from;
	s->bound = s->cost ? (uint32_t)s->best * s->weight : 0;
}

static void enter_listed(struct scan *s, uint32_t w)
{
	const struct qn_postings *l = &s->list->postings;
	s->from = l->start[w];
	s->to = l->start[w + 1];
	s->cost = s->to - s->from;
	if (l->kind == QN_DENSE && s->cost)
		s->cost = DENSE_COST;
	s->bound = (uint32_t)l->most[w] * s->weight;
}

/* The bound of a whole window. */
static uint32_t enter(struct qn_pruner *p, uint32_t w)
{
	uint64_t end = ((uint64_t)w + 1) << QN_WINDOW_BITS;
	uint32_t bound = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct scan *s = &p->scan[i];
		if (s->list->postings.kind == QN_RARE)
			enter_rare(s, end);
		else
			enter_listed(s, w);
		bound += s->bound;
	}
	return bound;
}

/* Which lists to add up and which only to ask: dense ones, which are asked in
 * no time, are left out as long as all of them together cannot lift a document;
 * first those that add least for what they cost. */
static void divide(struct qn_pruner *p)
{
	uint32_t cost = 0, saved = 0;
	p->adds = p->asks = p->ask_bound = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct scan *s = &p->scan[i];
		if (!s->cost)
			continue;
		if (s->list->postings.kind != QN_DENSE) {
			p->add[p->adds++] = s;
			cost += s->cost;
			continue;
		}
		size_t k = p->asks++;
		for (; k && p->ask[k - 1]->bound > s->bound; k--)
			p->ask[k] = p->ask[k - 1];
		p->ask[k] = s;
	}
	size_t left_out = 0;
	while (left_out < p->asks &&
	       p->ask_bound + p->ask[left_out]->bound < p->threshold) {
		p->ask_bound += p->ask[left_out++]->bound;
		saved += DENSE_COST;
	}
	if (saved < PAYS * cost)
		left_out = p->ask_bound = 0;
	for (size_t i = left_out; i < p->asks; i++)
		p->add[p->adds++] = p->ask[i];
	p->asks = left_out;
}

/* --- a window's documents -------------------------------------------------- */

/* qn_postings_rank(), in the present window. */
static uint32_t rank_of(const struct scan *s, uint32_t doc)
{
	const struct qn_postings *l = &s->list->postings;
	uint32_t from = s->from, n = s->to - from;
	if (l->kind == QN_DENSE)
		return qn_postings_rank(l, doc);
	if (!n)
		return QN_NO_RANK;
	if (l->kind == QN_RARE) {
		while (from < s->to && l->doc[from] < doc)
			from++;
		return from < s->to && l->doc[from] == doc ? from : QN_NO_RANK;
	}
	const uint16_t *at = l->offset + from;
	for (uint16_t offset = (uint16_t)(doc % QN_WINDOW); n > 1;) {
		uint32_t half = n / 2;
		at += at[half] <= offset ? half : 0;
		n -= half;
	}
	return *at == doc % QN_WINDOW ? (uint32_t)(at - l->offset) : QN_NO_RANK;
}

/* As indexsearch.c has it, to the last bit. */
static double exact_score(const struct qn_pruner *p, uint32_t doc)
{
	double score = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_search_list *l = p->scan[i].list;
		uint32_t rank = rank_of(&p->scan[i], doc);
		if (rank != QN_NO_RANK)
			score +=
			    l->weight *
			    qn_impact_of(&p->w->impact[l->field], doc,
			                 qn_postings_tf(&l->postings, rank));
	}
	return score;
}

/* A document whose lists that were added up come to `sum`. */
static void look_at(struct qn_pruner *p, uint32_t doc, uint32_t sum)
{
	uint32_t rest = p->ask_bound;
	for (size_t i = 0; i < p->asks; i++) {
		if (sum + rest < p->threshold)
			return;
		const struct scan *s = p->ask[i];
		rest -= s->bound;
		sum += (uint32_t)s->list->postings.impact[doc] * s->weight;
	}
	if (sum < p->threshold)
		return;
	qn_topk_add(p->hits, (struct qn_scored){doc, exact_score(p, doc)});
	if (p->hits->n == p->hits->k)
		raise_least(p, p->hits->hit[0].score);
}

static void add_up(struct qn_pruner *p, const struct scan *s, uint32_t w)
{
	const struct qn_postings *l = &s->list->postings;
	uint16_t *sum = p->sum, weight = s->weight;
	if (l->kind == QN_DENSE) {
		size_t left = (p->w->documents + QN_DENSE_PAD - 1) /
		                  QN_DENSE_PAD * QN_DENSE_PAD -
		              (size_t)w * QN_WINDOW;
		p->kern->add_impacts(sum, l->impact + (size_t)w * QN_WINDOW,
		                     weight,
		                     left < QN_WINDOW ? left : QN_WINDOW);
		return;
	}
	if (l->kind == QN_RARE)
		for (uint32_t i = s->from; i < s->to; i++)
			sum[l->doc[i] % QN_WINDOW] +=
			    (uint16_t)(l->impact[i] * weight);
	else
		for (uint32_t i = s->from; i < s->to; i++)
			sum[l->offset[i]] += (uint16_t)(l->impact[i] * weight);
}

/* The documents of the lists that were added up, one by one; a sum that has
 * been looked at is taken away. */
static void take_few(struct qn_pruner *p, uint32_t w)
{
	for (size_t i = 0; i < p->adds; i++) {
		const struct scan *s = p->add[i];
		const struct qn_postings *l = &s->list->postings;
		for (uint32_t k = s->from; k < s->to; k++) {
			uint32_t at = l->kind == QN_RARE ? l->doc[k] % QN_WINDOW
			                                 : l->offset[k];
			uint32_t sum = p->sum[at];
			p->sum[at] = 0;
			if (sum && sum + p->ask_bound >= p->threshold)
				look_at(p, w * QN_WINDOW + at, sum);
		}
	}
}

/* The documents with large sums. */
static void take_many(struct qn_pruner *p, uint32_t w)
{
	uint16_t limit = (uint16_t)(p->threshold - p->ask_bound);
	size_t n = p->kern->large_sums(p->sum, limit, p->found, QN_WINDOW);
	for (size_t i = 0; i < n; i++)
		look_at(p, w * QN_WINDOW + p->found[i], p->sum[p->found[i]]);
	memset(p->sum, 0, QN_WINDOW * sizeof *p->sum);
}

bool qn_prune_search(struct qn_pruner *p, const struct qn_search_lists *lists,
                     struct qn_topk *hits)
{
	p->lists = lists;
	p->hits = hits;
	if (!begin(p))
		return false;
	for (uint32_t w = 0; w < qn_windows((uint32_t)p->w->documents); w++) {
		uint32_t cost = 0;
		if (enter(p, w) < p->threshold)
			continue;
		divide(p);
		for (size_t i = 0; i < p->adds; i++) {
			add_up(p, p->add[i], w);
			cost += p->add[i]->cost;
			/* A dense list has no documents to go through. */
			if (p->add[i]->list->postings.kind == QN_DENSE)
				cost += SCAN_COST;
		}
		if (cost < SCAN_COST)
			take_few(p, w);
		else
			take_many(p, w);
	}
	return true;
}
