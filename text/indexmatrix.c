/* SPDX-License-Identifier: MIT */
/*
 * indexmatrix.c -- see indexmatrix.h.
 */
#include "text/indexmatrix.h"

#include <stdlib.h>

#include "base/mem.h"

struct window {
	uint16_t offset[QN_WINDOW];
	uint32_t tf[QN_WINDOW];
};

/* Whether a term is one of the texts; else its row is empty. */
static bool is_text(struct qn_index *x, uint32_t term, struct qn_err *e)
{
	return qn_index_text_token(x, term, e).n > 0;
}

static void put_row(const struct qn_postings *p,
                    const struct qn_index_weights *w, struct qn_sparse *m,
                    size_t at, struct window *window)
{
	double idf = qn_index_idf(w, p->df);
	uint32_t rank = 0;
	for (uint32_t i = 0; i < p->windows; i++) {
		uint32_t n =
		    qn_postings_window(p, i, &rank, window->offset, window->tf);
		for (uint32_t k = 0; k < n; k++, at++) {
			m->column[at] = i * QN_WINDOW + window->offset[k];
			m->value[at] =
			    window->tf[k] * idf / w->norm[m->column[at]];
		}
	}
}

bool qn_index_matrix(struct qn_index *x, const struct qn_index_weights *w,
                     struct qn_sparse *m, struct qn_err *e)
{
	struct qn_postings p;
	struct window *window = qn_malloc(1, sizeof *window);
	size_t cells = 0;
	for (uint32_t t = 0; t < x->terms; t++)
		cells += is_text(x, t, e) ? x->df[t] : 0;
	bool ok =
	    !e->failed &&
	    qn_sparse_init(m, x->terms, (uint32_t)x->about.documents, cells, e);
	for (uint32_t t = 0; ok && t < x->terms; t++) {
		bool of_text = is_text(x, t, e);
		m->start[t + 1] = m->start[t] + (of_text ? x->df[t] : 0);
		ok = !of_text || qn_index_postings(x, t, &p, e);
		if (ok && of_text)
			put_row(&p, w, m, m->start[t], window);
	}
	free(window);
	return ok;
}
