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
#include "text/document.h"
#include "text/sparse.h"
#include "text/tally.h"
#include "text/termlist.h"

/* What was known before the first document: n-grams and their counts. */
struct qn_gram_counts {
	struct qn_ngrams grams;
	struct qn_tally_cell *of; /* [grams.count] df and cf of each */
};

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

/* What a cell of the matrix is made of. */
struct qn_columns {
	const uint32_t *of;     /* [grams]: its column, or QN_GRAM_NONE      */
	size_t grams;           /* n-grams there are                         */
	uint32_t n;             /* columns                                   */
	const uint32_t *weight; /* [n] about how many rows hold a column;
	                         * for speed only; NULL: all as many     */
	const uint64_t *negative; /* bit i: n-gram i counts -1; NULL: none
	                           * (n-grams that share a column add up) */
	bool binary; /* 1 for every cell                          */
};

/* Documents x columns.  It takes the counts with it: to be called once. */
bool qn_doccount_matrix(struct qn_doccount *c, const struct qn_columns *columns,
                        struct qn_pool *pool, struct qn_sparse *m,
                        struct qn_err *e);

void qn_gram_counts_release(struct qn_gram_counts *g);

/*
 * The n-grams that occurred and for which `column` is something (with `terms`)
 * or QN_GRAM_NONE (without), as a list in the order of `order`: `n` of them.
 * order and column are [g->grams.count].
 */
bool qn_gram_counts_list(const struct qn_gram_counts *g,
                         const struct qn_gram_place *order,
                         const uint32_t *column, bool terms, size_t n,
                         struct qn_termlist *l, struct qn_err *e);
#endif
