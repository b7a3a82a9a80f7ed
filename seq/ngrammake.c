/* SPDX-License-Identifier: MIT */
/*
 * ngrammake.c -- the tables of ngramfile.h from a model.
 */
#include <string.h>

#include "base/mem.h"
#include "seq/ngramfile.h"

#define AHEAD 16 /* n-grams whose buckets are fetched */

/* What level `k` is worth, with marks of what longer n-grams there are. */
static struct qn_ngram_values *make_values(const struct qn_ngram_model *m,
                                           unsigned k, struct qn_err *e)
{
	const struct qn_ngram_level *l = &m->level[k];
	struct qn_ngram_values *v = qn_big_alloc(l->n, sizeof *v, "n-grams", e);
	for (size_t i = 0; v && i < l->n; i++) {
		v[i].prob = fabsf(l->prob[i]);
		v[i].backoff =
		    l->backoff && l->backoff[i] != 0 ? l->backoff[i] : -0.0f;
	}
	if (!v || k == m->order)
		return v;
	const struct qn_ngram_level *longer = &m->level[k + 1];
	for (size_t i = 0; i < longer->n; i++) {
		struct qn_ngram_values *suffix = &v[longer->suffix[i]];
		struct qn_ngram_values *prefix = &v[longer->prefix[i]];
		suffix->prob = -fabsf(suffix->prob);
		prefix->backoff += 0.0f; /* of -0 makes 0 */
	}
	return v;
}

static uint32_t bits_of(float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* Make the table of level k >= 2; slot[] says where the level below is, and is
 * replaced by where this one is. */
static void make_level(struct qn_ngram_file *f, const struct qn_ngram_model *m,
                       unsigned k, uint32_t **slot, struct qn_err *e)
{
	const struct qn_ngram_level *l = &m->level[k];
	struct qn_ngram_values *v = make_values(m, k, e);
	uint32_t *here = qn_big_alloc(l->n, sizeof *here, "n-grams", e);
	size_t n = 0;
	struct qn_ngram_bucket *bucket =
	    e->failed ? NULL : qn_ngram_table_make(l->n, &n, e);
	const uint32_t *below = *slot;
	for (size_t i = 0; bucket && i < l->n; i++) {
		size_t next = i + AHEAD < l->n ? i + AHEAD : i;
		uint64_t soon =
		    qn_ngram_key(below[l->suffix[next]], l->first[next]);
		__builtin_prefetch(&bucket[qn_ngram_home(n, soon)], 1);
		uint64_t key = qn_ngram_key(below[l->suffix[i]], l->first[i]);
		here[i] = qn_ngram_put(bucket, n, key, bits_of(v[i].prob),
		                       bits_of(v[i].backoff));
	}
	f->gram[k] = (struct qn_ngram_table){bucket, n};
	qn_big_free(v);
	qn_big_free(*slot);
	*slot = here;
}

static void make_words(struct qn_ngram_file *f, const struct qn_map *words,
                       struct qn_err *e)
{
	size_t n = 0, at = 0;
	for (uint32_t i = 0; i < words->count; i++)
		f->n_bytes += words->entry[i].n;
	char *bytes = qn_big_alloc(f->n_bytes, 1, "words", e);
	int64_t *offset =
	    qn_big_alloc(f->words + 1, sizeof *offset, "words", e);
	struct qn_ngram_bucket *bucket =
	    e->failed ? NULL : qn_ngram_table_make(f->words, &n, e);
	for (uint32_t i = 0; bucket && i < words->count; i++) {
		struct qn_slice s = qn_map_string(words, i);
		memcpy(bytes + at, s.p, s.n);
		at += s.n;
		offset[i + 1] = (int64_t)at;
		qn_ngram_put(bucket, n, qn_ngram_word_key(s), i, 0);
	}
	f->word = (struct qn_ngram_table){bucket, n};
	f->bytes = bytes;
	f->offset = offset;
}

bool qn_ngram_file_make(struct qn_ngram_file *f, const struct qn_ngram_model *m,
                        struct qn_err *e)
{
	size_t n = m->words.count;
	*f = (struct qn_ngram_file){
	    .unit = m->unit, .order = m->order, .words = n};
	f->value = make_values(m, 1, e);
	uint32_t *slot = qn_big_alloc(n, sizeof *slot, "words", e);
	for (size_t i = 0; slot && i < n; i++)
		slot[i] = (uint32_t)i;
	make_words(f, &m->words, e);
	for (unsigned k = 2; k <= m->order && !e->failed; k++)
		make_level(f, m, k, &slot, e);
	qn_big_free(slot);
	if (e->failed)
		qn_ngram_file_close(f);
	return !e->failed;
}
