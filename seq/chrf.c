/* SPDX-License-Identifier: MIT */
/*
 * chrf.c -- as BLEU's n-grams, characters being symbols.
 */
#include "seq/chrf.h"

#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "seq/mttok.h"
#include "seq/round.h"
#include "seq/seggrams.h"
#include "seq/segwords.h"
#include "text/pychars.h"

#define EPSILON 1e-16

/* A line's symbols. */
struct symbols {
	uint32_t *symbol; /* [n] of [room] */
	size_t n, room;
};

struct qn_chrf {
	struct qn_chrf_options o;
	struct qn_pychars table;
	struct qn_buf lower;
	struct qn_mttok *tok;
	struct qn_segwords words;
	struct qn_seggrams grams;
	struct symbols chars, terms, line; /* of the hypothesis; of a line */
};

struct qn_chrf *qn_chrf_new(const struct qn_chrf_options *o)
{
	struct qn_chrf *c = qn_calloc(1, sizeof *c);
	c->o = *o;
	c->tok = qn_mttok_new(&(struct qn_mttok_options){.rule = QN_MTTOK_CHRF,
	                                                 .lower = o->lower});
	return c;
}

void qn_chrf_free(struct qn_chrf *c)
{
	if (!c)
		return;
	qn_pychars_release(&c->table);
	qn_buf_release(&c->lower);
	qn_mttok_free(c->tok);
	qn_segwords_release(&c->words);
	qn_seggrams_release(&c->grams);
	free(c->chars.symbol);
	free(c->terms.symbol);
	free(c->line.symbol);
	free(c);
}

static void make_room(struct symbols *s, size_t n)
{
	if (n > s->room) {
		s->room = 2 * n;
		s->symbol = qn_realloc(s->symbol, s->room, sizeof *s->symbol);
	}
}

/* Characters as they are, but from 1 on. */
static void characters(struct qn_chrf *c, struct qn_slice line,
                       struct symbols *to)
{
	if (c->o.lower) {
		qn_buf_clear(&c->lower);
		qn_py_lower(&c->table, line, &c->lower);
		line = qn_buf_slice(&c->lower);
	}
	make_room(to, line.n);
	to->n = 0;
	for (size_t i = 0; i < line.n;) {
		uint32_t ch;
		U8_NEXT_UNSAFE(line.p, i, ch);
		if (c->o.spaces || !(qn_pychar(&c->table, ch) & QN_PY_SPACE))
			to->symbol[to->n++] = ch + 1;
	}
}

static void terms(struct qn_chrf *c, struct qn_slice line, struct symbols *to)
{
	size_t n;
	const struct qn_slice *word = qn_mttok_line(c->tok, line, &n);
	const uint32_t *number = qn_segwords_number(&c->words, word, n);
	make_room(to, n);
	to->n = n;
	for (size_t i = 0; i < n; i++)
		to->symbol[i] = number[i];
}

/* The statistics of `order` orders. */
static void compare(struct qn_chrf *c, const struct symbols *hypothesis,
                    const struct symbols *reference, int orders, double *stats)
{
	double match[QN_CHRF_ORDER] = {0};
	size_t order = (size_t)orders;
	qn_seggrams_begin(&c->grams, reference->n * order);
	qn_seggrams_add(&c->grams, reference->symbol, reference->n, order, 0);
	qn_seggrams_match(&c->grams, hypothesis->symbol, hypothesis->n, order,
	                  match);
	for (size_t k = 0; k < order; k++) {
		size_t of = qn_seggrams_in(reference->n, k);
		size_t has = qn_seggrams_in(hypothesis->n, k);
		/* What has nothing to be compared with does not count. */
		stats[3 * k] = of ? (double)has : 0;
		stats[3 * k + 1] = (double)of;
		stats[3 * k + 2] = match[k];
	}
}

void qn_chrf_segment(struct qn_chrf *c, struct qn_slice hypothesis,
                     const struct qn_slice *reference, size_t n, double *stats)
{
	double these[6 * QN_CHRF_ORDER], best = -1;
	int chars = c->o.chars, words = c->o.words;
	qn_segwords_begin(&c->words);
	characters(c, hypothesis, &c->chars);
	if (words)
		terms(c, hypothesis, &c->terms);
	for (size_t r = 0; r < n; r++) {
		characters(c, reference[r], &c->line);
		compare(c, &c->chars, &c->line, chars, these);
		if (words) {
			terms(c, reference[r], &c->line);
			compare(c, &c->terms, &c->line, words,
			        these + 3 * chars);
		}
		double score = qn_chrf_score(&c->o, these, false);
		if (score <= best)
			continue;
		best = score;
		memcpy(stats, these, qn_chrf_stats(&c->o) * sizeof *stats);
	}
}

/* F of a precision and a recall; 0 / 0 is `none`. */
static double f_score(double beta2, double p, double r, double none,
                      bool single)
{
	double product =
	    qn_round(single, qn_round(single, (1 + beta2) * p) * r);
	double of = qn_round(single, qn_round(single, beta2 * p) + r);
	return of > 0 ? qn_round(single, product / of) : none;
}

double qn_chrf_score(const struct qn_chrf_options *o, const double *stats,
                     bool single)
{
	double beta2 = (double)o->beta * o->beta, sum = 0, p = 0, r = 0;
	int orders = o->chars + o->words, both = 0;
	for (int k = 0; k < orders; k++) {
		double has = stats[3 * k], of = stats[3 * k + 1];
		double hits = stats[3 * k + 2];
		double pk = has > 0 ? qn_round(single, hits / has) : EPSILON;
		double rk = of > 0 ? qn_round(single, hits / of) : EPSILON;
		sum = qn_round(single,
		               sum + f_score(beta2, pk, rk, EPSILON, single));
		if (has > 0 && of > 0) {
			p = qn_round(single, p + pk);
			r = qn_round(single, r + rk);
			both++;
		}
	}
	if (o->epsilon)
		return qn_round(single, qn_round(single, 100 * sum) / orders);
	if (!both)
		return 0;
	p = qn_round(single, p / both);
	r = qn_round(single, r / both);
	return qn_round(single, 100 * f_score(beta2, p, r, 0, single));
}
