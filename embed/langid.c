/* SPDX-License-Identifier: MIT */
/*
 * langid.c -- a text's languages: features, their rows summed up, scores.
 *
 * Departures from fastText: the rows' sum is scaled by n^-0.6, not 1 / n, so
 * that more text makes more certain; there is no dictionary; rows are two
 * bits a number, for which they were trained; scripts with one language have
 * a row each and leave the buckets to the others.
 *
 * Source: Joulin, Grave, Bojanowski and Mikolov, "Bag of tricks for efficient
 * text classification", 2017.
 */
#include "embed/langid.h"

#include <math.h>
#include <string.h>

#include "embed/ftkern.h"
#include "embed/langidmodel.h"

size_t qn_langid_labels(const struct qn_langid *l)
{
	return l->labels.count;
}

const char *qn_langid_label(const struct qn_langid *l, size_t label)
{
	return qn_map_string(&l->labels, (uint32_t)label).p;
}

size_t qn_langid_find(const struct qn_langid *l, struct qn_slice label)
{
	uint32_t id = qn_map_find(&l->labels, label);
	return id == QN_MAP_NONE ? SIZE_MAX : id;
}

/* --- features ------------------------------------------------------------- */

size_t qn_langid_rows(const struct qn_langid_kern *kern, uint32_t buckets,
                      const struct qn_langid_text *t, uint32_t *row,
                      size_t *found)
{
	size_t n = t->n + QN_LANGID_LANES - 1;
	n = n / QN_LANGID_LANES * QN_LANGID_LANES * QN_LANGID_GRAM;
	*found = t->n ? kern->grams(t->unit, t->n, buckets, row) : 0;
	if (!t->n)
		n = 0;
	for (size_t w = 0; w < t->words; w++)
		row[n++] = qn_langid_bucket(t->word[w], buckets);
	*found += t->words;
	return n;
}

/* Owned scripts have the rows behind that of zeros. */
static void add_scripts(const struct qn_langid *l,
                        const struct qn_langid_text *t,
                        struct qn_langid_sum *sum)
{
	for (uint32_t s = 0; s < l->scripts.count; s++) {
		uint32_t row = l->buckets + 1 + s, code[QN_LANGID_DIM] = {0};
		if (!t->owned[s])
			continue;
		l->kern->sum(l->rows, &row, 1, code);
		for (size_t d = 0; d < QN_LANGID_DIM; d++)
			sum->code[d] += code[d] * t->owned[s];
	}
	sum->features += t->owned_letters;
}

void qn_langid_add_text(const struct qn_langid *l,
                        const struct qn_langid_text *t,
                        struct qn_langid_sum *sum)
{
	uint32_t row[QN_LANGID_ROWS];
	size_t found, n = qn_langid_rows(l->kern, l->buckets, t, row, &found);
	l->kern->sum(l->rows, row, n, sum->code);
	sum->features += found;
	if (t->owned_letters)
		add_scripts(l, t, sum);
}

void qn_langid_add(const struct qn_langid *l, struct qn_slice text,
                   struct qn_langid_sum *sum)
{
	struct qn_langid_text piece;
	while (qn_langid_read(l->chars, &text, &piece))
		qn_langid_add_text(l, &piece, sum);
}

/* --- scores --------------------------------------------------------------- */

void qn_langid_scores(const struct qn_langid *l, const struct qn_langid_sum *s,
                      float *z)
{
	_Alignas(64) float h[QN_LANGID_DIM];
	float n = (float)s->features;
	float scale = l->step * qn_langid_scale(s->features);
	for (size_t d = 0; d < QN_LANGID_DIM; d++)
		h[d] = ((float)s->code[d] - 1.5f * n) * scale;
	qn_ft_kern()->dots(z, h, l->weight, QN_LANGID_DIM, l->blocks);
	for (size_t k = 0; k < l->blocks * QN_LANGID_LANES; k++)
		z[k] += l->bias[k];
}

/* Put a guess among the n <= k best. */
static size_t keep(struct qn_langid_guess *to, size_t n, size_t k, size_t label,
                   float p)
{
	size_t at = n;
	while (at && to[at - 1].p < p)
		at--;
	if (at == k)
		return n;
	n += n < k;
	memmove(to + at + 1, to + at, (n - at - 1) * sizeof *to);
	to[at] = (struct qn_langid_guess){label, p};
	return n;
}

size_t qn_langid_guess(const struct qn_langid *l, struct qn_slice text,
                       const bool *only, size_t k, struct qn_langid_guess *to)
{
	struct qn_langid_sum sum = {.features = 0};
	_Alignas(64) float z[QN_LANGID_MOST_LABELS];
	size_t labels = l->labels.count, n = 0;
	qn_langid_add(l, text, &sum);
	if (!sum.features)
		return 0;
	qn_langid_scores(l, &sum, z);
	for (size_t i = 0; only && i < labels; i++)
		if (!only[i])
			z[i] = -INFINITY;
	float sharpness =
	    l->sharpness[0] + l->sharpness[1] * logf((float)sum.features);
	float total = l->kern->softmax(z, labels, sharpness);
	for (size_t i = 0; i < labels; i++)
		if (!only || only[i])
			n = keep(to, n, k, i, z[i] / total);
	return n;
}
