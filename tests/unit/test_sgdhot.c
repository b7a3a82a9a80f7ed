/* SPDX-License-Identifier: MIT */
/* test_sgdhot.c -- copies of two threads, taken and settled one by one. */
#include "embed/sgdhot.h"

#include "base/mem.h"
#include "tests/unit/suite.h"

#define STRIDE 16
#define ROWS   5
#define HOT    2 /* of these rows 2, 3 and 4 are hot */

static void set_up(struct qn_sgd *r, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	*r = (struct qn_sgd){
	    .pool = qn_pool_new(threads),
	    .slab = qn_big_alloc(ROWS * STRIDE, sizeof *r->slab, "rows", &e),
	    .rows = ROWS,
	    .stride = STRIDE,
	    .hot_row = HOT,
	    .hots = ROWS - HOT,
	};
	ck_assert(!e.failed);
	for (size_t i = 0; i < ROWS * STRIDE; i++)
		r->slab[i] = (float)i;
}

static void tear_down(struct qn_sgd *r)
{
	qn_big_free(r->slab);
	qn_pool_free(r->pool);
}

static void hot_init(struct qn_sgd_hot *h, const struct qn_sgd *r)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_sgd_hot_init(h, r, &e));
}

static void add(float *row, float x)
{
	for (int k = 0; k < STRIDE; k++)
		row[k] += x;
}

/* Row `i` is what it was at first, and `more`. */
static void assert_row(const struct qn_sgd *r, size_t i, float more)
{
	for (size_t k = 0; k < STRIDE; k++)
		ck_assert_float_eq(qn_sgd_row(r, i)[k],
		                   (float)(i * STRIDE + k) + more);
}

START_TEST(what_two_threads_add_adds_up)
{
	struct qn_sgd r;
	struct qn_sgd_hot a = {0}, b = {0};
	set_up(&r, 2);
	hot_init(&a, &r);
	hot_init(&b, &r);
	add(qn_sgd_hot_place(&a, &r, 1), 3);
	add(qn_sgd_hot_place(&b, &r, 1), 10);
	add(qn_sgd_hot_place(&b, &r, 0), 7);
	add(qn_sgd_hot_place(&a, &r, 1), 1);
	/* Nobody sees a change before it is settled. */
	for (size_t i = 0; i < ROWS; i++)
		assert_row(&r, i, 0);
	qn_sgd_hot_settle(&a, &r);
	assert_row(&r, HOT + 1, 4);
	qn_sgd_hot_settle(&b, &r);
	assert_row(&r, HOT, 7);
	assert_row(&r, HOT + 1, 14);
	/* The rest is as it was. */
	assert_row(&r, HOT - 1, 0);
	assert_row(&r, HOT + 2, 0);
	qn_sgd_hot_release(&a);
	qn_sgd_hot_release(&b);
	tear_down(&r);
}
END_TEST

START_TEST(a_copy_is_taken_anew_after_it_was_settled)
{
	struct qn_sgd r;
	struct qn_sgd_hot a = {0}, b = {0};
	set_up(&r, 2);
	hot_init(&a, &r);
	hot_init(&b, &r);
	add(qn_sgd_hot_place(&a, &r, 0), 1);
	qn_sgd_hot_settle(&a, &r);
	add(qn_sgd_hot_place(&b, &r, 0), 2);
	qn_sgd_hot_settle(&b, &r);
	float *copy = qn_sgd_hot_place(&a, &r, 0);
	ck_assert_ptr_ne(copy, qn_sgd_row(&r, HOT));
	ck_assert_mem_eq(copy, qn_sgd_row(&r, HOT), STRIDE * sizeof *copy);
	qn_sgd_hot_settle(&a, &r);
	qn_sgd_hot_settle(&a, &r); /* nothing more to settle */
	assert_row(&r, HOT, 3);
	qn_sgd_hot_release(&a);
	qn_sgd_hot_release(&b);
	tear_down(&r);
}
END_TEST

START_TEST(one_thread_needs_no_copies)
{
	struct qn_sgd r;
	struct qn_sgd_hot h = {0};
	set_up(&r, 1);
	hot_init(&h, &r);
	ck_assert_ptr_null(h.copy);
	qn_sgd_hot_release(&h);
	tear_down(&r);
}
END_TEST

SUITE(sgdhot, what_two_threads_add_adds_up,
      a_copy_is_taken_anew_after_it_was_settled, one_thread_needs_no_copies)
