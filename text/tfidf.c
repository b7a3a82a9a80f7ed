/* SPDX-License-Identifier: MIT */
/*
 * tfidf.c -- fit, update, transform: all of them count, two of them choose.
 */
#include "text/tfidf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "text/doccount.h"
#include "text/tfidfweights.h"

static bool check_limit(struct qn_df_limit l, const char *name,
                        struct qn_err *e)
{
	bool ok = l.share ? l.n >= 0 && l.n <= 1 : l.n >= 1;
	return ok ||
	       qn_fail(e,
	               "%s %g: it has to be a whole number of documents, from "
	               "1, or a share of them, 0.0 to 1.0",
	               name, l.n);
}

static bool check_smart(const struct qn_tfidf_options *o, struct qn_err *e)
{
	const char *s = o->smart;
	if (!s[0])
		return true;
	if (!strchr("ntbaldL", s[0]) || !s[1] || !strchr("nxftp", s[1]) ||
	    !s[2] || !strchr("nxcub", s[2]) || s[3])
		return qn_fail(e,
		               "smartirs \"%.3s\": three letters, one each of "
		               "ntbaldL, nxftp and nxcub",
		               s);
	if (!(o->slope >= 0 && o->slope <= 1))
		return qn_fail(e, "slope %g: it has to be from 0 to 1",
		               o->slope);
	return true;
}

bool qn_tfidf_check(const struct qn_tfidf_options *o, struct qn_err *e)
{
	return !e->failed && qn_analyzer_check(&o->analyzer, e) &&
	       check_limit(o->min_df, "min_df", e) &&
	       check_limit(o->max_df, "max_df", e) && check_smart(o, e);
}

/* --- which terms ---------------------------------------------------------- */

/* The n-grams in their order, and which of them are terms. */
struct choice {
	const struct qn_gram_counts *counts;
	struct qn_gram_place *order; /* [n]                           */
	uint32_t *column; /* [n] by n-gram: QN_GRAM_NONE or its column */
	size_t n;
	size_t terms, rest;
};

static uint64_t frequency(const struct qn_gram_counts *c, uint32_t gram,
                          bool binary)
{
	return binary ? c->of[gram].df : c->of[gram].cf;
}

static int falling(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
	return (a < b) - (a > b);
}

/* Leave only the `most` most frequent terms; of equal ones the first. */
static void keep_frequent(struct choice *c, uint32_t most, bool binary)
{
	uint64_t *f = qn_malloc(c->terms, sizeof *f);
	size_t n = 0, above = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->column[c->order[i].gram] != QN_GRAM_NONE)
			f[n++] = frequency(c->counts, c->order[i].gram, binary);
	qsort(f, n, sizeof *f, falling);
	uint64_t least = f[most - 1];
	while (f[above] > least)
		above++;
	size_t equal = most - above; /* so many of frequency `least` stay */
	free(f);
	for (size_t i = 0; i < c->n; i++) {
		uint32_t gram = c->order[i].gram;
		uint64_t here = frequency(c->counts, gram, binary);
		if (c->column[gram] == QN_GRAM_NONE || here > least)
			continue;
		if (here == least && equal > 0)
			equal--;
		else
			c->column[gram] = QN_GRAM_NONE;
	}
	c->rest += c->terms - most;
	c->terms = most;
}

static bool choose(const struct qn_tfidf *t, struct choice *c, struct qn_err *e)
{
	const struct qn_tfidf_options *o = &t->options;
	double all = (double)t->documents;
	double least = o->min_df.share ? o->min_df.n * all : o->min_df.n;
	double most = o->max_df.share ? o->max_df.n * all : o->max_df.n;
	if (most < least)
		return qn_fail(e,
		               "max_df is %g of %g documents, fewer than "
		               "min_df's %g",
		               most, all, least);
	for (size_t i = 0; i < c->n; i++) {
		double df = c->counts->of[i].df;
		bool term = df > 0 && df >= least && df <= most;
		c->column[i] = term ? 0 : QN_GRAM_NONE;
		c->terms += term;
		c->rest += df > 0 && !term;
	}
	if (c->terms + c->rest == 0)
		return qn_fail(e, "the documents hold no terms");
	if (c->terms == 0)
		return qn_fail(e, "no terms remain; lower min_df or raise "
		                  "max_df");
	if (o->max_features && c->terms > o->max_features)
		keep_frequent(c, o->max_features, o->binary);
	uint32_t column = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->column[c->order[i].gram] != QN_GRAM_NONE)
			c->column[c->order[i].gram] = column++;
	return true;
}

/* The terms (or those that are none) as a list. */
static bool list(const struct choice *c, bool terms, struct qn_termlist *l,
                 struct qn_err *e)
{
	return qn_gram_counts_list(c->counts, c->order, c->column, terms,
	                           terms ? c->terms : c->rest, l, e);
}

/* Documents x terms; column[grams] tells which n-gram is which term. */
static bool make_matrix(const struct qn_tfidf *t, struct qn_doccount *c,
                        const uint32_t *column, size_t grams,
                        struct qn_pool *pool, struct qn_sparse *out,
                        struct qn_err *e)
{
	struct qn_weights weights;
	qn_weights_init(&weights, t);
	const struct qn_columns columns = {.of = column,
	                                   .grams = grams,
	                                   .n = (uint32_t)t->terms.n,
	                                   .weight = t->terms.df,
	                                   .binary = t->options.binary,
	                                   .finish = qn_weigh_row,
	                                   .ctx = &weights};
	bool ok = qn_doccount_matrix(c, &columns, pool, out, e);
	qn_weights_release(&weights);
	return ok;
}

/* Counts to terms, and to a matrix if `out` is not NULL. */
static bool settle(struct qn_tfidf *t, struct qn_doccount *c,
                   struct qn_sparse *out, struct qn_pool *pool,
                   struct qn_err *e)
{
	struct choice choice = {.counts = qn_doccount_counts(c)};
	choice.n = choice.counts->grams.count;
	choice.order = qn_malloc(choice.n, sizeof *choice.order);
	choice.column = qn_malloc(choice.n, sizeof *choice.column);
	qn_termlist_release(&t->terms);
	qn_termlist_release(&t->rest);
	bool ok = qn_ngrams_order(&choice.counts->grams, choice.order, e) &&
	          choose(t, &choice, e) && list(&choice, true, &t->terms, e);
	if (t->options.forget)
		choice.rest = 0;
	if (ok && choice.rest)
		ok = list(&choice, false, &t->rest, e);
	else if (ok)
		ok = qn_termlist_init(&t->rest, 0, e);
	if (ok)
		qn_tfidf_weigh_terms(t);
	ok = ok &&
	     (!out || make_matrix(t, c, choice.column, choice.n, pool, out, e));
	free(choice.order);
	free(choice.column);
	return ok;
}

static void give_names(const struct qn_doccount *c, struct qn_buf *names)
{
	struct qn_slice all = qn_doccount_names(c);
	if (names)
		qn_buf_add(names, all.p, all.n);
}

/* --- the three ways ------------------------------------------------------- */

static struct qn_tfidf *new_model(const struct qn_tfidf_options *o)
{
	struct qn_tfidf *t = qn_calloc(1, sizeof *t);
	t->options = *o;
	const struct qn_map *stop = o->analyzer.stop;
	for (uint32_t i = 0; stop && i < stop->count; i++)
		qn_map_add(&t->stop, qn_map_string(stop, i));
	t->options.analyzer.stop = &t->stop;
	return t;
}

void qn_tfidf_free(struct qn_tfidf *t)
{
	if (!t)
		return;
	qn_map_release(&t->stop);
	qn_termlist_release(&t->terms);
	qn_termlist_release(&t->rest);
	free(t->idf);
	free(t);
}

/* Count `d` on top of `known` (may be NULL), and settle. */
static bool learn(struct qn_tfidf *t, struct qn_gram_counts *known,
                  struct qn_documents *d, struct qn_sparse *out,
                  struct qn_buf *names, struct qn_pool *pool,
                  const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_doccount *c = qn_doccount_run(&t->options.analyzer, known,
	                                        true, d, pool, progress, e);
	if (!c)
		return false;
	t->documents += qn_doccount_documents(c);
	if (t->documents > UINT32_MAX)
		qn_fail(e, "more than %u documents", (unsigned)UINT32_MAX);
	else if (t->documents == 0)
		qn_fail(e, "%s: no documents", qn_documents_name(d));
	bool ok = !e->failed && settle(t, c, out, pool, e);
	give_names(c, names);
	qn_doccount_free(c);
	return ok;
}

struct qn_tfidf *qn_tfidf_fit(const struct qn_tfidf_options *o,
                              struct qn_documents *d, struct qn_sparse *out,
                              struct qn_buf *names, struct qn_pool *pool,
                              const struct qn_progress *progress,
                              struct qn_err *e)
{
	if (!qn_tfidf_check(o, e))
		return NULL;
	struct qn_tfidf *t = new_model(o);
	if (learn(t, NULL, d, out, names, pool, progress, e))
		return t;
	qn_tfidf_free(t);
	return NULL;
}

/* The n-grams of a list; at[i] gets the number of the i-th. */
static bool parse_list(const struct qn_termlist *l, struct qn_ngrams *g,
                       uint32_t *at, struct qn_err *e)
{
	for (size_t i = 0; i < l->n && !e->failed; i++) {
		at[i] = qn_ngrams_parse(g, qn_termlist_get(l, i));
		if (at[i] == QN_GRAM_NONE)
			qn_fail(e, "term %zu is no n-gram; make the model anew",
			        i);
	}
	return !e->failed;
}

/* What the model knows, to be counted on. */
static bool recall(const struct qn_tfidf *t, struct qn_gram_counts *known,
                   struct qn_err *e)
{
	const struct qn_termlist *lists[] = {&t->terms, &t->rest};
	size_t n = t->terms.n + t->rest.n;
	uint32_t *at = qn_malloc(n, sizeof *at), *next = at;
	qn_analyzer_begin(&t->options.analyzer, &known->grams, e);
	for (int k = 0; k < 2; next += lists[k++]->n)
		parse_list(lists[k], &known->grams, next, e);
	n = known->grams.count;
	known->of = qn_big_alloc(n, sizeof *known->of, "terms", e);
	next = at;
	for (int k = 0; k < 2 && !e->failed; next += lists[k++]->n)
		for (size_t i = 0; i < lists[k]->n; i++) {
			known->of[next[i]].df = lists[k]->df[i];
			known->of[next[i]].cf = lists[k]->cf[i];
		}
	free(at);
	return !e->failed;
}

bool qn_tfidf_update(struct qn_tfidf *t, struct qn_documents *d,
                     struct qn_sparse *out, struct qn_buf *names,
                     struct qn_pool *pool, const struct qn_progress *progress,
                     struct qn_err *e)
{
	struct qn_gram_counts known = {.of = NULL};
	bool ok = !e->failed && recall(t, &known, e) &&
	          learn(t, &known, d, out, names, pool, progress, e);
	qn_gram_counts_release(&known);
	return ok;
}

/* column[n-gram] of the terms. */
static uint32_t *term_columns(const struct qn_tfidf *t, struct qn_ngrams *g,
                              struct qn_err *e)
{
	uint32_t *at = qn_malloc(t->terms.n, sizeof *at);
	if (!parse_list(&t->terms, g, at, e)) {
		free(at);
		return NULL;
	}
	uint32_t *column = qn_malloc(g->count, sizeof *column);
	memset(column, 255, g->count * sizeof *column);
	for (size_t i = 0; i < t->terms.n; i++)
		column[at[i]] = (uint32_t)i;
	free(at);
	return column;
}

bool qn_tfidf_transform(const struct qn_tfidf *t, struct qn_documents *d,
                        struct qn_sparse *out, struct qn_buf *names,
                        struct qn_pool *pool,
                        const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_gram_counts known = {.of = NULL};
	uint32_t *column = NULL;
	if (qn_analyzer_begin(&t->options.analyzer, &known.grams, e))
		column = term_columns(t, &known.grams, e);
	struct qn_doccount *c =
	    column ? qn_doccount_run(&t->options.analyzer, &known, false, d,
	                             pool, progress, e)
	           : NULL;
	bool ok =
	    c && make_matrix(t, c, column, known.grams.count, pool, out, e);
	if (ok)
		give_names(c, names);
	qn_doccount_free(c);
	qn_gram_counts_release(&known);
	free(column);
	return ok;
}
