/* SPDX-License-Identifier: MIT */
/*
 * unitgrams.c -- all n-grams of k units become those of k + 1 at once.
 */
#include "text/unitgrams.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_unitgrams_room(struct qn_unitgrams *u, size_t n)
{
	if (n <= u->room)
		return;
	qn_unitgrams_release(u);
	u->room = n + n / 2;
	u->unit = qn_malloc(u->room, sizeof *u->unit);
	u->gram = qn_malloc(u->room, sizeof *u->gram);
}

void qn_unitgrams_emit(struct qn_unitgrams *u, size_t n, bool whole,
                       qn_gram_sink *sink, void *ctx)
{
	qn_ngrams_first(u->grams, u->unit, n, u->grow, u->gram);
	for (size_t k = 1; k <= u->max && k <= n; k++) {
		if (k > 1)
			qn_ngrams_extend(u->grams, u->unit + k - 1, n - k + 1,
			                 u->grow, u->gram);
		if (k >= u->min || (whole && k == n))
			sink(ctx, u->gram, n - k + 1);
	}
}

void qn_unitgrams_release(struct qn_unitgrams *u)
{
	free(u->unit);
	free(u->gram);
	u->unit = u->gram = NULL;
	u->room = 0;
}
