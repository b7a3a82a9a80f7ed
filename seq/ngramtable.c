/* SPDX-License-Identifier: MIT */
/*
 * ngramtable.c -- making the tables of ngramtable.h.
 */
#include "seq/ngramtable.h"

#include <string.h>

#include "base/mem.h"

/* 2.8 keys a bucket: one in eight keys is beyond its first bucket. */
#define FILL_TENTHS 28

struct qn_ngram_bucket *qn_ngram_table_make(size_t n, size_t *buckets,
                                            struct qn_err *e)
{
	*buckets =
	    n / FILL_TENTHS * 10 + n % FILL_TENTHS * 10 / FILL_TENTHS + 1;
	if (*buckets > QN_NGRAM_BUCKETS) {
		qn_fail(e, "%zu n-grams of a length are too many", n);
		return NULL;
	}
	struct qn_ngram_bucket *b =
	    qn_big_alloc(*buckets, sizeof *b, "n-grams", e);
	for (size_t i = 0; b && i < *buckets; i++)
		memset(b[i].key, 0xff, sizeof b[i].key);
	return b;
}

uint32_t qn_ngram_put(struct qn_ngram_bucket *bucket, size_t buckets,
                      uint64_t key, uint32_t a, uint32_t b)
{
	size_t i = qn_ngram_home(buckets, key);
	while (bucket[i].key[QN_NGRAM_SLOTS - 1] != QN_NGRAM_FREE)
		i = i + 1 < buckets ? i + 1 : 0;
	unsigned j = 0;
	while (bucket[i].key[j] != QN_NGRAM_FREE)
		j++;
	bucket[i].key[j] = key;
	bucket[i].a[j] = a;
	bucket[i].b[j] = b;
	return (uint32_t)(i * QN_NGRAM_SLOTS + j);
}
