/* SPDX-License-Identifier: MIT */
/*
 * indexstore.c -- documents in, runs and strings out.
 *
 * Documents are read a batch at a time, as many stretches as there are
 * threads; each stretch becomes a run.  Where a stretch ends depends on its
 * bytes alone.
 */
#include "text/indexstore.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/indexinvert.h"

#define STRETCH ((size_t)8 << 20)        /* bytes of text of a run         */
#define LONGEST ((size_t)1 << 30)        /* bytes of a document            */
#define MOST    (UINT32_MAX - (size_t)1) /* documents of an index   */
#define RUNS    "an index's postings"
#define STRINGS "an index's documents"

void qn_index_store_init(struct qn_index_store *s,
                         const struct qn_index_about *about)
{
	*s = (struct qn_index_store){.about = *about};
}

static void release_strings(struct qn_doc_strings *s)
{
	qn_spool_release(&s->bytes);
	free(s->end);
}

void qn_index_store_release(struct qn_index_store *s)
{
	qn_spool_release(&s->runs);
	free(s->run);
	for (int f = 0; f < QN_FIELDS; f++)
		free(s->length[f]);
	release_strings(&s->names);
	release_strings(&s->titles);
	release_strings(&s->texts);
	*s = (struct qn_index_store){.run_n = 0};
}

/* --- documents ------------------------------------------------------------ */

static bool add_string(struct qn_index_store *s, struct qn_doc_strings *to,
                       struct qn_slice string, struct qn_err *e)
{
	size_t i = s->about.documents;
	if (i == to->room) {
		to->room = i ? 2 * i : 1024;
		to->end = qn_realloc(to->end, to->room, sizeof *to->end);
	}
	bool ok = qn_spool_add(&to->bytes, string.p, string.n, STRINGS, e);
	to->end[i] = to->bytes.n;
	return ok;
}

/* Where there are names, that of a document without one is its number. */
static struct qn_slice name_of(const struct qn_index_store *s,
                               struct qn_slice name, char room[24])
{
	if (name.n || !s->about.names)
		return name;
	int n = snprintf(room, 24, "%llu", (unsigned long long)s->about.ever);
	return (struct qn_slice){room, (size_t)n};
}

/* The documents so far were named by their place alone: now in full. */
static bool name_all(struct qn_index_store *s, struct qn_err *e)
{
	uint64_t documents = s->about.documents, ever = s->about.ever;
	bool ok = !e->failed;
	char room[24];
	s->about.names = true;
	for (uint64_t i = 0; ok && i < documents; i++) {
		s->about.documents = s->about.ever = i;
		struct qn_slice none = {0};
		ok = add_string(s, &s->names, name_of(s, none, room), e);
	}
	s->about.documents = documents;
	s->about.ever = ever;
	return ok;
}

bool qn_index_store_document(struct qn_index_store *s, struct qn_slice name,
                             struct qn_slice title, struct qn_slice text,
                             const uint32_t *length, struct qn_err *e)
{
	char room[24];
	size_t i = s->about.documents;
	if (i == MOST)
		return qn_fail(e, "an index holds %zu documents at most", MOST);
	if (i == s->length_room) {
		s->length_room = i ? 2 * i : 1024;
		for (int f = 0; f < QN_FIELDS; f++)
			s->length[f] = qn_realloc(s->length[f], s->length_room,
			                          sizeof *s->length[f]);
	}
	/* One whose number is no longer its place needs a name, too. */
	if ((name.n || s->about.ever != i) && !s->about.names &&
	    !name_all(s, e))
		return false;
	s->about.own_names |= name.n > 0;
	s->about.titles |= title.n > 0;
	for (int f = 0; f < QN_FIELDS; f++) {
		s->length[f][i] = length[f];
		s->about.tokens[f] += length[f];
	}
	bool ok = (!s->about.names ||
	           add_string(s, &s->names, name_of(s, name, room), e)) &&
	          add_string(s, &s->titles, title, e) &&
	          (!s->about.texts || add_string(s, &s->texts, text, e));
	s->about.documents++;
	s->about.ever++;
	return ok;
}

void qn_index_store_begin_run(struct qn_index_store *s, uint32_t base)
{
	if (s->run_n == s->run_room) {
		s->run_room = s->run_room ? 2 * s->run_room : 16;
		s->run = qn_realloc(s->run, s->run_room, sizeof *s->run);
	}
	s->run[s->run_n++] = (struct qn_run){s->runs.n, s->runs.n, base};
}

bool qn_index_store_run(struct qn_index_store *s, const struct qn_buf *run,
                        struct qn_err *e)
{
	s->run[s->run_n - 1].end += run->n;
	return qn_spool_add(&s->runs, run->p, run->n, RUNS, e);
}

/* --- stretches ------------------------------------------------------------ */

/* Where a document's strings end in its stretch. */
struct cut {
	size_t name, title, text;
};

struct stretch {
	struct qn_inverter *inverter;
	struct qn_buf strings; /* names, titles and texts            */
	struct cut *cut;       /* [n]                                */
	uint32_t *length;      /* [n][QN_FIELDS]                     */
	size_t n, room;
	struct qn_buf run;
	size_t done; /* documents cut                      */
	struct qn_err e;
};

struct reading {
	struct qn_index_store *store;
	struct stretch *stretch; /* [lanes] */
	size_t lanes;
};

static void add_document(struct stretch *s, const struct qn_document *d)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 1024;
		s->cut = qn_realloc(s->cut, s->room, sizeof *s->cut);
		s->length = qn_realloc(s->length, s->room * QN_FIELDS,
		                       sizeof *s->length);
	}
	struct cut *c = &s->cut[s->n++];
	size_t from = s->strings.n;
	qn_buf_add(&s->strings, d->name.p, d->name.n);
	qn_one_line(s->strings.p + from, s->strings.n - from);
	c->name = s->strings.n;
	from = s->strings.n;
	qn_buf_add(&s->strings, d->title.p, d->title.n);
	qn_one_line(s->strings.p + from, s->strings.n - from);
	c->title = s->strings.n;
	qn_buf_add(&s->strings, d->text.p, d->text.n);
	c->text = s->strings.n;
}

static struct qn_slice piece(const struct stretch *s, size_t from, size_t to)
{
	return (struct qn_slice){s->strings.p + from, to - from};
}

static void invert(void *ctx, size_t lane, size_t begin, size_t end)
{
	struct reading *r = ctx;
	struct stretch *s = &r->stretch[lane];
	(void)begin;
	(void)end;
	qn_inverter_clear(s->inverter);
	qn_buf_clear(&s->run);
	for (s->done = 0; s->done < s->n && !s->e.failed; s->done++) {
		const struct cut *c = &s->cut[s->done];
		struct qn_slice field[QN_FIELDS];
		field[QN_FIELD_TITLE] = piece(s, c->name, c->title);
		field[QN_FIELD_TEXT] = piece(s, c->title, c->text);
		qn_inverter_add(s->inverter, field,
		                s->length + s->done * QN_FIELDS, &s->e);
	}
	if (!s->e.failed)
		qn_inverter_run(s->inverter, &s->run, &s->e);
}

/* What the lanes have made goes into the store. */
static bool collect(struct reading *r, struct qn_err *e)
{
	for (size_t i = 0; i < r->lanes; i++) {
		struct stretch *s = &r->stretch[i];
		struct qn_index_store *store = r->store;
		uint32_t base = (uint32_t)store->about.documents;
		if (s->e.failed)
			return qn_fail(e, "document %llu: %s",
			               (unsigned long long)(base + s->done - 1),
			               s->e.text);
		for (size_t k = 0; k < s->n; k++) {
			const struct cut *c = &s->cut[k];
			size_t from = k ? c[-1].text : 0;
			if (!qn_index_store_document(
			        store, piece(s, from, c->name),
			        piece(s, c->name, c->title),
			        piece(s, c->title, c->text),
			        s->length + k * QN_FIELDS, e))
				return false;
		}
		qn_index_store_begin_run(store, base);
		if (s->n && !qn_index_store_run(store, &s->run, e))
			return false;
	}
	return true;
}

/* Fill the stretches; false when there is nothing left, or on failure. */
static bool fill(struct reading *r, struct qn_documents *d, struct qn_err *e)
{
	struct qn_document doc;
	bool any = false;
	for (size_t i = 0; i < r->lanes; i++) {
		struct stretch *s = &r->stretch[i];
		qn_buf_clear(&s->strings);
		s->n = 0;
		while (s->strings.n < STRETCH &&
		       qn_documents_next(d, &doc, e)) {
			if (doc.text.n > LONGEST)
				return qn_fail(e,
				               "%s: document %zu has %zu "
				               "bytes; 1 GB is the most",
				               qn_documents_name(d), doc.number,
				               doc.text.n);
			add_document(s, &doc);
			any = true;
		}
	}
	return any && !e->failed;
}

static bool tell(const struct qn_documents *d,
                 const struct qn_progress *progress, struct qn_err *e)
{
	return qn_progress_at(progress, "indexing", "bytes",
	                      qn_documents_offset(d), qn_documents_size(d)) ||
	       qn_fail_interrupted(e, qn_documents_name(d));
}

static bool read_all(struct reading *r, struct qn_documents *d,
                     struct qn_pool *pool, const struct qn_progress *progress,
                     struct qn_err *e)
{
	/* The first report says where the work begins. */
	if (!tell(d, progress, e))
		return false;
	while (fill(r, d, e)) {
		qn_pool_for(pool, r->lanes, r->lanes, invert, r);
		if (!collect(r, e) || !tell(d, progress, e))
			return false;
	}
	return !e->failed;
}

bool qn_index_store_read(struct qn_index_store *s, struct qn_documents *d,
                         struct qn_pool *pool,
                         const struct qn_progress *progress, struct qn_err *e)
{
	struct reading r = {.store = s, .lanes = (size_t)qn_pool_threads(pool)};
	r.stretch = qn_calloc(r.lanes, sizeof *r.stretch);
	bool ok = !e->failed;
	for (size_t i = 0; ok && i < r.lanes; i++) {
		r.stretch[i].inverter = qn_inverter_new(&s->about, e);
		ok = r.stretch[i].inverter;
	}
	ok = ok && read_all(&r, d, pool, progress, e);
	for (size_t i = 0; i < r.lanes; i++) {
		qn_inverter_free(r.stretch[i].inverter);
		qn_buf_release(&r.stretch[i].strings);
		qn_buf_release(&r.stretch[i].run);
		free(r.stretch[i].cut);
		free(r.stretch[i].length);
	}
	free(r.stretch);
	return ok;
}
