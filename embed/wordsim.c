/* SPDX-License-Identifier: MIT */
/*
 * wordsim.c -- see wordsim.h.
 */
#include "embed/wordsim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A value and where it stands in its list. */
struct placed {
	double value;
	size_t place;
};

static int by_value(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	return (a->value > b->value) - (a->value < b->value);
}

/* The mean rank of each of x [n], from 1, into rank [n]. */
static void mean_ranks(const double *x, size_t n, double *rank)
{
	struct placed *sorted = qn_malloc(n, sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct placed){x[i], i};
	qsort(sorted, n, sizeof *sorted, by_value);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && sorted[end].value == sorted[i].value;)
			end++;
		/* ranks i + 1 .. end */
		for (size_t j = i; j < end; j++)
			rank[sorted[j].place] = (double)(i + 1 + end) / 2;
	}
	free(sorted);
}

double qn_spearman(const double *x, const double *y, size_t n)
{
	if (n < 2)
		return NAN;
	double *rank = qn_malloc(2 * n, sizeof *rank);
	mean_ranks(x, n, rank);
	mean_ranks(y, n, rank + n);
	/* Pearson's correlation of the ranks, whose mean is known. */
	double mean = (double)(n + 1) / 2, xx = 0, yy = 0, xy = 0;
	for (size_t i = 0; i < n; i++) {
		double a = rank[i] - mean, b = rank[n + i] - mean;
		xx += a * a;
		yy += b * b;
		xy += a * b;
	}
	free(rank);
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

/* The known pairs so far. */
struct sample {
	double *cosine, *score; /* [n] */
	size_t n, room;
};

static void add_pair(struct sample *s, double cosine, double score)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 1024;
		s->cosine = qn_realloc(s->cosine, s->room, sizeof *s->cosine);
		s->score = qn_realloc(s->score, s->room, sizeof *s->score);
	}
	s->cosine[s->n] = cosine;
	s->score[s->n++] = score;
}

static double cosine(const struct qn_vectors *unit, uint32_t a, uint32_t b)
{
	const float *x = qn_vectors_row(unit, a), *y = qn_vectors_row(unit, b);
	double sum = 0;
	for (int i = 0; i < unit->dim; i++)
		sum += (double)x[i] * y[i];
	return sum;
}

static bool read_number(struct qn_slice s, double *value)
{
	char text[64], *end;
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*value = strtod(text, &end);
	return *end == '\0' && isfinite(*value);
}

static bool read_pair(struct qn_wordtest *t, struct qn_slice line,
                      const struct qn_vectors *unit, struct sample *s,
                      struct qn_wordsim *result, struct qn_err *e)
{
	struct qn_slice field[3];
	double score;
	if (qn_wordtest_split(line, field, 3) < 3 ||
	    !read_number(field[2], &score)) {
		if (t->line == 1)
			return true; /* a heading */
		return qn_fail(e,
		               "%s: line %zu: not a pair of words and a "
		               "number",
		               t->path, t->line);
	}
	uint32_t a = qn_wordtest_row(t, unit, field[0], e);
	uint32_t b = qn_wordtest_row(t, unit, field[1], e);
	result->pairs++;
	if (a != QN_MAP_NONE && b != QN_MAP_NONE)
		add_pair(s, cosine(unit, a, b), score);
	return !e->failed;
}

bool qn_wordsim_eval(const struct qn_vectors *unit, struct qn_wordtest *t,
                     struct qn_wordsim *result, struct qn_err *e)
{
	struct sample s = {0};
	struct qn_slice line;
	*result = (struct qn_wordsim){0};
	while (!e->failed && qn_wordtest_line(t, &line))
		read_pair(t, line, unit, &s, result, e);
	if (result->pairs == 0)
		qn_fail(e, "%s: holds no pairs of words", t->path);
	result->known = s.n;
	result->spearman = qn_spearman(s.cosine, s.score, s.n);
	free(s.cosine);
	free(s.score);
	return !e->failed;
}
