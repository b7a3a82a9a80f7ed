/* SPDX-License-Identifier: MIT */
/*
 * cooccurrow.c -- see cooccurrow.h.
 */
#include "embed/cooccurrow.h"

#include "base/mem.h"

enum { WORD = 64 };

static size_t words_for(size_t bits)
{
	return bits / WORD + 1;
}

bool qn_cooccur_row_init(struct qn_cooccur_row *r, size_t columns,
                         struct qn_err *e)
{
	static const char what[] = "a row of co-occurrences";
	size_t words = words_for(columns);
	*r = (struct qn_cooccur_row){.columns = columns};
	r->sum = qn_big_alloc(columns, sizeof *r->sum, what, e);
	r->met = qn_big_alloc(columns + 1, sizeof *r->met, what, e);
	r->bits = qn_big_alloc(words, sizeof *r->bits, what, e);
	r->words = qn_big_alloc(words_for(words), sizeof *r->words, what, e);
	return !e->failed;
}

void qn_cooccur_row_release(struct qn_cooccur_row *r)
{
	qn_big_free(r->sum);
	qn_big_free(r->met);
	qn_big_free(r->bits);
	qn_big_free(r->words);
}

static void mark(uint64_t *bits, size_t i)
{
	bits[i / WORD] |= UINT64_C(1) << i % WORD;
}

/* The columns of one word of bits. */
static struct qn_cooccur *take_word(struct qn_cooccur_row *r, size_t word,
                                    uint32_t word1, struct qn_cooccur *to)
{
	for (uint64_t left = r->bits[word]; left; left &= left - 1) {
		size_t column = word * WORD + (size_t)__builtin_ctzll(left);
		*to++ = (struct qn_cooccur){(int32_t)word1, (int32_t)column,
		                            r->sum[column]};
		r->sum[column] = 0;
	}
	r->bits[word] = 0;
	return to;
}

size_t qn_cooccur_row_take(struct qn_cooccur_row *r, uint32_t word1,
                           struct qn_cooccur *to)
{
	size_t n = r->n, groups = words_for(words_for(r->columns));
	for (size_t i = 0; i < n; i++) {
		mark(r->bits, r->met[i]);
		mark(r->words, r->met[i] / WORD);
	}
	for (size_t g = 0; g < groups; g++) {
		for (uint64_t left = r->words[g]; left; left &= left - 1)
			to = take_word(r,
			               g * WORD + (size_t)__builtin_ctzll(left),
			               word1, to);
		r->words[g] = 0;
	}
	r->n = 0;
	return n;
}
