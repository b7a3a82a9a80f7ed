/* SPDX-License-Identifier: MIT */
/*
 * mtmetric.h -- BLEU, chrF and TER behind one face, for what treats them
 * alike: files of segments, samples of segments, output.
 */
#ifndef QN_SEQ_MTMETRIC_H
#define QN_SEQ_MTMETRIC_H

#include "seq/bleu.h"
#include "seq/chrf.h"
#include "seq/ter.h"

enum qn_mt_kind { QN_MT_BLEU, QN_MT_CHRF, QN_MT_TER };

struct qn_mt_metric {
	enum qn_mt_kind kind;
	union {
		struct qn_bleu_options bleu;
		struct qn_chrf_options chrf;
		struct qn_ter_options ter;
	};
};

#define QN_MT_STATS (6 * QN_CHRF_ORDER) /* the most that a segment has */

/* Statistics of a segment. */
QN_API size_t qn_mt_stats(const struct qn_mt_metric *m);

/* False, with `e` set to a sentence, when the options are out of range. */
QN_API bool qn_mt_check(const struct qn_mt_metric *m, struct qn_err *e);

/* What takes segments, for one thread; free with qn_mt_scorer_free(). */
struct qn_mt_scorer;
QN_API struct qn_mt_scorer *qn_mt_scorer_new(const struct qn_mt_metric *m);
QN_API void qn_mt_scorer_free(struct qn_mt_scorer *s);

/* stats[qn_mt_stats()] of a segment against reference[n], n >= 1. */
QN_API void qn_mt_segment(struct qn_mt_scorer *s, struct qn_slice hypothesis,
                          const struct qn_slice *reference, size_t n,
                          double *stats);

/* The score of a sum of statistics; `single` as in bleu.h. */
QN_API double qn_mt_score(const struct qn_mt_metric *m, const double *stats,
                          bool single);
#endif
