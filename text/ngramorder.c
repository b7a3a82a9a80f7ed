/* SPDX-License-Identifier: MIT */
/*
 * ngramorder.c -- n-grams in the order of their strings, without a string.
 *
 * Words are sorted once; after that an n-gram is a path of units.  Dealt out by
 * the last unit and then by parent, the children of each n-gram lie side by
 * side in their order, and a walk down the tree, parents first, is the order
 * wanted: "a" before "a b" before "ab", as a space and the end of a
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

/* By key, least digit first.  The result is in `item` or in `other`. */
static struct item *radix(struct item *item, struct item *other, size_t n)
{
	const uint64_t low = ((uint64_t)1 << DIGIT) - 1;
	for (int shift = 0; shift < 8 * PREFIX; shift += DIGIT) {
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

/* The words in the order of bytes, to be freed. */
static uint32_t *sort_words(const struct qn_wordtable *t)
{
	size_t n = t->count;
	uint32_t *sorted = qn_malloc(n, sizeof *sorted);
	struct item *room = qn_malloc(2 * n, sizeof *room);
	for (uint32_t id = 0; id < n; id++)
		room[id] =
		    (struct item){prefix_of(qn_wordtable_word(t, id)), id};
	struct item *item = radix(room, room + n, n);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && item[j].key == item[i].key;)
			j++;
		if (j - i > 1)
			sort_alike(t, item + i, j - i);
	}
	for (size_t i = 0; i < n; i++)
		sorted[i] = item[i].id;
	free(room);
	return sorted;
}

/* --- n-grams -------------------------------------------------------------- */

/* All n-grams by their last unit; `word` has the words in order. */
static void by_unit(const struct qn_ngrams *g, const uint32_t *word,
                    uint32_t *sorted)
{
	size_t units = g->chars ? g->firsts : g->words.count;
	uint32_t *at = qn_calloc(units, sizeof *at), sum = 0;
	for (uint32_t i = 0; i < g->count; i++)
		at[g->gram[i].unit]++;
	for (size_t k = 0; k < units; k++) {
		uint32_t *unit = &at[word ? word[k] : k], here = *unit;
		*unit = sum;
		sum += here;
	}
	for (uint32_t i = 0; i < g->count; i++)
		sorted[at[g->gram[i].unit]++] = i;
	free(at);
}

/*
 * The same by parent, those of one parent as they were.  Afterwards the
 * children of gram i are from at[i + 1] to at[i + 2], the root's from at[0] to
 * at[1]; at [count + 3] was zeroed.
 */
static void by_parent(const struct qn_ngrams *g, const uint32_t *from,
                      uint32_t *sorted, uint32_t *at)
{
	size_t n = g->count;
	/* A parent's number and one, so that 0 is none. */
	for (size_t i = 0; i < n; i++)
		at[(g->gram[i].parent + 1) + 2]++;
	for (size_t i = 1; i < n + 3; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < n; i++) {
		if (i + 2 * AHEAD < n)
			__builtin_prefetch(&g->gram[from[i + 2 * AHEAD]]);
		if (i + AHEAD < n) {
			uint32_t soon = g->gram[from[i + AHEAD]].parent + 1;
			__builtin_prefetch(&at[soon + 1], 1);
		}
		uint32_t parent1 = g->gram[from[i]].parent + 1;
		sorted[at[parent1 + 1]++] = from[i];
	}
}

/* Parents first, children in their order. */
static void walk(const uint32_t *gram, const uint32_t *at,
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
		uint32_t k = next[depth]++, i = gram[k];
		if (k + AHEAD < stop[depth])
			__builtin_prefetch(&at[gram[k + AHEAD] + 1]);
		order[n++] = (struct qn_gram_place){i, depth};
		if (at[i + 1] < at[i + 2]) {
			depth++;
			next[depth] = at[i + 1];
			stop[depth] = at[i + 2];
		}
	}
}

/* All n-grams, of which some have parents. */
static bool order_tree(const struct qn_ngrams *g, const uint32_t *word,
                       struct qn_gram_place *order, struct qn_err *e)
{
	static const char *const what = "the order of the n-grams";
	size_t n = g->count;
	uint32_t *at = qn_big_alloc(n + 3, sizeof *at, what, e);
	uint32_t *room = qn_big_alloc(2 * n, sizeof *room, what, e);
	if (!e->failed) {
		by_unit(g, word, room);
		by_parent(g, room, room + n, at);
		walk(room + n, at, order);
	}
	qn_big_free(at);
	qn_big_free(room);
	return !e->failed;
}

bool qn_ngrams_order(const struct qn_ngrams *g, struct qn_gram_place *order,
                     struct qn_err *e)
{
	uint32_t *word = g->chars ? NULL : sort_words(&g->words);
	bool ok = !e->failed;
	if (!g->single)
		ok = order_tree(g, word, order, e);
	for (uint32_t i = 0; g->single && i < g->count; i++)
		order[i] = (struct qn_gram_place){word[i], 0};
	free(word);
	return ok;
}
