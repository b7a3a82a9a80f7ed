/* SPDX-License-Identifier: MIT */
/*
 * ldascore.c -- sums over documents and words, in a fixed number of shards.
 *
 * Most counts are small: then lG(n + a) - lG(a) is the logarithm of the
 * product a (a + 1) ... (a + n - 1).
 */
#define _GNU_SOURCE /* lgamma_r */
#include "topic/ldascore.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define SHARDS  64
#define FACTORS 16 /* of a product, whatever a is, a double holds */

static double log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

/* lG(n + a) - lG(a) */
static double rise(double a, uint32_t n)
{
	if (n > FACTORS)
		return log_gamma(n + a) - log_gamma(a);
	double product = 1;
	for (uint32_t i = 0; i < n; i++)
		product *= a + i;
	return log(product);
}

struct scoring {
	const struct qn_lda *l;
	double alpha; /* the sum */
	double part[SHARDS];
};

static double score_document(const struct scoring *s, size_t doc,
                             struct qn_lda_count *count)
{
	size_t n = qn_lda_docs_get(&s->l->counts, doc, count);
	uint32_t tokens = 0, held = 0;
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t own = count[i].n - count[i].held;
		tokens += own;
		held += count[i].held;
		sum += rise(s->l->alpha[count[i].topic] + count[i].held, own);
	}
	return sum - rise(s->alpha + held, tokens);
}

static void score_documents(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct scoring *s = ctx;
	struct qn_lda_count *count = qn_malloc(s->l->K, sizeof *count);
	double sum = 0;
	for (size_t doc = begin; doc < end; doc++)
		sum += score_document(s, doc, count);
	s->part[shard] = sum;
	free(count);
}

/* Of the tokens of a word; each topic's are taken out of `row`, which is zero
 * before and after, as they are added up. */
static double score_tokens(const struct qn_lda *l, uint32_t from, uint32_t to,
                           uint32_t *row)
{
	const uint16_t *topic = l->tokens.topic;
	double sum = 0;
	for (uint32_t i = from; i < to; i++)
		row[topic[i]]++;
	for (uint32_t i = from; i < to; i++) {
		uint32_t n = row[topic[i]];
		row[topic[i]] = 0;
		sum += n ? rise(l->beta, n) : 0;
	}
	return sum;
}

/* Slots of words: given those held. */
static void score_words(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct scoring *s = ctx;
	uint32_t *row = qn_calloc(s->l->K, sizeof *row);
	double sum = 0;
	for (size_t slot = begin; slot < end; slot++) {
		uint32_t from, held, to;
		qn_lda_slot_tokens(&s->l->tokens, slot, &from, &held, &to);
		sum += score_tokens(s->l, from, to, row);
		sum -= score_tokens(s->l, held, to, row);
	}
	s->part[shard] = sum;
	free(row);
}

static double sum_parts(const struct scoring *s)
{
	double sum = 0;
	for (size_t i = 0; i < SHARDS; i++)
		sum += s->part[i];
	return sum;
}

double qn_lda_likelihood(const struct qn_lda *l, struct qn_pool *pool)
{
	struct scoring s = {.l = l};
	for (uint32_t k = 0; k < l->K; k++)
		s.alpha += l->alpha[k];
	qn_pool_for(pool, l->tokens.docs, SHARDS, score_documents, &s);
	double sum = sum_parts(&s);
	qn_pool_for(pool, l->V, SHARDS, score_words, &s);
	sum += sum_parts(&s);
	for (uint32_t k = 0; k < l->K; k++)
		sum -= rise(l->V * l->beta, (uint32_t)l->total[k]) -
		       rise(l->V * l->beta, (uint32_t)l->held_total[k]);
	return sum / (double)l->tokens.n;
}
