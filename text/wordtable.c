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

#define FIRST_LOG   12
#define FIRST_SLOTS ((size_t)1 << FIRST_LOG)

struct key {
	uint64_t part[2];
};

/* The upper bits are the good ones. */
static inline uint64_t hash_of(struct key k)
{
	uint64_t h = k.part[0] * UINT64_C(0x9e3779b97f4a7c15) ^ k.part[1];
	return h * UINT64_C(0xd6e8feb86659fd93);
}

/* The `n` bytes at `p`, zeroes behind them; only zeroes if they are more than
 * QN_WORD_ROOM. */
static inline struct key load_key(const char *p, size_t n)
{
	static const unsigned char window[2 * QN_WORD_ROOM] = {
	    255, 255, 255, 255, 255, 255, 255, 255,
	    255, 255, 255, 255, 255, 255, 255, 255};
	struct key k, mask;
	size_t from = n <= QN_WORD_ROOM ? QN_WORD_ROOM - n : QN_WORD_ROOM;
	memcpy(&k, p, sizeof k);
	memcpy(&mask, window + from, sizeof mask);
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
                                         struct key k, uint64_t hash)
{
	size_t mask = t->slots - 1, i = hash >> t->shift;
	while (t->slot[i].id1 && !holds(&t->slot[i], k))
		i = (i + 1) & mask;
	return &t->slot[i];
}

static void rehash(struct qn_wordtable *t)
{
	struct qn_word_slot *old = t->slot;
	size_t n = t->slots;
	t->slots = 2 * n;
	t->shift--;
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

/* The slot of a word that has none, which belongs into the free one `s`. */
static struct qn_word_slot *take(struct qn_wordtable *t, struct qn_word_slot *s,
                                 struct key k, uint64_t hash, size_t n)
{
	char *p = qn_arena_alloc(&t->strings, QN_WORD_ROOM);
	memcpy(p, &k, sizeof k);
	uint32_t id = number(t, (struct qn_slice){p, n});
	if (2 * ++t->used > t->slots) {
		rehash(t);
		s = probe(t, k, hash);
	}
	*s =
	    (struct qn_word_slot){.key = {k.part[0], k.part[1]}, .id1 = id + 1};
	return s;
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

static uint32_t short_word(struct qn_wordtable *t, struct key k, uint64_t hash,
                           size_t n, bool grow)
{
	struct qn_word_slot *s = probe(t, k, hash);
	if (!s->id1 && grow)
		s = take(t, s, k, hash, n);
	return s->id1 - 1;
}

/* A word that is not in the first slot looked at. */
static __attribute__((noinline)) uint32_t other_word(struct qn_wordtable *t,
                                                     struct qn_slice word,
                                                     struct key k,
                                                     uint64_t hash, bool grow)
{
	return word.n <= QN_WORD_ROOM ? short_word(t, k, hash, word.n, grow)
	                              : long_word(t, word, grow);
}

/* Some words on their way. */
struct batch {
	struct key key[QN_WORD_BATCH];
	uint64_t hash[QN_WORD_BATCH];
};

static inline void fetch(const struct qn_wordtable *t, const char *text,
                         const struct qn_span *word, size_t n, struct batch *b)
{
	for (size_t i = 0; i < n; i++) {
		b->key[i] =
		    load_key(text + word[i].at, word[i].end - word[i].at);
		b->hash[i] = hash_of(b->key[i]);
		__builtin_prefetch(&t->slot[b->hash[i] >> t->shift], 1);
	}
}

/* The slot of the i-th if it is where it is looked for first, else NULL.  A
 * free slot holds the key of long words. */
static inline struct qn_word_slot *first_slot(const struct qn_wordtable *t,
                                              const struct batch *b, size_t i)
{
	struct qn_word_slot *s = &t->slot[b->hash[i] >> t->shift];
	return holds(s, b->key[i]) && s->id1 ? s : NULL;
}

static void find_batch(struct qn_wordtable *t, const char *text,
                       const struct qn_span *word, size_t n, bool grow,
                       uint32_t *id)
{
	struct batch b;
	fetch(t, text, word, n, &b);
	for (size_t i = 0; i < n; i++) {
		const struct qn_word_slot *s = first_slot(t, &b, i);
		id[i] = s ? s->id1 - 1
		          : other_word(t, qn_span_slice(text, word[i]),
		                       b.key[i], b.hash[i], grow);
	}
}

/* --- counting ------------------------------------------------------------- */

/* The slot of a word; NULL for a long one, which is counted. */
static __attribute__((noinline)) struct qn_word_slot *
other_slot(struct qn_wordtable *t, struct qn_slice word, struct key k,
           uint64_t hash, uint32_t least, struct qn_tally *tally)
{
	if (word.n > QN_WORD_ROOM) {
		uint32_t id = long_word(t, word, true);
		if (id >= least)
			qn_tally_add(tally, &id, 1, 1, t->count);
		return NULL;
	}
	struct qn_word_slot *s = probe(t, k, hash);
	return s->id1 ? s : take(t, s, k, hash, word.n);
}

static void count_batch(struct qn_wordtable *t, const char *text,
                        const struct qn_span *word, size_t n, uint32_t least,
                        struct qn_tally *tally)
{
	struct batch b;
	struct qn_tally_pair *row = qn_tally_row(tally, n);
	uint32_t base = tally->base, used = (uint32_t)(tally->n - tally->row);
	fetch(t, text, word, n, &b);
	for (size_t i = 0; i < n; i++) {
		struct qn_word_slot *s = first_slot(t, &b, i);
		if (!s) {
			tally->n = tally->row + used;
			s = other_slot(t, qn_span_slice(text, word[i]),
			               b.key[i], b.hash[i], least, tally);
			used = (uint32_t)(tally->n - tally->row);
			if (!s)
				continue;
		}
		if (s->id1 <= least)
			continue;
		/* Whether it is new cannot be foretold: no branch on it, and
		 * masks leave the compiler no choice. */
		uint32_t is_new = s->last < base, old = is_new - 1;
		uint32_t at = (used & ~old) | ((s->last - base) & old);
		row[at].id = s->id1 - 1;
		row[at].count = (row[at].count & old) + 1;
		s->last = base + at;
		s->df += is_new;
		s->cf++;
		used += is_new;
	}
	tally->n = tally->row + used;
}

void qn_wordtable_count(struct qn_wordtable *t, const char *text,
                        const struct qn_span *word, size_t n, uint32_t least,
                        struct qn_tally *tally)
{
	/* As many places as words, at most. */
	if (t->counted + n >= QN_TALLY_MOST) {
		qn_wordtable_settle(t, tally);
		qn_tally_reset(tally);
	}
	t->counted += n;
	for (size_t i = 0; i < n; i += QN_WORD_BATCH)
		count_batch(t, text, word + i,
		            n - i < QN_WORD_BATCH ? n - i : QN_WORD_BATCH,
		            least, tally);
}

void qn_wordtable_settle(struct qn_wordtable *t, struct qn_tally *tally)
{
	qn_tally_grow(tally, t->count);
	for (size_t i = 0; i < t->slots; i++) {
		struct qn_word_slot *s = &t->slot[i];
		if (s->df)
			qn_tally_put(tally, s->id1 - 1, s->df, s->cf);
		s->last = s->df = s->cf = 0;
	}
	t->counted = 0;
}

/* --- the table ------------------------------------------------------------ */

void qn_wordtable_init(struct qn_wordtable *t)
{
	*t = (struct qn_wordtable){.slots = FIRST_SLOTS,
	                           .shift = 64 - FIRST_LOG};
	t->slot = qn_big_calloc(t->slots, sizeof *t->slot);
}

void qn_wordtable_ids(struct qn_wordtable *t, const char *text,
                      const struct qn_span *word, size_t n, bool grow,
                      uint32_t *id)
{
	for (size_t i = 0; i < n; i += QN_WORD_BATCH)
		find_batch(t, text, word + i,
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
	return short_word(t, k, hash_of(k), word.n, true);
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
