/* SPDX-License-Identifier: MIT */
/*
 * indexwindow.c -- see indexwindow.h.
 *
 * After few additions the postings are gone through once more for the sums;
 * after many, the sums of the whole window.
 */
#include "text/indexwindow.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_window_sums_init(struct qn_window_sums *s, uint32_t documents)
{
	*s = (struct qn_window_sums){.kern = qn_kern(), .documents = documents};
	s->sum = qn_big_calloc(QN_WINDOW, sizeof *s->sum);
	s->at = qn_malloc(QN_WINDOW, sizeof *s->at);
	s->value = qn_malloc(QN_WINDOW, sizeof *s->value);
	s->impact = qn_malloc(QN_WINDOW, sizeof *s->impact);
}

void qn_window_sums_release(struct qn_window_sums *s)
{
	qn_big_free(s->sum);
	free(s->at);
	free(s->value);
	free(s->impact);
}

/* --- entering ------------------------------------------------------------- */

static void enter_rare(struct qn_scan *s, uint64_t end)
{
	const struct qn_postings *l = s->postings;
	s->from = s->to;
	while (s->to < l->df && l->doc[s->to] < end)
		s->to++;
	s->cost = s->to - s->from;
	s->bound = s->cost ? (uint32_t)s->best * s->weight >> 8 : 0;
}

void qn_scan_enter(struct qn_scan *s, uint32_t w)
{
	const struct qn_postings *l = s->postings;
	if (l->kind == QN_RARE) {
		enter_rare(s, ((uint64_t)w + 1) << QN_WINDOW_BITS);
		return;
	}
	s->from = l->start[w];
	s->to = l->start[w + 1];
	s->cost = s->to - s->from;
	if (l->kind == QN_DENSE && s->cost)
		s->cost = QN_COST_DENSE;
	s->bound = (uint32_t)l->most[w] * s->weight >> 8;
}

/* --- adding --------------------------------------------------------------- */

static void add_dense(const struct qn_window_sums *s, const struct qn_scan *l,
                      uint32_t w)
{
	size_t left =
	    (s->documents + QN_DENSE_PAD - 1) / QN_DENSE_PAD * QN_DENSE_PAD -
	    (size_t)w * QN_WINDOW;
	s->kern->add_impacts(s->sum,
	                     l->postings->impact + (size_t)w * QN_WINDOW,
	                     l->weight, left < QN_WINDOW ? left : QN_WINDOW);
}

static void add_list(const struct qn_window_sums *s, const struct qn_scan *l)
{
	const struct qn_postings *p = l->postings;
	const uint8_t *impact = p->impact;
	const uint32_t *doc = p->doc;
	const uint16_t *offset = p->offset;
	uint16_t *sum = s->sum;
	uint32_t weight = l->weight;
	if (p->kind == QN_RARE)
		for (uint32_t i = l->from; i < l->to; i++)
			sum[doc[i] % QN_WINDOW] +=
			    (uint16_t)(impact[i] * weight >> 8);
	else
#pragma GCC unroll 4
		for (uint32_t i = l->from; i < l->to; i++)
			sum[offset[i]] += (uint16_t)(impact[i] * weight >> 8);
}

/* The documents of a list whose sums are large; none keeps its sum. */
static void take_list(struct qn_window_sums *s, const struct qn_scan *l,
                      uint32_t limit)
{
	const struct qn_postings *p = l->postings;
	size_t n = s->n;
	for (uint32_t i = l->from; i < l->to; i++) {
		uint32_t at =
		    p->kind == QN_RARE ? p->doc[i] % QN_WINDOW : p->offset[i];
		s->at[n] = (uint16_t)at;
		s->value[n] = s->sum[at];
		n += s->sum[at] >= limit;
		s->sum[at] = 0;
	}
	s->n = n;
}

void qn_window_add(struct qn_window_sums *s, struct qn_scan *const *list,
                   size_t n, uint32_t w, uint32_t limit)
{
	uint32_t cost = 0;
	for (size_t i = 0; i < n; i++) {
		cost += list[i]->cost;
		if (list[i]->postings->kind != QN_DENSE) {
			add_list(s, list[i]);
			continue;
		}
		add_dense(s, list[i], w);
		/* It has no documents to go through. */
		cost += QN_COST_SUMS;
	}
	s->n = 0;
	if (cost >= QN_COST_SUMS) {
		s->n = s->kern->take_large(s->sum, (uint16_t)limit, s->at,
		                           s->value, QN_WINDOW);
		return;
	}
	for (size_t i = 0; i < n; i++)
		take_list(s, list[i], limit);
}

/* --- asking --------------------------------------------------------------- */

void qn_window_ask(struct qn_window_sums *s, const struct qn_scan *list,
                   uint32_t w, uint32_t limit)
{
	const struct qn_postings *p = list->postings;
	const uint8_t *dense = p->impact + (size_t)w * QN_WINDOW;
	size_t n = 0;
	if (p->kind == QN_DENSE)
		for (size_t i = 0; i < s->n; i++)
			s->impact[i] = dense[s->at[i]];
	else
		s->kern->look_up(p->offset + list->from, p->impact + list->from,
		                 list->to - list->from, s->at, s->impact, s->n);
	for (size_t i = 0; i < s->n; i++) {
		uint32_t sum =
		    s->value[i] + ((uint32_t)s->impact[i] * list->weight >> 8);
		s->at[n] = s->at[i];
		s->value[n] = (uint16_t)sum;
		n += sum >= limit;
	}
	s->n = n;
}
