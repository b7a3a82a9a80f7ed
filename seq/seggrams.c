/* SPDX-License-Identifier: MIT */
/*
 * seggrams.c -- linear probing; tables stay no more than half full.
 */
#include "seq/seggrams.h"

#include <stdlib.h>
#include <string.h>

#include "base/inline.h"
#include "base/mem.h"

#define FIRST_LOG 8

void qn_seggrams_begin(struct qn_seggrams *g, size_t most)
{
	if (g->slots < 2 * most || !g->slots) {
		int log = FIRST_LOG;
		while ((size_t)1 << log < 2 * most)
			log++;
		free(g->slot);
		g->slots = (size_t)1 << log;
		g->shift = 64 - log;
		g->slot = qn_calloc(g->slots, sizeof *g->slot);
		g->round = 0;
	}
	if (++g->round == 0) {
		memset(g->slot, 0, g->slots * sizeof *g->slot);
		g->round = 1;
	}
}

void qn_seggrams_release(struct qn_seggrams *g)
{
	free(g->slot);
	*g = (struct qn_seggrams){.slot = NULL};
}

/* The slot of an edge, or the free one where it belongs. */
static struct qn_seggram *probe(const struct qn_seggrams *g, uint32_t parent,
                                uint32_t symbol)
{
	uint64_t key = (uint64_t)parent << 32 | symbol;
	size_t i = (size_t)((key ^ key >> 29) * UINT64_C(0x9e3779b97f4a7c15) >>
	                    g->shift);
	for (;; i = (i + 1) & (g->slots - 1)) {
		struct qn_seggram *s = &g->slot[i];
		if (s->round != g->round ||
		    (s->parent == parent && s->symbol == symbol))
			return s;
	}
}

static uint32_t node_of(const struct qn_seggrams *g, const struct qn_seggram *s)
{
	return (uint32_t)(s - g->slot) + 1;
}

static void count(struct qn_seggram *s, uint32_t reference)
{
	if (s->reference != reference) {
		s->reference = reference;
		s->now = 0;
	}
	if (++s->now > s->count)
		s->count = s->now;
}

void qn_seggrams_add(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                     size_t order, uint32_t reference)
{
	for (size_t i = 0; i < n; i++) {
		size_t most = n - i < order ? n - i : order;
		uint32_t node = 0;
		for (size_t k = 0; k < most; k++) {
			struct qn_seggram *s = probe(g, node, symbol[i + k]);
			if (s->round != g->round)
				*s = (struct qn_seggram){
				    .round = g->round,
				    .parent = node,
				    .symbol = symbol[i + k],
				    .reference = reference,
				};
			count(s, reference);
			node = node_of(g, s);
		}
	}
}

/* Symbols from `i` on are an n-gram of order `k` that was matched. */
static void mark(unsigned char *longest, size_t i, size_t k)
{
	for (size_t j = i; j < i + k; j++)
		if (longest[j] < k)
			longest[j] = (unsigned char)k;
}

/* `match` or `longest`, the other is NULL. */
INLINE void walk(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                 size_t order, double *match, unsigned char *longest)
{
	for (size_t i = 0; i < n; i++) {
		size_t most = n - i < order ? n - i : order;
		uint32_t node = 0;
		for (size_t k = 0; k < most && symbol[i + k]; k++) {
			struct qn_seggram *s = probe(g, node, symbol[i + k]);
			if (s->round != g->round)
				break;
			node = node_of(g, s);
			if (!s->count)
				continue;
			s->count--;
			if (match)
				match[k]++;
			else
				mark(longest, i, k + 1);
		}
	}
}

void qn_seggrams_match(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                       size_t order, double *match)
{
	walk(g, symbol, n, order, match, NULL);
}

void qn_seggrams_mark(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                      size_t order, unsigned char *longest)
{
	memset(longest, 0, n);
	walk(g, symbol, n, order, NULL, longest);
}
