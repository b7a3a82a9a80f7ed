/* SPDX-License-Identifier: MIT */
/*
 * test_allpairs.c -- the pairs are those that comparing every row with every
 * other one finds.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "text/allpairs.h"

#define COLUMNS 300

struct list {
	struct qn_pair *pair;
	size_t n, room;
	size_t most; /* enough of them; 0 = all */
};

static bool take(void *ctx, const struct qn_pair *pair, size_t n)
{
	struct list *l = ctx;
	ck_assert_uint_gt(n, 0);
	if (l->n + n > l->room) {
		l->room = 2 * (l->n + n);
		l->pair = qn_realloc(l->pair, l->room, sizeof *l->pair);
	}
	memcpy(l->pair + l->n, pair, n * sizeof *pair);
	l->n += n;
	return !l->most || l->n < l->most;
}

static struct list pairs(const struct qn_sparse *m, double threshold,
                         int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct list l = {0};
	struct qn_pool *pool = qn_pool_new(threads);
	ck_assert_msg(qn_allpairs(m, threshold, take, &l, pool, NULL, &e), "%s",
	              e.text);
	qn_pool_free(pool);
	return l;
}

/* What every row with every other one comes to. */
static struct list brute_force(const struct qn_sparse *m, double threshold)
{
	struct list l = {0};
	for (uint32_t i = 0; i < m->rows; i++)
		for (uint32_t j = i + 1; j < m->rows; j++) {
			struct qn_pair p = {i, j, 0};
			size_t a = m->start[i], b = m->start[j];
			while (a < m->start[i + 1] && b < m->start[j + 1]) {
				uint32_t x = m->column[a], y = m->column[b];
				if (x == y)
					p.score += m->value[a] * m->value[b];
				a += x <= y;
				b += y <= x;
			}
			if (p.score >= threshold - QN_PAIR_SLACK)
				take(&l, &p, 1);
		}
	return l;
}

static void same(const struct list *a, const struct list *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert_uint_eq(a->pair[i].i, b->pair[i].i);
		ck_assert_uint_eq(a->pair[i].j, b->pair[i].j);
		ck_assert(a->pair[i].score == b->pair[i].score);
	}
}

static void check(const struct qn_sparse *m, double threshold)
{
	struct list want = brute_force(m, threshold);
	for (int threads = 1; threads <= 4; threads++) {
		struct list got = pairs(m, threshold, threads);
		same(&got, &want);
		free(got.pair);
	}
	free(want.pair);
}

/* --- matrices ------------------------------------------------------------- */

static struct qn_sparse matrix(size_t rows, size_t cells)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m;
	ck_assert(qn_sparse_init(&m, rows, COLUMNS, cells, &e));
	return m;
}

/* Set the next row to what is not zero of `dense`, scaled to length 1. */
static void add_row(struct qn_sparse *m, size_t row, const double *dense)
{
	size_t n = m->start[row];
	double square = 0;
	for (uint32_t c = 0; c < COLUMNS; c++)
		square += dense[c] * dense[c];
	for (uint32_t c = 0; c < COLUMNS; c++)
		if (dense[c] != 0) {
			m->column[n] = c;
			m->value[n++] = dense[c] / sqrt(square);
		}
	m->start[row + 1] = n;
}

/* Up to 40 cells, most of them in the low columns; sometimes none. */
static void draw_row(struct qn_rng *rng, bool sign, double *dense)
{
	size_t cells = qn_rng_below(rng, 40);
	memset(dense, 0, COLUMNS * sizeof *dense);
	for (size_t i = 0; i < cells; i++) {
		double at = qn_rng_double(rng);
		double value = 0.1 + qn_rng_double(rng);
		if (sign && qn_rng_below(rng, 2))
			value = -value;
		dense[(size_t)(at * at * at * COLUMNS)] = value;
	}
}

/* Every third row is a copy of an earlier one, with a cell or two changed. */
static struct qn_sparse random_rows(size_t rows, bool sign)
{
	struct qn_rng rng = qn_rng_new(7, sign);
	struct qn_sparse m = matrix(rows, rows * 44);
	double(*dense)[COLUMNS] = qn_calloc(rows, sizeof *dense);
	for (size_t i = 0; i < rows; i++) {
		draw_row(&rng, sign, dense[i]);
		if (i % 3 == 2)
			memcpy(dense[i], dense[qn_rng_below(&rng, (uint32_t)i)],
			       sizeof *dense);
		for (size_t k = i % 3 == 2 ? qn_rng_below(&rng, 3) : 0; k; k--)
			dense[i][qn_rng_below(&rng, COLUMNS)] += 0.5;
		add_row(&m, i, dense[i]);
	}
	free(dense);
	return m;
}

/* --- tests ---------------------------------------------------------------- */

START_TEST(the_pairs_are_those_of_brute_force)
{
	struct qn_sparse m = random_rows(400, false);
	for (int t = 3; t <= 10; t++)
		check(&m, t / 10.0);
	check(&m, 0.05);
	check(&m, 1e-7);
	qn_sparse_release(&m);
}
END_TEST

START_TEST(negative_values_are_no_obstacle)
{
	struct qn_sparse m = random_rows(300, true);
	for (int t = 1; t <= 10; t++)
		check(&m, t / 10.0);
	qn_sparse_release(&m);
}
END_TEST

START_TEST(copies_are_alike_at_threshold_one)
{
	/* Lengths such that the squares do not add up to 1 exactly. */
	double dense[COLUMNS] = {0};
	for (size_t c = 0; c < COLUMNS; c++)
		dense[c] = sqrt((double)c + 0.1);
	struct qn_sparse m = matrix(5, 5 * COLUMNS);
	for (size_t i = 0; i < 5; i++) {
		dense[0] = i == 3;
		add_row(&m, i, dense);
	}
	struct list l = pairs(&m, 1, 2);
	ck_assert_uint_eq(l.n, 6);
	ck_assert(l.pair[2].i == 0 && l.pair[2].j == 4);
	free(l.pair);
	qn_sparse_release(&m);
}
END_TEST

START_TEST(a_million_pairs_come_in_order)
{
	/* More than one round takes at once. */
	enum { ROWS = 1600 };
	double dense[COLUMNS] = {3, 0, 4};
	struct qn_sparse m = matrix(ROWS, ROWS * 2);
	for (size_t i = 0; i < ROWS; i++)
		add_row(&m, i, dense);
	struct list l = pairs(&m, 0.9, 3);
	ck_assert_uint_eq(l.n, (size_t)ROWS * (ROWS - 1) / 2);
	for (size_t k = 1; k < l.n; k++) {
		struct qn_pair a = l.pair[k - 1], b = l.pair[k];
		ck_assert(b.i == a.i ? b.j == a.j + 1
		                     : b.i == a.i + 1 && b.j == b.i + 1);
	}
	free(l.pair);
	qn_sparse_release(&m);
}
END_TEST

START_TEST(nothing_is_like_an_empty_row)
{
	double none[COLUMNS] = {0};
	struct qn_sparse m = matrix(4, 1), no_rows = matrix(0, 0);
	for (size_t i = 0; i < 4; i++)
		add_row(&m, i, none);
	struct list l = pairs(&m, 0.1, 2), k = pairs(&no_rows, 0.1, 2);
	ck_assert_uint_eq(l.n + k.n, 0);
	qn_sparse_release(&m);
	qn_sparse_release(&no_rows);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	static const double wrong[] = {0, -0.5, 1.01, NAN};
	struct qn_sparse m = random_rows(30, false);
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t i = 0; i < 4; i++) {
		struct qn_err e = QN_ERR_INIT;
		ck_assert(
		    !qn_allpairs(&m, wrong[i], take, NULL, pool, NULL, &e));
		ck_assert_str_eq(e.text,
		                 "the threshold is above 0 and at most 1");
	}
	struct qn_err e = QN_ERR_INIT;
	for (size_t i = m.start[20]; i < m.start[21]; i++)
		m.value[i] *= 2;
	ck_assert_uint_lt(m.start[20], m.start[21]);
	ck_assert(!qn_allpairs(&m, 0.5, take, NULL, pool, NULL, &e));
	ck_assert_str_eq(
	    e.text, "row 20 of the matrix is not of length 1; use the norm l2");
	qn_pool_free(pool);
	qn_sparse_release(&m);
}
END_TEST

static bool stop_later(void *ctx, const struct qn_report *r)
{
	size_t *calls = ctx;
	ck_assert(r->done <= r->total);
	return ++*calls < 2;
}

START_TEST(it_stops_when_told)
{
	double dense[COLUMNS] = {1};
	struct qn_sparse m = matrix(20000, 20000);
	for (size_t i = 0; i < m.rows; i++) {
		dense[i / 2 % COLUMNS] = 0;
		dense[(i + 1) / 2 % COLUMNS] = 1;
		add_row(&m, i, dense);
	}
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_err e = QN_ERR_INIT;
	struct list l = {.most = 1}, all = {0};
	ck_assert(qn_allpairs(&m, 1, take, &l, pool, NULL, &e));
	ck_assert_uint_lt(l.n, 1000);
	size_t calls = 0;
	struct qn_progress p = {stop_later, &calls};
	ck_assert(!qn_allpairs(&m, 1, take, &all, pool, &p, &e));
	ck_assert(e.interrupted && calls == 2 && all.n > l.n);
	free(l.pair);
	free(all.pair);
	qn_pool_free(pool);
	qn_sparse_release(&m);
}
END_TEST

SUITE(allpairs, the_pairs_are_those_of_brute_force,
      negative_values_are_no_obstacle, copies_are_alike_at_threshold_one,
      a_million_pairs_come_in_order, nothing_is_like_an_empty_row,
      what_makes_no_sense_is_refused, it_stops_when_told)
