/* SPDX-License-Identifier: MIT */
/*
 * ngramcount.c -- counted by document, listed by code points, put in the order
 * of counts by a stable sort.
 */
#include "text/ngramcount.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/doccount.h"

struct entry {
	uint64_t cf;
	size_t at; /* in the order of code points */
};

static int by_count(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	if (a->cf != b->cf)
		return a->cf < b->cf ? 1 : -1;
	return (a->at > b->at) - (a->at < b->at);
}

/* `from` in the order of its counts. */
static bool reorder(const struct qn_termlist *from, struct qn_termlist *to,
                    struct qn_err *e)
{
	if (!qn_termlist_init(to, from->n, e))
		return false;
	struct entry *entry = qn_malloc(from->n, sizeof *entry);
	for (size_t i = 0; i < from->n; i++)
		entry[i] = (struct entry){from->cf[i], i};
	qsort(entry, from->n, sizeof *entry, by_count);
	to->bytes = qn_malloc((size_t)from->at[from->n], 1);
	for (size_t i = 0; i < from->n; i++) {
		struct qn_slice term = qn_termlist_get(from, entry[i].at);
		memcpy(to->bytes + to->at[i], term.p, term.n);
		to->at[i + 1] = to->at[i] + (int64_t)term.n;
		to->df[i] = from->df[entry[i].at];
		to->cf[i] = entry[i].cf;
	}
	free(entry);
	return true;
}

static bool tabulate(const struct qn_gram_counts *g, uint64_t min_count,
                     struct qn_termlist *out, struct qn_err *e)
{
	size_t n = g->grams.count, kept = 0;
	struct qn_termlist sorted = {0};
	struct qn_gram_place *order = qn_malloc(n, sizeof *order);
	uint32_t *column = qn_malloc(n, sizeof *column);
	for (size_t i = 0; i < n; i++) {
		bool frequent = g->of[i].df && g->of[i].cf >= min_count;
		column[i] = frequent ? 0 : QN_GRAM_NONE;
		kept += frequent;
	}
	bool ok =
	    qn_ngrams_order(&g->grams, order, e) &&
	    qn_gram_counts_list(g, order, column, true, kept, &sorted, e) &&
	    reorder(&sorted, out, e);
	qn_termlist_release(&sorted);
	free(order);
	free(column);
	return ok;
}

bool qn_ngrams_tabulate(const struct qn_analyzer_options *o, uint64_t min_count,
                        struct qn_documents *d, struct qn_termlist *out,
                        struct qn_pool *pool,
                        const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_doccount *c =
	    qn_doccount_run(o, NULL, true, d, pool, progress, e);
	bool ok = c && tabulate(qn_doccount_counts(c), min_count, out, e);
	qn_doccount_free(c);
	return ok;
}
