/* SPDX-License-Identifier: MIT */
/*
 * test_huffman.c -- the paths make one tree, and no tree is cheaper.
 */
#include "embed/huffman.h"

#include <stdlib.h>

#include "base/rng.h"
#include "tests/unit/suite.h"

/* The least total of count x length, by taking the two lightest again and
 * again out of an unsorted list. */
static uint64_t least_cost(const uint64_t *count, uint32_t n)
{
	uint64_t *w = malloc(n * sizeof *w), cost = 0;
	for (uint32_t i = 0; i < n; i++)
		w[i] = count[i];
	for (; n > 1; n--) {
		for (uint32_t last = n - 1, k = 0; k < 2; k++, last--)
			for (uint32_t i = 0; i < last; i++)
				if (w[i] < w[last]) {
					uint64_t t = w[i];
					w[i] = w[last];
					w[last] = t;
				}
		w[n - 2] += w[n - 1];
		cost += w[n - 2];
	}
	free(w);
	return cost;
}

#define NOTHING UINT32_MAX

/* What lies behind a turn at a node: an inner node, or n + a word. */
static void check_turn(uint32_t (*behind)[2], uint32_t node, int turn,
                       uint32_t what)
{
	uint32_t *b = &behind[node][turn];
	ck_assert_msg(*b == NOTHING || *b == what,
	              "two things lie behind a turn of node %u", node);
	*b = what;
}

/* Every turn leads to one node or word, each reached once: a tree, whose
 * words' codes therefore have no common beginnings. */
static void check_paths(const struct qn_huffman *h)
{
	uint32_t inner = h->n - 1;
	uint32_t(*behind)[2] = malloc((inner + 1) * sizeof *behind);
	int *reached = calloc(2 * (size_t)h->n, sizeof *reached);
	double kraft = 0;
	for (uint32_t i = 0; i < inner; i++)
		behind[i][0] = behind[i][1] = NOTHING;
	for (uint32_t w = 0; w < h->n; w++) {
		const struct qn_huffman_path *p = &h->path[w];
		const uint32_t *node = h->node + p->first;
		double share = 1;
		for (uint32_t d = 0; d < p->length; d++, share /= 2) {
			ck_assert_uint_lt(node[d], inner);
			check_turn(behind, node[d], (int)(p->turns >> d & 1),
			           d + 1 < p->length ? node[d + 1] : h->n + w);
		}
		ck_assert_uint_eq(node[0], 0); /* the root comes first */
		kraft += share;
	}
	for (uint32_t i = 0; i < inner; i++)
		for (int turn = 0; turn < 2; turn++) {
			ck_assert_uint_ne(behind[i][turn], NOTHING);
			ck_assert_int_eq(reached[behind[i][turn]]++, 0);
		}
	ck_assert_double_eq_tol(kraft, 1, 1e-12);
	free(reached);
	free(behind);
}

static void check_tree(const uint64_t *count, uint32_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_huffman h;
	uint64_t cost = 0;
	ck_assert_msg(qn_huffman_init(&h, count, n, &e), "%s", e.text);
	ck_assert_uint_eq(h.n, n);
	for (uint32_t i = 0; i < n; i++)
		cost += count[i] * h.path[i].length;
	ck_assert_uint_eq(cost, least_cost(count, n));
	check_paths(&h);
	qn_huffman_release(&h);
}

static int falling(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x < *y) - (*x > *y);
}

START_TEST(any_counts_give_a_cheapest_tree)
{
	struct qn_rng r = qn_rng_new(3, 0);
	uint64_t count[200];
	for (int trial = 0; trial < 300; trial++) {
		uint32_t n = 2 + qn_rng_below(&r, 199);
		uint32_t most = 1 + qn_rng_below(&r, 1 << (trial % 20));
		for (uint32_t i = 0; i < n; i++)
			count[i] = qn_rng_below(&r, most);
		qsort(count, n, sizeof *count, falling);
		check_tree(count, n);
	}
}
END_TEST

START_TEST(a_zipf_vocabulary_gives_a_cheapest_tree)
{
	uint64_t count[3000];
	for (uint32_t i = 0; i < 3000; i++)
		count[i] = 1000000 / (i + 1);
	check_tree(count, 3000);
}
END_TEST

START_TEST(equal_counts_give_a_level_tree)
{
	uint64_t count[64];
	struct qn_err e = QN_ERR_INIT;
	struct qn_huffman h;
	for (int i = 0; i < 64; i++)
		count[i] = 5;
	check_tree(count, 64);
	check_tree(count, 63);
	ck_assert(qn_huffman_init(&h, count, 64, &e));
	for (int i = 0; i < 64; i++)
		ck_assert_uint_eq(h.path[i].length, 6);
	qn_huffman_release(&h);
}
END_TEST

START_TEST(words_that_never_occur_have_paths_too)
{
	check_tree((uint64_t[]){0, 0}, 2);
	check_tree((uint64_t[]){7, 3, 0, 0, 0}, 5);
	check_tree((uint64_t[100]){0}, 100);
}
END_TEST

START_TEST(one_word_needs_no_turns)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_huffman h;
	ck_assert(qn_huffman_init(&h, (uint64_t[]){3}, 1, &e));
	ck_assert_uint_eq(h.path[0].length, 0);
	qn_huffman_release(&h);
}
END_TEST

/* Fibonacci's numbers make a tree that is one long branch. */
static bool branch(uint32_t n, struct qn_huffman *h, struct qn_err *e)
{
	uint64_t count[90] = {1, 1};
	for (uint32_t i = 2; i < n; i++)
		count[i] = count[i - 1] + count[i - 2];
	qsort(count, n, sizeof *count, falling);
	return qn_huffman_init(h, count, n, e);
}

START_TEST(a_path_of_64_is_the_longest)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_huffman h;
	ck_assert(branch(QN_HUFFMAN_DEPTH + 1, &h, &e));
	ck_assert_uint_eq(h.path[QN_HUFFMAN_DEPTH].length, QN_HUFFMAN_DEPTH);
	check_paths(&h);
	qn_huffman_release(&h);
	ck_assert(!branch(QN_HUFFMAN_DEPTH + 2, &h, &e));
	ck_assert_str_eq(e.text, "the Huffman tree is deeper than 64");
	ck_assert_ptr_null(h.path);
	qn_huffman_release(&h);
}
END_TEST

/* What word2vec.c makes of these counts: at equal weight the node goes first,
 * and of two leaves the later word; "</s>" waits for all others. */
START_TEST(ties_are_broken_as_word2vec_breaks_them)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_huffman h;
	ck_assert(qn_huffman_init(&h, (uint64_t[]){1, 4, 2, 2, 2}, 5, &e));
	const struct {
		uint32_t length;
		uint64_t turns;
	} wanted[] = {{2, 3}, {2, 1}, {2, 0}, {3, 6}, {3, 2}};
	for (int w = 0; w < 5; w++) {
		ck_assert_uint_eq(h.path[w].length, wanted[w].length);
		ck_assert_uint_eq(h.path[w].turns, wanted[w].turns);
	}
	qn_huffman_release(&h);
}
END_TEST

SUITE(huffman, ties_are_broken_as_word2vec_breaks_them,
      any_counts_give_a_cheapest_tree, a_zipf_vocabulary_gives_a_cheapest_tree,
      equal_counts_give_a_level_tree, words_that_never_occur_have_paths_too,
      one_word_needs_no_turns, a_path_of_64_is_the_longest)
