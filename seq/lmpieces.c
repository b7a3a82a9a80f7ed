/* SPDX-License-Identifier: MIT */
/*
 * lmpieces.c -- the list of scored pieces of lm.h.
 */
#include "seq/lm.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct qn_lm_piece *qn_lm_pieces_add(struct qn_lm_pieces *p, size_t n)
{
	if (p->room - p->n < n) {
		p->room = p->n + n > 2 * p->room ? p->n + n : 2 * p->room;
		p->at = qn_realloc(p->at, p->room, sizeof *p->at);
	}
	struct qn_lm_piece *first = p->at + p->n;
	memset(first, 0, n * sizeof *first);
	p->n += n;
	return first;
}

void qn_lm_pieces_release(struct qn_lm_pieces *p)
{
	free(p->at);
	*p = (struct qn_lm_pieces){NULL, 0, 0};
}
