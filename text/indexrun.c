/* SPDX-License-Identifier: MIT */
/*
 * indexrun.c -- a term is its bytes, its counts, its body; a posting is the
 * distance to the document before it, its frequency and its positions, the
 * first as it is and the others as distances.  All numbers are varints.
 */
#include "text/indexrun.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/varint.h"
#include "text/vocabsort.h"

static uint64_t varint_bytes(uint64_t x)
{
	uint64_t n = 1;
	while (x >>= 7)
		n++;
	return n;
}

void qn_run_term_posting(struct qn_run_term *t, uint32_t doc, uint32_t tf)
{
	qn_varint_put(&t->body, doc - t->last);
	qn_varint_put(&t->body, tf);
	t->last = doc;
	t->counts.df++;
	t->counts.extras += tf >= QN_EXTRA;
	if (tf >= QN_EXTRA_RARE)
		t->counts.rare += varint_bytes(tf);
}

void qn_run_term_position(struct qn_run_term *t, uint32_t distance)
{
	size_t before = t->body.n;
	qn_varint_put(&t->body, distance);
	t->counts.positions += t->body.n - before;
}

void qn_run_term_end(struct qn_run_term *t, struct qn_slice term,
                     struct qn_buf *run)
{
	qn_varint_put(run, term.n);
	qn_buf_add(run, term.p, term.n);
	qn_varint_put(run, t->counts.df);
	qn_varint_put(run, t->counts.extras);
	qn_varint_put(run, t->counts.positions);
	qn_varint_put(run, t->counts.rare);
	qn_varint_put(run, t->body.n);
	qn_buf_add(run, t->body.p, t->body.n);
	qn_buf_clear(&t->body);
	t->counts = (struct qn_run_counts){.df = 0};
	t->last = 0;
}

/* --- merging -------------------------------------------------------------- */

/* A place in a run. */
struct reader {
	const unsigned char *next, *end;
	struct qn_slice term;
	struct qn_run_counts counts;
	const unsigned char *body;
	uint32_t base;
	size_t number; /* of the run */
};

struct qn_run_merge {
	struct reader *reader; /* [n]                                      */
	struct reader **heap;  /* [live] the first has the first term      */
	struct reader **same;  /* [found] those with the present term      */
	size_t live, found;
	bool positions;
};

static bool read_term(struct reader *r)
{
	if (r->next == r->end)
		return false;
	size_t n = (size_t)qn_varint_get(&r->next, r->end);
	r->term = (struct qn_slice){(const char *)r->next, n};
	r->next += n;
	r->counts.df = qn_varint_get(&r->next, r->end);
	r->counts.extras = qn_varint_get(&r->next, r->end);
	r->counts.positions = qn_varint_get(&r->next, r->end);
	r->counts.rare = qn_varint_get(&r->next, r->end);
	size_t body = (size_t)qn_varint_get(&r->next, r->end);
	r->body = r->next;
	r->next += body;
	return true;
}

static bool before(const struct reader *a, const struct reader *b)
{
	int c = qn_words_compare(a->term, b->term);
	return c ? c < 0 : a->number < b->number;
}

static void sink(struct qn_run_merge *m, size_t i)
{
	struct reader **h = m->heap, *x = h[i];
	for (size_t child; (child = 2 * i + 1) < m->live; i = child) {
		if (child + 1 < m->live && before(h[child + 1], h[child]))
			child++;
		if (!before(h[child], x))
			break;
		h[i] = h[child];
	}
	h[i] = x;
}

struct qn_run_merge *qn_run_merge_new(const struct qn_run *run, size_t n,
                                      struct qn_slice bytes, bool positions)
{
	struct qn_run_merge *m = qn_calloc(1, sizeof *m);
	m->reader = qn_calloc(n, sizeof *m->reader);
	m->heap = qn_malloc(2 * n, sizeof(struct reader *));
	m->same = m->heap + n;
	m->positions = positions;
	for (size_t i = 0; i < n; i++) {
		struct reader *r = &m->reader[i];
		const unsigned char *p = (const unsigned char *)bytes.p;
		if (run[i].begin == run[i].end)
			continue; /* and there may be no bytes at all */
		*r = (struct reader){.next = p + run[i].begin,
		                     .end = p + run[i].end,
		                     .base = run[i].base,
		                     .number = i};
		if (read_term(r))
			m->heap[m->live++] = r;
	}
	for (size_t i = m->live; i-- > 0;)
		sink(m, i);
	return m;
}

void qn_run_merge_free(struct qn_run_merge *m)
{
	if (!m)
		return;
	free(m->reader);
	free(m->heap);
	free(m);
}

static void push(struct qn_run_merge *m, struct reader *x)
{
	size_t i = m->live++;
	for (; i && before(x, m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		m->heap[i] = m->heap[(i - 1) / 2];
	m->heap[i] = x;
}

static struct reader *pop(struct qn_run_merge *m)
{
	struct reader *top = m->heap[0];
	m->heap[0] = m->heap[--m->live];
	if (m->live)
		sink(m, 0);
	return top;
}

bool qn_run_merge_next(struct qn_run_merge *m, struct qn_slice *term,
                       struct qn_run_counts *counts)
{
	for (size_t i = 0; i < m->found; i++)
		if (read_term(m->same[i]))
			push(m, m->same[i]);
	m->found = 0;
	*counts = (struct qn_run_counts){.df = 0};
	if (!m->live)
		return false;
	*term = m->heap[0]->term;
	while (m->live && qn_slice_eq(m->heap[0]->term, *term)) {
		const struct reader *r = m->same[m->found++] = pop(m);
		counts->df += r->counts.df;
		counts->extras += r->counts.extras;
		counts->positions += r->counts.positions;
		counts->rare += r->counts.rare;
	}
	return true;
}

/* The positions of a posting, as they are. */
static const unsigned char *copy_positions(const unsigned char *p,
                                           const unsigned char *end,
                                           uint32_t tf, struct qn_buf *out)
{
	const unsigned char *from = p;
	p = qn_varint_skip(p, end, tf);
	qn_buf_add(out, from, (size_t)(p - from));
	return p;
}

void qn_run_merge_list(struct qn_run_merge *m, bool rare,
                       struct qn_posting_list *l)
{
	for (size_t i = 0; i < m->found; i++) {
		const struct reader *r = m->same[i];
		const unsigned char *p = r->body;
		uint32_t doc = r->base;
		for (uint64_t k = 0; k < r->counts.df; k++) {
			doc += (uint32_t)qn_varint_get(&p, r->next);
			uint32_t tf = (uint32_t)qn_varint_get(&p, r->next);
			qn_posting_list_add(l, doc, tf);
			if (rare && tf >= QN_EXTRA_RARE)
				qn_varint_put(&l->positions, tf);
			if (m->positions)
				p = copy_positions(p, r->next, tf,
				                   &l->positions);
		}
	}
}
