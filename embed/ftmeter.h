/* SPDX-License-Identifier: MIT */
/*
 * ftmeter.h -- precision and recall of a classifier's answers.
 *
 *	precision  of the labels answered, those that the line has
 *	recall     of the labels that the line has, those answered
 *
 * Summed up over lines, or over the lines of a label.
 */
#ifndef QN_EMBED_FTMETER_H
#define QN_EMBED_FTMETER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "embed/ftheap.h"

struct qn_ft_tally {
	uint64_t gold;  /* labels of lines          */
	uint64_t given; /* labels answered          */
	uint64_t both;  /* answered and of the line */
};

/* qn_ft_meter_init() begins it, qn_ft_meter_release() ends it. */
struct qn_ft_meter {
	uint64_t lines;
	struct qn_ft_tally all;
	struct qn_ft_tally *label; /* [labels] */
	uint32_t labels;
};

QN_API void qn_ft_meter_init(struct qn_ft_meter *m, uint32_t labels);
QN_API void qn_ft_meter_release(struct qn_ft_meter *m);

/* Count a line with its labels gold [n_gold] and the answers [n]. */
QN_API void qn_ft_meter_count(struct qn_ft_meter *m, const uint32_t *gold,
                              size_t n_gold, const struct qn_ft_scored *answer,
                              size_t n);

/* Add what another meter of the same labels has counted. */
QN_API void qn_ft_meter_add(struct qn_ft_meter *m,
                            const struct qn_ft_meter *from);

/* NaN where there is nothing to divide by. */
QN_API double qn_ft_precision(const struct qn_ft_tally *t);
QN_API double qn_ft_recall(const struct qn_ft_tally *t);
QN_API double qn_ft_f1(const struct qn_ft_tally *t);
#endif
