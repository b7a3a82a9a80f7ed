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

#include <assert.h>
#include <math.h>
#include <string.h>

#include "embed/langidmodel.h"
#include "embed/langidpack.h"

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

/* Features of a text that count, its first ones: sums of their codes fit. */
#define ENOUGH ((size_t)1 << 28)

/* --- features ------------------------------------------------------------- */

size_t qn_langid_rows(const struct qn_langid *l, const struct qn_langid_text *t,
                      uint32_t *row, size_t *found)
{
	size_t n = 0;
	*found = t->words;
	if (t->n) {
		*found +=
		    l->kern->grams(t->unit, t->n, l->buckets, l->rows, row);
		n = (t->n + QN_LANGID_LANES - 1) / QN_LANGID_LANES *
		    QN_LANGID_LANES * QN_LANGID_GRAM;
	}
	for (size_t w = 0; w < t->words; w++)
		row[n++] = qn_langid_bucket(t->word[w], l->buckets);
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
	size_t found, n = qn_langid_rows(l, t, row, &found);
	l->kern->sum(l->rows, row, n, sum->code);
	sum->features += found;
	sum->letters |= t->letters;
	if (t->owned_letters)
		add_scripts(l, t, sum);
}

void qn_langid_add(const struct qn_langid *l, struct qn_slice text,
                   struct qn_langid_sum *sum)
{
	struct qn_langid_text piece;
	while (sum->features < ENOUGH &&
	       qn_langid_read(l->chars, &text, &piece))
		qn_langid_add_text(l, &piece, sum);
}

/* --- scores --------------------------------------------------------------- */

void qn_langid_scores(const struct qn_langid *l, const struct qn_langid_sum *s,
                      float *z)
{
	if (l->pack) {
		qn_langid_packed_scores(l, s, z);
		return;
	}
	_Alignas(64) float h[QN_LANGID_DIM];
	float n = (float)s->features;
	float scale = l->step * qn_langid_scale(s->features);
	for (size_t d = 0; d < QN_LANGID_DIM; d++)
		h[d] = ((float)s->code[d] - 1.5f * n) * scale;
	l->kern->scores(z, h, l->weight, l->bias, l->blocks);
}

/* Whether any of LANES numbers >= 0 is above `floor`: as integers they are in
 * the same order, and a compiler takes many at once. */
static bool any_above(const float *z, float floor)
{
	int32_t bits[QN_LANGID_LANES], limit, above = 0;
	memcpy(bits, z, sizeof bits);
	memcpy(&limit, &floor, sizeof limit);
	for (int j = 0; j < QN_LANGID_LANES; j++)
		above |= limit - bits[j];
	return above < 0;
}

/* Put a label among the n <= k best; its place in a full list is that of the
 * last one, which is worse. */
static size_t keep(struct qn_langid_guess *to, size_t n, size_t k, size_t label,
                   float p)
{
	size_t at = n < k ? n : k - 1;
	for (; at && to[at - 1].p < p; at--)
		to[at] = to[at - 1];
	to[at] = (struct qn_langid_guess){label, p};
	return n < k ? n + 1 : k;
}

/* The k best of z [labels], block by block. */
static size_t best_of(const float *z, size_t labels, const bool *only, size_t k,
                      struct qn_langid_guess *to)
{
	size_t n = 0;
	for (size_t b = 0; b < labels; b += QN_LANGID_LANES) {
		size_t end = b + QN_LANGID_LANES;
		end = end < labels ? end : labels;
		if (n == k && !any_above(z + b, to[k - 1].p))
			continue;
		for (size_t i = b; i < end; i++)
			if ((n < k || z[i] > to[k - 1].p) && (!only || only[i]))
				n = keep(to, n, k, i, z[i]);
	}
	return n;
}

/* The first of those that became 1 when all were divided by the largest. */
static size_t best_one(const float *z, size_t labels,
                       struct qn_langid_guess *to)
{
	const float below = 0x1.fffffep-1f; /* the float before 1 */
	size_t i = 0;
	while (!any_above(z + i, below))
		i += QN_LANGID_LANES;
	while (z[i] <= below)
		i++;
	assert(i < labels);
	*to = (struct qn_langid_guess){i, z[i]};
	return 1;
}

float qn_langid_probabilities(const struct qn_langid *l,
                              const struct qn_langid_sum *s, const bool *only,
                              float *p)
{
	qn_langid_scores(l, s, p);
	for (size_t i = 0; only && i < l->labels.count; i++)
		if (!only[i])
			p[i] = -INFINITY;
	float sharpness =
	    l->sharpness[0] + l->sharpness[1] * logf((float)s->features);
	return l->kern->softmax(p, l->labels.count, sharpness);
}

size_t qn_langid_guess(const struct qn_langid *l, struct qn_slice text,
                       const bool *only, size_t k, struct qn_langid_guess *to)
{
	struct qn_langid_sum sum = {.features = 0};
	_Alignas(64) float p[QN_LANGID_MOST_LABELS];
	qn_langid_add(l, text, &sum);
	if (!sum.letters)
		return 0;
	float all = qn_langid_probabilities(l, &sum, only, p);
	size_t n = k == 1 ? best_one(p, l->labels.count, to)
	                  : best_of(p, l->labels.count, only, k, to);
	for (size_t i = 0; i < n; i++)
		to[i].p /= all;
	return n;
}
