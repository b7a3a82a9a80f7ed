/* SPDX-License-Identifier: MIT */
/*
 * docstretch.c -- texts copied one behind the other until a lane has enough.
 */
#include "text/docstretch.h"

#include <stdlib.h>

#include "base/mem.h"

#define STRETCH ((size_t)1 << 20) /* bytes of documents for a thread */

struct lane {
	struct qn_buf text;
	size_t *end; /* [n] where each document ends in `text` */
	size_t n, room;
	size_t first; /* the number of its first document     */
	size_t done;
	struct qn_err e;
};

struct reading {
	const struct qn_docstretch_work *work;
	struct lane *lane; /* [lanes] */
	size_t lanes;
};

static void run_lane(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct reading *r = ctx;
	struct lane *l = &r->lane[shard];
	struct qn_slice text = {l->text.p, 0};
	(void)begin;
	(void)end;
	for (l->done = 0; l->done < l->n; l->done++, text.p += text.n) {
		text.n = l->end[l->done] - (l->done ? l->end[l->done - 1] : 0);
		if (!r->work->document(r->work->ctx, shard, text, &l->e))
			break;
	}
}

static void add(struct lane *l, const struct qn_document *doc)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 1024;
		l->end = qn_realloc(l->end, l->room, sizeof *l->end);
	}
	if (l->n == 0)
		l->first = doc->number;
	qn_buf_add(&l->text, doc->text.p, doc->text.n);
	l->end[l->n++] = l->text.n;
}

/* A stretch for each lane; false when there is nothing left, or on failure. */
static bool fill(struct reading *r, struct qn_documents *from, struct qn_err *e)
{
	struct qn_document doc;
	bool any = false;
	for (size_t i = 0; i < r->lanes; i++) {
		struct lane *l = &r->lane[i];
		qn_buf_clear(&l->text);
		l->n = 0;
		while (l->text.n < STRETCH &&
		       qn_documents_next(from, &doc, e)) {
			if (!r->work->met(r->work->ctx, &doc, e))
				return false;
			add(l, &doc);
			any = true;
		}
	}
	return any && !e->failed;
}

static bool collect(struct reading *r, const char *name, struct qn_err *e)
{
	for (size_t i = 0; i < r->lanes; i++) {
		const struct lane *l = &r->lane[i];
		if (l->e.failed)
			return qn_fail(e, "%s: document %zu: %s", name,
			               l->first + l->done, l->e.text);
		r->work->collect(r->work->ctx, i);
	}
	return true;
}

static bool read_all(struct reading *r, struct qn_documents *from,
                     struct qn_pool *pool, const struct qn_progress *progress,
                     struct qn_err *e)
{
	while (fill(r, from, e)) {
		qn_pool_for(pool, r->lanes, r->lanes, run_lane, r);
		if (!collect(r, qn_documents_name(from), e))
			return false;
		if (!qn_progress_at(progress, "reading", "bytes",
		                    qn_documents_offset(from),
		                    qn_documents_size(from)))
			return qn_fail_interrupted(e, "reading");
	}
	return !e->failed;
}

bool qn_docstretch(struct qn_documents *from, struct qn_pool *pool,
                   const struct qn_docstretch_work *work,
                   const struct qn_progress *progress, struct qn_err *e)
{
	struct reading r = {.work = work,
	                    .lanes = (size_t)qn_pool_threads(pool)};
	if (e->failed)
		return false;
	r.lane = qn_calloc(r.lanes, sizeof *r.lane);
	bool ok = read_all(&r, from, pool, progress, e);
	for (size_t i = 0; i < r.lanes; i++) {
		qn_buf_release(&r.lane[i].text);
		free(r.lane[i].end);
	}
	free(r.lane);
	return ok;
}
