/* SPDX-License-Identifier: MIT */
/*
 * docmatrix.c -- each row is made where it will lie, once.
 *
 * There is room for every pair.  Where pairs have no column, or share one,
 * a part ends early, and those behind it move up at the end.
 */
#include "text/docmatrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/ngram.h"
#include "text/rowsort.h"

#define AHEAD 16 /* pairs fetched before they are needed */

struct filling {
	struct qn_docpart *part;
	const struct qn_columns *columns;
	struct qn_place *place;  /* [n-grams]                              */
	struct qn_rowsort *sort; /* [shards]                               */
	struct qn_sparse *m;
	size_t *row, *cell; /* [parts] where each part begins in `m`       */
};

void qn_docpart_release(struct qn_docpart *p)
{
	free(p->row_n);
	free(p->pair);
	*p = (struct qn_docpart){.rows = 0};
}

/* Each n-gram's column, and what share of the matrix lies before it. */
static struct qn_place *find_places(const struct qn_columns *k)
{
	struct qn_place *place = qn_big_calloc(k->grams, sizeof *place);
	uint32_t *at = qn_malloc(k->n, sizeof *at);
	uint64_t all = 0, below = 0;
	for (uint32_t i = 0; i < k->n; i++)
		all += k->weight ? k->weight[i] : 1;
	for (uint32_t i = 0; i < k->n; i++) {
		at[i] = (uint32_t)((double)below / (double)all * 4294967295.0);
		below += k->weight ? k->weight[i] : 1;
	}
	for (size_t i = 0; i < k->grams; i++) {
		uint32_t column = k->of[i];
		place[i] = (struct qn_place){
		    column, column == QN_GRAM_NONE ? 0 : at[column]};
	}
	free(at);
	return place;
}

/* Whether an n-gram counts -1. */
static inline bool is_negative(const struct qn_columns *k, uint32_t gram)
{
	return k->negative && (k->negative[gram / 64] >> gram % 64 & 1);
}

/* What is behind pair[i] in the part will be needed soon. */
static inline __attribute__((always_inline)) void
fetch(const struct filling *f, const struct qn_docpart *p, size_t i)
{
	if (i + 2 * AHEAD >= p->cells)
		return;
	uint32_t gram = p->pair[i + AHEAD].id;
	if (p->renumber) {
		__builtin_prefetch(&p->renumber[p->pair[i + 2 * AHEAD].id]);
		gram = p->renumber[gram];
	}
	__builtin_prefetch(&f->place[gram]);
}

/* `n` pairs of a part to `column` and `value`, by rising column; how many
 * cells. */
static size_t fill_row(const struct filling *f, const struct qn_docpart *p,
                       size_t from, size_t n, struct qn_rowsort *sort,
                       uint32_t *column, double *value)
{
	const struct qn_columns *k = f->columns;
	qn_rowsort_begin(sort, n);
	for (size_t i = from; i < from + n; i++) {
		uint32_t gram = p->pair[i].id;
		int32_t count = (int32_t)p->pair[i].count;
		gram = p->renumber ? p->renumber[gram] : gram;
		fetch(f, p, i);
		if (f->place[gram].column != QN_GRAM_NONE)
			qn_rowsort_put(sort, f->place[gram],
			               is_negative(k, gram) ? -count : count);
	}
	const qn_cell *cell = qn_rowsort_take(sort, &n);
	for (size_t i = 0; i < n; i++) {
		column[i] = qn_cell_column(cell[i]);
		value[i] = k->binary ? 1 : qn_cell_value(cell[i]);
	}
	return k->finish ? k->finish(k->ctx, column, value, n) : n;
}

/* The rows of parts [begin, end); start[] gets each one's cells. */
static void fill(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct filling *f = ctx;
	struct qn_sparse *m = f->m;
	for (size_t i = begin; i < end; i++) {
		struct qn_docpart *p = &f->part[i];
		size_t at = f->cell[i], *n = m->start + f->row[i] + 1, from = 0;
		for (size_t r = 0; r < p->rows; r++) {
			n[r] =
			    fill_row(f, p, from, p->row_n[r], &f->sort[shard],
			             m->column + at, m->value + at);
			from += p->row_n[r];
			at += n[r];
		}
		p->cells = at - f->cell[i];
		free(p->pair);
		p->pair = NULL;
	}
}

/* Parts that ended early are made up for, and start[] adds up. */
static void close_gaps(const struct filling *f, size_t parts)
{
	struct qn_sparse *m = f->m;
	size_t to = 0;
	for (size_t i = 0; i < parts; i++) {
		size_t from = f->cell[i], n = f->part[i].cells;
		if (to < from) {
			memmove(m->column + to, m->column + from,
			        n * sizeof *m->column);
			memmove(m->value + to, m->value + from,
			        n * sizeof *m->value);
		}
		to += n;
	}
	for (size_t r = 0; r < m->rows; r++)
		m->start[r + 1] += m->start[r];
}

bool qn_docmatrix(struct qn_docpart *part, size_t parts,
                  const struct qn_columns *columns, struct qn_pool *pool,
                  struct qn_sparse *m, struct qn_err *e)
{
	size_t shards = (size_t)qn_pool_threads(pool), rows = 0, cells = 0;
	struct filling f = {.part = part, .columns = columns, .m = m};
	f.row = qn_malloc(2 * parts, sizeof *f.row);
	f.cell = f.row + parts;
	for (size_t i = 0; i < parts; i++) {
		f.row[i] = rows;
		f.cell[i] = cells;
		rows += part[i].rows;
		cells += part[i].cells;
	}
	if (qn_sparse_init(m, rows, columns->n, cells, e)) {
		f.sort = qn_calloc(shards, sizeof *f.sort);
		f.place = find_places(columns);
		qn_pool_for(pool, parts, shards, fill, &f);
		close_gaps(&f, parts);
		for (size_t i = 0; i < shards; i++)
			qn_rowsort_release(&f.sort[i]);
		qn_big_free(f.place);
		free(f.sort);
	}
	free(f.row);
	return !e->failed;
}
