/* SPDX-License-Identifier: MIT */
/*
 * hashing.c -- n-grams are counted by number as ever, and each different one
 * is hashed once.
 */
#include "text/hashing.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/doccount.h"
#include "text/tfidfweights.h"

static inline uint32_t rotate(uint32_t x, int by)
{
	return x << by | x >> (32 - by);
}

static inline uint32_t scramble(uint32_t k)
{
	return rotate(k * 0xcc9e2d51u, 15) * 0x1b873593u;
}

/* Little-endian, as it is defined on x86. */
uint32_t qn_murmur3(const void *bytes, size_t n, uint32_t seed)
{
	const unsigned char *p = bytes;
	uint32_t h = seed, k = 0;
	size_t left = n;
	for (; left >= 4; left -= 4, p += 4) {
		k = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
		    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		h = rotate(h ^ scramble(k), 13) * 5 + 0xe6546b64u;
	}
	for (k = 0; left-- > 0;)
		k = k << 8 | p[left];
	h ^= scramble(k);
	h ^= (uint32_t)n;
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

/* Where n-grams go. */
struct hashed {
	const struct qn_gram_counts *counts;
	uint32_t features;
	uint32_t *column;   /* [n-grams]                     */
	uint64_t *negative; /* bits of those below 0, or NULL */
};

static void hash_one(const struct hashed *h, uint32_t gram,
                     struct qn_slice term)
{
	uint32_t x = qn_murmur3(term.p, term.n, 0);
	bool below = x >> 31;
	h->column[gram] = (below ? -x : x) % h->features;
	/* -2^31 has no absolute value; the reference takes this. */
	if (x == 0x80000000u)
		h->column[gram] =
		    (0x7fffffffu - (h->features - 1)) % h->features;
	if (below && h->negative)
		h->negative[gram / 64] |= UINT64_C(1) << gram % 64;
}

static bool hash_all(const struct hashed *h, struct qn_err *e)
{
	const struct qn_ngrams *g = &h->counts->grams;
	struct qn_gram_speller speller = {.text = {0}};
	struct qn_buf term = {0};
	struct qn_gram_place *order = qn_malloc(g->count, sizeof *order);
	bool ok = qn_ngrams_order(g, order, e);
	for (uint32_t i = 0; ok && i < g->count; i++) {
		uint32_t gram = order[i].gram;
		qn_buf_clear(&term);
		qn_ngrams_spell(g, &speller, order[i], &term);
		h->column[gram] = QN_GRAM_NONE;
		if (h->counts->of[gram].df)
			hash_one(h, gram, qn_buf_slice(&term));
	}
	qn_buf_release(&speller.text);
	qn_buf_release(&term);
	free(order);
	return ok;
}

static bool fill(const struct qn_hashing_options *o, struct qn_doccount *c,
                 struct qn_pool *pool, struct qn_sparse *out, struct qn_err *e)
{
	const struct qn_gram_counts *counts = qn_doccount_counts(c);
	size_t n = counts->grams.count;
	uint32_t *column = qn_malloc(n, sizeof *column);
	uint64_t *negative =
	    o->no_sign ? NULL : qn_calloc(n / 64 + 1, sizeof *negative);
	const struct hashed hashed = {counts, o->features, column, negative};
	bool ok = hash_all(&hashed, e);
	const struct qn_columns columns = {.of = column,
	                                   .grams = n,
	                                   .n = o->features,
	                                   .negative = negative,
	                                   .binary = o->binary,
	                                   .finish = qn_row_normalize,
	                                   .ctx = &o->norm};
	ok = ok && qn_doccount_matrix(c, &columns, pool, out, e);
	free(negative);
	free(column);
	return ok;
}

bool qn_hashing_transform(const struct qn_hashing_options *o,
                          struct qn_documents *d, struct qn_sparse *out,
                          struct qn_buf *names, struct qn_pool *pool,
                          const struct qn_progress *progress, struct qn_err *e)
{
	if (o->features < 1 || o->features > INT32_MAX)
		return qn_fail(e, "n_features %u: it has to be from 1 to %d",
		               (unsigned)o->features, INT32_MAX);
	struct qn_doccount *c =
	    qn_doccount_run(&o->analyzer, NULL, true, d, pool, progress, e);
	bool ok = c && fill(o, c, pool, out, e);
	if (ok && names) {
		struct qn_slice all = qn_doccount_names(c);
		qn_buf_add(names, all.p, all.n);
	}
	qn_doccount_free(c);
	return ok;
}
