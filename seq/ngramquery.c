/* SPDX-License-Identifier: MIT */
/*
 * ngramquery.c -- see ngramquery.h.
 *
 * What is known at a place is kept as KenLM keeps it: the backoffs of all
 * n-grams that end there, so that the word after it needs no second walk for
 * its context's.
 */
#include "seq/ngramquery.h"

#define FIRST QN_NGRAM_ORDERS /* place 0 */

/* A lookup to be made. */
struct lookup {
	uint64_t key;
	size_t home;
	size_t at; /* the place it is for */
};

void qn_ngram_batch_next(struct qn_ngram_batch *b)
{
	size_t n = b->n;
	for (size_t i = 0; i < FIRST; i++) {
		b->id[i] = b->id[n + i];
		b->length[i] = b->length[n + i];
		b->reach[i] = b->reach[n + i];
		for (unsigned k = 0; k < QN_NGRAM_ORDERS; k++)
			b->backoff[k][i] = b->backoff[k][n + i];
	}
	b->n = 0;
}

static void note(struct qn_ngram_batch *b, size_t at, unsigned k, uint32_t slot,
                 struct qn_ngram_values v)
{
	b->slot[at] = slot;
	b->length[at] = (uint8_t)k;
	b->log10_p[at] = qn_ngram_log10(v);
	b->extends_left[at] = qn_ngram_extends_left(v);
	b->backoff[k - 1][at] = v.backoff;
	if (qn_ngram_extends_right(v))
		b->reach[at] = (uint8_t)k;
}

static void find_words(struct qn_ngram_batch *b, const struct qn_ngram_file *f)
{
	for (size_t at = FIRST; at < FIRST + b->n; at++) {
		b->reach[at] = 0;
		note(b, at, 1, b->id[at], f->value[b->id[at]]);
		if (b->id[at] == QN_NGRAM_BOS) /* looks back to nothing */
			b->extends_left[at] = false;
	}
}

/* Lookups of n-grams of k words, and their lines on the way. */
static size_t plan(const struct qn_ngram_batch *b,
                   const struct qn_ngram_table *t, unsigned k, struct lookup *l)
{
	size_t n = 0;
	for (size_t at = FIRST; at < FIRST + b->n; at++) {
		if (b->length[at] < k - 1 || !b->extends_left[at] ||
		    b->reach[at - 1] < k - 1)
			continue;
		uint64_t key = qn_ngram_key(b->slot[at], b->id[at + 1 - k]);
		size_t home = qn_ngram_home(t->n, key);
		__builtin_prefetch(&t->bucket[home]);
		l[n++] = (struct lookup){key, home, at};
	}
	return n;
}

static void find_longer(struct qn_ngram_batch *b,
                        const struct qn_ngram_table *t, unsigned k)
{
	struct lookup l[QN_NGRAM_BATCH];
	size_t n = plan(b, t, k, l);
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = qn_ngram_find(t, l[i].key, l[i].home);
		if (slot != QN_NGRAM_NONE)
			note(b, l[i].at, k, slot, qn_ngram_value(t, slot));
	}
}

/* Backoffs of what ends at place `at` and has `length` words or more. */
static float backoffs(const struct qn_ngram_batch *b, size_t at,
                      unsigned length)
{
	float sum = 0;
	for (unsigned k = length; k <= b->length[at]; k++)
		sum += b->backoff[k - 1][at];
	return sum;
}

void qn_ngram_batch_score(struct qn_ngram_batch *b,
                          const struct qn_ngram_file *f)
{
	find_words(b, f);
	for (unsigned k = 2; k <= f->order; k++)
		find_longer(b, &f->gram[k], k);
	for (size_t at = FIRST; at < FIRST + b->n; at++)
		b->log10_p[at] += backoffs(b, at - 1, b->length[at]);
}

void qn_ngram_batch_foretell(const struct qn_ngram_batch *b,
                             const struct qn_ngram_file *f, float *log10_p)
{
	size_t at = FIRST + b->n;
	float behind[QN_NGRAM_ORDERS + 1] = {0};
	for (unsigned k = 1; k <= f->order; k++)
		behind[k] = backoffs(b, at - 1, k);
	for (size_t w = 0; w < f->words; w++) {
		struct qn_ngram_values v = f->value[w];
		uint32_t slot = (uint32_t)w;
		unsigned k = 1;
		while (k < f->order && qn_ngram_extends_left(v) &&
		       b->reach[at - 1] >= k) {
			const struct qn_ngram_table *t = &f->gram[k + 1];
			uint64_t key = qn_ngram_key(slot, b->id[at - k]);
			slot = qn_ngram_find(t, key, qn_ngram_home(t->n, key));
			if (slot == QN_NGRAM_NONE)
				break;
			v = qn_ngram_value(t, slot);
			k++;
		}
		log10_p[w] = qn_ngram_log10(v) + behind[k];
	}
	log10_p[QN_NGRAM_BOS] = -INFINITY;
}

void qn_ngram_word_ids(const struct qn_ngram_file *f,
                       const struct qn_slice *word, size_t n, uint32_t *id)
{
	struct lookup l[QN_NGRAM_BATCH];
	for (size_t i = 0; i < n; i++) {
		l[i].key = qn_ngram_word_key(word[i]);
		l[i].home = qn_ngram_home(f->word.n, l[i].key);
		__builtin_prefetch(&f->word.bucket[l[i].home]);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = qn_ngram_find(&f->word, l[i].key, l[i].home);
		id[i] =
		    slot == QN_NGRAM_NONE ? slot : qn_ngram_a(&f->word, slot);
		if (id[i] >= f->words)
			id[i] = QN_NGRAM_NONE;
	}
}
