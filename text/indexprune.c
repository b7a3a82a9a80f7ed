/* SPDX-License-Identifier: MIT */
/*
 * indexprune.c -- see indexprune.h.
 *
 * Sums are whole numbers of 16 bits: a list's weight is scaled so that all of
 * them times QN_IMPACT still fit.  A sum is at most `slack` more than the score
 * it stands for, and at most 1 a list less, so the k best sums tell which
 * others are out of the question; exact scores are for the few that are left at
 * the end.
 */
#include "text/indexprune.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/indexwindow.h"

#define MOST_LISTS 32
#define SCALE_ROOM 65535 /* of all weights and 1 a list */
#define SCALE      256   /* of weights: a sum is divided by it */

/* A list is left out if it costs so many times what the others do: each of
 * their documents has to be asked for. */
#define PAYS 4

/* A document that may be one of the best. */
struct candidate {
	uint32_t doc, sum;
};

struct qn_pruner {
	const struct qn_index_weights *w;
	struct qn_window_sums sums;

	const struct qn_search_list *list[MOST_LISTS]; /* [n] as they came */
	struct qn_scan scan[MOST_LISTS];               /* [n] by weight    */
	size_t n;
	struct qn_scan *add[MOST_LISTS], *ask[MOST_LISTS]; /* of this window */
	size_t adds, asks;
	uint32_t ask_bound; /* of all that are asked */

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
	qn_window_sums_init(&p->sums, (uint32_t)w->documents);
	return p;
}

void qn_pruner_free(struct qn_pruner *p)
{
	if (!p)
		return;
	qn_window_sums_release(&p->sums);
	free(p->candidate);
	free(p->rough.hit);
	free(p);
}

/* --- what counts ---------------------------------------------------------- */

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

/* List `i` among those before it: by weight, the least first. */
static void add_scan(struct qn_pruner *p, size_t i, double weight)
{
	struct qn_scan s = {.postings = &p->list[i]->postings,
	                    .weight = (uint16_t)ceil(weight)};
	if (s.postings->kind == QN_RARE)
		s.best = best_impact(s.postings);
	for (; i && p->scan[i - 1].weight > s.weight; i--)
		p->scan[i] = p->scan[i - 1];
	p->scan[i] = s;
}

/* False if there are too many lists. */
static bool begin(struct qn_pruner *p, const struct qn_search_lists *lists,
                  size_t k)
{
	double weight = 0, sure = 0;
	clear(p, k);
	for (size_t i = 0; i < lists->n; i++) {
		const struct qn_search_list *l = &lists->list[i];
		if (l->empty || l->weight <= 0)
			continue;
		if (p->n == MOST_LISTS)
			return false;
		weight += l->weight;
		sure = fmax(sure, sure_score(l, k));
		p->list[p->n++] = l;
	}
	double lists_n = (double)p->n, room = SCALE_ROOM - lists_n;
	for (size_t i = 0; i < p->n; i++)
		add_scan(p, i, p->list[i]->weight / weight * room);
	/* An impact is rounded up by 1 and a little, see postingswrite.c; a
	 * weight by 1, too. */
	p->slack = (uint32_t)(room / SCALE * 1.00001 + 2 * lists_n) + 2;
	if (p->n)
		raise_threshold(p, sure / weight * room * QN_IMPACT / SCALE *
		                           (1 - 1e-9) -
		                       lists_n);
	return true;
}

/* --- a window's bounds ---------------------------------------------------- */

/* The bound of a whole window. */
static uint32_t enter(struct qn_pruner *p, uint32_t w)
{
	uint32_t bound = 0;
	for (size_t i = 0; i < p->n; i++) {
		qn_scan_enter(&p->scan[i], w);
		bound += p->scan[i].bound;
	}
	return bound;
}

/* Which lists to add up and which only to ask: as long as all of them together
 * cannot lift a document, those of the least weight may be left out; and are,
 * if they are long. */
static void divide(struct qn_pruner *p)
{
	struct qn_scan *may[MOST_LISTS];
	uint32_t cost = 0, sum = 0;
	size_t n = 0;
	p->adds = p->asks = p->ask_bound = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct qn_scan *s = &p->scan[i];
		if (!s->cost)
			continue;
		if (s->postings->kind != QN_RARE &&
		    sum + s->bound < p->threshold) {
			sum += s->bound;
			may[n++] = s;
		} else {
			cost += s->cost;
			p->add[p->adds++] = s;
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (may[i]->cost < PAYS * cost) {
			p->add[p->adds++] = may[i];
		} else {
			p->ask_bound += may[i]->bound;
			p->ask[p->asks++] = may[i];
		}
	}
}

/* --- a window's documents ------------------------------------------------- */

static void keep(struct qn_pruner *p, uint32_t doc, uint32_t sum)
{
	if (p->candidates == p->room) {
		p->room = p->room ? 2 * p->room : 256;
		p->candidate =
		    qn_realloc(p->candidate, p->room, sizeof *p->candidate);
	}
	p->candidate[p->candidates++] = (struct candidate){doc, sum};
	/* An exact score will ask for it. */
	__builtin_prefetch(p->w->impact[p->list[0]->field].length + doc);
	qn_topk_add(&p->rough, (struct qn_scored){doc, sum});
	if (p->rough.n == p->rough.k)
		raise_threshold(p, p->rough.hit[0].score - p->slack);
}

static void take_window(struct qn_pruner *p, uint32_t w)
{
	struct qn_window_sums *s = &p->sums;
	uint32_t rest = p->ask_bound;
	qn_window_add(s, p->add, p->adds, w, p->threshold - rest);
	for (size_t i = p->asks; i-- > 0;) {
		rest -= p->ask[i]->bound;
		qn_window_ask(s, p->ask[i], w, p->threshold - rest);
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->value[i] >= p->threshold)
			keep(p, w * QN_WINDOW + s->at[i], s->value[i]);
}

/* As indexsearch.c has it, to the last bit. */
static double exact_score(const struct qn_pruner *p, uint32_t doc)
{
	double score = 0;
	for (size_t i = 0; i < p->n; i++)
		score += qn_search_score(p->list[i], p->w, doc);
	return score;
}

bool qn_prune_search(struct qn_pruner *p, const struct qn_search_lists *lists,
                     struct qn_topk *hits)
{
	if (!begin(p, lists, hits->k))
		return false;
	for (uint32_t w = 0; w < qn_windows((uint32_t)p->w->documents); w++) {
		if (enter(p, w) < p->threshold)
			continue;
		divide(p);
		take_window(p, w);
	}
	for (size_t i = 0; i < p->candidates; i++) {
		const struct candidate *c = &p->candidate[i];
		if (c->sum >= p->threshold)
			qn_topk_add(hits, (struct qn_scored){
			                      c->doc, exact_score(p, c->doc)});
	}
	return true;
}
