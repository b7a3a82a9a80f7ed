/* SPDX-License-Identifier: MIT */
/*
 * indexprune.c -- see indexprune.h.
 *
 * Sums are whole numbers of 16 bits: a list's weight is scaled so that all of
 * them times QN_IMPACT still fit.  A sum is at most `slack` more than the score
 * it stands for, so the k best sums tell which others are out of the question;
 * exact scores are for the few that are left at the end.
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
#define SCAN_COST  96  /* going through the sums of a window           */
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

/* A document that may be one of the best. */
struct candidate {
	uint32_t doc, sum;
};

struct qn_pruner {
	const struct qn_index_weights *w;
	const struct qn_kern *kern;
	uint16_t *sum;   /* [QN_WINDOW] */
	uint16_t *found; /* [QN_WINDOW] */

	struct scan scan[MOST_LISTS];
	size_t n;
	struct scan *add[MOST_LISTS], *ask[MOST_LISTS]; /* of this window */
	size_t adds, asks;
	uint32_t ask_bound; /* of all that are asked; they are dense */

	struct candidate *candidate; /* [candidates] */
	size_t candidates, room;
	struct qn_topk rough; /* the k best sums */
	size_t rough_room;
	uint32_t slack;     /* see above               */
	uint32_t threshold; /* a sum below is of no use */
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
	free(p->candidate);
	free(p->rough.hit);
	free(p);
}

/* --- what counts ----------------------------------------------------------- */

/* At least k documents are known to come to `sum`. */
static void raise_threshold(struct qn_pruner *p, double sum)
{
	if (sum > p->threshold)
		p->threshold = (uint32_t)sum;
}

/* What at least k documents score by one list alone. */
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

/* The k best of nothing. */
static void clear(struct qn_pruner *p, size_t k)
{
	if (k > p->rough_room) {
		p->rough_room = k;
		p->rough.hit =
		    qn_realloc(p->rough.hit, k, sizeof *p->rough.hit);
	}
	p->rough.k = k;
	p->rough.n = p->candidates = p->n = 0;
	p->threshold = 1;
}

/* False if there are too many lists. */
static bool begin(struct qn_pruner *p, const struct qn_search_lists *lists,
                  size_t k)
{
	double weight = 0, sure = 0, rounding = 0;
	clear(p, k);
	for (size_t i = 0; i < lists->n; i++) {
		const struct qn_search_list *l = &lists->list[i];
		if (l->empty || l->weight <= 0)
			continue;
		if (p->n == MOST_LISTS)
			return false;
		weight += l->weight;
		sure = fmax(sure, sure_score(l, k));
		p->scan[p->n++] = (struct scan){.list = l};
	}
	double room = SCALE_ROOM - (double)p->n;
	for (size_t i = 0; i < p->n; i++) {
		struct scan *s = &p->scan[i];
		double exact = s->list->weight / weight * room;
		s->weight = (uint16_t)ceil(exact);
		rounding += s->weight - exact;
		if (s->list->postings.kind == QN_RARE)
			s->best = best_impact(&s->list->postings);
	}
	/* An impact is rounded up by 1 and a little, see postingswrite.c. */
	p->slack = (uint32_t)(rounding * QN_IMPACT + room * 1.00001) + 2;
	if (p->n)
		raise_threshold(p,
		                sure / weight * room * QN_IMPACT * (1 - 1e-9));
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

static void keep(struct qn_pruner *p, uint32_t doc, uint32_t sum)
{
	if (p->candidates == p->room) {
		p->room = p->room ? 2 * p->room : 256;
		p->candidate =
		    qn_realloc(p->candidate, p->room, sizeof *p->candidate);
	}
	p->candidate[p->candidates++] = (struct candidate){doc, sum};
	qn_topk_add(&p->rough, (struct qn_scored){doc, sum});
	if (p->rough.n == p->rough.k)
		raise_threshold(p, p->rough.hit[0].score - p->slack);
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
	if (sum >= p->threshold)
		keep(p, doc, sum);
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

/* As indexsearch.c has it, to the last bit. */
static double exact_score(const struct qn_pruner *p, uint32_t doc)
{
	double score = 0;
	for (size_t i = 0; i < p->n; i++)
		score += qn_search_score(p->scan[i].list, p->w, doc);
	return score;
}

bool qn_prune_search(struct qn_pruner *p, const struct qn_search_lists *lists,
                     struct qn_topk *hits)
{
	if (!begin(p, lists, hits->k))
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
	for (size_t i = 0; i < p->candidates; i++) {
		const struct candidate *c = &p->candidate[i];
		if (c->sum >= p->threshold)
			qn_topk_add(hits, (struct qn_scored){
			                      c->doc, exact_score(p, c->doc)});
	}
	return true;
}
