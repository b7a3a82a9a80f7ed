/* SPDX-License-Identifier: MIT */
/*
 * gloveranks.h -- GloVe by several ranks (base/ranks.h), as by several threads:
 * each has blocks of rows to itself, and blocks of columns go round.
 *
 *	             columns                 a round later
 *	rank 0  rows 0 | 0 . . .             . 1 . .
 *	             1 | . 1 . .             . . 2 .     column 2 came from rank 1
 *	rank 1       2 | . . 2 .             . . . 3
 *	             3 | . . . 3             0 . . .     column 0 came from rank 0
 *
 * So nothing is averaged, and tiles are trained in the order in which one
 * process would train them.
 */
#ifndef QN_EMBED_GLOVERANKS_H
#define QN_EMBED_GLOVERANKS_H

#include "base/ranks.h"
#include "base/spool.h"
#include "embed/glove.h"

/*
 * Of the records that each rank has counted in its share of the text, sorted:
 * take those of this rank's rows from all ranks, equal ones added up, sorted.
 * `spool` is replaced.  False with `e` set, as below, when a rank has failed.
 */
bool qn_glove_deal(const struct qn_glove *g, struct qn_spool *spool,
                   struct qn_ranks *ranks, struct qn_err *e);

/* Round `round` is over: pass on the block of columns that another rank needs
 * next. */
bool qn_glove_turn(const struct qn_glove *g, size_t round,
                   struct qn_ranks *ranks, struct qn_err *e);

/* After a number of rounds that is a multiple of g->side: all parameters, on
 * every rank. */
bool qn_glove_gather(const struct qn_glove *g, struct qn_ranks *ranks,
                     struct qn_err *e);
#endif
