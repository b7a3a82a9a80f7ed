/* SPDX-License-Identifier: MIT */
/*
 * ldaranks.h -- Gibbs sampling by several ranks (base/ranks.h), as by several
 * threads: a diagonal of blocks (ldatokens.h) is dealt out, and what each rank
 * has drawn goes to all others before the next one begins.
 *
 *	            documents 0     1   |   2     3
 *	words 0                   a             |
 *	      1       a                 |
 *	      2                         |         a
 *	      3                         |   a
 *	                        rank 0  |  rank 1      topics of the blocks a
 *
 * So the topics are those of one process, to the last byte.  All ranks have all
 * tokens and their topics; counts of documents only their own, until they are
 * asked for.
 */
#ifndef QN_TOPIC_LDARANKS_H
#define QN_TOPIC_LDARANKS_H

#include "base/ranks.h"
#include "topic/lda.h"

/* The parts of the documents that this rank samples: [*first, *end). */
void qn_lda_own_parts(const struct qn_lda *l, const struct qn_ranks *ranks,
                      size_t *first, size_t *end);

/* Send the topics of a diagonal's blocks, whose part of the words is `shift`
 * further on than that of the documents.  False with `e` set, as below, when a
 * rank has failed. */
bool qn_lda_send_topics(struct qn_lda *l, size_t shift, struct qn_ranks *ranks,
                        struct qn_err *e);

/* Send the counts of documents. */
bool qn_lda_send_counts(struct qn_lda *l, struct qn_ranks *ranks,
                        struct qn_err *e);
#endif
