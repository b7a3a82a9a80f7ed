/* SPDX-License-Identifier: MIT */
/*
 * ngramsort.c -- see ngramsort.h.
 *
 * Places are dealt out by their last word.  What stands before it becomes a
 * number of 64 bits, as many words as fit, by which a word's places are sorted
 * from the top byte down; only places that agree in all of it get the number
 * of the words farther back.
 *
 *	key   | word before + 1 | the one before that + 1 | ... | 0 |
 *	                         behind "<s>" there are zeroes
 */
#include "seq/ngramsort.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/ngrammodel.h"

#define SHARDS 256 /* at most */
#define SMALL  32  /* sorted by insertion */

struct record {
	uint64_t key;
	uint32_t place;
	uint32_t depth;
};

struct sorter {
	struct qn_ngram_order *to;
	const uint32_t *id;
	unsigned order;
	unsigned bits, fit; /* of a word in a key; words in a key       */
	size_t *word;       /* [words + 1] where each one's places begin */
	size_t *first;      /* [shards + 1] words of a shard             */
};

/* --- one word's places ---------------------------------------------------- */

/* The key of words `back`, `back` + 1 ... before the place. */
static void set_key(const struct sorter *s, struct record *r, unsigned back)
{
	unsigned shift = 64;
	r->key = 0;
	for (unsigned j = back; j < back + s->fit && j < r->depth; j++) {
		shift -= s->bits;
		r->key |= (uint64_t)(s->id[r->place - j] + 1) << shift;
	}
}

static unsigned depth_of(const struct sorter *s, uint32_t place)
{
	unsigned depth = 1;
	while (depth < s->order && s->id[place - depth + 1] != QN_NGRAM_BOS)
		depth++;
	return depth;
}

static void insert_sort(struct record *r, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct record x = r[i];
		size_t j = i;
		for (; j && r[j - 1].key > x.key; j--)
			r[j] = r[j - 1];
		r[j] = x;
	}
}

/* By the bytes of the key from `shift` down; what is equal stays in order. */
static void radix_sort(struct record *r, size_t n, struct record *room,
                       int shift)
{
	if (n <= SMALL) {
		insert_sort(r, n);
		return;
	}
	size_t end[257] = {0};
	for (size_t i = 0; i < n; i++)
		end[(r[i].key >> shift & 255) + 1]++;
	if (end[(r[0].key >> shift & 255) + 1] == n) {
		if (shift)
			radix_sort(r, n, room, shift - 8);
		return;
	}
	for (int b = 0; b < 256; b++)
		end[b + 1] += end[b];
	for (size_t i = 0; i < n; i++)
		room[end[r[i].key >> shift & 255]++] = r[i];
	memcpy(r, room, n * sizeof *r);
	for (size_t b = 0, from = 0; shift && from < n; from = end[b++])
		if (end[b] > from + 1)
			radix_sort(r + from, end[b] - from, room, shift - 8);
}

/* Ranks from `rank` on of places that agree in their last `back` words; the
 * first has `same` with whatever is before it. */
static void sort_run(const struct sorter *s, struct record *r, size_t n,
                     struct record *room, size_t rank, unsigned back,
                     unsigned same)
{
	for (size_t i = 0; i < n; i++)
		set_key(s, &r[i], back);
	radix_sort(r, n, room, 56);
	uint64_t before = 0;
	for (size_t i = 0, end; i < n; i = end) {
		uint64_t key = r[i].key;
		for (end = i + 1; end < n && r[end].key == key;)
			end++;
		if (i)
			same = back + (unsigned)__builtin_clzll(key ^ before) /
			                  s->bits;
		before = key;
		bool deeper = r[i].depth > back + s->fit;
		if (deeper && end - i > 1) {
			sort_run(s, r + i, end - i, room, rank + i,
			         back + s->fit, same);
			continue;
		}
		for (size_t j = i; j < end; j++) {
			unsigned as = j == i ? same : r[j].depth;
			s->to->place[rank + j] = r[j].place;
			s->to->span[rank + j] = (uint8_t)(as << 4 | r[j].depth);
			s->to->rank[r[j].place] = (uint32_t)(rank + j);
		}
	}
}

static void sort_shards(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct sorter *s = ctx;
	(void)shard;
	struct record *r = NULL, *room = NULL;
	size_t have = 0;
	for (size_t i = begin; i < end; i++)
		for (size_t w = s->first[i]; w < s->first[i + 1]; w++) {
			size_t from = s->word[w], n = s->word[w + 1] - from;
			if (n > have) {
				have = n;
				r = qn_realloc(r, n, sizeof *r);
				room = qn_realloc(room, n, sizeof *room);
			}
			for (size_t j = 0; j < n; j++) {
				uint32_t place = s->to->place[from + j];
				r[j] = (struct record){0, place,
				                       depth_of(s, place)};
			}
			sort_run(s, r, n, room, from, 1, 0);
		}
	free(r);
	free(room);
}

/* --- all of them ---------------------------------------------------------- */

/* Places by their last word, in the order of the text. */
static void deal(struct sorter *s, size_t n, size_t words)
{
	for (size_t i = 0; i < n; i++)
		s->word[s->id[i] + 1]++;
	s->word[QN_NGRAM_BOS + 1] = 0;
	for (size_t w = 0; w < words; w++)
		s->word[w + 1] += s->word[w];
	for (size_t i = 0; i < n; i++)
		if (s->id[i] != QN_NGRAM_BOS)
			s->to->place[s->word[s->id[i]]++] = (uint32_t)i;
	for (size_t w = words; w; w--)
		s->word[w] = s->word[w - 1];
	s->word[0] = 0;
}

/* Stretches of words with about as many places each. */
static void cut_shards(struct sorter *s, size_t words)
{
	struct qn_ngram_order *o = s->to;
	size_t w = 0;
	for (size_t i = 0; i < o->shards; i++) {
		while (w < words && s->word[w] < o->n / o->shards * i)
			w++;
		s->first[i] = w;
		o->begin[i] = s->word[w];
	}
	s->first[o->shards] = words;
	o->begin[o->shards] = o->n;
}

static unsigned bits_of(size_t x)
{
	return 64 - (unsigned)__builtin_clzll(x);
}

bool qn_ngram_sort(struct qn_ngram_order *o, const uint32_t *id, size_t n,
                   size_t words, unsigned order, struct qn_pool *pool,
                   struct qn_err *e)
{
	*o = (struct qn_ngram_order){.shards = SHARDS};
	for (size_t i = 0; i < n; i++)
		o->n += id[i] != QN_NGRAM_BOS;
	struct sorter s = {.to = o, .id = id, .order = order};
	s.bits = bits_of(words);
	s.fit = 64 / s.bits;
	s.word = qn_big_alloc(words + 1, sizeof *s.word, "words", e);
	s.first = qn_calloc(SHARDS + 1, sizeof *s.first);
	o->begin = qn_calloc(SHARDS + 1, sizeof *o->begin);
	o->place = qn_big_alloc(o->n, sizeof *o->place, "the text", e);
	o->rank = qn_big_alloc(n, sizeof *o->rank, "the text", e);
	o->span = qn_big_alloc(o->n, sizeof *o->span, "the text", e);
	if (!e->failed) {
		deal(&s, n, words);
		cut_shards(&s, words);
		qn_pool_for(pool, SHARDS, SHARDS, sort_shards, &s);
	}
	qn_big_free(s.word);
	free(s.first);
	return !e->failed;
}

void qn_ngram_order_release(struct qn_ngram_order *o)
{
	qn_big_free(o->place);
	qn_big_free(o->rank);
	qn_big_free(o->span);
	free(o->begin);
	*o = (struct qn_ngram_order){.n = 0};
}
