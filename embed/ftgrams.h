/* SPDX-License-Identifier: MIT */
/*
 * ftgrams.h -- fastText's features of a word and of a line, by their hashes
 * (Bojanowski et al., "Enriching word vectors with subword information",
 * 2017; Joulin et al., "Bag of tricks for efficient text classification",
 * 2017).
 *
 *	where, 3..4   <where>   <wh whe her ere re>   <whe wher here ere>
 *	a b c, up to 2          (a, b) (b, c)
 *
 * An n-gram has no name but the bucket that its hash falls into.  Text is
 * bytes; a character is a byte and the bytes 10xxxxxx that follow it, so that
 * UTF-8 is cut right and anything else is cut somehow, as fastText cuts it.
 */
#ifndef QN_EMBED_FTGRAMS_H
#define QN_EMBED_FTGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define QN_FT_HASH_FIRST UINT32_C(2166136261)
#define QN_FT_HASH_PRIME UINT32_C(16777619)

/* FNV-1a but that a byte is taken as signed: what fastText has always done on
 * x86, and does everywhere since its files depend on it. */
static inline uint32_t qn_ft_hash_byte(uint32_t hash, char byte)
{
	return (hash ^ (uint32_t)(int8_t)byte) * QN_FT_HASH_PRIME;
}

static inline uint32_t qn_ft_hash(struct qn_slice s)
{
	uint32_t h = QN_FT_HASH_FIRST;
	for (size_t i = 0; i < s.n; i++)
		h = qn_ft_hash_byte(h, s.p[i]);
	return h;
}

/* A growing list of row numbers (or buckets, or label numbers).
 * Zero-initialise; free(list.id). */
struct qn_ft_list {
	uint32_t *id; /* [n] */
	size_t n, room;
};

void qn_ft_list_grow(struct qn_ft_list *l, size_t more); /* n + more fit */

static inline void qn_ft_list_add(struct qn_ft_list *l, uint32_t id)
{
	if (l->n == l->room)
		qn_ft_list_grow(l, 1);
	l->id[l->n++] = id;
}

/* Whether `id` is in list [n]. */
static inline bool qn_ft_holds(const uint32_t *list, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

/* A character n-gram: where it lies in "<word>", and its hash. */
struct qn_ft_gram {
	uint32_t at, n; /* bytes of "<word>" */
	uint32_t hash;
};

/* A growing list of them.  Zero-initialise; release with
 * qn_ft_grams_release(). */
struct qn_ft_grams {
	struct qn_ft_gram *gram; /* [n]                        */
	size_t n, room;
	struct qn_buf word; /* the word between its brackets */
};

/*
 * The n-grams of `word` with minn..maxn characters in fastText's order: by
 * where they begin, then by length.  The brackets alone are none.  Replaces
 * what the list held.
 */
QN_API void qn_ft_char_grams(struct qn_ft_grams *g, struct qn_slice word,
                             int minn, int maxn);
QN_API void qn_ft_grams_release(struct qn_ft_grams *g);

/* Append hash % bucket of each of them, bucket >= 1, in the same order;
 * `spelt` is scratch for the word between its brackets. */
void qn_ft_char_buckets(struct qn_ft_list *buckets, struct qn_slice word,
                        int minn, int maxn, uint32_t bucket,
                        struct qn_buf *spelt);

/*
 * Append to `buckets` those of all runs of 2..longest words out of `hash`
 * [n], which are qn_ft_hash() of the words of a line in their order; bucket
 * >= 1 or nothing is appended.  By where they begin, then by length.
 */
void qn_ft_word_grams(struct qn_ft_list *buckets, const uint32_t *hash,
                      size_t n, int longest, uint32_t bucket);
#endif
