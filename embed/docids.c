/* SPDX-License-Identifier: MIT */
/*
 * docids.c -- a stretch of documents for each thread, tokenised at once, and
 * what they make appended in order.
 */
#include "embed/docids.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/docstretch.h"

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
	struct qn_docids docs; /* of its stretch */
};

struct reading {
	const struct qn_vectors *words;
	struct qn_docids *to;
	struct qn_map *names;
	const char *file;
	struct lane *lane; /* [threads] */
};

static bool add_name(void *ctx, const struct qn_document *doc, struct qn_err *e)
{
	struct reading *r = ctx;
	char number[24];
	snprintf(number, sizeof number, "%zu", doc->number);
	struct qn_slice name = doc->name.n ? doc->name : qn_slice_of(number);
	if (!qn_map_fits(name, r->file, e))
		return false;
	uint32_t at = qn_map_add(r->names, name);
	return at == doc->number ||
	       qn_fail(e, "%s: documents %u and %zu have the same name, %s",
	               r->file, at, doc->number, qn_map_string(r->names, at).p);
}

static bool add_document(void *ctx, size_t lane, struct qn_slice text,
                         struct qn_err *e)
{
	struct reading *r = ctx;
	struct lane *l = &r->lane[lane];
	struct qn_slice token;
	qn_tokenizer_begin(l->tokenizer, text, e);
	while (qn_tokenizer_next(l->tokenizer, &token, e))
		qn_docids_add(&l->docs, qn_map_find(&r->words->words, token));
	qn_docids_end(&l->docs);
	return !e->failed;
}

static void collect(void *ctx, size_t lane)
{
	struct reading *r = ctx;
	append(r->to, &r->lane[lane].docs);
	qn_docids_clear(&r->lane[lane].docs);
}

bool qn_docids_read(struct qn_docids *d, struct qn_map *names,
                    struct qn_documents *from,
                    const struct qn_tokenizer_options *o,
                    const struct qn_vectors *words, struct qn_pool *pool,
                    const struct qn_progress *progress, struct qn_err *e)
{
	size_t lanes = (size_t)qn_pool_threads(pool);
	struct reading r = {.words = words,
	                    .to = d,
	                    .names = names,
	                    .file = qn_documents_name(from)};
	const struct qn_docstretch_work work = {.ctx = &r,
	                                        .met = add_name,
	                                        .document = add_document,
	                                        .collect = collect};
	r.lane = qn_calloc(lanes, sizeof *r.lane);
	for (size_t i = 0; i < lanes; i++)
		r.lane[i].tokenizer = qn_tokenizer_new(o, e);
	bool ok = qn_docstretch(from, pool, &work, progress, e);
	for (size_t i = 0; i < lanes; i++) {
		qn_tokenizer_free(r.lane[i].tokenizer);
		qn_docids_release(&r.lane[i].docs);
	}
	free(r.lane);
	return ok;
}
