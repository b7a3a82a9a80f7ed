/* SPDX-License-Identifier: MIT */
/*
 * ftgrams.c -- n-grams of characters and of words.
 *
 * A longer n-gram's hash goes on from the shorter one's that begins at the
 * same place, so each byte is hashed maxn times at most, not maxn^2 / 2 as in
 * the original.  Source: facebookresearch/fastText, dictionary.cc.
 */
#include "embed/ftgrams.h"

#include <stdlib.h>

#include "base/mem.h"

#define WORD_GRAM_FACTOR UINT64_C(116049371)

void qn_ft_list_grow(struct qn_ft_list *l, size_t more)
{
	if (l->room - l->n >= more)
		return;
	l->room = l->n + more + l->room / 2 + 64;
	l->id = qn_realloc(l->id, l->room, sizeof *l->id);
}

/* --- of characters -------------------------------------------------------- */

static inline bool continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static struct qn_slice spell(struct qn_buf *to, struct qn_slice word)
{
	qn_buf_clear(to);
	qn_buf_reserve(to, word.n + 2);
	to->p[0] = '<';
	if (word.n)
		memcpy(to->p + 1, word.p, word.n);
	to->p[word.n + 1] = '>';
	to->n = word.n + 2;
	return qn_buf_slice(to);
}

/*
 * Put the n-grams of w, a word between its brackets, where `put` says, which
 * is inlined.
 */
typedef void put_fn(void *to, size_t at, size_t n, uint32_t hash);

static inline __attribute__((always_inline)) void
each_gram(struct qn_slice w, int minn, int maxn, put_fn *put, void *to)
{
	for (size_t i = 0; i < w.n; i++) {
		uint32_t hash = QN_FT_HASH_FIRST;
		size_t j = i;
		if (continues(w.p[i]))
			continue;
		for (int length = 1; j < w.n && length <= maxn; length++) {
			hash = qn_ft_hash_byte(hash, w.p[j++]);
			while (j < w.n && continues(w.p[j]))
				hash = qn_ft_hash_byte(hash, w.p[j++]);
			bool bracket = length == 1 && (i == 0 || j == w.n);
			if (length >= minn && !bracket)
				put(to, i, j - i, hash);
		}
	}
}

static inline void put_gram(void *to, size_t at, size_t n, uint32_t hash)
{
	struct qn_ft_grams *g = to;
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 64;
		g->gram = qn_realloc(g->gram, g->room, sizeof *g->gram);
	}
	g->gram[g->n++] = (struct qn_ft_gram){(uint32_t)at, (uint32_t)n, hash};
}

void qn_ft_char_grams(struct qn_ft_grams *g, struct qn_slice word, int minn,
                      int maxn)
{
	g->n = 0;
	if (maxn > 0 && minn <= maxn)
		each_gram(spell(&g->word, word), minn, maxn, put_gram, g);
}

/* Remainders by two products in place of a division, exact for all 32 bits
 * (Lemire, Kaser and Kurz, "Faster remainder by direct computation", 2019). */
struct buckets {
	uint32_t *next; /* where to put them */
	uint32_t bucket;
	uint64_t inverse; /* 2^64 / bucket, rounded up; 0 for 1 */
};

static inline void put_bucket(void *to, size_t at, size_t n, uint32_t hash)
{
	struct buckets *b = to;
	(void)at;
	(void)n;
	unsigned __int128 rest = b->inverse * hash;
	*b->next++ = (uint32_t)(rest * b->bucket >> 64);
}

void qn_ft_char_buckets(struct qn_ft_list *buckets, struct qn_slice word,
                        int minn, int maxn, uint32_t bucket,
                        struct qn_buf *spelt)
{
	if (maxn < 1 || minn > maxn)
		return;
	struct qn_slice w = spell(spelt, word);
	size_t lengths = (size_t)(maxn - minn) + 1;
	qn_ft_list_grow(buckets, w.n * (lengths < w.n ? lengths : w.n));
	struct buckets b = {buckets->id + buckets->n, bucket,
	                    UINT64_MAX / bucket + 1};
	each_gram(w, minn, maxn, put_bucket, &b);
	buckets->n = (size_t)(b.next - buckets->id);
}

void qn_ft_grams_release(struct qn_ft_grams *g)
{
	free(g->gram);
	qn_buf_release(&g->word);
	*g = (struct qn_ft_grams){0};
}

/* --- of words ------------------------------------------------------------- */

/* fastText keeps the hashes as int32_t: on their way to 64 bits they are
 * extended by their sign. */
static inline uint64_t widen(uint32_t hash)
{
	return (uint64_t)(int64_t)(int32_t)hash;
}

/* h modulo n by a product, which falls short of the quotient by two at most;
 * inverse is 2^64 / n, rounded down. */
static inline uint32_t modulo(uint64_t h, uint32_t n, uint64_t inverse)
{
	uint64_t rest =
	    h - (uint64_t)((unsigned __int128)h * inverse >> 64) * n;
	rest -= rest >= n ? n : 0;
	return (uint32_t)(rest >= n ? rest - n : rest);
}

void qn_ft_word_grams(struct qn_ft_list *buckets, const uint32_t *hash,
                      size_t n, int longest, uint32_t bucket)
{
	if (longest < 2 || !bucket)
		return;
	const uint64_t inverse = UINT64_MAX / bucket;
	for (size_t i = 0; i < n; i++) {
		size_t run = n - i < (size_t)longest ? n - i : (size_t)longest;
		uint64_t h = widen(hash[i]);
		for (size_t j = i + 1; j < i + run; j++) {
			h = h * WORD_GRAM_FACTOR + widen(hash[j]);
			qn_ft_list_add(buckets, modulo(h, bucket, inverse));
		}
	}
}
