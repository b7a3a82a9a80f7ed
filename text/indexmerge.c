/* SPDX-License-Identifier: MIT */
/*
 * indexmerge.c -- an index's lists as one run.
 */
#include "text/indexmerge.h"

#include <stdlib.h>

#include "base/mem.h"

#define GONE  UINT32_MAX
#define FLUSH ((size_t)1 << 20) /* bytes of a run handed on at once */

static bool is_gone(const uint64_t *gone, uint32_t doc)
{
	return gone && (gone[doc / 64] >> doc % 64 & 1);
}

struct taking {
	struct qn_index *x;
	uint32_t *number; /* [documents] new, from the run's base; or GONE  */
	uint16_t *offset; /* [QN_WINDOW]                                   */
	uint32_t *tf;     /* [QN_WINDOW]                                   */
	uint32_t *position;
	size_t position_room;
	struct qn_run_term term;
};

/* --- documents ------------------------------------------------------------ */

/* A document's own name, or none and the number that it had. */
static struct qn_slice name_or_number(struct taking *t, uint32_t doc,
                                      uint64_t *number, struct qn_err *e)
{
	char room[24];
	struct qn_slice name = {0};
	*number = doc;
	if (!t->x->about.names)
		return name;
	name = qn_index_name(t->x, doc, room, e);
	if (t->x->about.own_names || e->failed)
		return name;
	*number = 0;
	for (size_t i = 0; i < name.n; i++)
		*number = *number * 10 + (unsigned char)(name.p[i] - '0');
	if (*number >= t->x->about.ever)
		qn_fail(e, "%s: its names make no sense", t->x->file->name);
	return (struct qn_slice){0};
}

static bool take_documents(struct qn_index_store *s, struct taking *t,
                           const uint64_t *gone, struct qn_err *e)
{
	struct qn_index *x = t->x;
	uint32_t documents = (uint32_t)x->about.documents, kept = 0;
	uint64_t first = s->about.ever, number;
	for (uint32_t d = 0; d < documents; d++) {
		uint32_t length[QN_FIELDS] = {0};
		t->number[d] = GONE;
		if (is_gone(gone, d))
			continue;
		for (int f = 0; f < QN_FIELDS; f++)
			if (x->length[f])
				length[f] = x->length[f][d];
		struct qn_slice name = name_or_number(t, d, &number, e);
		s->about.ever = first + number;
		if (!qn_index_store_document(s, name, qn_index_title(x, d, e),
		                             qn_index_text(x, d, e), length, e))
			return false;
		t->number[d] = kept++;
	}
	s->about.ever = first + x->about.ever;
	return !e->failed;
}

/* --- postings ------------------------------------------------------------- */

static bool take_positions(struct taking *t, const struct qn_postings *p,
                           uint32_t rank, uint32_t tf, struct qn_err *e)
{
	bool enough = tf <= p->positions_n;
	if (enough && tf > t->position_room) {
		t->position_room = 2 * (size_t)tf;
		t->position = qn_realloc(t->position, t->position_room,
		                         sizeof *t->position);
	}
	if (!enough || !qn_postings_positions(p, rank, tf, t->position))
		return qn_fail(e, "%s: its positions make no sense",
		               t->x->file->name);
	for (uint32_t i = 0; i < tf; i++)
		qn_run_term_position(&t->term,
		                     i ? t->position[i] - t->position[i - 1]
		                       : t->position[i]);
	return true;
}

static bool take_window(struct taking *t, const struct qn_postings *p,
                        uint32_t w, uint32_t *rank, struct qn_err *e)
{
	uint32_t n = qn_postings_window(p, w, rank, t->offset, t->tf);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t doc = w * QN_WINDOW + t->offset[i], tf = t->tf[i];
		if (t->number[doc] == GONE)
			continue;
		qn_run_term_posting(&t->term, t->number[doc], tf);
		if (t->x->about.positions &&
		    !take_positions(t, p, *rank - n + i, tf, e))
			return false;
	}
	return true;
}

static bool take_terms(struct qn_index_store *s, struct taking *t,
                       struct qn_buf *run, struct qn_err *e)
{
	struct qn_postings p;
	for (uint32_t i = 0; i < t->x->terms; i++) {
		struct qn_slice term = qn_index_spell(t->x, i, e);
		uint32_t rank = 0;
		if (e->failed || !qn_index_postings(t->x, i, &p, e))
			return false;
		for (uint32_t w = 0; w < p.windows; w++)
			if (!take_window(t, &p, w, &rank, e))
				return false;
		if (t->term.counts.df)
			qn_run_term_end(&t->term, term, run);
		if (run->n < FLUSH && i + 1 < t->x->terms)
			continue;
		if (!qn_index_store_run(s, run, e))
			return false;
		qn_buf_clear(run);
	}
	return true;
}

bool qn_index_store_take(struct qn_index_store *s, struct qn_index *x,
                         const uint64_t *gone, struct qn_err *e)
{
	uint32_t base = (uint32_t)s->about.documents;
	struct qn_impact unused;
	struct qn_buf run = {0};
	if (!qn_index_about_agree(&s->about, &x->about, x->file->name, e))
		return false;
	for (int f = 0; f < QN_FIELDS; f++)
		if (x->length[f] && !qn_index_impact(x, f, &unused, e))
			return false;
	struct taking t = {.x = x};
	t.number = qn_malloc(x->about.documents + 1, sizeof *t.number);
	t.offset = qn_malloc(QN_WINDOW, sizeof *t.offset);
	t.tf = qn_malloc(QN_WINDOW, sizeof *t.tf);
	qn_index_store_begin_run(s, base);
	bool ok = take_documents(s, &t, gone, e) && take_terms(s, &t, &run, e);
	qn_buf_release(&run);
	qn_buf_release(&t.term.body);
	free(t.number);
	free(t.offset);
	free(t.tf);
	free(t.position);
	return ok;
}
