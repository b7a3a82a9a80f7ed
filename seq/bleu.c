/* SPDX-License-Identifier: MIT */
/*
 * bleu.c -- n-grams of the references in a trie, the hypothesis walked
 * through it.
 */
#include "seq/bleu.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/round.h"
#include "seq/seggrams.h"
#include "seq/segwords.h"

#define LOG_OF_0 (-9999999999.0) /* sacreBLEU's */

struct qn_bleu {
	struct qn_bleu_options o;
	struct qn_mttok *tok;
	struct qn_segwords words;
	struct qn_seggrams grams;
	uint32_t *number; /* [room] of all references' words, in a row */
	size_t *end;      /* [ends] where each one's end in it         */
	size_t room, ends;
	struct qn_bleu_mark *mark; /* [marks] */
	unsigned char *longest;    /* [marks] */
	size_t marks;
};

double qn_bleu_default_value(enum qn_bleu_smooth smooth)
{
	return smooth == QN_BLEU_FLOOR ? 0.1 : 1;
}

struct qn_bleu *qn_bleu_new(const struct qn_bleu_options *o)
{
	struct qn_bleu *b = qn_calloc(1, sizeof *b);
	b->o = *o;
	b->tok = qn_mttok_new(
	    &(struct qn_mttok_options){.rule = o->rule, .lower = o->lower});
	return b;
}

void qn_bleu_free(struct qn_bleu *b)
{
	if (!b)
		return;
	qn_mttok_free(b->tok);
	qn_segwords_release(&b->words);
	qn_seggrams_release(&b->grams);
	free(b->number);
	free(b->end);
	free(b->mark);
	free(b->longest);
	free(b);
}

/* The words of all references, as numbers. */
static void number_references(struct qn_bleu *b,
                              const struct qn_slice *reference, size_t n)
{
	size_t at = 0, words;
	if (n > b->ends) {
		b->ends = n;
		b->end = qn_realloc(b->end, n, sizeof *b->end);
	}
	for (size_t r = 0; r < n; r++) {
		const struct qn_slice *word =
		    qn_mttok_line(b->tok, reference[r], &words);
		const uint32_t *number =
		    qn_segwords_number(&b->words, word, words);
		if (at + words >= b->room) {
			b->room = 2 * (at + words) + 1;
			b->number =
			    qn_realloc(b->number, b->room, sizeof *b->number);
		}
		for (size_t i = 0; i < words; i++)
			b->number[at + i] = number[i];
		b->end[r] = at += words;
	}
}

/* Of two that are as close the shorter. */
static size_t closest(const struct qn_bleu *b, size_t n, size_t length)
{
	size_t best = 0, off = SIZE_MAX;
	for (size_t r = 0; r < n; r++) {
		size_t words = b->end[r] - (r ? b->end[r - 1] : 0);
		size_t by = words > length ? words - length : length - words;
		if (by < off || (by == off && words < best)) {
			off = by;
			best = words;
		}
	}
	return best;
}

/* The n-grams of all references. */
static void count_references(struct qn_bleu *b,
                             const struct qn_slice *reference, size_t n)
{
	size_t order = (size_t)b->o.order;
	qn_segwords_begin(&b->words);
	number_references(b, reference, n);
	qn_seggrams_begin(&b->grams, n ? b->end[n - 1] * order : 0);
	for (size_t r = 0; r < n; r++) {
		size_t begin = r ? b->end[r - 1] : 0;
		qn_seggrams_add(&b->grams, b->number + begin, b->end[r] - begin,
		                order, (uint32_t)r);
	}
}

void qn_bleu_segment(struct qn_bleu *b, struct qn_slice hypothesis,
                     const struct qn_slice *reference, size_t n, double *stats)
{
	size_t order = (size_t)b->o.order, words;
	double *match = stats + 2, *total = match + order;
	count_references(b, reference, n);
	const struct qn_slice *word = qn_mttok_line(b->tok, hypothesis, &words);
	const uint32_t *number = qn_segwords_number(&b->words, word, words);
	for (size_t k = 0; k < order; k++) {
		match[k] = 0;
		total[k] = (double)qn_seggrams_in(words, k);
	}
	qn_seggrams_match(&b->grams, number, words, order, match);
	stats[0] = (double)words;
	stats[1] = (double)closest(b, n, words);
}

const struct qn_bleu_mark *qn_bleu_marks(struct qn_bleu *b,
                                         struct qn_slice hypothesis,
                                         const struct qn_slice *reference,
                                         size_t n, size_t *words)
{
	count_references(b, reference, n);
	const struct qn_slice *word = qn_mttok_line(b->tok, hypothesis, words);
	if (*words >= b->marks) {
		b->marks = 2 * *words + 1;
		b->mark = qn_realloc(b->mark, b->marks, sizeof *b->mark);
		b->longest = qn_realloc(b->longest, b->marks, 1);
	}
	qn_seggrams_mark(&b->grams, qn_segwords_number(&b->words, word, *words),
	                 *words, (size_t)b->o.order, b->longest);
	for (size_t i = 0; i < *words; i++)
		b->mark[i] = (struct qn_bleu_mark){word[i], b->longest[i]};
	return b->mark;
}

static double penalty(double length, double reference_length)
{
	if (length >= reference_length)
		return 1;
	return length > 0 ? exp(1 - reference_length / length) : 0;
}

struct qn_bleu_score qn_bleu_score(const struct qn_bleu_options *o,
                                   const double *stats, bool single)
{
	const double *match = stats + 2, *total = match + o->order;
	struct qn_bleu_score s = {
	    .length = stats[0],
	    .reference_length = stats[1],
	    .penalty = penalty(stats[0], stats[1]),
	};
	double half = 1, sum = 0, matches = 0;
	int order = o->order;
	for (int k = 0; k < o->order; k++)
		matches += match[k];
	if (matches == 0)
		return s;
	for (int k = 0; k < o->order; k++) {
		double add = o->smooth == QN_BLEU_ADD_K && k ? o->value : 0;
		double hits = qn_round(single, match[k] + add);
		double of = qn_round(single, total[k] + add);
		if (of == 0)
			break;
		if (o->effective)
			order = k + 1;
		if (hits > 0)
			hits = qn_round(single, 100 * hits);
		else if (o->smooth == QN_BLEU_EXP)
			hits = 100, of = qn_round(single, (half *= 2) * of);
		else if (o->smooth == QN_BLEU_FLOOR)
			hits = qn_round(single, 100 * o->value);
		s.precision[k] = qn_round(single, hits / of);
	}
	for (int k = 0; k < order; k++)
		sum += s.precision[k] > 0 ? log(s.precision[k]) : LOG_OF_0;
	s.score = s.penalty * exp(sum / order);
	return s;
}
