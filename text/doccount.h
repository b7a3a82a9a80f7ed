/* SPDX-License-Identifier: MIT */
/*
 * doccount.h -- the n-grams of every document, counted by all threads.
 *
 * Documents are read in batches; a batch is cut into one run a thread, a
 * "lane".  Each lane numbers and counts n-grams for itself, so that nothing
 * is shared while text is read; afterwards the lanes' numbers are made one.
 *
 *	documents --> lane 0: n-grams, tally --+
 *	          --> lane 1: n-grams, tally --+--> n-grams, df, cf
 *	                                           + column of each n-gram
 *	                                           --> matrix of counts
 */
#ifndef QN_TEXT_DOCCOUNT_H
#define QN_TEXT_DOCCOUNT_H

#include "base/pool.h"
#include "base/progress.h"
#include "text/analyzer.h"
#include "text/docmatrix.h"
#include "text/document.h"
#include "text/gramcounts.h"

struct qn_doccount;

/*
 * Count all documents of `d`.  With `known` not NULL and `grow`, what it holds
 * is counted on, and it is left empty; without `grow` only its n-grams are
 * looked for, and it is borrowed until qn_doccount_free().  NULL with `e` set
 * for a document that cannot be read or when `progress` says to stop.
 */
struct qn_doccount *qn_doccount_run(const struct qn_analyzer_options *o,
                                    struct qn_gram_counts *known, bool grow,
                                    struct qn_documents *d,
                                    struct qn_pool *pool,
                                    const struct qn_progress *progress,
                                    struct qn_err *e);
void qn_doccount_free(struct qn_doccount *c);

size_t qn_doccount_documents(const struct qn_doccount *c);

/* Names of the documents, a line each; n == 0 where they have none. */
struct qn_slice qn_doccount_names(const struct qn_doccount *c);

/* All n-grams and their counts, valid while `c` lives (`grow` only). */
const struct qn_gram_counts *qn_doccount_counts(const struct qn_doccount *c);

/* Documents x columns.  It takes the counts with it: to be called once. */
bool qn_doccount_matrix(struct qn_doccount *c, const struct qn_columns *columns,
                        struct qn_pool *pool, struct qn_sparse *m,
                        struct qn_err *e);

#endif
