/* SPDX-License-Identifier: MIT */
/*
 * wordtable.c -- linear probing over slots that hold their words.
 *
 * Words are looked up in batches: all slots of a batch are fetched before the
 * first is compared, so that waits for memory overlap.
 */
#include "text/wordtable.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_SLOTS ((size_t)1 << 12)

struct key {
	uint64_t part[2];
};

static inline size_t hash_of(struct key k)
{
	unsigned __int128 product =
	    (unsigned __int128)(k.part[0] ^ UINT64_C(0x2d358dccaa6c78a5)) *
	    (k.part[1] ^ UINT64_C(0x8bb84b93962eacc9));
	return (size_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/* The first `n` <= 16 of the 16 bytes at `p`, zeroes behind them. */
static inline struct key load_key(const char *p, uint32_t n)
{
	static const unsigned char window[2 * QN_WORD_ROOM] = {
	    255, 255, 255, 255, 255, 255, 255, 255,
	    255, 255, 255, 255, 255, 255, 255, 255};
	struct key k, mask;
	memcpy(&k, p, sizeof k);
	memcpy(&mask, window + QN_WORD_ROOM - n, sizeof mask);
	k.part[0] &= mask.part[0];
	k.part[1] &= mask.part[1];
	return k;
}

static inline bool holds(const struct qn_word_slot *s, struct key k)
{
	return ((s->key[0] ^ k.part[0]) | (s->key[1] ^ k.part[1])) == 0;
}

/* The slot of `k`, or the free one where it belongs. */
static inline struct qn_word_slot *probe(const struct qn_wordtable *t,
                                         struct key k, size_t hash)
{
	size_t mask = t->slots - 1, i = hash & mask;
	while (t->slot[i].id1 && !holds(&t->slot[i], k))
		i = (i + 1) & mask;
	return &t->slot[i];
}

static void rehash(struct qn_wordtable *t)
{
	struct qn_word_slot *old = t->slot;
	size_t n = t->slots;
	t->slots = 2 * n;
	t->slot = qn_big_calloc(t->slots, sizeof *t->slot);
	for (size_t i = 0; i < n; i++) {
		struct key k = {{old[i].key[0], old[i].key[1]}};
		if (old[i].id1)
			*probe(t, k, hash_of(k)) = old[i];
	}
	qn_big_free(old);
}

/* The next id, for these bytes, which stay where they are. */
static uint32_t number(struct qn_wordtable *t, struct qn_slice word)
{
	assert(t->count < QN_MAP_NONE - 1);
	if (t->count == t->room) {
		t->room = t->room ? t->room + t->room / 2 : 512;
		t->word = qn_realloc(t->word, t->room, sizeof *t->word);
	}
	t->word[t->count] = word;
	return t->count++;
}

/* Put a word that is not there into a free slot. */
static uint32_t take(struct qn_wordtable *t, struct qn_word_slot *s,
                     struct key k, size_t n)
{
	char *p = qn_arena_alloc(&t->strings, QN_WORD_ROOM);
	memcpy(p, &k, sizeof k);
	uint32_t id = number(t, (struct qn_slice){p, n});
	*s =
	    (struct qn_word_slot){.key = {k.part[0], k.part[1]}, .id1 = id + 1};
	if (2 * ++t->used > t->slots)
		rehash(t);
	return id;
}

static uint32_t long_word(struct qn_wordtable *t, struct qn_slice word,
                          bool grow)
{
	uint32_t i =
	    grow ? qn_map_add(&t->longs, word) : qn_map_find(&t->longs, word);
	if (i == QN_MAP_NONE)
		return i;
	if (i >= t->long_room) {
		t->long_room = t->longs.room;
		t->long_id =
		    qn_realloc(t->long_id, t->long_room, sizeof *t->long_id);
	}
	if (i == t->long_count) {
		t->long_id[i] = number(t, qn_map_string(&t->longs, i));
		t->long_count++;
	}
	return t->long_id[i];
}

static inline uint32_t short_word(struct qn_wordtable *t, struct qn_slice word,
                                  struct key k, size_t hash, bool grow)
{
	struct qn_word_slot *s = probe(t, k, hash);
	if (s->id1)
		return s->id1 - 1;
	return grow ? take(t, s, k, word.n) : QN_MAP_NONE;
}

static void batch(struct qn_wordtable *t, const char *text,
                  const struct qn_span *word, size_t n, bool grow, uint32_t *id)
{
	struct key key[QN_WORD_BATCH];
	size_t hash[QN_WORD_BATCH];
	for (size_t i = 0; i < n; i++) {
		uint32_t room =
		    word[i].n < QN_WORD_ROOM ? word[i].n : QN_WORD_ROOM;
		key[i] = load_key(text + word[i].at, room);
		hash[i] = hash_of(key[i]);
		__builtin_prefetch(&t->slot[hash[i] & (t->slots - 1)]);
	}
	for (size_t i = 0; i < n; i++) {
		struct qn_slice w = {text + word[i].at, word[i].n};
		id[i] = w.n <= QN_WORD_ROOM
		            ? short_word(t, w, key[i], hash[i], grow)
		            : long_word(t, w, grow);
	}
}

void qn_wordtable_init(struct qn_wordtable *t)
{
	*t = (struct qn_wordtable){.slots = FIRST_SLOTS};
	t->slot = qn_big_calloc(t->slots, sizeof *t->slot);
}

void qn_wordtable_ids(struct qn_wordtable *t, const char *text,
                      const struct qn_span *word, size_t n, bool grow,
                      uint32_t *id)
{
	for (size_t i = 0; i < n; i += QN_WORD_BATCH)
		batch(t, text, word + i,
		      n - i < QN_WORD_BATCH ? n - i : QN_WORD_BATCH, grow,
		      id + i);
}

uint32_t qn_wordtable_add(struct qn_wordtable *t, struct qn_slice word)
{
	char room[QN_WORD_ROOM] = {0};
	if (word.n > QN_WORD_ROOM)
		return long_word(t, word, true);
	memcpy(room, word.p, word.n);
	struct key k = load_key(room, QN_WORD_ROOM);
	return short_word(t, word, k, hash_of(k), true);
}

void qn_wordtable_release(struct qn_wordtable *t)
{
	qn_big_free(t->slot);
	free(t->word);
	free(t->long_id);
	qn_map_release(&t->longs);
	qn_arena_release(&t->strings);
	*t = (struct qn_wordtable){.slots = 0};
}
