/* SPDX-License-Identifier: MIT */
/*
 * ngramcount.h -- which n-grams a text has, and how often.
 */
#ifndef QN_TEXT_NGRAMCOUNT_H
#define QN_TEXT_NGRAMCOUNT_H

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/analyzer.h"
#include "text/document.h"
#include "text/termlist.h"

/*
 * The n-grams of all documents of `d`, the most frequent first, then in the
 * order of code points; those that occur less than `min_count` times are left
 * out.  The caller releases `out`.  False with `e` set for a bad option or
 * documents that cannot be read.
 */
QN_API bool qn_ngrams_tabulate(const struct qn_analyzer_options *o,
                               uint64_t min_count, struct qn_documents *d,
                               struct qn_termlist *out, struct qn_pool *pool,
                               const struct qn_progress *progress,
                               struct qn_err *e);
#endif
