/* SPDX-License-Identifier: MIT */
/*
 * vocabsort.c -- by the first eight bytes as a number, ties in full.
 *
 * Numbers are sorted by their digits to the base 2^16, the lowest first, each
 * pass keeping what the one before it did; digits that are the same in all
 * cost nothing.  Ranking by count leaves the order by bytes alone where counts
 * are equal.
 */
#include "text/vocabsort.h"

#include <stdlib.h>

#include "base/mem.h"

#define DIGITS ((size_t)1 << 16)

struct keyed {
	uint64_t key;
	struct qn_vocab_item item;
};

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
static uint64_t prefix(const struct qn_vocab_item *item)
{
	unsigned char bytes[8] = {0};
	uint64_t key = 0;
	memcpy(bytes, item->word.p, item->word.n < 8 ? item->word.n : 8);
	for (int i = 0; i < 8; i++)
		key = key << 8 | bytes[i];
	return key;
}

static uint64_t falling(const struct qn_vocab_item *item)
{
	return ~item->count;
}

/* One pass over the digit at `shift`; false if it is the same in all. */
static bool pass(const struct keyed *from, struct keyed *to, size_t n,
                 int shift, uint32_t *place)
{
	memset(place, 0, DIGITS * sizeof *place);
	for (size_t i = 0; i < n; i++)
		place[from[i].key >> shift & (DIGITS - 1)]++;
	if (place[from[0].key >> shift & (DIGITS - 1)] == n)
		return false;
	uint32_t sum = 0;
	for (size_t d = 0; d < DIGITS; d++) {
		uint32_t count = place[d];
		place[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[place[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

/* Sort *a by key with *b for room; they may change places. */
static void sort_keyed(struct keyed **a, struct keyed **b, size_t n,
                       uint32_t *place)
{
	for (int shift = 0; shift < 64; shift += 16)
		if (pass(*a, *b, n, shift, place)) {
			struct keyed *swap = *a;
			*a = *b;
			*b = swap;
		}
}

static int by_word(const void *a, const void *b)
{
	return qn_words_compare(((const struct keyed *)a)->item.word,
	                        ((const struct keyed *)b)->item.word);
}

static void sort_ties(struct keyed *a, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && a[end].key == a[i].key; end++)
			;
		if (end - i > 1)
			qsort(a + i, end - i, sizeof *a, by_word);
	}
}

static int by_word_alone(const void *a, const void *b)
{
	const struct qn_vocab_item *x = a, *y = b;
	return qn_words_compare(x->word, y->word);
}

static int by_count(const void *a, const void *b)
{
	return qn_items_compare(a, b);
}

/* Sort by keys that `key` makes; with `ties` equal ones by their words. */
static bool sort(struct qn_vocab_item *item, size_t n,
                 uint64_t (*key)(const struct qn_vocab_item *), bool ties,
                 struct qn_err *e)
{
	struct keyed *a = qn_big_alloc(n, sizeof *a, "a vocabulary", e);
	struct keyed *b = qn_big_alloc(n, sizeof *b, "a vocabulary", e);
	uint32_t *place = qn_malloc(DIGITS, sizeof *place);
	if (a && b) {
		for (size_t i = 0; i < n; i++)
			a[i] = (struct keyed){key(&item[i]), item[i]};
		sort_keyed(&a, &b, n, place);
		if (ties)
			sort_ties(a, n);
		for (size_t i = 0; i < n; i++)
			item[i] = a[i].item;
	}
	free(place);
	qn_big_free(a);
	qn_big_free(b);
	return !e->failed;
}

static bool too_few(size_t n)
{
	return n < DIGITS / 16 || n > UINT32_MAX;
}

bool qn_items_sort_by_word(struct qn_vocab_item *item, size_t n,
                           struct qn_err *e)
{
	if (!too_few(n))
		return sort(item, n, prefix, true, e);
	qsort(item, n, sizeof *item, by_word_alone);
	return !e->failed;
}

bool qn_items_rank(struct qn_vocab_item *item, size_t n, struct qn_err *e)
{
	if (!too_few(n))
		return sort(item, n, falling, false, e);
	qsort(item, n, sizeof *item, by_count);
	return !e->failed;
}
