/* SPDX-License-Identifier: MIT */
/*
 * cooccurshuffle.h -- co-occurrences in random order, as many as there are.
 *
 *	records --> buckets at random (scratch file) --> each one shuffled
 *
 * Every order is as likely as any other, which cannot be said of the
 * original's.
 */
#ifndef QN_EMBED_COOCCURSHUFFLE_H
#define QN_EMBED_COOCCURSHUFFLE_H

#include "base/err.h"
#include "base/progress.h"
#include "embed/cooccur.h"

/*
 * Read records from `path` (NULL or "-": standard input) and hand them to
 * `put` in an order that `seed` and `memory`, in bytes, determine.  Numbers of
 * words are not looked at.  False with `e` set.
 */
QN_API bool qn_cooccur_shuffle(const char *path, size_t memory, uint64_t seed,
                               qn_cooccur_sink *put, void *ctx,
                               const struct qn_progress *progress,
                               struct qn_err *e);
#endif
