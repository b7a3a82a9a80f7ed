/* SPDX-License-Identifier: MIT */
/*
 * indexweights.c -- what weights need to know of each document, found in one
 * or two passes over all lists where the index does not hold it.
 */
#include "text/indexweights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/indexterms.h"
#include "text/smart.h"
#include "text/unicode.h"

#define TINY 1e-12 /* an idf of no more is none, as gensim has it */

bool qn_scoring_check(const struct qn_scoring_options *o, struct qn_err *e)
{
	if (o->smart[0] && !qn_smart_valid(o->smart))
		return qn_fail(e,
		               "\"%s\" is no SMART scheme: a letter of "
		               "ntldabL, one of nxftp, one of nxcub",
		               o->smart);
	if (!isnan(o->k1) && !(o->k1 >= 0 && isfinite(o->k1)))
		return qn_fail(e, "k1 is %g; it has to be 0 or more", o->k1);
	if (!isnan(o->b) && !(o->b >= 0 && o->b <= 1))
		return qn_fail(e, "b is %g; it has to be from 0 to 1", o->b);
	return !e->failed;
}

/* --- passes over all texts ------------------------------------------------ */

/* Per document, of what its text's terms sum up to. */
struct sums {
	double *most, *tf, *terms, *square, *characters;
};

/* One term of the texts, with all that a pass may want of it. */
struct visit {
	const struct qn_index_weights *w;
	struct sums *s;
	double idf;
	double characters; /* of the term, and one */
	bool second;       /* the pass that squares weights */
};

static void visit_posting(const struct visit *v, uint32_t doc, uint32_t tf)
{
	const struct sums *s = v->s;
	if (v->second) {
		double x =
		    v->idf * qn_posting_weight(v->w, QN_FIELD_TEXT, doc, tf);
		s->square[doc] += x * x;
		return;
	}
	s->most[doc] = fmax(s->most[doc], tf);
	s->tf[doc] += tf;
	s->terms[doc] += fabs(v->idf) > TINY;
	s->characters[doc] += tf * v->characters;
}

static void visit_list(const struct visit *v, const struct qn_postings *p,
                       uint16_t *offset, uint32_t *tf)
{
	uint32_t rank = 0;
	for (uint32_t w = 0; w < p->windows; w++) {
		uint32_t n = qn_postings_window(p, w, &rank, offset, tf);
		for (uint32_t i = 0; i < n; i++)
			visit_posting(v, w * QN_WINDOW + offset[i], tf[i]);
	}
}

static bool visit_all(struct visit *v, struct qn_index *x, struct qn_err *e)
{
	uint16_t *offset = qn_malloc(QN_WINDOW, sizeof *offset);
	uint32_t *tf = qn_malloc(QN_WINDOW, sizeof *tf);
	struct qn_postings p;
	for (uint32_t t = 0; t < x->terms && !e->failed; t++) {
		struct qn_slice token = qn_index_text_token(x, t, e);
		if (!token.n || !qn_index_postings(x, t, &p, e))
			continue;
		v->idf = qn_index_idf(v->w, p.df);
		v->characters = (double)qn_utf8_length(token) + 1;
		visit_list(v, &p, offset, tf);
	}
	free(offset);
	free(tf);
	return !e->failed;
}

/* --- norms ---------------------------------------------------------------- */

/* What a document's weights are divided by. */
static double divisor(const struct qn_index_weights *w, const struct sums *s,
                      size_t doc, double pivot)
{
	char norm = w->options.smart[2];
	double size = sqrt(s->square[doc]), slope = w->options.slope;
	if (norm == 'c')
		return size > 0 ? size : 1;
	if (norm != 'u' && norm != 'b')
		return 1;
	size = norm == 'u' ? s->terms[doc] : s->characters[doc];
	return (1 - slope) * pivot + slope * (s->terms[doc] > 0 ? size : 1);
}

static bool find_norms(struct qn_index_weights *w, struct qn_index *x,
                       struct sums *s, struct qn_err *e)
{
	size_t n = w->documents;
	char tf = w->options.smart[0], norm = w->options.smart[2];
	struct visit v = {.w = w, .s = s};
	double pivot = 0;
	if (!visit_all(&v, x, e))
		return false;
	for (size_t d = 0; d < n; d++)
		pivot += norm == 'b' ? s->characters[d] : s->terms[d];
	pivot /= n ? (double)n : 1;
	for (size_t d = 0; qn_smart_asks(tf) && d < n; d++) {
		double terms = s->terms[d] > 0 ? s->terms[d] : 1;
		w->most[d] = fmax(s->most[d], 1);
		w->mean[d] = 1 + log2(fmax(s->tf[d], 1) / terms);
	}
	v.second = true;
	if (norm == 'c' && !visit_all(&v, x, e))
		return false;
	w->norm_owned = qn_malloc(n, sizeof *w->norm_owned);
	for (size_t d = 0; d < n; d++)
		w->norm_owned[d] = (float)divisor(w, s, d, pivot);
	w->norm = w->norm_owned;
	return true;
}

static bool smart_norms(struct qn_index_weights *w, struct qn_index *x,
                        struct qn_err *e)
{
	size_t n = w->documents;
	double *room = qn_calloc(7 * n + 1, sizeof *room);
	struct sums s = {room, room + n, room + 2 * n, room + 3 * n,
	                 room + 4 * n};
	w->most = room + 5 * n;
	w->mean = room + 6 * n;
	bool ok = find_norms(w, x, &s, e);
	w->most = w->mean = NULL;
	if (ok && qn_smart_asks(w->options.smart[0])) {
		w->most = qn_malloc(2 * n, sizeof *w->most);
		w->mean = w->most + n;
		memcpy(w->most, room + 5 * n, 2 * n * sizeof *room);
	}
	free(room);
	return ok;
}

/* --- init ----------------------------------------------------------------- */

bool qn_index_weights_init(struct qn_index_weights *w, struct qn_index *x,
                           const struct qn_scoring_options *o, struct qn_err *e)
{
	*w = (struct qn_index_weights){.options = *o,
	                               .documents = x->about.documents};
	if (!qn_scoring_check(o, e))
		return false;
	for (int f = 0; f < QN_FIELDS; f++) {
		w->has[f] = x->length[f];
		if (w->has[f] && !qn_index_impact(x, f, &w->impact[f], e))
			return false;
		if (!isnan(o->k1))
			w->impact[f].k1 = o->k1;
		if (!isnan(o->b))
			w->impact[f].b = o->b;
	}
	w->own = o->scoring == QN_SCORE_BM25 &&
	         w->impact[QN_FIELD_TEXT].k1 == x->about.k1 &&
	         w->impact[QN_FIELD_TEXT].b == x->about.b;
	if (o->scoring == QN_SCORE_BM25)
		return true;
	if (o->smart[0])
		return smart_norms(w, x, e);
	w->norm = qn_index_norms(x, e);
	return w->norm;
}

void qn_index_weights_release(struct qn_index_weights *w)
{
	free(w->norm_owned);
	free(w->most);
	*w = (struct qn_index_weights){.documents = 0};
}

/* --- weights -------------------------------------------------------------- */

double qn_index_idf(const struct qn_index_weights *w, uint32_t df)
{
	double n = (double)w->documents, d = df;
	if (w->options.scoring == QN_SCORE_TFIDF)
		return w->options.smart[0]
		           ? qn_smart_idf(w->options.smart[1], d, n)
		           : qn_smooth_idf(df, w->documents);
	switch (w->options.idf) {
	case QN_IDF_ATIRE:
		return log(n / d);
	case QN_IDF_ORIGINAL:
		return fmax(0, log((n - d + 0.5) / (d + 0.5)));
	default:
		return log(1 + (n - d + 0.5) / (d + 0.5));
	}
}

double qn_query_weight(const struct qn_index_weights *w, double idf, double qf,
                       double most, double mean)
{
	if (w->options.scoring == QN_SCORE_TFIDF && w->options.smart[0])
		qf = qn_smart_tf(w->options.smart[0], qf, most, mean);
	return idf * qf;
}

double qn_posting_weight(const struct qn_index_weights *w, int field,
                         uint32_t doc, uint32_t tf)
{
	if (w->options.scoring == QN_SCORE_BM25)
		return qn_impact_of(&w->impact[field], doc, tf);
	double x = tf;
	if (w->options.smart[0])
		x = qn_smart_tf(w->options.smart[0], tf,
		                w->most ? w->most[doc] : 1,
		                w->mean ? w->mean[doc] : 1);
	return w->norm ? x / w->norm[doc] : x;
}
