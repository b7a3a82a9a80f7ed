/* SPDX-License-Identifier: MIT */
/*
 * formula.c -- see formula.h.
 */
#include "tests/unit/formula.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TEXT = QN_FIELD_TEXT };

static bool same(const struct ask *a, const struct ask *b)
{
	return a->field == b->field && a->n == b->n &&
	       memcmp(a->word, b->word, a->n * sizeof *a->word) == 0;
}

/* A clause that is asked for again only adds to the weight of the first; one
 * of them that must occur makes all of them. */
static size_t gather(const struct asked *q, struct ask *clause, double *times)
{
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct ask *a = &q->clause[i];
		size_t k = 0;
		while (k < n && !(same(&clause[k], a) &&
		                  (clause[k].occur == QN_MUST_NOT) ==
		                      (a->occur == QN_MUST_NOT)))
			k++;
		if (k == n) {
			clause[n] = *a;
			times[n++] = 0;
		}
		times[k]++;
		if (a->occur == QN_MUST)
			clause[k].occur = QN_MUST;
	}
	return n;
}

/* How often a clause stands in a document. */
static uint32_t stands(const struct collection *c, const struct ask *a,
                       uint32_t doc)
{
	const uint32_t *token = c->token[a->field] + c->from[a->field][doc];
	size_t n = c->from[a->field][doc + 1] - c->from[a->field][doc];
	uint32_t times = 0;
	for (size_t i = 0; i + a->n <= n; i++)
		times += memcmp(token + i, a->word, a->n * sizeof *token) == 0;
	return times;
}

static double idf(const struct collection *c, const struct formula *f,
                  uint32_t df)
{
	double n = c->documents, d = df;
	const char *smart = f->o->smart;
	if (f->o->scoring == QN_SCORE_BM25) {
		if (f->o->idf == QN_IDF_ATIRE)
			return log(n / d);
		double x = (n - d + 0.5) / (d + 0.5);
		return f->o->idf == QN_IDF_LUCENE ? log(1 + x)
		                                  : fmax(0, log(x));
	}
	if (!*smart)
		return log((1 + n) / (1 + d)) + 1;
	switch (smart[1]) {
	case 'f':
		return log2(n / d);
	case 't':
		return log2((n + 1) / d);
	case 'p':
		return d < n ? fmax(0, log2((n - d) / d)) : 0;
	default:
		return 1;
	}
}

static double local(const struct formula *f, double tf, double most,
                    double meantf)
{
	switch (*f->o->smart) {
	case 'l':
		return 1 + log2(tf);
	case 'd':
		return 1 + log2(1 + log2(tf));
	case 'a':
		return 0.5 + 0.5 * tf / most;
	case 'b':
		return 1;
	case 'L':
		return (1 + log2(tf)) / (1 + log2(meantf));
	default:
		return tf;
	}
}

/* Frequencies of the words of a document's text: tf [words], cleared by the
 * caller's second call with `add` -1. */
static void tally(const struct collection *c, uint32_t doc, double *tf,
                  double add)
{
	for (size_t i = c->from[TEXT][doc]; i < c->from[TEXT][doc + 1]; i++)
		tf[c->token[TEXT][i]] += add;
}

static void find_norm(const struct collection *c, struct formula *f,
                      uint32_t doc, double *tf, double *unique, double *letters)
{
	double most = 0, sum = 0, n = 0, square = 0, characters = 0, terms = 0;
	tally(c, doc, tf, 1);
	for (uint32_t w = 0; w < c->words; w++)
		if (tf[w] > 0) {
			char word[16];
			most = fmax(most, tf[w]);
			sum += tf[w];
			n++;
			characters += tf[w] * (1 + sprintf(word, "w%u", w));
			terms += fabs(idf(c, f, c->df[TEXT][w])) > 1e-12;
		}
	/* The mean is of the terms that have a weight, as gensim has it. */
	double mean = fmax(sum, 1) / fmax(*f->o->smart ? terms : n, 1);
	for (uint32_t w = 0; w < c->words; w++)
		if (tf[w] > 0)
			square += pow(idf(c, f, c->df[TEXT][w]) *
			                  local(f, tf[w], most, mean),
			              2);
	tally(c, doc, tf, -1);
	f->most[doc] = fmax(most, 1);
	f->meantf[doc] = mean;
	f->norm[doc] = square > 0 ? sqrt(square) : 1;
	unique[doc] = terms;
	letters[doc] = characters;
}

static void find_norms(const struct collection *c, struct formula *f)
{
	char kind = *f->o->smart ? f->o->smart[2] : 'c';
	double *tf = qn_calloc(c->words, sizeof *tf), pivot = 0;
	double *unique = qn_calloc(c->documents, sizeof *unique);
	double *letters = qn_calloc(c->documents, sizeof *letters);
	for (uint32_t d = 0; d < c->documents; d++) {
		find_norm(c, f, d, tf, unique, letters);
		pivot += (kind == 'b' ? letters : unique)[d] / c->documents;
	}
	for (uint32_t d = 0; d < c->documents && kind != 'c'; d++) {
		double size = (kind == 'b' ? letters : unique)[d];
		size = unique[d] > 0 ? size : 1;
		f->norm[d] =
		    kind == 'u' || kind == 'b'
		        ? (1 - f->o->slope) * pivot + f->o->slope * size
		        : 1;
	}
	free(tf);
	free(unique);
	free(letters);
}

struct formula formula_make(const struct collection *c,
                            const struct qn_scoring_options *o)
{
	struct formula f = {.o = o, .k1 = 1.2, .b = 0.75};
	f.k1 = isnan(o->k1) ? f.k1 : o->k1;
	f.b = isnan(o->b) ? f.b : o->b;
	f.norm = qn_calloc(c->documents, sizeof *f.norm);
	f.most = qn_calloc(c->documents, sizeof *f.most);
	f.meantf = qn_calloc(c->documents, sizeof *f.meantf);
	if (o->scoring == QN_SCORE_TFIDF)
		find_norms(c, &f);
	return f;
}

void formula_release(struct formula *f)
{
	free(f->norm);
	free(f->most);
	free(f->meantf);
}

/* A clause's idf; whether some document holds it. */
static bool clause_idf(const struct collection *c, const struct formula *f,
                       const struct ask *a, double *sum)
{
	bool found = false;
	*sum = 0;
	for (uint32_t k = 0; k < a->n; k++) {
		uint32_t w = a->word[k];
		uint32_t df = w < c->words ? c->df[a->field][w] : 0;
		if (!df)
			return false;
		*sum += idf(c, f, df);
	}
	for (uint32_t d = 0; d < c->documents && !found; d++)
		found = stands(c, a, d);
	return found;
}

static double weigh(const struct collection *c, const struct formula *f,
                    const struct ask *a, uint32_t doc, double tf)
{
	size_t length = c->from[a->field][doc + 1] - c->from[a->field][doc];
	if (f->o->scoring == QN_SCORE_TFIDF)
		return local(f, tf, f->most[doc], f->meantf[doc]) /
		       f->norm[doc];
	return tf / (tf + f->k1 * (1 - f->b +
	                           f->b * (double)length / c->mean[a->field]));
}

void formula_score(const struct collection *c, const struct formula *f,
                   const struct asked *q, double *score)
{
	struct ask clause[ASKED_CLAUSES];
	double times[ASKED_CLAUSES], weight[ASKED_CLAUSES], own[ASKED_CLAUSES];
	double most = 0, sum = 0, terms = 0, square = 0;
	size_t n = gather(q, clause, times);
	bool tfidf = f->o->scoring == QN_SCORE_TFIDF;
	for (size_t i = 0; i < n; i++) {
		bool found = clause_idf(c, f, &clause[i], &own[i]);
		if (!found || clause[i].occur == QN_MUST_NOT)
			continue;
		most = fmax(most, times[i]);
		sum += times[i];
		terms += 1;
	}
	for (size_t i = 0; i < n; i++) {
		double unused, x = times[i];
		if (tfidf && *f->o->smart)
			x = local(f, x, most, fmax(sum, 1) / fmax(terms, 1));
		weight[i] = x * own[i];
		if (clause[i].occur != QN_MUST_NOT &&
		    clause_idf(c, f, &clause[i], &unused))
			square += weight[i] * weight[i];
	}
	for (uint32_t d = 0; d < c->documents; d++) {
		bool out = false;
		score[d] = 0;
		for (size_t i = 0; i < n; i++) {
			uint32_t tf = stands(c, &clause[i], d);
			out |= clause[i].occur == QN_MUST ? !tf : false;
			out |= clause[i].occur == QN_MUST_NOT && tf;
			if (!tf || clause[i].occur == QN_MUST_NOT)
				continue;
			double x = weigh(c, f, &clause[i], d, tf) * weight[i];
			score[d] += tfidf ? x * own[i] / sqrt(square) : x;
		}
		score[d] = out || !(score[d] > 0) ? -1 : score[d];
	}
}
