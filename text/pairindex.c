/* SPDX-License-Identifier: MIT */
/*
 * pairindex.c -- columns by frequency, rows to heads, heads to lists.
 */
#include "text/pairindex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/rowsort.h"

#define SHARDS   64   /* runs of rows                          */
#define ROUNDING 1e-6 /* that a row's length may differ from 1 */

/* What a run of rows comes to. */
struct run {
	struct qn_head_cell *head; /* [n] one row's after the other         */
	size_t n, room;
	size_t wrong; /* the first row of another length, or SIZE_MAX */
};

struct building {
	struct qn_pairindex *x;
	const struct qn_sparse *m;
	double threshold;
	struct qn_place *place; /* [columns] of each, by frequency          */
	uint32_t *column;       /* [columns] the other way round            */
	struct run run[SHARDS];
};

/* --- columns by frequency ------------------------------------------------- */

/* The places of columns: a counting sort by how many cells they have. */
static bool order_columns(struct building *b, struct qn_err *e)
{
	const struct qn_sparse *m = b->m;
	size_t columns = m->columns, cells = qn_sparse_cells(m) + 1;
	size_t *n = qn_big_alloc(columns + 1, sizeof *n, "columns", e);
	size_t *from = qn_big_alloc(m->rows + 2, sizeof *from, "columns", e);
	size_t below = 0;
	for (size_t i = 0; n && i + 1 < cells; i++)
		n[m->column[i]]++;
	if (!e->failed) {
		for (size_t c = 0; c < columns; c++)
			from[n[c] + 1]++;
		for (size_t k = 0; k <= m->rows; k++)
			from[k + 1] += from[k];
		for (size_t c = 0; c < columns; c++)
			b->column[from[n[c]]++] = (uint32_t)c;
		for (size_t i = 0; i < columns; i++) {
			b->place[b->column[i]] = (struct qn_place){
			    (uint32_t)i,
			    (uint32_t)(((__uint128_t)below << 32) / cells)};
			below += n[b->column[i]];
		}
	}
	qn_big_free(from);
	qn_big_free(n);
	return !e->failed;
}

/* --- rows to heads -------------------------------------------------------- */

static unsigned bin_of(const struct building *b, uint32_t column)
{
	return (unsigned)((uint64_t)b->place[column].at * QN_PAIR_BINS >> 32);
}

/* The root of a square of 1 at most, in 1/255, rounded up. */
static uint8_t length_up(double square)
{
	double length = 255 * sqrt(square);
	if (!(length < 255))
		return 255;
	uint8_t n = (uint8_t)length;
	return (uint8_t)(n + (length > n));
}

/* All cells of a row, rare ones first, and its lengths; returns the square of
 * that of all. */
static double order_row(const struct building *b, size_t row,
                        struct qn_rowsort *sort, struct qn_head_cell *cell)
{
	const struct qn_sparse *m = b->m;
	size_t begin = m->start[row], n = m->start[row + 1] - begin;
	uint8_t *beyond = b->x->reach[row].beyond;
	unsigned bin = QN_PAIR_BINS;
	double square = 0, bucket[QN_PAIR_BUCKETS] = {0};
	qn_rowsort_begin(sort, n);
	for (size_t i = 0; i < n; i++)
		qn_rowsort_put(sort, b->place[m->column[begin + i]],
		               (int32_t)i);
	const qn_cell *order = qn_rowsort_take(sort, &n);
	for (size_t i = n; i-- > 0;) {
		uint32_t place = qn_cell_column(order[i]);
		uint32_t column = b->column[place];
		double value =
		    m->value[begin + (size_t)qn_cell_value(order[i])];
		while (bin > bin_of(b, column) + 1)
			beyond[--bin] = length_up(square);
		cell[i] = (struct qn_head_cell){column, (float)value,
		                                (float)sqrt(square)};
		square += value * value;
		bucket[place % QN_PAIR_BUCKETS] += value * value;
	}
	while (bin > 0)
		beyond[--bin] = length_up(square);
	for (size_t i = 0; i < QN_PAIR_BUCKETS; i++)
		b->x->sketch[row].bucket[i] = length_up(bucket[i]);
	return square;
}

static void reserve(struct run *r, size_t cells)
{
	if (r->room >= r->n + cells)
		return;
	r->room = 2 * (r->n + cells);
	r->head = qn_realloc(r->head, r->room, sizeof *r->head);
}

/* row_start[i + 1] gets the size of the head of row i. */
static void make_heads(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct building *b = ctx;
	struct run *r = &b->run[shard];
	struct qn_rowsort sort = {.n = 0};
	r->wrong = SIZE_MAX;
	for (size_t row = begin; row < end; row++) {
		size_t n = b->m->start[row + 1] - b->m->start[row], head = 0;
		if (n == 0)
			continue;
		reserve(r, n);
		struct qn_head_cell *cell = r->head + r->n;
		double square = order_row(b, row, &sort, cell);
		if (r->wrong == SIZE_MAX && !(fabs(square - 1) <= ROUNDING))
			r->wrong = row;
		do
			head++;
		while (head < n && cell[head - 1].rest >= b->threshold);
		b->x->reach[row].end = (uint8_t)bin_of(b, cell[head - 1].at);
		b->x->row_start[row + 1] = head;
		r->n += head;
	}
	qn_rowsort_release(&sort);
}

static bool check_lengths(const struct building *b, struct qn_err *e)
{
	for (size_t s = 0; s < SHARDS; s++)
		if (b->run[s].wrong != SIZE_MAX)
			return qn_fail(e,
			               "row %zu of the matrix is not of length "
			               "1; use the norm l2",
			               b->run[s].wrong);
	return true;
}

/* --- heads to lists ------------------------------------------------------- */

static bool gather_heads(struct building *b, struct qn_err *e)
{
	struct qn_pairindex *x = b->x;
	for (size_t i = 0; i < x->rows; i++)
		x->row_start[i + 1] += x->row_start[i];
	size_t cells = x->row_start[x->rows], at = 0;
	x->row = qn_big_alloc(cells, sizeof *x->row, "heads of rows", e);
	for (size_t s = 0; x->row && s < SHARDS; s++) {
		const struct run *r = &b->run[s];
		if (r->n)
			memcpy(x->row + at, r->head, r->n * sizeof *x->row);
		at += r->n;
	}
	return !e->failed;
}

/* While lists fill, list_start[c + 1] is where that of c goes on. */
static bool make_lists(struct qn_pairindex *x, struct qn_err *e)
{
	size_t cells = x->row_start[x->rows], sum = 0;
	size_t *next = x->list_start + 1;
	x->list = qn_big_alloc(cells, sizeof *x->list, "lists of rows", e);
	if (!x->list)
		return false;
	for (size_t i = 0; i < cells; i++)
		next[x->row[i].at]++;
	for (size_t c = 0; c < x->columns; c++) {
		size_t n = next[c];
		next[c] = sum;
		sum += n;
	}
	for (size_t row = 0; row < x->rows; row++)
		for (size_t i = x->row_start[row]; i < x->row_start[row + 1];
		     i++) {
			struct qn_head_cell h = x->row[i];
			x->list[next[h.at]++] = (struct qn_head_cell){
			    (uint32_t)row, h.value, h.rest};
		}
	return true;
}

static bool make_room(struct building *b, struct qn_err *e)
{
	static const char what[] = "an index of rows";
	struct qn_pairindex *x = b->x;
	b->place = qn_big_alloc(x->columns, sizeof *b->place, what, e);
	b->column = qn_big_alloc(x->columns, sizeof *b->column, what, e);
	x->row_start = qn_big_alloc(x->rows + 1, sizeof *x->row_start, what, e);
	x->list_start =
	    qn_big_alloc(x->columns + 1, sizeof *x->list_start, what, e);
	x->reach = qn_big_alloc(x->rows, sizeof *x->reach, what, e);
	x->sketch = qn_big_alloc(x->rows, sizeof *x->sketch, what, e);
	return !e->failed;
}

bool qn_pairindex_build(struct qn_pairindex *x, const struct qn_sparse *m,
                        double threshold, struct qn_pool *pool,
                        struct qn_err *e)
{
	struct building b = {.x = x, .m = m, .threshold = threshold};
	*x = (struct qn_pairindex){.rows = m->rows, .columns = m->columns};
	if (make_room(&b, e) && order_columns(&b, e)) {
		qn_pool_for(pool, m->rows, SHARDS, make_heads, &b);
		if (check_lengths(&b, e) && gather_heads(&b, e))
			make_lists(x, e);
	}
	for (size_t s = 0; s < SHARDS; s++)
		free(b.run[s].head);
	qn_big_free(b.place);
	qn_big_free(b.column);
	return !e->failed;
}

void qn_pairindex_release(struct qn_pairindex *x)
{
	qn_big_free(x->row_start);
	qn_big_free(x->row);
	qn_big_free(x->list_start);
	qn_big_free(x->list);
	qn_big_free(x->reach);
	qn_big_free(x->sketch);
	*x = (struct qn_pairindex){.rows = 0};
}
