/* SPDX-License-Identifier: MIT */
/*
 * pieceroom.c -- three arrays that grow together.
 */
#include "text/pieceroom.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_piece_room_release(struct qn_piece_room *l)
{
	free(l->begin);
	free(l->end);
	free(l->bits);
}

void qn_piece_room_reserve(struct qn_piece_room *l, size_t more)
{
	if (l->n + more <= l->room)
		return;
	l->room = l->n + more + l->room / 2;
	l->begin = qn_realloc(l->begin, l->room, sizeof *l->begin);
	l->end = qn_realloc(l->end, l->room, sizeof *l->end);
	l->bits = qn_realloc(l->bits, l->room, sizeof *l->bits);
}

size_t qn_piece_room_find(const struct qn_piece_room *l, size_t i, size_t at)
{
	/* It is near as a rule: look further in steps that grow. */
	size_t step = 1;
	while (i + step <= l->n && l->end[i + step - 1] <= at) {
		i += step;
		step *= 2;
	}
	size_t end = i + step <= l->n ? i + step - 1 : l->n;
	while (i < end) {
		size_t middle = i + (end - i) / 2;
		if (l->end[middle] > at)
			end = middle;
		else
			i = middle + 1;
	}
	return i;
}
