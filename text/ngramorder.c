/* SPDX-License-Identifier: MIT */
/*
 * ngramorder.c -- n-grams in the order of their strings, without a string.
 *
 * Words are sorted once; after that an n-gram is a path of ranks.  Sorted by
 * parent and then by the rank of the last unit, the children of each n-gram
 * lie side by side in their order, and a walk down the tree, parents first, is
 * the order wanted: "a" before "a b" before "ab", as a space and the end of a
 * string are below every character of a word.
 */
#include "text/ngram.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PREFIX 8 /* bytes of a word in its sort key */
#define DIGIT  11
#define AHEAD  8 /* n-grams whose children are looked for early */

struct item {
	uint64_t key;
	uint32_t id;
};

/* By key, of which the low `bits` count, least digit first.  The result is in
 * `item` or in `other`. */
static struct item *radix(struct item *item, struct item *other, size_t n,
                          int bits)
{
	const uint64_t low = ((uint64_t)1 << DIGIT) - 1;
	for (int shift = 0; shift < bits; shift += DIGIT) {
		size_t at[1 << DIGIT] = {0}, sum = 0;
		for (size_t i = 0; i < n; i++)
			at[item[i].key >> shift & low]++;
		for (size_t k = 0; k <= low; k++) {
			size_t here = at[k];
			at[k] = sum;
			sum += here;
		}
		for (size_t i = 0; i < n; i++)
			other[at[item[i].key >> shift & low]++] = item[i];
		struct item *swap = item;
		item = other;
		other = swap;
	}
	return item;
}

static int bit_length(uint64_t x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

/* --- words ---------------------------------------------------------------- */

struct named {
	struct qn_slice word;
	uint32_t id;
};

/* The first bytes, the first one uppermost. */
static uint64_t prefix_of(struct qn_slice s)
{
	uint64_t v = 0;
	for (size_t i = 0; i < PREFIX; i++)
		v = v << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
	return v;
}

static int by_bytes(const void *pa, const void *pb)
{
	struct qn_slice a = ((const struct named *)pa)->word;
	struct qn_slice b = ((const struct named *)pb)->word;
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Sort words that begin alike. */
static void sort_alike(const struct qn_wordtable *t, struct item *item,
                       size_t n)
{
	struct named *named = qn_malloc(n, sizeof *named);
	for (size_t i = 0; i < n; i++)
		named[i] = (struct named){qn_wordtable_word(t, item[i].id),
		                          item[i].id};
	qsort(named, n, sizeof *named, by_bytes);
	for (size_t i = 0; i < n; i++)
		item[i].id = named[i].id;
	free(named);
}

/* rank[word]: its place in the order of bytes. */
static uint32_t *rank_words(const struct qn_wordtable *t)
{
	size_t n = t->count;
	uint32_t *rank = qn_malloc(n, sizeof *rank);
	struct item *room = qn_malloc(2 * n, sizeof *room);
	for (uint32_t id = 0; id < n; id++)
		room[id] =
		    (struct item){prefix_of(qn_wordtable_word(t, id)), id};
	struct item *item = radix(room, room + n, n, 8 * PREFIX);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && item[j].key == item[i].key;)
			j++;
		if (j - i > 1)
			sort_alike(t, item + i, j - i);
	}
	for (size_t i = 0; i < n; i++)
		rank[item[i].id] = (uint32_t)i;
	free(room);
	return rank;
}

/* --- n-grams -------------------------------------------------------------- */

/*
 * All n-grams by parent, then by rank (NULL: by code point).  Afterwards the
 * children of gram i are from at[i + 1] to at[i + 2], the root's from at[0] to
 * at[1]; at [count + 2] was zeroed.
 */
static struct item *by_parent(const struct qn_ngrams *g, const uint32_t *rank,
                              struct item *room, uint32_t *at)
{
	size_t n = g->count;
	int low = bit_length(g->chars ? 0x10ffff : g->words.count);
	for (uint32_t i = 0; i < n; i++) {
		struct qn_gram gram = g->gram[i];
		uint32_t last = rank ? rank[gram.unit] : gram.unit;
		uint32_t parent1 = gram.parent + 1; /* of none: 0 */
		room[i] = (struct item){(uint64_t)parent1 << low | last, i};
	}
	struct item *item = radix(room, room + n, n, low + bit_length(n));
	for (size_t i = 0; i < n; i++)
		at[(item[i].key >> low) + 1]++;
	for (size_t i = 1; i < n + 2; i++)
		at[i] += at[i - 1];
	return item;
}

/* Parents first, children in their order. */
static void walk(const struct item *item, const uint32_t *at,
                 struct qn_gram_place *order)
{
	uint32_t next[QN_NGRAM_MOST + 1], stop[QN_NGRAM_MOST + 1];
	size_t n = 0;
	uint32_t depth = 0;
	next[0] = at[0];
	stop[0] = at[1];
	for (;;) {
		if (next[depth] == stop[depth]) {
			if (depth-- == 0)
				return;
			continue;
		}
		uint32_t k = next[depth]++, i = item[k].id;
		if (k + AHEAD < stop[depth])
			__builtin_prefetch(&at[item[k + AHEAD].id + 1]);
		order[n++] = (struct qn_gram_place){i, depth};
		if (at[i + 1] < at[i + 2]) {
			depth++;
			next[depth] = at[i + 1];
			stop[depth] = at[i + 2];
		}
	}
}

bool qn_ngrams_order(const struct qn_ngrams *g, struct qn_gram_place *order,
                     struct qn_err *e)
{
	static const char *const what = "the order of the n-grams";
	size_t n = g->count;
	uint32_t *at = qn_big_alloc(n + 2, sizeof *at, what, e);
	struct item *room = qn_big_alloc(2 * n, sizeof *room, what, e);
	if (!e->failed) {
		uint32_t *rank = g->chars ? NULL : rank_words(&g->words);
		walk(by_parent(g, rank, room, at), at, order);
		free(rank);
	}
	qn_big_free(at);
	qn_big_free(room);
	return !e->failed;
}
