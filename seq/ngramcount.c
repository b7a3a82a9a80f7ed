/* SPDX-License-Identifier: MIT */
/*
 * ngramcount.c -- see ngramcount.h.
 *
 * An n-gram's index at its level is how many others begin at lower ranks.  So
 * that it can be told for any place of the text, which is how an n-gram finds
 * its prefix, a bit at each rank says whether one begins there, and every 64
 * ranks there is a sum:
 *
 *	index at level k of the n-gram that ends at a place
 *	    = sum[rank / 64] + ones of bits[rank / 64] up to rank % 64, less 1
 */
#include "seq/ngramcount.h"

#include <stdlib.h>

#include "base/inline.h"
#include "base/mem.h"

#define CHUNKS 256 /* of the table, at most */
#define AHEAD  16  /* ranks                 */

struct marks {
	uint64_t bits;
	uint64_t sum; /* of the bits in all marks of the level before this */
};

struct counter {
	struct qn_ngram_model *m;
	struct qn_ngram_counts *to;
	const struct qn_ngram_order *o;
	const uint32_t *id;
	struct marks *marks; /* [blocks][order - 1]: levels from 2 */
	size_t blocks;
	unsigned levels;                      /* order - 1 */
	size_t (*chunk)[QN_NGRAM_ORDERS + 1]; /* [CHUNKS] new n-grams */
};

static struct marks *marks_of(const struct counter *c, size_t rank, unsigned k)
{
	return &c->marks[rank / 64 * c->levels + k - 2];
}

/* How many n-grams of length k >= 2 begin below `rank`. */
static size_t begun(const struct counter *c, size_t rank, unsigned k)
{
	const struct marks *m = marks_of(c, rank, k);
	uint64_t below = ((uint64_t)1 << rank % 64) - 1;
	return m->sum + (size_t)__builtin_popcountll(m->bits & below);
}

/* The n-gram of length k that ends at the place of a rank. */
static uint32_t index_at(const struct counter *c, size_t rank, unsigned k)
{
	const struct marks *m = marks_of(c, rank, k);
	uint64_t upto = ~(uint64_t)0 >> (63 - rank % 64);
	return (uint32_t)(m->sum +
	                  (size_t)__builtin_popcountll(m->bits & upto) - 1);
}

/* --- where n-grams begin -------------------------------------------------- */

static void mark_chunk(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct counter *c = ctx;
	size_t *sum = c->chunk[shard];
	for (size_t b = begin; b < end; b++) {
		size_t from = b * 64,
		       to = from + 64 < c->o->n ? from + 64 : c->o->n;
		struct marks *m = marks_of(c, from, 2);
		for (unsigned k = 2; k <= c->levels + 1; k++)
			m[k - 2].sum = sum[k];
		for (size_t r = from; r < to; r++) {
			uint8_t span = c->o->span[r];
			unsigned same = qn_ngram_same(span);
			unsigned k = same < 1 ? 2 : same + 1;
			for (; k <= qn_ngram_depth(span); k++)
				m[k - 2].bits |= (uint64_t)1 << r % 64;
		}
		for (unsigned k = 2; k <= c->levels + 1; k++)
			sum[k] += (size_t)__builtin_popcountll(m[k - 2].bits);
	}
}

static void add_sums(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct counter *c = ctx;
	for (size_t b = begin; b < end; b++)
		for (unsigned k = 2; k <= c->levels + 1; k++)
			marks_of(c, b * 64, k)->sum += c->chunk[shard][k];
}

/* Sums of chunks become what lies before each; total[] of all. */
static void total_up(struct counter *c, size_t *total)
{
	for (size_t i = 0; i < CHUNKS; i++)
		for (unsigned k = 2; k <= c->levels + 1; k++) {
			size_t n = c->chunk[i][k];
			c->chunk[i][k] = total[k];
			total[k] += n;
		}
}

/* --- what they are, and their counts -------------------------------------- */

/* The n-gram of length k that ends at `place`, new at its level. */
static void describe(const struct counter *c, uint32_t place, unsigned k,
                     size_t i, size_t suffix)
{
	struct qn_ngram_level *l = &c->m->level[k];
	l->first[i] = c->id[place - k + 1];
	l->suffix[i] = (uint32_t)suffix;
	l->prefix[i] =
	    k == 2 ? l->first[i] : index_at(c, c->o->rank[place - 1], k - 1);
}

/* What the place of a rank leads to, on its way: its words and the rank of the
 * one before it, then the marks there. */
INLINE void fetch(const struct counter *c, size_t r, size_t to)
{
	if (r + 2 * AHEAD < to) {
		uint32_t place = c->o->place[r + 2 * AHEAD];
		__builtin_prefetch(&c->id[place]);
		__builtin_prefetch(&c->o->rank[place - 1]);
	}
	if (r + AHEAD < to) {
		uint32_t place = c->o->place[r + AHEAD];
		__builtin_prefetch(marks_of(c, c->o->rank[place - 1], 2));
	}
}

static void count_ranks(const struct counter *c, size_t from, size_t to)
{
	size_t at[QN_NGRAM_ORDERS + 1], next[QN_NGRAM_ORDERS + 1];
	uint32_t **adjusted = c->to->adjusted, **actual = c->to->actual;
	for (unsigned k = 2; k <= c->levels + 1; k++)
		next[k] = begun(c, from, k);
	for (size_t r = from; r < to; r++) {
		uint32_t place = c->o->place[r];
		unsigned same = qn_ngram_same(c->o->span[r]);
		unsigned depth = qn_ngram_depth(c->o->span[r]);
		fetch(c, r, to);
		if (same == 0)
			at[same = 1] = c->id[place];
		/* Once more, or with another word before it. */
		adjusted[same][at[same]]++;
		for (unsigned k = same + 1; k <= depth; k++) {
			at[k] = next[k]++;
			describe(c, place, k, at[k], at[k - 1]);
			adjusted[k][at[k]] = 1;
		}
		for (unsigned k = 1; actual[1] && k <= depth; k++)
			actual[k][at[k]]++;
	}
}

static void count_shards(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct counter *c = ctx;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		if (c->o->begin[i] < c->o->begin[i + 1])
			count_ranks(c, c->o->begin[i], c->o->begin[i + 1]);
}

static bool make_levels(struct counter *c, const size_t *total, bool actual,
                        struct qn_err *e)
{
	for (unsigned k = 1; k <= c->m->order; k++) {
		size_t n = k == 1 ? c->m->words.count : total[k];
		qn_ngram_level_make(c->m, k, n, e);
		c->to->adjusted[k] = qn_big_alloc(n, 4, "counts", e);
		if (actual)
			c->to->actual[k] = qn_big_alloc(n, 4, "counts", e);
	}
	return !e->failed;
}

/* How often the n-grams occur that end at the last place. */
static void count_last(struct qn_ngram_counts *to,
                       const struct qn_ngram_order *o)
{
	unsigned depth = qn_ngram_depth(o->span[o->n - 1]);
	for (unsigned k = 1; k <= depth; k++) {
		size_t r = o->n - 1;
		while (qn_ngram_same(o->span[r]) >= k)
			r--;
		to->last[k] = (uint32_t)(o->n - r);
	}
}

bool qn_ngram_count(struct qn_ngram_model *m, struct qn_ngram_counts *to,
                    const struct qn_ngram_order *o, const uint32_t *id,
                    bool actual, struct qn_pool *pool, struct qn_err *e)
{
	struct counter c = {.m = m, .to = to, .o = o, .id = id};
	size_t total[QN_NGRAM_ORDERS + 1] = {0};
	c.levels = m->order - 1;
	c.blocks = (o->n + 63) / 64;
	c.chunk = qn_calloc(CHUNKS, sizeof *c.chunk);
	c.marks =
	    qn_big_alloc(c.blocks * c.levels, sizeof *c.marks, "n-grams", e);
	if (!e->failed) {
		qn_pool_for(pool, c.blocks, CHUNKS, mark_chunk, &c);
		total_up(&c, total);
		qn_pool_for(pool, c.blocks, CHUNKS, add_sums, &c);
		if (make_levels(&c, total, actual, e))
			qn_pool_for(pool, o->shards, o->shards, count_shards,
			            &c);
		count_last(to, o);
	}
	qn_big_free(c.marks);
	free(c.chunk);
	return !e->failed;
}

void qn_ngram_counts_release(struct qn_ngram_counts *c)
{
	for (unsigned k = 1; k <= QN_NGRAM_ORDERS; k++) {
		qn_big_free(c->adjusted[k]);
		qn_big_free(c->actual[k]);
	}
	*c = (struct qn_ngram_counts){.adjusted = {NULL}};
}
