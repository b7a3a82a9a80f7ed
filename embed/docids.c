/* SPDX-License-Identifier: MIT */
/*
 * docids.c -- a stretch of documents for each thread, tokenised at once, and
 * what they make appended in order.
 */
#include "embed/docids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define STRETCH ((size_t)1 << 20) /* bytes of documents for a thread */

/* --- documents ------------------------------------------------------------ */

void qn_docids_add(struct qn_docids *d, uint32_t id)
{
	if (d->words == d->id_room) {
		d->id_room = d->id_room ? 2 * d->id_room : 1024;
		d->id = qn_realloc(d->id, d->id_room, sizeof *d->id);
	}
	d->id[d->words++] = id;
}

void qn_docids_end(struct qn_docids *d)
{
	if (d->n + 1 >= d->n_room) {
		d->n_room = d->n_room ? 2 * d->n_room : 64;
		d->start = qn_realloc(d->start, d->n_room, sizeof *d->start);
	}
	if (d->n == 0)
		d->start[0] = 0;
	d->start[++d->n] = d->words;
}

void qn_docids_clear(struct qn_docids *d)
{
	d->n = d->words = 0;
}

void qn_docids_release(struct qn_docids *d)
{
	free(d->start);
	free(d->id);
	*d = (struct qn_docids){.n = 0};
}

static void append(struct qn_docids *d, const struct qn_docids *from)
{
	for (size_t i = 0; i < from->n; i++) {
		for (size_t k = from->start[i]; k < from->start[i + 1]; k++)
			qn_docids_add(d, from->id[k]);
		qn_docids_end(d);
	}
}

/* --- reading -------------------------------------------------------------- */

struct lane {
	struct qn_tokenizer *tokenizer;
	struct qn_buf text; /* of the documents of its stretch    */
	size_t *end;        /* [n] where each ends in `text`      */
	size_t n, room;
	struct qn_docids docs;
	struct qn_err e;
};

struct reading {
	const struct qn_vectors *words;
	struct lane *lane; /* [lanes] */
	size_t lanes;
};

static void run_lane(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct reading *r = ctx;
	struct lane *l = &r->lane[shard];
	struct qn_slice token, text = {l->text.p, 0};
	qn_docids_clear(&l->docs);
	for (size_t i = 0; i < l->n; i++, text.p += text.n) {
		text.n = l->end[i] - (i ? l->end[i - 1] : 0);
		qn_tokenizer_begin(l->tokenizer, text, &l->e);
		while (qn_tokenizer_next(l->tokenizer, &token, &l->e))
			qn_docids_add(&l->docs,
			              qn_map_find(&r->words->words, token));
		qn_docids_end(&l->docs);
	}
	(void)begin;
	(void)end;
}

static bool add_name(struct qn_map *names, const struct qn_document *doc,
                     const char *file, struct qn_err *e)
{
	char number[24];
	snprintf(number, sizeof number, "%zu", doc->number);
	struct qn_slice name = doc->name.n ? doc->name : qn_slice_of(number);
	if (!qn_map_fits(name, file, e))
		return false;
	uint32_t at = qn_map_add(names, name);
	return at == doc->number ||
	       qn_fail(e, "%s: documents %u and %zu have the same name, %s",
	               file, at, doc->number, qn_map_string(names, at).p);
}

static void add_text(struct lane *l, struct qn_slice text)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 1024;
		l->end = qn_realloc(l->end, l->room, sizeof *l->end);
	}
	qn_buf_add(&l->text, text.p, text.n);
	l->end[l->n++] = l->text.n;
}

/* A stretch for each lane; false when there is nothing left, or on failure. */
static bool fill(struct reading *r, struct qn_map *names,
                 struct qn_documents *from, struct qn_err *e)
{
	struct qn_document doc;
	bool any = false;
	for (size_t i = 0; i < r->lanes; i++) {
		struct lane *l = &r->lane[i];
		qn_buf_clear(&l->text);
		l->n = 0;
		while (l->text.n < STRETCH &&
		       qn_documents_next(from, &doc, e)) {
			if (!add_name(names, &doc, qn_documents_name(from), e))
				return false;
			add_text(l, doc.text);
			any = true;
		}
	}
	return any && !e->failed;
}

static bool read_all(struct reading *r, struct qn_docids *d,
                     struct qn_map *names, struct qn_documents *from,
                     struct qn_pool *pool, const struct qn_progress *progress,
                     struct qn_err *e)
{
	while (fill(r, names, from, e)) {
		qn_pool_for(pool, r->lanes, r->lanes, run_lane, r);
		for (size_t i = 0; i < r->lanes; i++) {
			if (r->lane[i].e.failed)
				return qn_fail(e, "%s: %s",
				               qn_documents_name(from),
				               r->lane[i].e.text);
			append(d, &r->lane[i].docs);
		}
		if (!qn_progress_at(progress, "reading", "bytes",
		                    qn_documents_offset(from),
		                    qn_documents_size(from)))
			return qn_fail_interrupted(e, "reading");
	}
	return !e->failed;
}

bool qn_docids_read(struct qn_docids *d, struct qn_map *names,
                    struct qn_documents *from,
                    const struct qn_tokenizer_options *o,
                    const struct qn_vectors *words, struct qn_pool *pool,
                    const struct qn_progress *progress, struct qn_err *e)
{
	struct reading r = {.words = words};
	r.lanes = (size_t)qn_pool_threads(pool);
	r.lane = qn_calloc(r.lanes, sizeof *r.lane);
	for (size_t i = 0; i < r.lanes; i++)
		r.lane[i].tokenizer = qn_tokenizer_new(o, e);
	bool ok = !e->failed && read_all(&r, d, names, from, pool, progress, e);
	for (size_t i = 0; i < r.lanes; i++) {
		qn_tokenizer_free(r.lane[i].tokenizer);
		qn_buf_release(&r.lane[i].text);
		free(r.lane[i].end);
		qn_docids_release(&r.lane[i].docs);
	}
	free(r.lane);
	return ok;
}
