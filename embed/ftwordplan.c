/* SPDX-License-Identifier: MIT */
/*
 * ftwordplan.c -- draws a line: thins it, opens its windows, lists its rows.
 *
 * Everything is looked up in two passes, the places first and what stands
 * there second: the tables are larger than the inner caches, and a line's
 * worth of look-ups in flight hides their latency.
 */
#include "embed/ftwordplan.h"

#include <stdlib.h>
#include <string.h>

#include "base/inline.h"
#include "base/mem.h"

#define FETCHED_ROWS 16 /* numbers of rows on a cache line */

void qn_ft_word_plan_init(struct qn_ft_word_plan *p)
{
	*p = (struct qn_ft_word_plan){
	    .word = qn_malloc(QN_FT_LINE, sizeof *p->word),
	    .first = qn_malloc(QN_FT_LINE + 1, sizeof *p->first),
	    .reach = qn_malloc(QN_FT_LINE, sizeof *p->reach),
	    .goal = qn_malloc(QN_FT_LINE, sizeof *p->goal),
	};
}

void qn_ft_word_plan_release(struct qn_ft_word_plan *p)
{
	free(p->rows.input);
	free(p->rows.target);
	free(p->word);
	free(p->first);
	free(p->reach);
	free(p->goal);
	free(p->bits.bits);
	*p = (struct qn_ft_word_plan){0};
}

/* Without a branch on the draw: it could not be predicted. */
static void thin_line(struct qn_ft_word_plan *p, const struct qn_ft_words *m,
                      struct qn_sgd_cursor *c)
{
	struct qn_rng rng = c->rng;
	size_t at = c->at, n = 0;
	size_t stop = c->end - at < QN_FT_LINE ? c->end : at + QN_FT_LINE;
	while (at < stop) {
		uint32_t word = m->id[at++];
		p->word[n] = word;
		n += (uint32_t)(qn_rng_next(&rng) >> 32) <= m->keep[word];
		if (word == m->eos)
			break;
	}
	for (size_t t = 0; t < n; t++)
		p->reach[t] =
		    (uint16_t)(1 + qn_rng_below(&rng, (uint32_t)m->window));
	p->n = n;
	c->at = at;
	c->rng = rng;
}

INLINE void fetch_lists(const struct qn_ft_word_plan *p,
                        const struct qn_ft_rows *rows)
{
	for (size_t t = 0; t < p->n; t++)
		__builtin_prefetch(&rows->first[p->word[t]]);
	for (size_t t = 0; t < p->n; t++) {
		size_t n;
		const uint32_t *list = qn_ft_rows_of(rows, p->word[t], &n);
		__builtin_prefetch(list);
		__builtin_prefetch(list + FETCHED_ROWS);
	}
}

static void list_rows(struct qn_ft_word_plan *p, const struct qn_ft_rows *rows)
{
	size_t all = 0;
	for (size_t t = 0; t < p->n; t++) {
		size_t n;
		qn_ft_rows_of(rows, p->word[t], &n);
		p->first[t] = (uint32_t)all;
		all += n;
	}
	p->first[p->n] = (uint32_t)all;
	p->rows.inputs = all;
	if (all > p->input_room) {
		p->input_room = 2 * all;
		p->rows.input = qn_realloc(p->rows.input, p->input_room,
		                           sizeof *p->rows.input);
	}
	for (size_t t = 0; t < p->n; t++) {
		size_t n;
		const uint32_t *list = qn_ft_rows_of(rows, p->word[t], &n);
		memcpy(p->rows.input + p->first[t], list, n * sizeof *list);
	}
}

static void room_for(struct qn_ft_word_plan *p, size_t targets)
{
	if (targets > p->target_room) {
		p->target_room = 2 * targets;
		p->rows.target = qn_realloc(p->rows.target, p->target_room,
		                            sizeof *p->rows.target);
	}
}

/* A row a word, and noise that slides over all of them. */
static void draw_sliding(struct qn_ft_word_plan *p, const struct qn_ft_words *m,
                         struct qn_rng *rng)
{
	const struct qn_ft_goals *g = &m->goals;
	size_t draws = (p->n + QN_FT_SLIDE - 1) * (size_t)g->negative;
	const uint64_t *bits =
	    qn_alias_bits_draw(&p->bits, &g->noise, rng, draws);
	room_for(p, p->n + draws);
	uint32_t *target = p->rows.target;
	for (size_t t = 0; t < p->n; t++)
		target[t] = g->row + p->word[t];
	p->noise = (uint32_t)p->n;
	for (size_t i = 0; i < draws; i++)
		target[p->n + i] = g->row + qn_alias_draw(&g->noise, bits[i]);
	p->rows.targets = p->n + draws;
}

static void draw_goals(struct qn_ft_word_plan *p, const struct qn_ft_words *m,
                       struct qn_rng *rng)
{
	const struct qn_ft_goals *g = &m->goals;
	size_t k = g->loss == QN_FT_NS ? (size_t)g->negative : 0;
	const uint64_t *bits =
	    qn_alias_bits_draw(&p->bits, &g->noise, rng, p->n * k);
	room_for(p, p->n * qn_ft_goal_room(g));
	for (size_t t = 0; t < p->n; t++)
		p->goal[t] =
		    qn_ft_goal_draw(g, &p->rows, p->word[t], bits + t * k, rng);
}

bool qn_ft_word_plan_next(struct qn_ft_word_plan *p,
                          const struct qn_ft_words *m, struct qn_sgd_cursor *c)
{
	if (c->at >= c->end)
		return false;
	thin_line(p, m, c);
	p->rows.inputs = p->rows.targets = 0;
	if (p->n < 2) {
		p->n = 0;
		return true;
	}
	fetch_lists(p, m->rows);
	if (qn_ft_words_slide(m))
		draw_sliding(p, m, &c->rng);
	else
		draw_goals(p, m, &c->rng);
	list_rows(p, m->rows);
	return true;
}
