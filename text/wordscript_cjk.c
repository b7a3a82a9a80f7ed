/* SPDX-License-Identifier: MIT */
/*
 * wordscript_cjk.c -- Chinese and Japanese: the words that cost least
 * together.
 *
 *	cost[i + length] = min(cost[i] + what a word of that length costs)
 *
 * The dictionary has a cost for each word; a character that is no word costs
 * most, and a run of Katakana may be a word whether known or not.
 *
 * Source: ICU 72, dictbe.cpp, whose costs these are.
 */
#include "text/wordscript.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

enum {
	LONGEST = 20,        /* characters of a word of the dictionary      */
	UNKNOWN = 255,       /* a character that is no word                 */
	LONGEST_FOREIGN = 19 /* of Katakana                                 */
};

/* A run of Katakana, by its length; a longer one costs as much as none. */
static const uint32_t katakana[] = {8192, 984, 408, 240, 204,
                                    252,  300, 372, 480};
enum { KATAKANA = sizeof katakana / sizeof *katakana };

static void reserve(struct qn_script_scratch *s, size_t n)
{
	if (n <= s->room)
		return;
	s->room = 2 * n;
	s->cost = qn_realloc(s->cost, s->room, sizeof *s->cost);
	s->before = qn_realloc(s->before, s->room, sizeof *s->before);
}

void qn_script_scratch_release(struct qn_script_scratch *s)
{
	free(s->cost);
	free(s->before);
}

/* A word from `i` to `end` at this cost in all. */
static inline void offer(const struct qn_script_scratch *s, size_t i,
                         size_t end, uint32_t cost)
{
	if (cost >= s->cost[end])
		return;
	s->cost[end] = cost;
	s->before[end] = (uint32_t)i;
}

/* The words of the dictionary that begin at c[i] of c[0, n). */
static void offer_known(const struct qn_worddict *d,
                        const struct qn_script_scratch *s, const UChar32 *c,
                        size_t i, size_t n)
{
	uint32_t node = QN_ICUTRIE_ROOT, cost = s->cost[i];
	size_t end = n - i < LONGEST ? n : i + LONGEST;
	for (size_t at = i; at < end && node != QN_ICUTRIE_NONE; at++) {
		struct qn_icustep step =
		    qn_worddict_step(d, node, (uint32_t)c[at]);
		node = step.next;
		if (step.value >= 0)
			offer(s, i, at + 1, cost + (uint32_t)step.value);
		else if (at == i)
			offer(s, i, at + 1, cost + UNKNOWN);
	}
}

/* A run of Katakana, if it begins at i. */
static void offer_katakana(const struct qn_script_scratch *s,
                           const uint8_t *script, size_t i, size_t n)
{
	size_t end = i;
	if (i && (script[i - 1] & QN_SCRIPT_KATAKANA))
		return;
	while (end < n && end - i <= LONGEST_FOREIGN &&
	       (script[end] & QN_SCRIPT_KATAKANA))
		end++;
	size_t length = end - i;
	if (length && length <= LONGEST_FOREIGN)
		offer(s, i, end,
		      s->cost[i] + katakana[length < KATAKANA ? length : 0]);
}

void qn_script_part_cjk(const struct qn_worddict *d,
                        struct qn_script_scratch *s,
                        const struct qn_script_text *t, size_t from, size_t to)
{
	size_t n = to - from;
	reserve(s, n + 1);
	s->cost[0] = 0;
	for (size_t i = 1; i <= n; i++)
		s->cost[i] = UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		offer_known(d, s, t->c + from, i, n);
		offer_katakana(s, t->script + from, i, n);
	}
	for (size_t i = s->before[n]; i > 0; i = s->before[i])
		t->stop[from + i] = 1;
}
