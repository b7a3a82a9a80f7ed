/* SPDX-License-Identifier: MIT */
/*
 * vocabsort.c -- by the first eight bytes as a number, ties in full.
 *
 * Numbers are sorted by their digits to the base 2^11, the lowest first, each
 * pass keeping what the one before it did; digits that are the same in all
 * cost nothing.  Ranking by count leaves the order by bytes alone where counts
 * are equal.  The words themselves are anywhere in memory: they are fetched
 * before they are compared.
 */
#include "text/vocabsort.h"

#include <stdlib.h>

#include "base/mem.h"

#define DIGIT   11 /* bits: as many places to write to as the cache keeps */
#define DIGITS  ((size_t)1 << DIGIT)
#define NUMBERS ((64 + DIGIT - 1) / DIGIT) /* digits of a key */

#define FEW 4096 /* items that are not worth it */

int qn_words_compare(struct qn_slice a, struct qn_slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

int qn_items_compare(const struct qn_vocab_item *a,
                     const struct qn_vocab_item *b)
{
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return qn_words_compare(a->word, b->word);
}

/* The first eight bytes, so that numbers are in the order of bytes. */
static uint64_t prefix(struct qn_slice word)
{
	unsigned char bytes[8] = {0};
	uint64_t key = 0;
	memcpy(bytes, word.p, word.n < 8 ? word.n : 8);
	for (int i = 0; i < 8; i++)
		key = key << 8 | bytes[i];
	return key;
}

static inline size_t digit(const struct qn_vocab_item *item, int i)
{
	return item->key >> i * DIGIT & (DIGITS - 1);
}

/* How often each digit has each value. */
static void count_digits(const struct qn_vocab_item *item, size_t n,
                         uint32_t place[NUMBERS][DIGITS])
{
	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < NUMBERS; d++)
			place[d][digit(&item[i], d)]++;
}

/* Sort by digit d, whose values occur `place` times. */
static void pass(const struct qn_vocab_item *from, struct qn_vocab_item *to,
                 size_t n, int d, uint32_t *place)
{
	uint32_t sum = 0;
	for (size_t k = 0; k < DIGITS; k++) {
		uint32_t count = place[k];
		place[k] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[place[digit(&from[i], d)]++] = from[i];
}

/* Sort by key; items with the same one stay as they are. */
static bool sort(struct qn_vocab_item *item, size_t n, struct qn_err *e)
{
	struct qn_vocab_item *room =
	    qn_big_alloc(n, sizeof *room, "a vocabulary", e);
	if (!room)
		return false;
	struct qn_vocab_item *from = item, *to = room, *swap;
	uint32_t(*place)[DIGITS] = qn_calloc(NUMBERS, sizeof *place);
	count_digits(item, n, place);
	for (int d = 0; d < NUMBERS; d++) {
		if (place[d][digit(from, d)] == n)
			continue;
		pass(from, to, n, d, place[d]);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != item)
		memcpy(item, from, n * sizeof *item);
	free(place);
	qn_big_free(room);
	return true;
}

int qn_items_by_word(const struct qn_vocab_item *a,
                     const struct qn_vocab_item *b)
{
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return qn_words_compare(a->word, b->word);
}

static int by_word(const void *a, const void *b)
{
	return qn_items_by_word(a, b);
}

static void sort_ties(struct qn_vocab_item *a, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && a[end].key == a[i].key; end++)
			qn_item_fetch(a, end, n);
		if (end - i > 1)
			qsort(a + i, end - i, sizeof *a, by_word);
	}
}

static int by_count(const void *a, const void *b)
{
	return qn_items_compare(a, b);
}

static bool too_few(size_t n)
{
	return n < FEW || n > UINT32_MAX;
}

bool qn_items_sort_by_word(struct qn_vocab_item *item, size_t n,
                           struct qn_err *e)
{
	for (size_t i = 0; i < n; i++)
		item[i].key = prefix(item[i].word);
	if (too_few(n))
		qsort(item, n, sizeof *item, by_word);
	else if (sort(item, n, e))
		sort_ties(item, n);
	return !e->failed;
}

bool qn_items_rank(struct qn_vocab_item *item, size_t n, struct qn_err *e)
{
	for (size_t i = 0; i < n; i++)
		item[i].key = ~item[i].count;
	if (!too_few(n))
		return sort(item, n, e);
	qsort(item, n, sizeof *item, by_count);
	return true;
}
