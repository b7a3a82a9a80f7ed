/* SPDX-License-Identifier: MIT */
/*
 * tfidfweights.c -- both families of weights, a row at a time.
 *
 * Sums run from the lowest column up, and a row is divided by its length, as
 * scikit-learn does: the last bit then agrees as well, but for that of the
 * logarithms.
 */
#include "text/tfidfweights.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/smart.h"
#include "text/unicode.h"

#define TINY  1e-12 /* gensim leaves out what is no larger */
#define AHEAD 16    /* factors fetched before they are needed */

/* What a term's count is multiplied by; `df` documents of `n` hold it. */
static double idf_of(const struct qn_tfidf_options *o, uint32_t df, uint64_t n)
{
	double d = df, all = (double)n, s = o->no_smooth ? 0 : 1;
	if (o->smart[0])
		return qn_smart_idf(o->smart[1], d, all);
	return o->no_idf ? 1 : log((all + s) / (d + s)) + 1;
}

/* The mean size of a document, or NaN where no norm asks for it. */
static double find_pivot(const struct qn_tfidf *t)
{
	double sum = 0;
	if (!isnan(t->options.pivot))
		return t->options.pivot;
	char norm = t->options.smart[0] ? t->options.smart[2] : 'n';
	for (size_t i = 0; i < t->terms.n; i++) {
		if (norm == 'u')
			sum += t->terms.df[i];
		else if (norm == 'b')
			sum += (double)t->terms.cf[i] *
			       (double)(qn_utf8_length(
			                    qn_termlist_get(&t->terms, i)) +
			                1);
	}
	return norm == 'u' || norm == 'b' ? sum / (double)t->documents : NAN;
}

void qn_tfidf_weigh_terms(struct qn_tfidf *t)
{
	free(t->idf);
	t->idf = qn_malloc(t->terms.n, sizeof *t->idf);
	for (size_t i = 0; i < t->terms.n; i++)
		t->idf[i] = idf_of(&t->options, t->terms.df[i], t->documents);
	t->pivot = find_pivot(t);
}

/* --- scikit-learn's ------------------------------------------------------- */

/* What a value adds to the row's length. */
static inline double size_of(double x, enum qn_norm norm)
{
	return norm == QN_NORM_L1 ? fabs(x) : x * x;
}

/* Divide a row by its length, whose sum of sizes is known. */
static void scale_row(double *x, size_t n, enum qn_norm norm, double sum)
{
	double length = norm == QN_NORM_L1 ? sum : sqrt(sum);
	if (norm == QN_NORM_NONE || !(length > 0))
		return;
	for (size_t i = 0; i < n; i++)
		x[i] /= length;
}

static double sum_sizes(const double *x, size_t n, enum qn_norm norm)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += size_of(x[i], norm);
	return sum;
}

size_t qn_row_normalize(const void *ctx, uint32_t *column, double *value,
                        size_t n)
{
	const enum qn_norm *norm = ctx;
	(void)column;
	scale_row(value, n, *norm, sum_sizes(value, n, *norm));
	return n;
}

static inline double sublinear(const struct qn_weights *w, double tf)
{
	return tf < QN_KNOWN_LOGS ? w->log_of[(int)tf] : 1 + log(tf);
}

static void weigh_row(const struct qn_weights *w, const uint32_t *column,
                      double *x, size_t n)
{
	const struct qn_tfidf_options *o = &w->t->options;
	const double *idf = w->t->idf;
	for (size_t i = 0; o->sublinear && i < n; i++)
		x[i] = sublinear(w, x[i]);
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(&idf[column[i + AHEAD]]);
		x[i] *= idf[column[i]]; /* 1 without idf */
		sum += size_of(x[i], o->norm);
	}
	scale_row(x, n, o->norm, sum);
}

/* --- gensim's ------------------------------------------------------------- */

struct row {
	const uint32_t *column;
	double *x;
	size_t n;
};

/* The first letter. */
static void local_weights(struct row r, char letter)
{
	double most = 0, sum = 0;
	for (size_t i = 0; i < r.n; i++) {
		most = fmax(most, r.x[i]);
		sum += r.x[i];
	}
	double mean = 1 + log2(sum / (double)r.n);
	for (size_t i = 0; i < r.n; i++)
		r.x[i] = qn_smart_tf(letter, r.x[i], most, mean);
}

/* What the row is divided by. */
static double row_divisor(const struct qn_weights *w, struct row r,
                          double characters)
{
	const struct qn_tfidf *t = w->t;
	char norm = t->options.smart[2];
	double size = sqrt(sum_sizes(r.x, r.n, QN_NORM_L2)), held = 0;
	if (isnan(t->pivot))
		return norm == 'c' && size > 0 ? size : 1;
	for (size_t i = 0; i < r.n; i++)
		held += fabs(t->idf[r.column[i]]) > TINY;
	if (norm == 'u')
		size = held;
	else if (norm == 'b')
		size = characters;
	if (held == 0)
		size = 1;
	return (1 - t->options.slope) * t->pivot + t->options.slope * size;
}

/* Leave out the cells that are next to nothing; how many stay. */
static size_t drop_tiny(uint32_t *column, double *x, size_t n)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		column[to] = column[i];
		x[to] = x[i];
		to += fabs(x[i]) > TINY;
	}
	return to;
}

static size_t smart_row(const struct qn_weights *w, uint32_t *column, double *x,
                        size_t n)
{
	struct row r = {column, x, n};
	double characters = 0;
	for (size_t i = 0; w->length && i < n; i++)
		characters += x[i] * w->length[column[i]];
	local_weights(r, w->t->options.smart[0]);
	for (size_t i = 0; i < n; i++)
		x[i] *= w->t->idf[column[i]];
	double by = row_divisor(w, r, characters);
	for (size_t i = 0; i < n; i++)
		x[i] /= by;
	return drop_tiny(column, x, n);
}

/* --- either --------------------------------------------------------------- */

static uint32_t *term_lengths(const struct qn_termlist *terms)
{
	uint32_t *length = qn_malloc(terms->n, sizeof *length);
	for (size_t i = 0; i < terms->n; i++)
		length[i] =
		    (uint32_t)qn_utf8_length(qn_termlist_get(terms, i)) + 1;
	return length;
}

void qn_weights_init(struct qn_weights *w, const struct qn_tfidf *t)
{
	*w = (struct qn_weights){.t = t};
	for (int i = 1; i < QN_KNOWN_LOGS; i++)
		w->log_of[i] = 1 + log(i);
	if (t->options.smart[0] && t->options.smart[2] == 'b')
		w->length = term_lengths(&t->terms);
}

void qn_weights_release(struct qn_weights *w)
{
	free(w->length);
	w->length = NULL;
}

size_t qn_weigh_row(const void *ctx, uint32_t *column, double *value, size_t n)
{
	const struct qn_weights *w = ctx;
	if (w->t->options.counts)
		return n;
	if (w->t->options.smart[0])
		return smart_row(w, column, value, n);
	weigh_row(w, column, value, n);
	return n;
}
