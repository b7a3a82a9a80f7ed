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

static inline bool continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static void add(struct qn_ft_grams *g, struct qn_ft_gram gram)
{
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 64;
		g->gram = qn_realloc(g->gram, g->room, sizeof *g->gram);
	}
	g->gram[g->n++] = gram;
}

/* Those that begin at byte i of w [n]. */
static void begin_at(struct qn_ft_grams *g, const char *w, size_t n, size_t i,
                     int minn, int maxn)
{
	uint32_t hash = QN_FT_HASH_FIRST;
	size_t j = i;
	for (int length = 1; j < n && length <= maxn; length++) {
		hash = qn_ft_hash_byte(hash, w[j++]);
		while (j < n && continues(w[j]))
			hash = qn_ft_hash_byte(hash, w[j++]);
		bool bracket = length == 1 && (i == 0 || j == n);
		if (length >= minn && !bracket)
			add(g, (struct qn_ft_gram){(uint32_t)i,
			                           (uint32_t)(j - i), hash});
	}
}

void qn_ft_char_grams(struct qn_ft_grams *g, struct qn_slice word, int minn,
                      int maxn)
{
	g->n = 0;
	if (maxn < 1 || minn > maxn)
		return;
	qn_buf_clear(&g->word);
	qn_buf_putc(&g->word, '<');
	qn_buf_add(&g->word, word.p, word.n);
	qn_buf_putc(&g->word, '>');
	for (size_t i = 0; i < g->word.n; i++)
		if (!continues(g->word.p[i]))
			begin_at(g, g->word.p, g->word.n, i, minn, maxn);
}

void qn_ft_grams_release(struct qn_ft_grams *g)
{
	free(g->gram);
	qn_buf_release(&g->word);
	*g = (struct qn_ft_grams){0};
}

/* fastText keeps the hashes as int32_t: on their way to 64 bits they are
 * extended by their sign. */
static inline uint64_t widen(uint32_t hash)
{
	return (uint64_t)(int64_t)(int32_t)hash;
}

void qn_ft_word_grams(struct qn_ft_list *buckets, const uint32_t *hash,
                      size_t n, int longest, uint32_t bucket)
{
	if (longest < 2 || !bucket)
		return;
	for (size_t i = 0; i < n; i++) {
		size_t run = n - i < (size_t)longest ? n - i : (size_t)longest;
		uint64_t h = widen(hash[i]);
		for (size_t j = i + 1; j < i + run; j++) {
			h = h * WORD_GRAM_FACTOR + widen(hash[j]);
			qn_ft_list_add(buckets, (uint32_t)(h % bucket));
		}
	}
}
