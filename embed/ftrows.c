/* SPDX-License-Identifier: MIT */
/*
 * ftrows.c -- gives places to rows as they are met.
 */
#include "embed/ftrows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

bool qn_ft_rows_init(struct qn_ft_rows *r, const struct qn_ft_dict *d,
                     size_t rows, struct qn_err *e)
{
	*r = (struct qn_ft_rows){.dict = d, .rows = rows};
	if (e->failed)
		return false;
	if (rows >= QN_FT_NONE)
		return qn_fail(e, "%zu rows are too many; give fewer buckets",
		               rows);
	r->place_of = qn_malloc(rows, sizeof *r->place_of);
	memset(r->place_of, 0xff, rows * sizeof *r->place_of);
	r->token_room = d->size;
	r->first = qn_calloc(r->token_room + 1, sizeof *r->first);
	for (uint32_t id = 0; id < d->words; id++)
		qn_ft_rows_place(r, id);
	return true;
}

void qn_ft_rows_release(struct qn_ft_rows *r)
{
	free(r->place_of);
	free(r->row_at.id);
	free(r->first);
	free(r->place.id);
	free(r->list.id);
	qn_buf_release(&r->scratch);
	*r = (struct qn_ft_rows){0};
}

uint32_t qn_ft_rows_place(struct qn_ft_rows *r, uint32_t row)
{
	if (r->place_of[row] == QN_FT_NONE) {
		r->place_of[row] = (uint32_t)r->row_at.n;
		qn_ft_list_add(&r->row_at, row);
	}
	return r->place_of[row];
}

void qn_ft_rows_add_none(struct qn_ft_rows *r)
{
	if (r->tokens == r->token_room) {
		r->token_room += r->token_room / 2 + 64;
		r->first =
		    qn_realloc(r->first, r->token_room + 1, sizeof *r->first);
	}
	r->first[++r->tokens] = r->place.n;
}

void qn_ft_rows_add(struct qn_ft_rows *r, struct qn_slice token, uint32_t id)
{
	r->list.n = 0;
	qn_ft_dict_features(r->dict, token, id, &r->scratch, &r->list);
	qn_ft_dict_rows(r->dict, &r->list);
	for (size_t i = 0; i < r->list.n; i++)
		qn_ft_list_add(&r->place, qn_ft_rows_place(r, r->list.id[i]));
	qn_ft_rows_add_none(r);
}
