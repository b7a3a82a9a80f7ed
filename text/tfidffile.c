/* SPDX-License-Identifier: MIT */
/*
 * tfidffile.c -- a model's file: options as metadata, two lists of terms and
 * the stop words.  Weights are computed anew from the counts.
 */
#include "text/tfidf.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/tensors.h"
#include "text/tfidfweights.h"

static const char *const kinds[] = {
    [QN_ANALYZER_WORD] = "word",
    [QN_ANALYZER_CHAR] = "char",
    [QN_ANALYZER_WB] = "char_wb",
    NULL,
};
static const char *const accents[] = {
    [QN_ACCENTS_KEEP] = "none",
    [QN_ACCENTS_ASCII] = "ascii",
    [QN_ACCENTS_UNICODE] = "unicode",
    NULL,
};
static const char *const norms[] = {
    [QN_NORM_L2] = "l2",
    [QN_NORM_L1] = "l1",
    [QN_NORM_NONE] = "none",
    NULL,
};
static const char *const no_yes[] = {"0", "1", NULL};

/* --- writing -------------------------------------------------------------- */

static void put_limit(struct qn_tensors_out *out, const char *key,
                      struct qn_df_limit l)
{
	qn_tensors_out_metaf(out, key, "%s %.17g", l.share ? "share" : "count",
	                     l.n);
}

void qn_tfidf_put_weights(struct qn_tensors_out *out, const struct qn_tfidf *t)
{
	const struct qn_tfidf_options *o = &t->options;
	qn_tensors_out_meta(out, "binary", no_yes[o->binary]);
	qn_tensors_out_meta(out, "counts", no_yes[o->counts]);
	qn_tensors_out_meta(out, "use_idf", no_yes[!o->no_idf]);
	qn_tensors_out_meta(out, "smooth_idf", no_yes[!o->no_smooth]);
	qn_tensors_out_meta(out, "sublinear_tf", no_yes[o->sublinear]);
	qn_tensors_out_meta(out, "norm", norms[o->norm]);
	qn_tensors_out_meta(out, "smartirs", o->smart);
	qn_tensors_out_metaf(out, "slope", "%.17g", o->slope);
	if (!isnan(o->pivot))
		qn_tensors_out_metaf(out, "pivot", "%.17g", o->pivot);
}

static void put_options(struct qn_tensors_out *out, const struct qn_tfidf *t)
{
	const struct qn_tfidf_options *o = &t->options;
	qn_tensors_out_meta(out, "analyzer", kinds[o->analyzer.kind]);
	qn_tensors_out_metaf(out, "ngram_range", "%d %d", o->analyzer.ngram_min,
	                     o->analyzer.ngram_max);
	qn_tensors_out_meta(out, "keep_case", no_yes[o->analyzer.keep_case]);
	qn_tensors_out_meta(out, "strip_accents", accents[o->analyzer.accents]);
	put_limit(out, "min_df", o->min_df);
	put_limit(out, "max_df", o->max_df);
	qn_tensors_out_metaf(out, "max_features", "%u",
	                     (unsigned)o->max_features);
	qn_tfidf_put_weights(out, t);
	qn_tensors_out_meta(out, "forget", no_yes[o->forget]);
	qn_tensors_out_metaf(out, "documents", "%llu",
	                     (unsigned long long)t->documents);
}

/* All but the rename. */
static struct qn_tensors_out *write_model(const struct qn_tfidf *t,
                                          const char *path, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, "tfidf");
	put_options(out, t);
	qn_termlist_declare(out, "terms", &t->terms);
	qn_termlist_declare(out, "rest", &t->rest);
	qn_words_declare(out, "stop", &t->stop, t->stop.count);
	qn_termlist_write(out, &t->terms);
	qn_termlist_write(out, &t->rest);
	qn_words_write(out, &t->stop, t->stop.count);
	qn_tensors_flush(out, e);
	return out;
}

bool qn_tfidf_save(const struct qn_tfidf *t, const char *path, struct qn_err *e)
{
	return !e->failed && qn_tensors_finish(write_model(t, path, e), e);
}

static struct qn_output *write_terms(const struct qn_termlist *terms,
                                     const char *path, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	struct qn_buf line = {0};
	for (size_t i = 0; i < terms->n && qn_output_ok(out); i++) {
		qn_buf_clear(&line);
		qn_term_print(qn_termlist_get(terms, i), &line);
		qn_buf_putc(&line, '\n');
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
	qn_output_finish(out, e);
	return out;
}

static struct qn_output *write_names(const struct qn_buf *names,
                                     const char *path, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	qn_output_write(out, names->p, names->n);
	qn_output_finish(out, e);
	return out;
}

bool qn_tfidf_export(const struct qn_tfidf *t, const struct qn_sparse *m,
                     const struct qn_buf *names, const char *path,
                     struct qn_pool *pool, struct qn_err *e)
{
	struct qn_buf vocab = {0}, model = {0}, ids = {0};
	struct qn_output *terms = NULL, *named = NULL;
	struct qn_tensors_out *tensors = NULL;
	qn_buf_printf(&vocab, "%s.vocab", path);
	qn_buf_printf(&model, "%s.model", path);
	qn_buf_printf(&ids, "%s.ids", path);
	struct qn_sparse_file *matrix = qn_sparse_write(m, path, pool, e);
	if (t && !e->failed)
		terms = write_terms(&t->terms, vocab.p, e);
	if (names->n && !e->failed)
		named = write_names(names, ids.p, e);
	if (t && !e->failed)
		tensors = write_model(t, model.p, e);
	if (tensors)
		qn_tensors_finish(tensors, e);
	qn_output_close(terms, e);
	qn_output_close(named, e);
	qn_sparse_place(matrix, e);
	qn_buf_release(&vocab);
	qn_buf_release(&model);
	qn_buf_release(&ids);
	return !e->failed;
}

/* --- reading -------------------------------------------------------------- */

static const char *get(const struct qn_tensors *t, const char *key,
                       struct qn_err *e)
{
	const char *value = qn_tensors_meta(t, key);
	if (!value)
		qn_fail(e, "%s: it does not say what \"%s\" was", t->name, key);
	return value ? value : "";
}

static bool bad(const struct qn_tensors *t, const char *key, struct qn_err *e)
{
	return qn_fail(e, "%s: \"%s\" is \"%.60s\", which makes no sense",
	               t->name, key, get(t, key, e));
}

/* Which of `names` the value of a key is. */
static int get_choice(const struct qn_tensors *t, const char *key,
                      const char *const *names, struct qn_err *e)
{
	const char *value = get(t, key, e);
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], value) == 0)
			return i;
	bad(t, key, e);
	return 0;
}

/* The whole number at `s`, and what follows it in *end. */
static unsigned long long number(const char *s, char **end)
{
	errno = 0;
	unsigned long long n = strtoull(s, end, 10);
	if (*s < '0' || *s > '9' || errno)
		*end = (char *)s;
	return n;
}

static uint64_t get_number(const struct qn_tensors *t, const char *key,
                           uint64_t most, struct qn_err *e)
{
	char *end;
	const char *value = get(t, key, e);
	unsigned long long n = number(value, &end);
	if (end == value || *end || n > most)
		bad(t, key, e);
	return n;
}

static double get_double(const struct qn_tensors *t, const char *key,
                         const char *value, struct qn_err *e)
{
	char *end;
	double x = strtod(value, &end);
	if (end == value || *end || !isfinite(x))
		bad(t, key, e);
	return x;
}

static struct qn_df_limit get_limit(const struct qn_tensors *t, const char *key,
                                    struct qn_err *e)
{
	const char *value = get(t, key, e);
	bool share = strncmp(value, "share ", 6) == 0;
	if (!share && strncmp(value, "count ", 6) != 0)
		bad(t, key, e);
	return (struct qn_df_limit){
	    e->failed ? 1 : get_double(t, key, value + 6, e), share};
}

static void get_range(const struct qn_tensors *t, struct qn_analyzer_options *o,
                      struct qn_err *e)
{
	char *end;
	const char *value = get(t, "ngram_range", e);
	unsigned long long low = number(value, &end), high = 0;
	bool ok = end != value && *end == ' ';
	if (ok) {
		const char *second = end + 1;
		high = number(second, &end);
		ok = end != second && !*end;
	}
	if (!ok || low > QN_NGRAM_MOST || high > QN_NGRAM_MOST)
		bad(t, "ngram_range", e);
	o->ngram_min = (int)low;
	o->ngram_max = (int)high;
}

void qn_tfidf_get_weights(const struct qn_tensors *t, struct qn_tfidf *to,
                          struct qn_err *e)
{
	struct qn_tfidf_options *o = &to->options;
	o->binary = get_choice(t, "binary", no_yes, e);
	o->counts = get_choice(t, "counts", no_yes, e);
	o->no_idf = !get_choice(t, "use_idf", no_yes, e);
	o->no_smooth = !get_choice(t, "smooth_idf", no_yes, e);
	o->sublinear = get_choice(t, "sublinear_tf", no_yes, e);
	o->norm = get_choice(t, "norm", norms, e);
	const char *smart = get(t, "smartirs", e);
	if (strlen(smart) < sizeof o->smart)
		memcpy(o->smart, smart, strlen(smart) + 1);
	else
		bad(t, "smartirs", e);
	o->slope = get_double(t, "slope", get(t, "slope", e), e);
	const char *pivot = qn_tensors_meta(t, "pivot");
	o->pivot = pivot ? get_double(t, "pivot", pivot, e) : NAN;
}

static void get_options(const struct qn_tensors *t, struct qn_tfidf *to,
                        struct qn_err *e)
{
	struct qn_tfidf_options *o = &to->options;
	o->analyzer.kind = get_choice(t, "analyzer", kinds, e);
	get_range(t, &o->analyzer, e);
	o->analyzer.keep_case = get_choice(t, "keep_case", no_yes, e);
	o->analyzer.accents = get_choice(t, "strip_accents", accents, e);
	o->min_df = get_limit(t, "min_df", e);
	o->max_df = get_limit(t, "max_df", e);
	o->max_features =
	    (uint32_t)get_number(t, "max_features", UINT32_MAX, e);
	qn_tfidf_get_weights(t, to, e);
	o->forget = get_choice(t, "forget", no_yes, e);
	to->documents = get_number(t, "documents", UINT32_MAX, e);
}

struct qn_tfidf *qn_tfidf_load(const char *path, struct qn_err *e)
{
	struct qn_tensors *file = qn_tensors_open(path, e);
	if (!file)
		return NULL;
	struct qn_tfidf *t = qn_calloc(1, sizeof *t);
	bool ok = qn_tensors_expect(file, "tfidf", e);
	if (ok)
		get_options(file, t, e);
	ok = ok && qn_tfidf_check(&t->options, e) &&
	     qn_termlist_read(file, "terms", t->documents, &t->terms, e) &&
	     qn_termlist_read(file, "rest", t->documents, &t->rest, e) &&
	     qn_words_read(file, "stop", SIZE_MAX, &t->stop, e);
	if (ok && (t->terms.n == 0 || t->terms.n >= QN_GRAM_NONE))
		ok = qn_fail(e, "%s: it has %zu terms", path, t->terms.n);
	qn_tensors_close(file);
	if (ok) {
		t->options.analyzer.stop = &t->stop;
		qn_tfidf_weigh_terms(t);
		return t;
	}
	qn_tfidf_free(t);
	return NULL;
}
