/* SPDX-License-Identifier: MIT */
/*
 * test_rowsort.c -- rows sorted by shares, whatever the shares are.
 */
#include "tests/unit/suite.h"

#include <stdbool.h>

#include "base/rng.h"
#include "text/rowsort.h"

#define COLUMNS 3000

/* A row of `n` cells, whose shares come from `at`, against plain sums. */
static void sort_row(struct qn_rowsort *s, struct qn_rng *rng, size_t n,
                     const uint32_t *at)
{
	int32_t sum[COLUMNS] = {0};
	bool there[COLUMNS] = {false};
	size_t k = 0;
	qn_rowsort_begin(s, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t column = qn_rng_below(rng, COLUMNS);
		int32_t value = (int32_t)qn_rng_below(rng, 9) - 4;
		qn_rowsort_put(s, (struct qn_place){column, at[column]}, value);
		sum[column] += value;
		there[column] = true;
	}
	const qn_cell *cell = qn_rowsort_take(s, &n);
	for (uint32_t c = 0; c < COLUMNS; c++) {
		if (!there[c])
			continue;
		ck_assert_uint_lt(k, n);
		ck_assert_uint_eq(qn_cell_column(cell[k]), c);
		ck_assert_int_eq(qn_cell_value(cell[k++]), sum[c]);
	}
	ck_assert_uint_eq(k, n);
}

START_TEST(rows_are_sorted_and_equal_columns_added_up)
{
	struct qn_rowsort s = {.n = 0};
	struct qn_rng rng = qn_rng_new(1, 0);
	uint32_t even[COLUMNS], crowded[COLUMNS];
	for (uint32_t c = 0; c < COLUMNS; c++) {
		even[c] = c * (UINT32_MAX / COLUMNS);
		crowded[c] = c / 1000;
	}
	for (size_t n = 0; n < 4000; n = n * 3 / 2 + 1) {
		sort_row(&s, &rng, n, even);
		sort_row(&s, &rng, n, crowded);
	}
	qn_rowsort_release(&s);
}
END_TEST

SUITE(rowsort, rows_are_sorted_and_equal_columns_added_up)
