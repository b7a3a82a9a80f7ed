/* SPDX-License-Identifier: MIT */
/*
 * indexwrite.c -- runs merged into the file of an index.
 *
 * The runs are merged twice: once for the terms and the sizes of their lists,
 * from which the header follows, and once for the lists themselves, which are
 * written as they come.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/tensors.h"
#include "text/indexstore.h"
#include "text/indexterms.h"
#include "text/postingswrite.h"

#define TELL 4096 /* terms between two reports */

struct writing {
	struct qn_index_store *s;
	struct qn_tensors_out *out;
	struct qn_slice runs;
	uint32_t documents;

	/* of each term, in the order of their bytes */
	uint32_t *df;
	uint32_t *at;    /* [terms + 1] of its list, in QN_LIST_ALIGN */
	uint32_t *spelt; /* [terms + 1] of its bytes */
	size_t terms, room;
	struct qn_buf bytes;
	uint32_t *slot; /* [slots] */
	size_t slots;

	double *square; /* [documents] sum of the squares of weights */
};

static struct qn_run_merge *merge(const struct writing *w)
{
	return qn_run_merge_new(w->s->run, w->s->run_n, w->runs,
	                        w->s->about.positions);
}

/* --- terms ---------------------------------------------------------------- */

static bool add_term(struct writing *w, struct qn_slice term,
                     const struct qn_run_counts *n, struct qn_err *e)
{
	if (w->terms + 1 >= w->room) {
		w->room = w->room ? 2 * w->room : 1024;
		w->df = qn_realloc(w->df, w->room, sizeof *w->df);
		w->at = qn_realloc(w->at, w->room, sizeof *w->at);
		w->spelt = qn_realloc(w->spelt, w->room, sizeof *w->spelt);
	}
	if (!w->terms)
		w->at[0] = w->spelt[0] = 0;
	qn_buf_add(&w->bytes, term.p, term.n);
	if (w->bytes.n > UINT32_MAX || w->terms >= UINT32_MAX / 2)
		return qn_fail(e, "too many different words for one index");
	/* Places of positions are 32 bits. */
	if (n->positions + n->rare > UINT32_MAX)
		return qn_fail(e, "\"%.*s\" occurs too often for one index",
		               (int)(term.n - 1), term.p + 1);
	uint32_t df = (uint32_t)n->df;
	bool rare = qn_postings_lay(df, w->documents, 0).kind == QN_RARE;
	size_t size =
	    qn_postings_bytes(df, w->documents, rare ? 0 : (uint32_t)n->extras,
	                      (size_t)(n->positions + (rare ? n->rare : 0)));
	uint64_t end = w->at[w->terms] + (uint64_t)size / QN_LIST_ALIGN;
	if (end > UINT32_MAX)
		return qn_fail(e, "too many words for one index");
	w->df[w->terms++] = df;
	w->at[w->terms] = (uint32_t)end;
	w->spelt[w->terms] = (uint32_t)w->bytes.n;
	return true;
}

static void fill_slots(struct writing *w)
{
	w->slots = qn_term_slots(w->terms);
	w->slot = qn_calloc(w->slots, sizeof *w->slot);
	for (size_t i = 0; i < w->terms; i++) {
		struct qn_slice term = {w->bytes.p + w->spelt[i],
		                        w->spelt[i + 1] - w->spelt[i]};
		size_t k = qn_term_slot(qn_hash(term.p, term.n), w->slots);
		while (w->slot[k])
			k = k + 1 < w->slots ? k + 1 : 0;
		w->slot[k] = (uint32_t)i + 1;
	}
}

static bool list_terms(struct writing *w, struct qn_err *e)
{
	struct qn_run_merge *m = merge(w);
	struct qn_slice term;
	struct qn_run_counts n;
	bool ok = true;
	while (ok && qn_run_merge_next(m, &term, &n))
		ok = add_term(w, term, &n, e);
	qn_run_merge_free(m);
	if (!w->terms) {
		w->at = qn_calloc(1, sizeof *w->at);
		w->spelt = qn_calloc(1, sizeof *w->spelt);
	}
	fill_slots(w);
	return ok;
}

/* --- lists ---------------------------------------------------------------- */

/* What scikit-learn's TfidfVectorizer makes of the texts, squared and summed:
 * the length of each document's vector. */
static void add_squares(struct writing *w, const struct qn_posting_list *l)
{
	double idf = qn_smooth_idf(l->df, w->documents);
	for (uint32_t i = 0; i < l->df; i++) {
		double x = l->tf[i] * idf;
		w->square[l->doc[i]] += x * x;
	}
}

static bool tell(const struct writing *w, const struct qn_progress *progress,
                 size_t done, struct qn_err *e)
{
	return qn_progress_at(progress, "writing", "words", done, w->terms) ||
	       qn_fail_interrupted(e, "writing an index");
}

static bool write_lists(struct writing *w, const struct qn_progress *progress,
                        struct qn_err *e)
{
	struct qn_impact impact[QN_FIELDS];
	struct qn_run_merge *m = merge(w);
	struct qn_posting_list list = {.df = 0};
	struct qn_buf bytes = {0};
	struct qn_run_counts n;
	struct qn_slice term;
	for (int f = 0; f < QN_FIELDS; f++)
		impact[f] =
		    qn_index_about_impact(&w->s->about, f, w->s->length[f]);
	for (size_t i = 0; !e->failed && qn_run_merge_next(m, &term, &n); i++) {
		int field = (unsigned char)term.p[0];
		bool rare =
		    qn_postings_lay(w->df[i], w->documents, 0).kind == QN_RARE;
		qn_posting_list_clear(&list);
		qn_buf_clear(&bytes);
		qn_run_merge_list(m, rare, &list);
		qn_postings_write(&list, w->documents, &impact[field], &bytes);
		qn_tensors_out_write(w->out, bytes.p, bytes.n);
		if (field == QN_FIELD_TEXT)
			add_squares(w, &list);
		if (i % TELL == 0)
			tell(w, progress, i, e);
	}
	if (!e->failed)
		tell(w, progress, w->terms, e);
	qn_posting_list_release(&list);
	qn_buf_release(&bytes);
	qn_run_merge_free(m);
	return !e->failed;
}

/* --- the file ------------------------------------------------------------- */

static void declare(struct writing *w, const char *name, enum qn_dtype dtype,
                    size_t n)
{
	qn_tensors_out_declare(w->out, name, dtype, 1, &n);
}

static void declare_strings(struct writing *w, const char *name, bool wanted,
                            const struct qn_doc_strings *s, bool ends)
{
	char full[64];
	snprintf(full, sizeof full, "%s.%s", name, ends ? "ends" : "bytes");
	if (wanted && ends)
		declare(w, full, QN_U64, w->documents);
	else if (wanted)
		declare(w, full, QN_U8, s->bytes.n);
}

/* All lists, and what aligns the tensors behind them. */
static size_t postings_bytes(const struct writing *w)
{
	return ((size_t)w->at[w->terms] * QN_LIST_ALIGN + 7) / 8 * 8;
}

/* Wide types first, so that all lie at multiples of their sizes. */
static void declare_all(struct writing *w, const struct qn_buf *about)
{
	struct qn_index_store *s = w->s;
	const struct qn_index_about *a = &s->about;
	declare(w, "postings", QN_U8, postings_bytes(w));
	for (int pass = 1; pass >= 0; pass--) {
		declare_strings(w, "names", a->names, &s->names, pass);
		declare_strings(w, "titles", a->titles, &s->titles, pass);
		declare_strings(w, "texts", a->texts, &s->texts, pass);
		if (!pass)
			break;
		declare(w, "terms.at", QN_U32, w->terms + 1);
		declare(w, "terms.df", QN_U32, w->terms);
		declare(w, "terms.spelt", QN_U32, w->terms + 1);
		declare(w, "terms.slots", QN_U32, w->slots);
		declare(w, "lengths", QN_U32, w->documents);
		if (a->titles)
			declare(w, "title_lengths", QN_U32, w->documents);
		declare(w, "norms", QN_F32, w->documents);
		declare(w, "terms.bytes", QN_U8, w->bytes.n);
	}
	declare(w, "about", QN_U8, about->n);
}

static void put(struct writing *w, const void *p, size_t n)
{
	qn_tensors_out_write(w->out, p, n);
}

static void write_ends(struct writing *w, bool wanted,
                       const struct qn_doc_strings *s)
{
	if (wanted)
		put(w, s->end, w->documents * sizeof *s->end);
}

static void write_bytes(struct writing *w, bool wanted,
                        struct qn_doc_strings *s, struct qn_err *e)
{
	struct qn_slice all = {0};
	if (wanted)
		all = qn_spool_map(&s->bytes, "an index's documents", e);
	if (all.n)
		put(w, all.p, all.n);
}

static void write_norms(struct writing *w)
{
	for (size_t i = 0; i < w->documents; i++) {
		/* An empty text's is never divided by, but for titles. */
		float norm = w->square[i] > 0 ? (float)sqrt(w->square[i]) : 1;
		put(w, &norm, sizeof norm);
	}
}

static void write_rest(struct writing *w, const struct qn_buf *about,
                       struct qn_err *e)
{
	struct qn_index_store *s = w->s;
	const struct qn_index_about *a = &s->about;
	static const char zeroes[8];
	size_t documents = w->documents;
	put(w, zeroes,
	    postings_bytes(w) - (size_t)w->at[w->terms] * QN_LIST_ALIGN);
	write_ends(w, a->names, &s->names);
	write_ends(w, a->titles, &s->titles);
	write_ends(w, a->texts, &s->texts);
	put(w, w->at, (w->terms + 1) * sizeof *w->at);
	put(w, w->df, w->terms * sizeof *w->df);
	put(w, w->spelt, (w->terms + 1) * sizeof *w->spelt);
	put(w, w->slot, w->slots * sizeof *w->slot);
	put(w, s->length[QN_FIELD_TEXT], documents * sizeof(uint32_t));
	if (a->titles)
		put(w, s->length[QN_FIELD_TITLE], documents * sizeof(uint32_t));
	write_norms(w);
	put(w, w->bytes.p, w->bytes.n);
	write_bytes(w, a->names, &s->names, e);
	write_bytes(w, a->titles, &s->titles, e);
	write_bytes(w, a->texts, &s->texts, e);
	put(w, about->p, about->n);
}

bool qn_index_store_write(struct qn_index_store *s, const char *path,
                          const struct qn_progress *progress, struct qn_err *e)
{
	struct writing w = {.s = s, .documents = (uint32_t)s->about.documents};
	struct qn_buf about = {0};
	w.runs = qn_spool_map(&s->runs, "an index's postings", e);
	if (e->failed || !list_terms(&w, e))
		goto done;
	qn_index_about_print(&s->about, &about);
	w.square = qn_calloc(w.documents, sizeof *w.square);
	w.out = qn_tensors_create(path, "index");
	qn_tensors_out_sum(w.out);
	declare_all(&w, &about);
	if (write_lists(&w, progress, e))
		write_rest(&w, &about, e);
	qn_tensors_finish(w.out, e);
done:
	qn_buf_release(&about);
	qn_buf_release(&w.bytes);
	free(w.df);
	free(w.at);
	free(w.spelt);
	free(w.slot);
	free(w.square);
	return !e->failed;
}
