/* SPDX-License-Identifier: MIT */
/*
 * test_attention.c -- attention across sequences, with padding, and causal
 * with more queries than a block: against plain loops, and gradients against
 * differences.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/attention.h"

enum { HEADS = 2, DIM = 6, WIDTH = HEADS * DIM, MOST = 80 };

struct bench {
	struct qn_attention a;
	float q[MOST * WIDTH], k[MOST * WIDTH], v[MOST * WIDTH];
	float y[MOST * WIDTH], dy[MOST * WIDTH];
	float shares[HEADS * MOST * MOST];
	float scratch[QN_ATTENTION_BLOCK * MOST];
};

static void fill(float *x, size_t n, uint64_t stream)
{
	struct qn_rng rng = qn_rng_new(1, stream);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)qn_rng_double(&rng) * 2 - 1;
}

static void set_up(struct bench *b, size_t queries, size_t keys, size_t valid,
                   bool causal)
{
	fill(b->q, MOST * WIDTH, 1);
	fill(b->k, MOST * WIDTH, 2);
	fill(b->v, MOST * WIDTH, 3);
	fill(b->dy, MOST * WIDTH, 4);
	b->a = (struct qn_attention){.heads = HEADS,
	                             .dim = DIM,
	                             .queries = queries,
	                             .keys = keys,
	                             .valid = valid,
	                             .causal = causal,
	                             .q = b->q,
	                             .k = b->k,
	                             .v = b->v,
	                             .q_stride = WIDTH,
	                             .kv_stride = WIDTH,
	                             .shares = b->shares};
}

/* Share of key j for query i, not yet divided by the sum. */
static double weight(const struct bench *b, size_t head, size_t i, size_t j)
{
	const struct qn_attention *a = &b->a;
	size_t most = a->causal ? a->keys - a->queries + i + 1 : a->valid;
	double dot = 0;
	for (size_t c = 0; c < DIM; c++)
		dot += (double)b->q[i * WIDTH + head * DIM + c] *
		       (double)b->k[j * WIDTH + head * DIM + c];
	return j < most ? exp(dot / sqrt(DIM)) : 0;
}

static double plain(const struct bench *b, size_t i, size_t column)
{
	double sum = 0, y = 0;
	for (size_t j = 0; j < b->a.keys; j++) {
		double w = weight(b, column / DIM, i, j);
		sum += w;
		y += w * (double)b->v[j * WIDTH + column];
	}
	return y / sum;
}

/* What the gradients are of. */
static double loss(const struct bench *b)
{
	double sum = 0;
	for (size_t i = 0; i < b->a.queries; i++)
		for (size_t c = 0; c < WIDTH; c++)
			sum += plain(b, i, c) * (double)b->dy[i * WIDTH + c];
	return sum;
}

static void check_slopes(struct bench *b, float *x, const float *dx, size_t n)
{
	for (size_t i = 0; i < n; i += 7) {
		float was = x[i];
		x[i] = was + 1e-2f;
		double more = loss(b);
		x[i] = was - 1e-2f;
		double less = loss(b);
		x[i] = was;
		ck_assert_double_eq_tol((more - less) / 2e-2, (double)dx[i],
		                        2e-3);
	}
}

static void check(size_t queries, size_t keys, size_t valid, bool causal)
{
	static struct bench b;
	static float dq[MOST * WIDTH], dk[MOST * WIDTH], dv[MOST * WIDTH];
	set_up(&b, queries, keys, valid, causal);
	qn_attention_forward(&b.a, b.y, WIDTH);
	for (size_t i = 0; i < queries; i++)
		for (size_t c = 0; c < WIDTH; c++)
			ck_assert_double_eq_tol((double)b.y[i * WIDTH + c],
			                        plain(&b, i, c), 1e-5);
	memset(dk, 1, sizeof dk);
	memset(dv, 1, sizeof dv);
	qn_attention_backward(&b.a, b.dy, WIDTH, dq, dk, dv, b.scratch);
	check_slopes(&b, b.q, dq, queries * WIDTH);
	check_slopes(&b, b.k, dk, keys * WIDTH);
	check_slopes(&b, b.v, dv, keys * WIDTH);
}

START_TEST(queries_see_all_keys_but_padding)
{
	check(5, 9, 9, false);
	check(9, 5, 3, false);
	check(70, 20, 17, false);
	check(3, 4, 1, false);
}
END_TEST

START_TEST(causal_queries_see_what_was)
{
	check(1, 1, 1, true);
	check(7, 7, 7, true);
	check(75, 75, 75, true);
	check(2, 9, 9, true);
}
END_TEST

SUITE(attention, queries_see_all_keys_but_padding, causal_queries_see_what_was)
