/* SPDX-License-Identifier: MIT */
/*
 * bpe.c -- the model: pieces, merges, and the table that finds a merge.
 *
 * The table is open-addressed with 8-byte slots of {32 bits of the hash,
 * rank + 1}.  Most pairs have no merge, and learn so from a filter of a few
 * bits a merge, which stays in the cache.  Pairs of bytes, with which every
 * pretoken begins, have a table of their own.
 */
#include "text/bpe.h"

#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/rng.h"
#include "text/bytealphabet.h"

struct qn_bpe_slot {
	uint32_t check; /* low half of the hash   */
	uint32_t rank1; /* rank + 1; 0 = free     */
};

struct qn_bpe *qn_bpe_new(enum qn_pretoken_rule rule)
{
	struct qn_bpe *b = qn_calloc(1, sizeof *b);
	b->rule = rule;
	return b;
}

void qn_bpe_free(struct qn_bpe *b)
{
	if (!b)
		return;
	qn_map_release(&b->pieces);
	qn_pretokens_free(b->pretokens);
	free(b->merge);
	free(b->byte_pair);
	free(b->slot);
	free(b->filter);
	free(b);
}

void qn_bpe_add_merge(struct qn_bpe *b, struct qn_bpe_merge m)
{
	if (b->n_merges == b->room) {
		b->room = b->room ? 2 * b->room : 1024;
		b->merge = qn_realloc(b->merge, b->room, sizeof *b->merge);
	}
	b->merge[b->n_merges++] = m;
}

/* --- base pieces ---------------------------------------------------------- */

void qn_bpe_add_bytes(struct qn_bpe *b)
{
	struct qn_bytealphabet a;
	qn_bytealphabet_init(&a);
	for (int i = 0; i < 256; i++) {
		const char c = (char)a.order[i];
		b->byte_id[a.order[i]] =
		    qn_map_add(&b->pieces, (struct qn_slice){&c, 1});
	}
}

size_t qn_bpe_base(const struct qn_bpe *b, const char *p, size_t n,
                   uint32_t *id)
{
	unsigned char first = (unsigned char)*p;
	*id = b->byte_id[first];
	if (!b->characters || first < 0x80)
		return 1;
	int32_t at = 0;
	int32_t left = n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)n;
	UChar32 c;
	U8_NEXT(p, at, left, c);
	if (c < 0)
		return 1;
	uint32_t known =
	    qn_map_find(&b->pieces, (struct qn_slice){p, (size_t)at});
	if (known >= b->alphabet) /* QN_MAP_NONE, too */
		return 1;
	*id = known;
	return (size_t)at;
}

/* --- finding merges ------------------------------------------------------- */

static inline uint64_t hash_pair(uint32_t left, uint32_t right)
{
	uint64_t h = ((uint64_t)left << 32 | right) * QN_RNG_GOLDEN;
	return h ^ h >> 32;
}

/* Four bits of the filter for each slot, by the same bits of the hash. */
static inline size_t filter_bit(const struct qn_bpe *b, uint64_t h)
{
	return (size_t)(h >> (b->shift - 2));
}

uint32_t qn_bpe_rank(const struct qn_bpe *b, uint32_t left, uint32_t right)
{
	uint64_t h = hash_pair(left, right) * QN_RNG_GOLDEN;
	size_t bit = filter_bit(b, h);
	if (!(b->filter[bit / 64] >> bit % 64 & 1))
		return QN_MAP_NONE;
	size_t mask = ((size_t)1 << (64 - b->shift)) - 1;
	for (size_t i = h >> b->shift;; i = (i + 1) & mask) {
		struct qn_bpe_slot slot = b->slot[i];
		if (!slot.rank1)
			return QN_MAP_NONE;
		if (slot.check != (uint32_t)h)
			continue;
		const struct qn_bpe_merge *m = &b->merge[slot.rank1 - 1];
		if (m->left == left && m->right == right)
			return slot.rank1 - 1;
	}
}

static void place(struct qn_bpe *b, uint32_t rank)
{
	struct qn_bpe_merge m = b->merge[rank];
	uint64_t h = hash_pair(m.left, m.right) * QN_RNG_GOLDEN;
	size_t mask = ((size_t)1 << (64 - b->shift)) - 1;
	size_t i = h >> b->shift;
	size_t bit = filter_bit(b, h);
	b->filter[bit / 64] |= UINT64_C(1) << bit % 64;
	while (b->slot[i].rank1)
		i = (i + 1) & mask;
	b->slot[i] = (struct qn_bpe_slot){(uint32_t)h, rank + 1};
}

/* --- sealing -------------------------------------------------------------- */

static bool spells(const struct qn_map *pieces, struct qn_bpe_merge m)
{
	uint32_t n = pieces->count;
	if (m.left >= n || m.right >= n || m.result >= n)
		return false;
	struct qn_slice left = qn_map_string(pieces, m.left);
	struct qn_slice right = qn_map_string(pieces, m.right);
	struct qn_slice whole = qn_map_string(pieces, m.result);
	return whole.n == left.n + right.n &&
	       memcmp(whole.p, left.p, left.n) == 0 &&
	       memcmp(whole.p + left.n, right.p, right.n) == 0;
}

static bool index_merges(struct qn_bpe *b, const char *name, struct qn_err *e)
{
	int k = 10;
	while ((size_t)1 << k < 2 * (size_t)b->n_merges)
		k++;
	b->shift = 64 - k;
	b->slot = qn_calloc((size_t)1 << k, sizeof *b->slot);
	b->filter = qn_calloc((size_t)4 << k >> 6, sizeof *b->filter);
	for (uint32_t rank = 0; rank < b->n_merges; rank++) {
		struct qn_bpe_merge m = b->merge[rank];
		if (!spells(&b->pieces, m))
			return qn_fail(e,
			               "%s: merge %u does not make a piece of "
			               "the vocabulary",
			               name, rank + 1);
		if (qn_bpe_rank(b, m.left, m.right) != QN_MAP_NONE)
			return qn_fail(e, "%s: merge %u occurs twice", name,
			               rank + 1);
		place(b, rank);
	}
	return true;
}

static bool index_bytes(struct qn_bpe *b, const char *name, struct qn_err *e)
{
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		b->byte_id[i] =
		    qn_map_find(&b->pieces, (struct qn_slice){&c, 1});
		if (b->byte_id[i] == QN_MAP_NONE)
			return qn_fail(e, "%s: no piece for the byte 0x%02x",
			               name, (unsigned)i);
	}
	return true;
}

bool qn_bpe_seal(struct qn_bpe *b, const char *name, struct qn_err *e)
{
	if (e->failed || !index_bytes(b, name, e) || !index_merges(b, name, e))
		return false;
	b->byte_pair = qn_malloc((size_t)256 * 256, sizeof *b->byte_pair);
	for (size_t i = 0; i < (size_t)256 * 256; i++)
		b->byte_pair[i] =
		    qn_bpe_rank(b, b->byte_id[i >> 8], b->byte_id[i & 255]);
	b->pretokens = qn_pretokens_new(b->rule);
	return true;
}

/* --- showing pieces ------------------------------------------------------- */

#define SPACE_SIGN "\xe2\x96\x81" /* U+2581 */

/* One character of a piece, or a byte that begins none; returns its bytes. */
static int show_character(const char *p, int32_t n, struct qn_buf *out)
{
	int32_t at = 0;
	UChar32 c;
	U8_NEXT(p, at, n, c);
	if (c == ' ')
		qn_buf_puts(out, SPACE_SIGN);
	else if (c > ' ' && c != 0x7f && c != 0x2581)
		qn_buf_add(out, p, (size_t)at);
	else
		for (int32_t i = 0; i < at; i++)
			qn_buf_printf(out, "<0x%02X>", (unsigned char)p[i]);
	return at;
}

void qn_bpe_show(const struct qn_bpe *b, uint32_t id, struct qn_buf *out)
{
	struct qn_slice s = qn_map_string(&b->pieces, id);
	if (!b->characters) {
		struct qn_bytealphabet a;
		qn_bytealphabet_init(&a);
		qn_bytealphabet_put(&a, s, out);
		return;
	}
	while (s.n) {
		int32_t n = s.n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)s.n;
		int used = show_character(s.p, n, out);
		s.p += used;
		s.n -= (size_t)used;
	}
}
