/* SPDX-License-Identifier: MIT */
/*
 * ngramestimate.c -- see ngramestimate.h.
 *
 * A level's n-grams are gone through twice: to add each one's count to its
 * context, which is an n-gram of the level below, and to take from there what
 * its probability needs.  Contexts are all over the place, so that they are
 * fetched ahead.  Sums are of whole numbers: any order gives the same.
 */
#include "seq/ngramestimate.h"

#include <math.h>

#include "base/mem.h"
#include "seq/ngramdiscount.h"

#define SHARDS 256
#define AHEAD  16 /* n-grams */

/* What follows an n-gram; halves of 64 bits, to be added to at once. */
struct context {
	uint64_t sum_ones;  /* sum of counts | words with a count of 1 << 32 */
	uint64_t twos_more; /* words with a count of 2 | of more << 32      */
};

/* The same once it is complete. */
struct weight {
	double sum;
	double gamma;
};

struct estimate {
	struct qn_ngram_level *level, *below;
	const uint32_t *count;  /* [n] */
	const uint32_t *actual; /* [n] how often each occurs; NULL: keep all */
	uint32_t prune;         /* drop what occurs so often or less         */
	struct qn_ngram_discount discount;
	union {
		struct context *context; /* [below n]                        */
		struct weight *weight;   /* later, in the same place         */
	};
	uint32_t *lost; /* [below n] counts that are dropped; NULL: none     */
};

static bool dropped(const struct estimate *s, size_t i)
{
	return s->actual && s->actual[i] <= s->prune;
}

static void add(uint64_t *to, uint64_t x)
{
	__atomic_fetch_add(to, x, __ATOMIC_RELAXED);
}

static void add_counts(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct estimate *s = ctx;
	const uint32_t *prefix = s->level->prefix;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		size_t next = i + AHEAD < end ? i + AHEAD : i;
		__builtin_prefetch(&s->context[prefix[next]], 1);
		struct context *c = &s->context[prefix[i]];
		uint64_t count = s->count[i], one = (uint64_t)1 << 32;
		bool drop = dropped(s, i);
		add(&c->sum_ones, count + (count == 1 && !drop ? one : 0));
		if (drop)
			__atomic_fetch_add(&s->lost[prefix[i]], s->count[i],
			                   __ATOMIC_RELAXED);
		else if (count > 1)
			add(&c->twos_more, count == 2 ? 1 : one);
	}
}

static void weigh(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct estimate *s = ctx;
	const double *d = s->discount.d;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		struct context c = s->context[i];
		double sum = (double)(uint32_t)c.sum_ones;
		double mass = d[1] * (double)(c.sum_ones >> 32) +
		              d[2] * (double)(uint32_t)c.twos_more +
		              d[3] * (double)(c.twos_more >> 32);
		mass += s->lost ? s->lost[i] : 0;
		s->weight[i] = (struct weight){sum, sum > 0 ? mass / sum : 1};
		s->below->backoff[i] = (float)log10(s->weight[i].gamma);
	}
}

static double discounted(const struct estimate *s, size_t i)
{
	return s->count[i] - qn_ngram_discount_of(&s->discount, s->count[i]);
}

static void interpolate(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct estimate *s = ctx;
	const struct qn_ngram_level *l = s->level;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		size_t next = i + AHEAD < end ? i + AHEAD : i;
		__builtin_prefetch(&s->weight[l->prefix[next]]);
		if (dropped(s, i))
			continue;
		struct weight w = s->weight[l->prefix[i]];
		double shorter = (double)s->below->prob[l->suffix[i]];
		l->prob[i] =
		    (float)(discounted(s, i) / w.sum + w.gamma * shorter);
	}
}

static void to_logs(void *ctx, size_t shard, size_t begin, size_t end)
{
	float *prob = ctx;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		prob[i] = prob[i] < 1 ? log10f(prob[i]) : 0;
}

/* --- levels --------------------------------------------------------------- */

/* `last`: what lmplz takes for the count of the last n-gram; 0 = its count. */
static bool find_discounts(struct estimate *s, unsigned k, uint32_t last,
                           bool fallback, struct qn_err *e)
{
	uint64_t kinds[6] = {0};
	struct qn_err why = QN_ERR_INIT;
	for (size_t i = 0; i < s->level->n; i++)
		kinds[s->count[i] < 5 ? s->count[i] : 5]++;
	if (last) {
		uint32_t count = s->count[s->level->n - 1];
		kinds[count < 5 ? count : 5]--;
		kinds[last < 5 ? last : 5]++;
	}
	if (qn_ngram_discounts(&s->discount, kinds, k, &why))
		return true;
	s->discount = (struct qn_ngram_discount){{0, .5, 1, 1.5}};
	return fallback || qn_fail(e, "%s", why.text);
}

static void estimate_words(const struct estimate *s)
{
	const struct qn_ngram_level *l = s->level;
	double sum = 0, mass = 0;
	for (size_t i = 0; i < l->n; i++) {
		sum += s->count[i];
		mass += qn_ngram_discount_of(&s->discount, s->count[i]);
	}
	/* "<s>" is never foretold. */
	double shorter = mass / sum / (double)(l->n - 1);
	for (size_t i = 0; i < l->n; i++)
		l->prob[i] = (float)(discounted(s, i) / sum + shorter);
	l->prob[QN_NGRAM_BOS] = 1;
}

static bool estimate_longer(struct estimate *s, struct qn_pool *pool,
                            struct qn_err *e)
{
	size_t n = s->level->n, contexts = s->below->n;
	s->context = qn_big_alloc(contexts, sizeof *s->context, "contexts", e);
	if (s->actual)
		s->lost = qn_big_alloc(contexts, 4, "contexts", e);
	if (!e->failed) {
		qn_pool_for(pool, n, SHARDS, add_counts, s);
		qn_pool_for(pool, contexts, SHARDS, weigh, s);
		qn_pool_for(pool, n, SHARDS, interpolate, s);
	}
	qn_big_free(s->context);
	qn_big_free(s->lost);
	return !e->failed;
}

bool qn_ngram_estimate(struct qn_ngram_model *m,
                       const struct qn_ngram_counts *c,
                       const struct qn_ngram_options *o, struct qn_pool *pool,
                       struct qn_err *e)
{
	for (unsigned k = 1; k <= m->order; k++) {
		struct estimate s = {.level = &m->level[k],
		                     .below = &m->level[k - 1],
		                     .count = c->adjusted[k],
		                     .actual =
		                         o->prune[k] ? c->actual[k] : NULL,
		                     .prune = o->prune[k]};
		if (!find_discounts(&s, k, k < m->order ? c->last[k] : 0,
		                    o->fallback, e))
			return false;
		if (k == 1)
			estimate_words(&s);
		else if (!estimate_longer(&s, pool, e))
			return false;
		if (k > 1)
			qn_pool_for(pool, s.below->n, SHARDS, to_logs,
			            s.below->prob);
	}
	struct qn_ngram_level *last = &m->level[m->order];
	qn_pool_for(pool, last->n, SHARDS, to_logs, last->prob);
	return true;
}
