/* SPDX-License-Identifier: MIT */
/*
 * docwords.c -- a stretch of documents for each thread, cut at once.
 *
 * A thread numbers words as it meets them, in a vocabulary of its own; what
 * the threads make is appended in the order of the documents.  When all is
 * read the vocabularies become one, sorted, and the ids are renumbered.
 *
 *	id   [ lane 0 ][ lane 1 ][ lane 0 ][ lane 1 ] ...    runs
 */
#include "topic/docwords.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define STRETCH ((size_t)1 << 20) /* bytes of documents for a thread */

/* --- documents ------------------------------------------------------------ */

struct qn_docwords *qn_docwords_new(struct qn_vocab *vocab)
{
	struct qn_docwords *d = qn_calloc(1, sizeof *d);
	d->vocab = vocab;
	d->borrowed = true;
	d->n_room = 64;
	d->start = qn_calloc(d->n_room, sizeof *d->start);
	return d;
}

void qn_docwords_free(struct qn_docwords *d)
{
	if (!d)
		return;
	if (!d->borrowed)
		qn_vocab_free(d->vocab);
	qn_buf_release(&d->names.text);
	free(d->start);
	free(d->id);
	free(d);
}

static void room_for(struct qn_docwords *d, size_t more)
{
	if (d->words + more <= d->id_room)
		return;
	d->id_room = 2 * d->id_room + more;
	d->id = qn_realloc(d->id, d->id_room, sizeof *d->id);
}

void qn_docwords_add(struct qn_docwords *d, uint32_t id)
{
	room_for(d, 1);
	d->id[d->words++] = id;
}

void qn_docwords_end(struct qn_docwords *d)
{
	if (d->n + 1 == d->n_room) {
		d->n_room *= 2;
		d->start = qn_realloc(d->start, d->n_room, sizeof *d->start);
	}
	d->start[++d->n] = d->words;
}

struct qn_slice qn_docwords_name(const struct qn_docwords *d,
                                 struct qn_docwords_name *cursor)
{
	if (cursor->next++ >= d->names.n)
		return (struct qn_slice){"", 0};
	const char *p = d->names.text.p + cursor->at;
	size_t n = strcspn(p, "\n");
	cursor->at += n + 1;
	return (struct qn_slice){p, n};
}

/* --- reading -------------------------------------------------------------- */

struct lane {
	struct qn_tokenizer *tokenizer;
	struct qn_buf text; /* of the documents of its stretch    */
	size_t *end;        /* [n] where each ends in `text`      */
	size_t n, room;
	struct qn_docwords *docs; /* by its own words              */
	struct qn_err e;
};

/* Words that came from one lane. */
struct run {
	size_t lane, words;
};

struct reading {
	struct qn_vocab *known;
	struct qn_docwords *to;
	struct lane *lane; /* [lanes] */
	size_t lanes;
	struct run *run; /* [runs] */
	size_t runs;
};

static void run_lane(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct reading *r = ctx;
	struct lane *l = &r->lane[shard];
	struct qn_slice token, text = {l->text.p, 0};
	l->docs->n = l->docs->words = 0;
	for (size_t i = 0; i < l->n; i++, text.p += text.n) {
		text.n = l->end[i] - (i ? l->end[i - 1] : 0);
		qn_tokenizer_begin(l->tokenizer, text, &l->e);
		while (qn_tokenizer_next(l->tokenizer, &token, &l->e)) {
			uint32_t id =
			    r->known ? qn_vocab_find(r->known, token)
			             : qn_vocab_add(l->docs->vocab, token, 1);
			qn_docwords_add(l->docs, id);
		}
		qn_docwords_end(l->docs);
	}
	(void)begin;
	(void)end;
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
			qn_docnames_add(&r->to->names, doc.name, doc.number);
			add_text(l, doc.text);
			any = true;
		}
	}
	return any && !e->failed;
}

/* What the lanes made, behind what there is. */
static bool collect(struct reading *r, const char *name, struct qn_err *e)
{
	r->run = qn_realloc(r->run, r->runs + r->lanes, sizeof *r->run);
	for (size_t i = 0; i < r->lanes; i++) {
		const struct qn_docwords *from = r->lane[i].docs;
		if (r->lane[i].e.failed)
			return qn_fail(e, "%s: document %zu: %s", name,
			               r->to->n + from->n, r->lane[i].e.text);
		r->run[r->runs++] = (struct run){i, from->words};
		room_for(r->to, from->words);
		for (size_t k = 0; k < from->n; k++) {
			size_t at = from->start[k], n = from->start[k + 1] - at;
			if (n)
				memcpy(r->to->id + r->to->words, from->id + at,
				       n * sizeof *from->id);
			r->to->words += n;
			qn_docwords_end(r->to);
		}
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

/* --- one vocabulary ------------------------------------------------------- */

/* Each lane's ids to the final ones, [lanes] arrays; QN_MAP_NONE for words
 * that the limits drop. */
static uint32_t **merge(struct reading *r, const struct qn_vocab_limits *limits)
{
	struct qn_vocab *all = r->to->vocab;
	uint32_t **to = qn_calloc(r->lanes, sizeof *to);
	for (size_t i = 0; i < r->lanes; i++) {
		const struct qn_vocab *own = r->lane[i].docs->vocab;
		to[i] = qn_malloc(own->words.count, sizeof **to);
		qn_vocab_merge(all, own, to[i]);
	}
	uint32_t *sorted = qn_malloc(all->words.count, sizeof *sorted);
	qn_vocab_sort(all, limits, sorted);
	for (size_t i = 0; i < r->lanes; i++) {
		size_t n = r->lane[i].docs->vocab->words.count;
		for (size_t w = 0; w < n; w++)
			to[i][w] = sorted[to[i][w]];
	}
	free(sorted);
	return to;
}

/* Final ids, without those of QN_MAP_NONE; `to` NULL: they are final. */
static void renumber(struct reading *r, uint32_t *const *to)
{
	struct qn_docwords *d = r->to;
	size_t from = 0, kept = 0, doc = 0;
	for (size_t i = 0; i < r->runs; i++) {
		const uint32_t *map = to ? to[r->run[i].lane] : NULL;
		for (size_t end = from + r->run[i].words; from < end; from++) {
			while (doc <= d->n && d->start[doc] == from)
				d->start[doc++] = kept;
			uint32_t id = map ? map[d->id[from]] : d->id[from];
			d->id[kept] = id;
			kept += id != QN_MAP_NONE;
		}
	}
	while (doc <= d->n)
		d->start[doc++] = kept;
	d->words = kept;
}

static void settle(struct reading *r, const struct qn_vocab_limits *limits)
{
	uint32_t **to = r->known ? NULL : merge(r, limits);
	renumber(r, to);
	for (size_t i = 0; to && i < r->lanes; i++)
		free(to[i]);
	free(to);
	if (r->to->names.n)
		qn_docnames_fill(&r->to->names, r->to->n);
}

static void open_lanes(struct reading *r, const struct qn_tokenizer_options *o,
                       struct qn_err *e)
{
	r->lane = qn_calloc(r->lanes, sizeof *r->lane);
	for (size_t i = 0; i < r->lanes; i++) {
		r->lane[i].docs =
		    qn_docwords_new(r->known ? r->known : qn_vocab_new());
		r->lane[i].docs->borrowed = r->known != NULL;
		r->lane[i].tokenizer = qn_tokenizer_new(o, e);
	}
}

static void close_lanes(struct reading *r)
{
	for (size_t i = 0; i < r->lanes; i++) {
		qn_tokenizer_free(r->lane[i].tokenizer);
		qn_docwords_free(r->lane[i].docs);
		qn_buf_release(&r->lane[i].text);
		free(r->lane[i].end);
	}
	free(r->lane);
	free(r->run);
}

struct qn_docwords *qn_docwords_read(
    struct qn_documents *from, const struct qn_tokenizer_options *o,
    const struct qn_vocab_limits *limits, struct qn_vocab *known,
    struct qn_pool *pool, const struct qn_progress *progress, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct reading r = {.known = known,
	                    .lanes = (size_t)qn_pool_threads(pool)};
	r.to = qn_docwords_new(known ? known : qn_vocab_new());
	r.to->borrowed = known != NULL;
	open_lanes(&r, o, e);
	bool ok = !e->failed && read_all(&r, from, pool, progress, e);
	if (ok)
		settle(&r, limits);
	close_lanes(&r);
	if (ok)
		return r.to;
	qn_docwords_free(r.to);
	return NULL;
}
