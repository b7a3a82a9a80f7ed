/* SPDX-License-Identifier: MIT */
/*
 * ftscore.h -- one number for how well a classifier does on labelled lines.
 *
 *	f1                      of all answers
 *	f1:LABEL                of the answers and lines of a label
 *	precisionAtRecall:X     the best precision, in whatever place answers
 *	                        are cut off by their probability, at which the
 *	                        recall is X per cent or more; also X:LABEL
 *	recallAtPrecision:X     the other way round
 */
#ifndef QN_EMBED_FTSCORE_H
#define QN_EMBED_FTSCORE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"
#include "embed/ftmodel.h"

enum qn_ft_metric_kind {
	QN_FT_F1,
	QN_FT_PRECISION_AT_RECALL,
	QN_FT_RECALL_AT_PRECISION,
};

struct qn_ft_metric {
	enum qn_ft_metric_kind kind;
	double at;         /* recall or precision, 0..1                    */
	const char *label; /* NULL: all; borrowed                          */
	int predictions;   /* answers a line, >= 1; -1 = all labels        */
};

/* From its name, as above; `predictions` stays.  False with `e` set. */
QN_API bool qn_ft_metric_parse(struct qn_ft_metric *m, const char *name,
                               struct qn_err *e);

/*
 * The score of `model` on the lines of `text`, NaN where there is nothing to
 * divide by, the same for any number of threads.  Fails when the model has no
 * such label.
 */
QN_API bool qn_ft_score(const struct qn_ft_model *model,
                        const struct qn_ft_metric *m, struct qn_slice text,
                        const char *name, struct qn_pool *pool, double *score,
                        struct qn_err *e);
#endif
