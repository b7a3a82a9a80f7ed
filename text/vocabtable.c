/* SPDX-License-Identifier: MIT */
/*
 * vocabtable.c -- keys made for a group of words, then looked up.
 *
 * A text's words are spread all over the table.  The keys of a group are made
 * and their slots fetched first; when the last one is done the first slot has
 * arrived.
 */
#include "text/vocabtable.h"

#include <string.h>

#include "base/mem.h"

#define GROUP       32 /* words whose slots are fetched at once */
#define FIRST_SLOTS ((size_t)1 << 12)
#define FEW_SLOTS   ((size_t)1 << 18) /* up to here a table grows faster */

_Static_assert(QN_TOKEN_PAD >= QN_VOCAB_SHORT + 1, "keys are read whole");

struct key {
	uint64_t part[3];
	uint64_t hash;
};

static uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const uint64_t part[3])
{
	const uint64_t k0 = UINT64_C(0x9e3779b97f4a7c15);
	const uint64_t k1 = UINT64_C(0xd6e8feb86659fd93);
	const uint64_t k2 = UINT64_C(0xa0761d6478bd642f);
	return fold(part[0] ^ k0, part[1] ^ (part[2] * k2) ^ k1);
}

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define IN_MEMORY(x) __builtin_bswap64(x)
#else
#define IN_MEMORY(x) (x)
#endif

#define ONES(n)                                                                \
	IN_MEMORY((n) < 8 ? (UINT64_C(1) << 8 * ((n)&7)) - 1 : ~UINT64_C(0))
#define BEHIND(n, less) ((n) > (less) ? (n) - (less) : 0)
#define MASK(n)                                                                \
	{                                                                      \
		ONES(n), ONES(BEHIND(n, 8)), ONES(BEHIND(n, 16)),              \
		    IN_MEMORY((uint64_t)(n) << 56)                             \
	}

/* For each length the bytes that belong to a word, and the length itself in
 * the last byte. */
static const uint64_t mask[QN_VOCAB_SHORT + 1][4] = {
    MASK(0),  MASK(1),  MASK(2),  MASK(3),  MASK(4),  MASK(5),
    MASK(6),  MASK(7),  MASK(8),  MASK(9),  MASK(10), MASK(11),
    MASK(12), MASK(13), MASK(14), MASK(15), MASK(16), MASK(17),
    MASK(18), MASK(19), MASK(20), MASK(21), MASK(22), MASK(23)};

/* The key of a short word, behind which bytes up to 24 can be read. */
static inline void make_key(struct key *k, struct qn_slice s)
{
	const uint64_t *m = mask[s.n];
	memcpy(k->part, s.p, sizeof k->part);
	k->part[0] &= m[0];
	k->part[1] &= m[1];
	k->part[2] = (k->part[2] & m[2]) | m[3];
	k->hash = hash_of(k->part);
}

static inline bool holds(const struct qn_vocab_slot *slot,
                         const uint64_t part[3])
{
	return ((slot->key[0] ^ part[0]) | (slot->key[1] ^ part[1]) |
	        (slot->key[2] ^ part[2])) == 0;
}

/* The slot of a key, or the free one where it belongs. */
static inline struct qn_vocab_slot *find(const struct qn_vocabtable *t,
                                         const uint64_t part[3], uint64_t hash)
{
	size_t last = t->slots - 1, i = hash & last;
	while (!holds(&t->slot[i], part) && t->slot[i].count)
		i = (i + 1) & last;
	return &t->slot[i];
}

bool qn_vocabtable_init(struct qn_vocabtable *t, struct qn_err *e)
{
	*t = (struct qn_vocabtable){.slots = FIRST_SLOTS};
	t->slot = qn_big_alloc(t->slots, sizeof *t->slot, "a vocabulary", e);
	t->longer = qn_vocab_new();
	return t->slot != NULL;
}

void qn_vocabtable_release(struct qn_vocabtable *t)
{
	qn_big_free(t->slot);
	qn_vocab_free(t->longer);
	*t = (struct qn_vocabtable){.slot = NULL};
}

void qn_vocabtable_clear(struct qn_vocabtable *t)
{
	memset(t->slot, 0, t->slots * sizeof *t->slot);
	t->used = 0;
	qn_vocab_free(t->longer);
	t->longer = qn_vocab_new();
}

/* At most two thirds of the slots are taken: frequent words come early and
 * have the slots that they hash to, and half the memory is half the misses. */
static size_t slots_for(size_t slots, size_t words)
{
	while (words > slots / 3 * 2)
		slots *= slots < FEW_SLOTS ? 4 : 2;
	return slots;
}

/* Put the words of `old` where they belong. */
static void move(struct qn_vocabtable *t, const struct qn_vocabtable *old)
{
	for (size_t i = 0; i < old->slots; i++) {
		const struct qn_vocab_slot *slot = &old->slot[i];
		if (slot->count)
			*find(t, slot->key, hash_of(slot->key)) = *slot;
	}
}

static bool reserve(struct qn_vocabtable *t, size_t more, struct qn_err *e)
{
	size_t slots = slots_for(t->slots, t->used + more);
	if (slots == t->slots)
		return true;
	struct qn_vocabtable old = *t;
	t->slot = qn_big_alloc(slots, sizeof *t->slot, "a vocabulary", e);
	if (!t->slot) {
		*t = old;
		return false;
	}
	t->slots = slots;
	move(t, &old);
	qn_big_free(old.slot);
	return true;
}

static inline void add(struct qn_vocabtable *t, const uint64_t part[3],
                       uint64_t hash)
{
	struct qn_vocab_slot *slot = find(t, part, hash);
	if (!slot->count) {
		memcpy(slot->key, part, sizeof slot->key);
		t->used++;
	}
	slot->count++;
}

static void add_group(struct qn_vocabtable *t, const struct qn_token *token,
                      size_t n)
{
	struct key key[GROUP];
	size_t last = t->slots - 1;
	for (size_t i = 0; i < n; i++) {
		if (token[i].text.n > QN_VOCAB_SHORT)
			continue;
		make_key(&key[i], token[i].text);
		/* Its own slot, and the next for when that is taken. */
		__builtin_prefetch(&t->slot[key[i].hash & last], 1);
		__builtin_prefetch(&t->slot[(key[i].hash + 1) & last], 1);
	}
	for (size_t i = 0; i < n; i++)
		if (token[i].text.n > QN_VOCAB_SHORT)
			qn_vocab_add(t->longer, token[i].text, 1);
		else
			add(t, key[i].part, key[i].hash);
}

bool qn_vocabtable_add(struct qn_vocabtable *t, const struct qn_token *token,
                       size_t n, struct qn_err *e)
{
	for (size_t i = 0; i < n && !e->failed; i += GROUP) {
		size_t group = n - i < GROUP ? n - i : GROUP;
		if (reserve(t, GROUP, e))
			add_group(t, token + i, group);
	}
	return !e->failed;
}

size_t qn_vocabtable_count(const struct qn_vocabtable *t)
{
	return t->used + t->longer->words.count;
}

size_t qn_vocabtable_bytes(const struct qn_vocabtable *t, size_t more)
{
	size_t slots = slots_for(t->slots, t->used + more);
	size_t old = slots > t->slots ? t->slots : 0;
	return (slots + old) * sizeof *t->slot + qn_vocab_bytes(t->longer) +
	       (qn_vocabtable_count(t) + more) * QN_VOCAB_SORT_BYTES;
}

void qn_vocabtable_list(const struct qn_vocabtable *t,
                        struct qn_vocab_item *item)
{
	for (size_t i = 0; i < t->slots; i++) {
		const char *bytes = (const char *)t->slot[i].key;
		if (t->slot[i].count)
			*item++ = (struct qn_vocab_item){
			    .word = {bytes,
			             (unsigned char)bytes[QN_VOCAB_SHORT]},
			    .count = t->slot[i].count};
	}
	for (uint32_t id = 0; id < t->longer->words.count; id++)
		*item++ = (struct qn_vocab_item){
		    .word = qn_map_string(&t->longer->words, id),
		    .count = t->longer->count[id]};
}
