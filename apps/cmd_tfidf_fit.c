/* SPDX-License-Identifier: MIT */
/*
 * cmd_tfidf_fit.c -- `quern tfidf fit`: terms and weights from documents.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/cmd_tfidf.h"
#include "apps/docsource.h"
#include "apps/vectorizer.h"
#include "text/tfidf.h"

struct fit_options {
	struct docsource docs;
	struct vectorizer vectorizer;
	struct qn_tfidf_options tfidf;
	const char *min_df, *max_df; /* "2" or "0.5"                       */
	const char *smartirs;
	double slope; /* NaN: not said */
	bool use_idf, smooth_idf, remember;
	const char *update; /* a model to go on from */
};

static const struct fit_options defaults = {
    .vectorizer = VECTORIZER_DEFAULTS,
    .tfidf = {.analyzer = {.ngram_min = 1, .ngram_max = 1},
              .slope = 0.25,
              .pivot = NAN},
    .slope = NAN,
    .min_df = "1",
    .max_df = "1.0",
    .use_idf = true,
    .smooth_idf = true,
    .remember = true,
};

/* A whole number counts documents; one with a point is a share of them. */
static bool read_limit(const char *name, const char *text,
                       struct qn_df_limit *l, struct call *c)
{
	char *end;
	errno = 0;
	l->n = strtod(text, &end);
	l->share = strpbrk(text, ".eE") != NULL;
	if (end == text || *end || errno || !isfinite(l->n))
		return call_misuse(c, "--%s takes a number, not \"%s\"", name,
		                   text);
	return true;
}

/* Whether an option says what a model knows already. */
static bool says_how(const struct fit_options *o)
{
	const struct fit_options *d = &defaults;
	return memcmp(&o->vectorizer, &d->vectorizer, sizeof d->vectorizer) ||
	       memcmp(&o->tfidf, &d->tfidf, sizeof d->tfidf) ||
	       o->min_df != d->min_df || o->max_df != d->max_df ||
	       o->smartirs || !isnan(o->slope) || !o->use_idf ||
	       !o->smooth_idf || !o->remember;
}

/* Weights that others take the place of, or that nothing asks for: what is to
 * be said about them; NULL if there are none. */
static const char *idle(const struct fit_options *o)
{
	const struct qn_tfidf_options *t = &o->tfidf;
	bool weighs = t->sublinear || t->norm != QN_NORM_L2 || !o->use_idf ||
	              !o->smooth_idf;
	bool pivots =
	    o->smartirs && (strchr("ub", o->smartirs[2]) || !isnan(t->pivot));
	if (t->counts && (o->smartirs || t->sublinear || t->norm != QN_NORM_L2))
		return "--counts is without weights: it excludes --smartirs, "
		       "--sublinear-tf and --norm";
	if (o->smartirs && weighs)
		return "--smartirs takes the place of --norm, --use-idf, "
		       "--smooth-idf and --sublinear-tf";
	if (!isnan(t->pivot) && !o->smartirs)
		return "--pivot goes with --smartirs";
	if (!isnan(o->slope) && !pivots)
		return "--slope goes with --pivot, or with a norm u or b of "
		       "--smartirs";
	return NULL;
}

/* The options as the library has them. */
static bool read_options(struct fit_options *o, struct call *c)
{
	struct qn_tfidf_options *t = &o->tfidf;
	struct qn_err e = QN_ERR_INIT;
	if (o->update && says_how(o))
		return call_misuse(c, "--update goes on as the model says; it "
		                      "excludes options of terms and weights");
	if (!vectorizer_read(&o->vectorizer, &t->analyzer, c) ||
	    !read_limit("min-df", o->min_df, &t->min_df, c) ||
	    !read_limit("max-df", o->max_df, &t->max_df, c))
		return false;
	t->no_idf = !o->use_idf;
	t->no_smooth = !o->smooth_idf;
	t->forget = !o->remember;
	if (o->smartirs && strlen(o->smartirs) != 3)
		return call_misuse(c, "--smartirs takes three letters");
	if (o->smartirs)
		strcpy(t->smart, o->smartirs);
	const char *useless = idle(o);
	if (useless)
		return call_misuse(c, "%s", useless);
	if (!isnan(o->slope))
		t->slope = o->slope;
	return qn_tfidf_check(t, &e) || call_misuse(c, "%s", e.text);
}

/* The model after the documents, whose matrix goes to `m`. */
static struct qn_tfidf *learn(struct fit_options *o, struct qn_documents *d,
                              struct qn_sparse *m, struct qn_buf *names,
                              struct call *c)
{
	struct qn_pool *pool = call_pool(c);
	const struct qn_progress *progress = call_progress(c);
	if (!o->update)
		return qn_tfidf_fit(&o->tfidf, d, m, names, pool, progress,
		                    &c->e);
	struct qn_tfidf *t = qn_tfidf_load(o->update, &c->e);
	if (t)
		qn_tfidf_update(t, d, m, names, pool, progress, &c->e);
	return t;
}

static bool run(void *options, struct call *c)
{
	struct fit_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	struct qn_sparse m = {0};
	struct qn_buf names = {0};
	struct qn_tfidf *t = NULL;
	struct qn_documents *d = NULL;
	if (vectorizer_check_output(c) && read_options(o, c))
		d = docsource_open(&o->docs, path, c);
	if (d)
		t = learn(o, d, &m, &names, c);
	call_progress_end(c);
	if (!c->e.failed)
		qn_tfidf_export(t, &m, &names, c->common.output, call_pool(c),
		                &c->e);
	qn_documents_close(d);
	qn_tfidf_free(t);
	qn_sparse_release(&m);
	qn_buf_release(&names);
	vectorizer_release(&o->vectorizer);
	return !c->e.failed;
}

static const struct option options[] = {
    VECTORIZER_OPTIONS(struct fit_options, vectorizer),
    {.names = "min-df",
     OPTION_FIELD(struct fit_options, min_df),
     .argument = "N",
     .help = "leave out terms of fewer documents; with a point in it, a "
             "share of all documents"},
    {.names = "max-df",
     OPTION_FIELD(struct fit_options, max_df),
     .argument = "N",
     .help = "the same, of more documents"},
    {.names = "max-features",
     OPTION_FIELD(struct fit_options, tfidf.max_features),
     .argument = "N",
     .shown = "all",
     .help = "the most frequent terms only, the smaller one of two"},
    {.help = "Weights"},
    {.names = "norm",
     OPTION_FIELD(struct fit_options, tfidf.norm),
     .choices = vectorizer_norms,
     .argument = "l2|l1|none",
     .help = "scale every document to length 1"},
    {.names = "use-idf",
     OPTION_FIELD(struct fit_options, use_idf),
     .form = OPTION_SWITCH,
     .help = "weigh by ln(n / df) + 1"},
    {.names = "smooth-idf",
     OPTION_FIELD(struct fit_options, smooth_idf),
     .form = OPTION_SWITCH,
     .help = "as if one more document held every term once"},
    {.names = "sublinear-tf",
     OPTION_FIELD(struct fit_options, tfidf.sublinear),
     .form = OPTION_SWITCH,
     .help = "1 + ln tf for a term that occurs tf times"},
    {.names = "binary",
     OPTION_FIELD(struct fit_options, tfidf.binary),
     .form = OPTION_SWITCH,
     .help = "count every term of a document once"},
    {.names = "counts",
     OPTION_FIELD(struct fit_options, tfidf.counts),
     .form = OPTION_SWITCH,
     .help = "no weights at all, as CountVectorizer"},
    {.names = "smartirs",
     OPTION_FIELD(struct fit_options, smartirs),
     .argument = "XYZ",
     .shown = "",
     .help = "gensim's weights in the place of these: tf of ntbaldL, df of "
             "nxftp, norm of nxcub"},
    {.names = "slope",
     OPTION_FIELD(struct fit_options, slope),
     .max = 1,
     .argument = "S",
     .shown = "0.25",
     .help = "of a pivoted norm, u or b"},
    {.names = "pivot",
     OPTION_FIELD(struct fit_options, tfidf.pivot),
     .argument = "P",
     .shown = "the mean size of a document",
     .help = "of a pivoted norm"},
    {.help = "Going on"},
    {.names = "update",
     OPTION_FIELD(struct fit_options, update),
     .argument = "MODEL",
     .shown = "",
     .help = "learn on from this model, with its options: the result is that "
             "of fitting all documents at once"},
    {.names = "remember",
     OPTION_FIELD(struct fit_options, remember),
     .form = OPTION_SWITCH,
     .help = "keep the counts of terms left out, for --update"},
    DOCSOURCE_OPTIONS(struct fit_options, docs),
    {0},
};

const struct command tfidf_fit = {
    .name = "fit",
    .summary = "learn terms and weights; documents to vectors",
    .operands = "[DOCS]",
    .about = "-o OUT.mtx gets a matrix of documents and terms (.mtx Matrix "
             "Market, .svm or .svmlight, .safetensors), OUT.mtx.vocab the "
             "terms, a column a line, OUT.mtx.model what `quern tfidf "
             "transform` needs, and OUT.mtx.ids the names of the documents, "
             "if they have any.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
