/* SPDX-License-Identifier: MIT */
/*
 * mtsignature.h -- what a score was computed with, in sacreBLEU's words, so
 * that two are seen to be comparable.
 *
 *	nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:quern-0.1.0
 */
#ifndef QN_SEQ_MTSIGNATURE_H
#define QN_SEQ_MTSIGNATURE_H

#include <stdint.h>

#include "seq/mtmetric.h"
#include "seq/mtsample.h"

/* Append "BLEU", "chrF2++" or "TER". */
QN_API void qn_mt_name(const struct qn_mt_metric *m, struct qn_buf *out);

/* What is the same for all metrics of a run. */
struct qn_mt_run {
	size_t references;                     /* 0: their number varies */
	const struct qn_mt_sampling *sampling; /* NULL: there was none */
	bool brief;                            /* sacreBLEU's --short  */
};

/* Append "key:value|key:value". */
QN_API void qn_mt_signature(const struct qn_mt_metric *m,
                            const struct qn_mt_run *r, struct qn_buf *out);

/* Names of the rules and smoothings, NULL-ended, in the order of their enums;
 * of the rules those that BLEU has. */
QN_API extern const char *const qn_mttok_names[];
QN_API extern const char *const qn_bleu_smooth_names[];
#endif
