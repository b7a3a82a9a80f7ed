/* SPDX-License-Identifier: MIT */
/*
 * vocabjoin.h -- one vocabulary of what several ranks have counted.
 *
 *	rank 0   the 7  a 3  quern 1  --.   the 11  a 3  quern 2  mill 1
 *	rank 1   the 4  mill 1  quern 1 --'   the same on both
 */
#ifndef QN_TEXT_VOCABJOIN_H
#define QN_TEXT_VOCABJOIN_H

#include "base/ranks.h"
#include "text/vocab.h"

/*
 * The words of all ranks with their counts in all, as if rank 0's text had
 * been counted first and then the others' in their order.  `to` (NULL, or an
 * array [own->words.count]) receives the id of each of this rank's words.
 * NULL with `e` set when a rank has failed; free with qn_vocab_free().
 */
struct qn_vocab *qn_vocab_join(const struct qn_vocab *own, uint32_t *to,
                               struct qn_ranks *ranks, struct qn_err *e);
#endif
