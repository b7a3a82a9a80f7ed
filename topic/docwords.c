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
#include "text/docstretch.h"

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

struct qn_docwords *qn_docwords_every(const struct qn_docwords *d, size_t from,
                                      size_t step, bool others)
{
	struct qn_docwords *to = qn_docwords_new(d->vocab);
	for (size_t i = 0; i < d->n; i++) {
		if ((i >= from && (i - from) % step == 0) == others)
			continue;
		for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
			qn_docwords_add(to, d->id[k]);
		qn_docwords_end(to);
	}
	return to;
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
	struct qn_docwords *docs; /* of its stretch, by its own words */
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

static bool add_name(void *ctx, const struct qn_document *doc, struct qn_err *e)
{
	struct reading *r = ctx;
	(void)e;
	qn_docnames_add(&r->to->names, doc->name, doc->number);
	return true;
}

static bool add_document(void *ctx, size_t lane, struct qn_slice text,
                         struct qn_err *e)
{
	struct reading *r = ctx;
	struct lane *l = &r->lane[lane];
	struct qn_slice token;
	qn_tokenizer_begin(l->tokenizer, text, e);
	while (qn_tokenizer_next(l->tokenizer, &token, e))
		qn_docwords_add(
		    l->docs, r->known ? qn_vocab_find(r->known, token)
		                      : qn_vocab_add(l->docs->vocab, token, 1));
	qn_docwords_end(l->docs);
	return !e->failed;
}

/* What the lane made, behind what there is. */
static void collect(void *ctx, size_t lane)
{
	struct reading *r = ctx;
	struct qn_docwords *from = r->lane[lane].docs;
	r->run = qn_realloc(r->run, r->runs + 1, sizeof *r->run);
	r->run[r->runs++] = (struct run){lane, from->words};
	room_for(r->to, from->words);
	for (size_t k = 0; k < from->n; k++) {
		size_t at = from->start[k], n = from->start[k + 1] - at;
		if (n)
			memcpy(r->to->id + r->to->words, from->id + at,
			       n * sizeof *from->id);
		r->to->words += n;
		qn_docwords_end(r->to);
	}
	from->n = from->words = 0;
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
	const struct qn_docstretch_work work = {.ctx = &r,
	                                        .met = add_name,
	                                        .document = add_document,
	                                        .collect = collect};
	bool ok = qn_docstretch(from, pool, &work, progress, e);
	if (ok)
		settle(&r, limits);
	close_lanes(&r);
	if (ok)
		return r.to;
	qn_docwords_free(r.to);
	return NULL;
}
