/* SPDX-License-Identifier: MIT */
/*
 * ngramorder.c -- n-grams in the order of their strings, without a string.
 *
 * Words are sorted once; after that an n-gram is a path of ranks.  Two stable
 * counting sorts, by the rank of the last unit and then by the parent, put the
 * children of each n-gram side by side in their order, and a walk down the
 * tree, parents first, is the order wanted: "a" before "a b" before "ab", as
 * a space and the end of a string are below every character of a word.
 */
#include "text/ngram.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CODE_POINTS 0x110000
#define PREFIX      8 /* bytes of a word in its sort key */
#define DIGIT       11
#define DIGITS      ((64 + DIGIT - 1) / DIGIT)

struct item {
	uint64_t prefix; /* the first bytes, the first one uppermost */
	struct qn_slice word;
	uint32_t id;
};

static uint64_t prefix_of(struct qn_slice s)
{
	uint64_t v = 0;
	for (size_t i = 0; i < PREFIX; i++)
		v = v << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
	return v;
}

/* Of two words with the same prefix. */
static int by_bytes(const void *pa, const void *pb)
{
	struct qn_slice a = ((const struct item *)pa)->word;
	struct qn_slice b = ((const struct item *)pb)->word;
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* By prefix, least digit first.  The result is in `item` or in `other`. */
static struct item *radix(struct item *item, struct item *other, size_t n)
{
	const uint64_t low = ((uint64_t)1 << DIGIT) - 1;
	for (int d = 0; d < DIGITS; d++) {
		size_t at[1 << DIGIT] = {0}, sum = 0;
		for (size_t i = 0; i < n; i++)
			at[item[i].prefix >> (d * DIGIT) & low]++;
		for (size_t k = 0; k <= low; k++) {
			size_t c = at[k];
			at[k] = sum;
			sum += c;
		}
		for (size_t i = 0; i < n; i++)
			other[at[item[i].prefix >> (d * DIGIT) & low]++] =
			    item[i];
		struct item *swap = item;
		item = other;
		other = swap;
	}
	return item;
}

/* rank[word]: its place in the order of bytes. */
static void rank_words(const struct qn_map *words, uint32_t *rank)
{
	size_t n = words->count;
	struct item *room = qn_malloc(2 * n, sizeof *room);
	for (uint32_t id = 0; id < n; id++) {
		struct qn_slice word = qn_map_string(words, id);
		room[id] = (struct item){prefix_of(word), word, id};
	}
	struct item *item = radix(room, room + n, n);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && item[j].prefix == item[i].prefix;)
			j++;
		if (j - i > 1)
			qsort(item + i, j - i, sizeof *item, by_bytes);
	}
	for (size_t i = 0; i < n; i++)
		rank[item[i].id] = (uint32_t)i;
	free(room);
}

/* at[k] = where the items of key k begin, of keys[n] below `most`. */
static void sum_up(uint32_t *at, size_t most)
{
	uint32_t sum = 0;
	for (size_t k = 0; k <= most; k++) {
		uint32_t c = at[k];
		at[k] = sum;
		sum += c;
	}
}

/* The place of an n-gram's parent in a table of children; the root's is 0. */
static inline size_t parent_of(const struct qn_gram *g)
{
	return (size_t)(uint32_t)(g->parent + 1);
}

/* All n-grams by the rank of their last unit.  rank NULL: code points. */
static void by_unit(const struct qn_ngrams *g, const uint32_t *rank,
                    uint32_t *at, size_t units, uint32_t *to)
{
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t unit = g->gram[i].unit;
		at[rank ? rank[unit] : unit]++;
	}
	sum_up(at, units);
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t unit = g->gram[i].unit;
		to[at[rank ? rank[unit] : unit]++] = i;
	}
}

/* Then by parent: afterwards the children of gram i are to[at[i]..at[i + 1]),
 * the root's to[0..at[0]). */
static void by_parent(const struct qn_ngrams *g, const uint32_t *from,
                      uint32_t *at, uint32_t *to)
{
	for (uint32_t i = 0; i < g->count; i++)
		at[parent_of(&g->gram[i])]++;
	sum_up(at, g->count);
	for (uint32_t i = 0; i < g->count; i++)
		to[at[parent_of(&g->gram[from[i]])]++] = from[i];
}

/* Parents first, children in their order. */
static void walk(const uint32_t *children, const uint32_t *at, uint32_t *order)
{
	uint32_t next[QN_NGRAM_MOST + 1], stop[QN_NGRAM_MOST + 1];
	size_t n = 0, depth = 0;
	next[0] = 0;
	stop[0] = at[0];
	for (;;) {
		if (next[depth] == stop[depth]) {
			if (depth-- == 0)
				return;
			continue;
		}
		uint32_t i = children[next[depth]++];
		order[n++] = i;
		if (at[i] < at[i + 1]) {
			depth++;
			next[depth] = at[i];
			stop[depth] = at[i + 1];
		}
	}
}

bool qn_ngrams_order(const struct qn_ngrams *g, uint32_t *order,
                     struct qn_err *e)
{
	size_t units = g->chars ? CODE_POINTS : g->words.words.count,
	       n = g->count;
	uint32_t *rank = NULL;
	uint32_t *at = qn_big_alloc((units > n ? units : n) + 2, sizeof *at,
	                            "the order of the n-grams", e);
	uint32_t *children = qn_big_alloc(n + 1, sizeof *children,
	                                  "the order of the n-grams", e);
	if (!e->failed && !g->chars) {
		rank = qn_malloc(units, sizeof *rank);
		rank_words(&g->words.words, rank);
	}
	if (!e->failed) {
		by_unit(g, rank, at, units, order);
		memset(at, 0, (n + 2) * sizeof *at);
		by_parent(g, order, at, children);
		walk(children, at, order);
	}
	free(rank);
	qn_big_free(at);
	qn_big_free(children);
	return !e->failed;
}
