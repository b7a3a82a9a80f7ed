/* SPDX-License-Identifier: MIT */
/*
 * mtmetric.c -- whose turn it is.
 */
#include "seq/mtmetric.h"

#include <stdlib.h>

#include "base/mem.h"

struct qn_mt_scorer {
	enum qn_mt_kind kind;
	union {
		struct qn_bleu *bleu;
		struct qn_chrf *chrf;
		struct qn_ter *ter;
	};
};

size_t qn_mt_stats(const struct qn_mt_metric *m)
{
	switch (m->kind) {
	case QN_MT_BLEU:
		return qn_bleu_stats(&m->bleu);
	case QN_MT_CHRF:
		return qn_chrf_stats(&m->chrf);
	case QN_MT_TER:
		break;
	}
	return QN_TER_STATS;
}

bool qn_mt_check(const struct qn_mt_metric *m, struct qn_err *e)
{
	if (m->kind == QN_MT_BLEU) {
		qn_check_range("order", m->bleu.order, 1, QN_BLEU_ORDER, e);
		qn_check_range("smooth-value", m->bleu.value, 0, 1e9, e);
		qn_mttok_check(m->bleu.rule, e);
	} else if (m->kind == QN_MT_CHRF) {
		qn_check_range("chrf-char-order", m->chrf.chars, 0,
		               QN_CHRF_ORDER, e);
		qn_check_range("chrf-word-order", m->chrf.words, 0,
		               QN_CHRF_ORDER, e);
		qn_check_range("chrf-beta", m->chrf.beta, 0, 10000, e);
		if (m->chrf.chars + m->chrf.words == 0)
			qn_fail(e, "chrF needs n-grams of characters or of "
			           "words");
	}
	return !e->failed;
}

struct qn_mt_scorer *qn_mt_scorer_new(const struct qn_mt_metric *m)
{
	struct qn_mt_scorer *s = qn_calloc(1, sizeof *s);
	s->kind = m->kind;
	switch (m->kind) {
	case QN_MT_BLEU:
		s->bleu = qn_bleu_new(&m->bleu);
		break;
	case QN_MT_CHRF:
		s->chrf = qn_chrf_new(&m->chrf);
		break;
	case QN_MT_TER:
		s->ter = qn_ter_new(&m->ter);
		break;
	}
	return s;
}

void qn_mt_scorer_free(struct qn_mt_scorer *s)
{
	if (!s)
		return;
	switch (s->kind) {
	case QN_MT_BLEU:
		qn_bleu_free(s->bleu);
		break;
	case QN_MT_CHRF:
		qn_chrf_free(s->chrf);
		break;
	case QN_MT_TER:
		qn_ter_free(s->ter);
		break;
	}
	free(s);
}

void qn_mt_segment(struct qn_mt_scorer *s, struct qn_slice hypothesis,
                   const struct qn_slice *reference, size_t n, double *stats)
{
	switch (s->kind) {
	case QN_MT_BLEU:
		qn_bleu_segment(s->bleu, hypothesis, reference, n, stats);
		break;
	case QN_MT_CHRF:
		qn_chrf_segment(s->chrf, hypothesis, reference, n, stats);
		break;
	case QN_MT_TER:
		qn_ter_segment(s->ter, hypothesis, reference, n, stats);
		break;
	}
}

double qn_mt_score(const struct qn_mt_metric *m, const double *stats,
                   bool single)
{
	switch (m->kind) {
	case QN_MT_BLEU:
		return qn_bleu_score(&m->bleu, stats, single).score;
	case QN_MT_CHRF:
		return qn_chrf_score(&m->chrf, stats, single);
	case QN_MT_TER:
		break;
	}
	return qn_ter_score(stats, single);
}
