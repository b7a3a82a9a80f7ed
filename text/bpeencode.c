/* SPDX-License-Identifier: MIT */
/*
 * bpeencode.c -- pretokens to ids: remembered, or merged.
 *
 * Words repeat, so the ids of short pretokens are kept in a table of 64-byte
 * slots; a hit costs one cache line and no search.  What is not there is
 * merged in arrays,
 *
 *	id     l   o   w   e   r          the least rank is found by going
 *	rank   0   7   .   2   -          through all, its neighbours' ranks are
 *	           |_______|              looked up anew, and the rest moves up
 *
 * which is quick while a pretoken fits the first-level cache.  Longer ones,
 * and those with dropout, take a heap of ranks over a linked list.
 */
#include "text/bpe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "text/mergeheap.h"

#define NONE      QN_MAP_NONE
#define SLOT_BITS 16  /* of the table of short pretokens: 4 MB        */
#define SHORT     16  /* bytes of a pretoken that it remembers        */
#define SLOT_IDS  11  /* ids of one                                   */
#define ARRAY     256 /* base pieces merged in arrays, else by a heap */

/* A remembered pretoken: its bytes, zero-padded, and its ids. */
struct slot {
	uint64_t key[2];
	uint8_t bytes; /* 0 = free */
	uint8_t n;
	uint32_t id[SLOT_IDS];
};
_Static_assert(sizeof(struct slot) == 64, "a slot is a cache line");

/* A piece of a long pretoken in its list. */
struct link {
	uint32_t id, rank;   /* rank of the merge with the next; NONE   */
	uint32_t prev, next; /* NONE at the ends                        */
};

struct qn_bpe_encoder {
	const struct qn_bpe *bpe;
	double dropout;
	struct qn_rng rng;
	struct slot *slot; /* [2^SLOT_BITS] */
	uint32_t id[ARRAY], rank[ARRAY];
	struct link *link;            /* [room] */
	struct qn_mergeheap heap;     /* [3 * room] */
	struct qn_mergeheap deferred; /* [3 * room] passed over at this step */
	size_t room;
};

struct qn_bpe_encoder *qn_bpe_encoder_new(const struct qn_bpe *b,
                                          double dropout, struct qn_err *e)
{
	struct qn_bpe_encoder *enc = qn_calloc(1, sizeof *enc);
	enc->bpe = b;
	enc->dropout = dropout;
	enc->slot = qn_big_alloc((size_t)1 << SLOT_BITS, sizeof *enc->slot,
	                         "the table of known words", e);
	if (enc->slot)
		return enc;
	qn_bpe_encoder_free(enc);
	return NULL;
}

void qn_bpe_encoder_free(struct qn_bpe_encoder *enc)
{
	if (!enc)
		return;
	qn_big_free(enc->slot);
	qn_big_free(enc->link);
	qn_big_free(enc->heap.at);
	qn_big_free(enc->deferred.at);
	free(enc);
}

void qn_bpe_encoder_seed(struct qn_bpe_encoder *enc, uint64_t seed,
                         uint64_t stream)
{
	enc->rng = qn_rng_new(seed, stream);
}

/* --- merging in arrays ---------------------------------------------------- */

static inline size_t least(const uint32_t *rank, size_t n, uint32_t *value)
{
	uint32_t best = NONE;
	size_t at = 0;
	for (size_t i = 0; i < n; i++)
		best = rank[i] < best ? rank[i] : best;
	if (best != NONE)
		while (rank[at] != best)
			at++;
	*value = best;
	return at;
}

/* enc->id [n] with the ranks of neighbours: merged, how many are left. */
static size_t merge_array(struct qn_bpe_encoder *enc, size_t n)
{
	const struct qn_bpe *b = enc->bpe;
	uint32_t *id = enc->id, *rank = enc->rank, best;
	while (n > 1) {
		size_t i = least(rank, n - 1, &best);
		if (best == NONE)
			break;
		id[i] = b->merge[best].result;
		n--;
		memmove(id + i + 1, id + i + 2, (n - i - 1) * sizeof *id);
		memmove(rank + i, rank + i + 1, (n - i - 1) * sizeof *rank);
		if (i + 1 < n)
			rank[i] = qn_bpe_rank(b, id[i], id[i + 1]);
		if (i)
			rank[i - 1] = qn_bpe_rank(b, id[i - 1], id[i]);
	}
	return n;
}

/* The ids of a pretoken of at most ARRAY bytes in enc->id; how many. */
static size_t encode_array(struct qn_bpe_encoder *enc, struct qn_slice s)
{
	const struct qn_bpe *b = enc->bpe;
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = 0;
	if (!b->characters) {
		for (; n < s.n; n++)
			enc->id[n] = b->byte_id[p[n]];
		for (size_t i = 0; i + 1 < n; i++)
			enc->rank[i] = b->byte_pair[p[i] << 8 | p[i + 1]];
		return merge_array(enc, n);
	}
	for (size_t at = 0; at < s.n; n++)
		at += qn_bpe_base(b, s.p + at, s.n - at, &enc->id[n]);
	for (size_t i = 0; i + 1 < n; i++)
		enc->rank[i] = qn_bpe_rank(b, enc->id[i], enc->id[i + 1]);
	return merge_array(enc, n);
}

/* --- merging with a heap -------------------------------------------------- */

/* Every merge pushes two pairs at most and ends one piece. */
static bool make_room(struct qn_bpe_encoder *enc, size_t n, struct qn_err *e)
{
	if (n <= enc->room)
		return !e->failed;
	if (n >= NONE / 2)
		return qn_fail(e, "a word of %zu bytes is too long", n);
	qn_big_free(enc->link);
	qn_big_free(enc->heap.at);
	qn_big_free(enc->deferred.at);
	size_t room = n + n / 2;
	enc->room = 0;
	enc->link = qn_big_alloc(room, sizeof *enc->link, "a long word", e);
	enc->heap.at =
	    qn_big_alloc(room, 3 * sizeof *enc->heap.at, "a long word", e);
	enc->deferred.at =
	    qn_big_alloc(room, 3 * sizeof *enc->heap.at, "a long word", e);
	if (!e->failed)
		enc->room = room;
	return !e->failed;
}

/* Look up the merge of a piece with the next and remember to do it. */
static void offer(struct qn_bpe_encoder *enc, uint32_t at)
{
	struct link *l = &enc->link[at];
	l->rank = l->next == NONE
	              ? NONE
	              : qn_bpe_rank(enc->bpe, l->id, enc->link[l->next].id);
	if (l->rank != NONE)
		qn_mergeheap_push(&enc->heap, (uint64_t)l->rank << 32 | at);
}

static void merge_link(struct qn_bpe_encoder *enc, uint32_t at)
{
	struct link *l = &enc->link[at], *gone = &enc->link[l->next];
	l->id = enc->bpe->merge[l->rank].result;
	l->next = gone->next;
	gone->rank = NONE;
	if (l->next != NONE)
		enc->link[l->next].prev = at;
	offer(enc, at);
	if (l->prev != NONE)
		offer(enc, l->prev);
}

static bool dropped(struct qn_bpe_encoder *enc)
{
	return enc->dropout > 0 && qn_rng_double(&enc->rng) < enc->dropout;
}

/* Merges that dropout passes over come back once another has been made. */
static void merge_links(struct qn_bpe_encoder *enc)
{
	while (enc->heap.n) {
		uint64_t top = qn_mergeheap_pop(&enc->heap);
		uint32_t at = (uint32_t)top;
		if (enc->link[at].rank != top >> 32)
			continue;
		if (dropped(enc)) {
			enc->deferred.at[enc->deferred.n++] = top;
			continue;
		}
		merge_link(enc, at);
		while (enc->deferred.n)
			qn_mergeheap_push(&enc->heap,
			                  enc->deferred.at[--enc->deferred.n]);
	}
	enc->deferred.n = 0;
}

static bool encode_links(struct qn_bpe_encoder *enc, struct qn_slice s,
                         struct qn_pieceids *ids, struct qn_err *e)
{
	if (!make_room(enc, s.n, e))
		return false;
	uint32_t n = 0;
	for (size_t at = 0; at < s.n; n++) {
		struct link *l = &enc->link[n];
		at += qn_bpe_base(enc->bpe, s.p + at, s.n - at, &l->id);
		l->prev = n ? n - 1 : NONE;
		l->next = at < s.n ? n + 1 : NONE;
	}
	enc->heap.n = 0;
	for (uint32_t i = 0; i < n; i++)
		offer(enc, i);
	merge_links(enc);
	for (uint32_t i = 0; i != NONE; i = enc->link[i].next)
		qn_pieceids_add(ids, enc->link[i].id);
	return true;
}

/* --- pretokens ------------------------------------------------------------ */

/* The bytes of a short pretoken as two numbers; `end` is the text's. */
static inline void load_key(uint64_t key[2], struct qn_slice s, const char *end)
{
	key[0] = key[1] = 0;
	if (end - s.p < SHORT) {
		memcpy(key, s.p, s.n);
		return;
	}
	memcpy(key, s.p, SHORT);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	uint64_t mask = ~UINT64_C(0) >> (8 * (-s.n & 7));
	key[0] &= s.n < 8 ? mask : ~UINT64_C(0);
	key[1] &= s.n > 8 ? mask : 0;
#else
	memset((char *)key + s.n, 0, SHORT - s.n);
#endif
}

static inline struct slot *slot_of(struct qn_bpe_encoder *enc,
                                   const uint64_t key[2])
{
	unsigned __int128 h = (unsigned __int128)(key[0] ^ QN_RNG_GOLDEN) *
	                      (key[1] ^ UINT64_C(0x8bb84b93962eacc9));
	uint64_t mixed = (uint64_t)h ^ (uint64_t)(h >> 64);
	return &enc->slot[(mixed * QN_RNG_GOLDEN) >> (64 - SLOT_BITS)];
}

static void encode_short(struct qn_bpe_encoder *enc, struct qn_slice s,
                         const char *end, struct qn_pieceids *ids)
{
	uint64_t key[2];
	load_key(key, s, end);
	struct slot *slot = slot_of(enc, key);
	uint32_t *out = qn_pieceids_room(ids, SHORT);
	if (slot->bytes == s.n && slot->key[0] == key[0] &&
	    slot->key[1] == key[1]) {
		memcpy(out, slot->id, sizeof slot->id);
		ids->n += slot->n;
		return;
	}
	size_t n = encode_array(enc, s);
	memcpy(out, enc->id, n * sizeof *out);
	ids->n += n;
	if (n > SLOT_IDS)
		return;
	memcpy(slot->key, key, sizeof key);
	slot->bytes = (uint8_t)s.n;
	slot->n = (uint8_t)n;
	memcpy(slot->id, enc->id, n * sizeof *out);
}

static bool encode_pretoken(struct qn_bpe_encoder *enc, struct qn_slice s,
                            const char *end, struct qn_pieceids *ids,
                            struct qn_err *e)
{
	if (enc->dropout > 0 || s.n > ARRAY)
		return encode_links(enc, s, ids, e);
	if (s.n <= SHORT) {
		encode_short(enc, s, end, ids);
		return true;
	}
	size_t n = encode_array(enc, s);
	memcpy(qn_pieceids_room(ids, n), enc->id, n * sizeof *enc->id);
	ids->n += n;
	return true;
}

bool qn_bpe_encode(struct qn_bpe_encoder *enc, struct qn_slice text,
                   struct qn_pieceids *ids, struct qn_err *e)
{
	const struct qn_pretokens *t = enc->bpe->pretokens;
	const char *p = text.p, *end = text.p + text.n;
	bool ok = !e->failed;
	while (ok && p < end) {
		size_t n = qn_pretoken_next(t, p, end);
		ok = encode_pretoken(enc, (struct qn_slice){p, n}, end, ids, e);
		p += n;
	}
	return ok;
}
