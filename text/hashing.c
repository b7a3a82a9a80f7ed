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

/* Where each n-gram goes: column[n-grams], and a bit for those below 0. */
static void hash_all(const struct qn_gram_counts *c, uint32_t features,
                     uint32_t *column, uint64_t *negative)
{
	struct qn_buf term = {0};
	for (uint32_t i = 0; i < c->grams.count; i++) {
		column[i] = QN_GRAM_NONE;
		if (c->df[i] == 0)
			continue;
		qn_buf_clear(&term);
		qn_ngrams_string(&c->grams, i, &term);
		uint32_t h = qn_murmur3(term.p, term.n, 0);
		bool below = h >> 31;
		column[i] = (below ? -h : h) % features;
		/* -2^31 has no absolute value; the reference takes this. */
		if (h == 0x80000000u)
			column[i] = (0x7fffffffu - (features - 1)) % features;
		if (below && negative)
			negative[i / 64] |= UINT64_C(1) << i % 64;
	}
	qn_buf_release(&term);
}

static bool fill(const struct qn_hashing_options *o, struct qn_doccount *c,
                 struct qn_pool *pool, struct qn_sparse *out, struct qn_err *e)
{
	const struct qn_gram_counts *counts = qn_doccount_counts(c);
	size_t n = counts->grams.count;
	uint32_t *column = qn_malloc(n, sizeof *column);
	uint64_t *negative =
	    o->no_sign ? NULL : qn_calloc(n / 64 + 1, sizeof *negative);
	hash_all(counts, o->features, column, negative);
	const struct qn_columns columns = {.of = column,
	                                   .n = o->features,
	                                   .negative = negative,
	                                   .binary = o->binary};
	bool ok = qn_doccount_matrix(c, &columns, pool, out, e);
	if (ok)
		qn_sparse_normalize(out, o->norm, pool);
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
