/* SPDX-License-Identifier: MIT */
/*
 * langidscore.c -- see langidscore.h.
 */
#include "embed/langidscore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const size_t qn_langid_length[] = {10, 20, 50, 100};

void qn_langid_score_add(struct qn_langid_score *s, struct qn_slice truth,
                         struct qn_slice answer, float p, size_t characters)
{
	size_t length = 0, bin = (size_t)(p * QN_LANGID_BINS);
	if (s->pairs == s->room) {
		s->room = s->room ? 2 * s->room : 1024;
		s->pair = qn_realloc(s->pair, s->room, sizeof *s->pair);
	}
	struct qn_langid_pair *pair = &s->pair[s->pairs++];
	*pair = (struct qn_langid_pair){qn_map_add(&s->labels, truth),
	                                qn_map_add(&s->labels, answer), 1};
	bool right = pair->truth == pair->answer;
	while (length < QN_LANGID_LENGTHS - 1 &&
	       characters > qn_langid_length[length])
		length++;
	bin = bin < QN_LANGID_BINS ? bin : QN_LANGID_BINS - 1;
	s->lines++;
	s->right += right;
	s->length[length].lines++;
	s->length[length].right += right;
	s->bin[bin].right += right;
	s->bin[bin].p += (double)p;
}

void qn_langid_score_release(struct qn_langid_score *s)
{
	free(s->pair);
	qn_map_release(&s->labels);
	*s = (struct qn_langid_score){.room = 0};
}

static int by_labels(const void *a, const void *b)
{
	const struct qn_langid_pair *x = a, *y = b;
	if (x->truth != y->truth)
		return x->truth < y->truth ? -1 : 1;
	return x->answer < y->answer ? -1 : x->answer > y->answer;
}

static int by_lines(const void *a, const void *b)
{
	const struct qn_langid_pair *x = a, *y = b;
	bool right = x->truth == x->answer;
	if (right != (y->truth == y->answer))
		return right ? 1 : -1;
	if (x->lines != y->lines)
		return x->lines > y->lines ? -1 : 1;
	return by_labels(a, b);
}

void qn_langid_score_finish(struct qn_langid_score *s)
{
	size_t n = 0;
	if (!s->pairs)
		return;
	qsort(s->pair, s->pairs, sizeof *s->pair, by_labels);
	for (size_t i = 1; i < s->pairs; i++)
		if (by_labels(&s->pair[i], &s->pair[n]) == 0)
			s->pair[n].lines += s->pair[i].lines;
		else
			s->pair[++n] = s->pair[i];
	s->pairs = n + 1;
	qsort(s->pair, s->pairs, sizeof *s->pair, by_lines);
}

double qn_langid_score_macro_f1(const struct qn_langid_score *s)
{
	struct counts {
		size_t lines, answers, right;
	} *of = qn_calloc(s->labels.count + 1, sizeof *of);
	for (size_t i = 0; i < s->pairs; i++) {
		const struct qn_langid_pair *p = &s->pair[i];
		of[p->truth].lines += p->lines;
		of[p->answer].answers += p->lines;
		if (p->truth == p->answer)
			of[p->truth].right += p->lines;
	}
	double sum = 0;
	size_t labels = 0;
	for (uint32_t l = 0; l < s->labels.count; l++) {
		if (!of[l].lines)
			continue;
		sum += 2 * (double)of[l].right /
		       (double)(of[l].lines + of[l].answers);
		labels++;
	}
	free(of);
	return labels ? sum / (double)labels : 0;
}

double qn_langid_score_calibration(const struct qn_langid_score *s)
{
	double sum = 0;
	for (int b = 0; b < QN_LANGID_BINS; b++)
		sum += fabs((double)s->bin[b].right - s->bin[b].p);
	return s->lines ? sum / (double)s->lines : 0;
}
