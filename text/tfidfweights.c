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
#include "text/unicode.h"

#define KNOWN_LOGS 256   /* small counts are nearly all there are */
#define TINY       1e-12 /* gensim leaves out what is no larger   */

struct weighing {
	const struct qn_tfidf *t;
	struct qn_sparse *m;
	enum qn_norm norm;
	double log_of[KNOWN_LOGS]; /* 1 + ln tf       */
	const uint32_t *length;    /* [V] characters of each term and one;
	                            * NULL unless the norm asks           */
};

/* What a term's count is multiplied by; `df` documents of `n` hold it. */
static double idf_of(const struct qn_tfidf_options *o, uint32_t df, uint64_t n)
{
	double d = df, all = (double)n, s = o->no_smooth ? 0 : 1;
	switch (o->smart[0] ? o->smart[1] : '\0') {
	case '\0':
		return o->no_idf ? 1 : log((all + s) / (d + s)) + 1;
	case 'f':
		return log2(all / d);
	case 't':
		return log2((all + 1) / d);
	case 'p':
		return d < all ? fmax(0, log2((all - d) / d)) : 0;
	default:
		return 1;
	}
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

static double row_length(const double *x, size_t n, enum qn_norm norm)
{
	double sum = 0;
	if (norm == QN_NORM_NONE)
		return 0;
	for (size_t i = 0; i < n; i++)
		sum += norm == QN_NORM_L1 ? fabs(x[i]) : x[i] * x[i];
	return norm == QN_NORM_L1 ? sum : sqrt(sum);
}

static void scale_row(double *x, size_t n, enum qn_norm norm)
{
	double length = row_length(x, n, norm);
	for (size_t i = 0; length > 0 && i < n; i++)
		x[i] /= length;
}

static inline double sublinear(const struct weighing *w, double tf)
{
	return tf < KNOWN_LOGS ? w->log_of[(int)tf] : 1 + log(tf);
}

static void weigh_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct weighing *w = ctx;
	const struct qn_tfidf_options *o = &w->t->options;
	const double *idf = w->t->idf;
	(void)shard;
	for (size_t r = begin; r < end; r++) {
		size_t from = w->m->start[r], n = w->m->start[r + 1] - from;
		const uint32_t *column = w->m->column + from;
		double *x = w->m->value + from;
		for (size_t i = 0; o->sublinear && i < n; i++)
			x[i] = sublinear(w, x[i]);
		for (size_t i = 0; !o->no_idf && i < n; i++)
			x[i] *= idf[column[i]];
		scale_row(x, n, o->norm);
	}
}

static void scale_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct weighing *w = ctx;
	(void)shard;
	for (size_t r = begin; r < end; r++)
		scale_row(w->m->value + w->m->start[r],
		          w->m->start[r + 1] - w->m->start[r], w->norm);
}

void qn_sparse_normalize(struct qn_sparse *m, enum qn_norm norm,
                         struct qn_pool *pool)
{
	struct weighing w = {.m = m, .norm = norm};
	qn_pool_for(pool, m->rows, (size_t)qn_pool_threads(pool), scale_rows,
	            &w);
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
	for (size_t i = 0; i < r.n; i++) {
		double tf = r.x[i];
		switch (letter) {
		case 'l':
			r.x[i] = 1 + log2(tf);
			break;
		case 'd':
			r.x[i] = 1 + log2(1 + log2(tf));
			break;
		case 'a':
			r.x[i] = 0.5 + 0.5 * tf / most;
			break;
		case 'b':
			r.x[i] = 1;
			break;
		case 'L':
			r.x[i] = (1 + log2(tf)) / mean;
			break;
		default:
			break;
		}
	}
}

/* What the row is divided by. */
static double row_divisor(const struct weighing *w, struct row r,
                          double characters)
{
	const struct qn_tfidf *t = w->t;
	char norm = t->options.smart[2];
	double size = row_length(r.x, r.n, QN_NORM_L2), held = 0;
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

static void smart_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct weighing *w = ctx;
	(void)shard;
	for (size_t k = begin; k < end; k++) {
		size_t from = w->m->start[k];
		struct row r = {w->m->column + from, w->m->value + from,
		                w->m->start[k + 1] - from};
		double characters = 0;
		for (size_t i = 0; w->length && i < r.n; i++)
			characters += r.x[i] * w->length[r.column[i]];
		local_weights(r, w->t->options.smart[0]);
		for (size_t i = 0; i < r.n; i++)
			r.x[i] *= w->t->idf[r.column[i]];
		double by = row_divisor(w, r, characters);
		for (size_t i = 0; i < r.n; i++)
			r.x[i] /= by;
	}
}

/* Leave out the cells that are next to nothing. */
static void drop_tiny(struct qn_sparse *m)
{
	size_t to = 0, from = 0;
	for (size_t r = 0; r < m->rows; r++) {
		for (; from < m->start[r + 1]; from++) {
			if (!(fabs(m->value[from]) > TINY))
				continue;
			m->column[to] = m->column[from];
			m->value[to++] = m->value[from];
		}
		m->start[r + 1] = to;
	}
}

static uint32_t *term_lengths(const struct qn_termlist *terms)
{
	uint32_t *length = qn_malloc(terms->n, sizeof *length);
	for (size_t i = 0; i < terms->n; i++)
		length[i] =
		    (uint32_t)qn_utf8_length(qn_termlist_get(terms, i)) + 1;
	return length;
}

void qn_tfidf_weigh(const struct qn_tfidf *t, struct qn_sparse *m,
                    struct qn_pool *pool)
{
	size_t shards = (size_t)qn_pool_threads(pool);
	struct weighing w = {.t = t, .m = m};
	if (t->options.counts)
		return;
	for (int i = 1; i < KNOWN_LOGS; i++)
		w.log_of[i] = 1 + log(i);
	if (!t->options.smart[0]) {
		qn_pool_for(pool, m->rows, shards, weigh_rows, &w);
		return;
	}
	uint32_t *length =
	    t->options.smart[2] == 'b' ? term_lengths(&t->terms) : NULL;
	w.length = length;
	qn_pool_for(pool, m->rows, shards, smart_rows, &w);
	free(length);
	drop_tiny(m);
}
