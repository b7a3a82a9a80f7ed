/* SPDX-License-Identifier: MIT */
/*
 * glovetiles.h -- the records of a matrix, sorted into tiles.
 *
 * Words are dealt to blocks like cards, so that each block has as many
 * frequent ones.  A tile is what a block of rows and a block of columns have
 * in common; tiles of one round share neither rows nor columns, so that
 * threads can train them at the same time and nobody can tell in which order.
 * A tile is cut into parts, which have their turn at different times: taken
 * in one go it would be learnt by heart, and forgotten over the next.
 *
 *	          columns
 *	rows   0 1 2 3        round 0: tiles on the diagonal,
 *	       3 0 1 2        round 1: those right of it, ...
 *	       2 3 0 1
 *	       1 2 3 0        in memory or in a file: round after round
 *
 * Records of a row follow one another, in random order: a row is loaded once
 * for all of them, while the columns stay in the cache.
 */
#ifndef QN_EMBED_GLOVETILES_H
#define QN_EMBED_GLOVETILES_H

#include "base/err.h"
#include "base/kern.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/cooccurfile.h"

struct qn_glove_tiles {
	size_t side;   /* blocks of words; tiles of a round                  */
	size_t parts;  /* that each tile is cut into                         */
	size_t rounds; /* side * parts                                       */
	size_t *start; /* [rounds * side + 1] where each tile's part begins  */
	struct qn_glove_record *record; /* [room] all, or some rounds'        */
	size_t room;
	int fd1; /* scratch file + 1; 0: all are in memory                   */
};

/*
 * Sort the records of `f`; beyond `memory` bytes they go to a scratch file.
 * False with `e` set; release in either case.
 */
bool qn_glove_tiles_init(struct qn_glove_tiles *t, size_t side, size_t parts,
                         struct qn_cooccurfile *f, size_t memory, uint64_t seed,
                         const struct qn_progress *progress,
                         struct qn_pool *pool, struct qn_err *e);
void qn_glove_tiles_release(struct qn_glove_tiles *t);

/*
 * The records of `*rounds` rounds from `first` on, tile after tile, valid
 * until the next call; NULL with `e` set.  `*rounds` comes back smaller where
 * memory has no room for so many, but never 0.
 */
const struct qn_glove_record *qn_glove_tiles_take(struct qn_glove_tiles *t,
                                                  size_t first, size_t *rounds,
                                                  struct qn_err *e);
#endif
