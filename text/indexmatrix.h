/* SPDX-License-Identifier: MIT */
/*
 * indexmatrix.h -- the texts of an index as a matrix.
 *
 *	              documents
 *	term "sea"    .   .3  .       tf idf / |document|
 *	     title:sea
 *	     "ship"   .2  .1  .4
 */
#ifndef QN_TEXT_INDEXMATRIX_H
#define QN_TEXT_INDEXMATRIX_H

#include "text/indexweights.h"
#include "text/sparse.h"

/*
 * A row for each term of the index (those of titles are empty), a column for
 * each document, weighed as scikit-learn's TF-IDF does; `w` scores by it.  `m`
 * is released by the caller.  False with `e` set for a damaged index, or no
 * memory.
 */
bool qn_index_matrix(struct qn_index *x, const struct qn_index_weights *w,
                     struct qn_sparse *m, struct qn_err *e);
#endif
