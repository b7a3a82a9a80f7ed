/* SPDX-License-Identifier: MIT */
/*
 * ranks.h -- several processes that work at the same thing, on one machine or
 * on many: what they tell each other.
 *
 * A program that `mpirun -n 4` starts runs four times; each process has a
 * rank, reads its share of the input, and meets the others in the functions
 * below, which all of them call in the same order.  Alone (size 1) each of
 * them returns at once, so that callers need not ask.
 *
 *	rank 0   share 0 --work-->.             .--> the same everywhere
 *	rank 1   share 1 --work-->|-- a meeting -|-->
 *	rank 2   share 2 --work-->'             '-->     rank 0 writes it
 *
 * A meeting begins with a look at who has failed.  A rank that fails goes to
 * no meeting but the last one, qn_ranks_agree(), which is the same look: so
 * the others learn of it wherever they are, and all of them fail with the
 * sentence of the lowest rank that did.
 *
 * Only one file knows the engine: ranks_mpi.c (make MPI=1), or ranks_none.c,
 * where there is never more than one rank.
 */
#ifndef QN_BASE_RANKS_H
#define QN_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct qn_ranks {
	int rank, size; /* this one, from 0; how many, 1 or more      */
	int local;      /* of them on this machine                    */
	bool over;      /* one has failed, and all of them know        */
};

#define QN_RANKS_ALONE                                                         \
	{                                                                      \
		.size = 1, .local = 1                                          \
	}

/*
 * Once, before anything else: join the others, if a launcher (mpirun, srun)
 * has started several.  False with `e` set when it has and this program was
 * built without MPI.  End with qn_ranks_end(), when no other will be met.
 */
bool qn_ranks_begin(struct qn_ranks *r, struct qn_err *e);
void qn_ranks_end(struct qn_ranks *r);

/* The engine and its version, or NULL without one. */
const char *qn_ranks_engine_name(void);

/*
 * The meetings.  Each returns false, with `e` set on every rank, when any of
 * them has failed; a rank whose `e` is set already takes part as one.
 */

/* Nothing but the look. */
bool qn_ranks_agree(struct qn_ranks *r, struct qn_err *e);

/* x [n] becomes the sum over all ranks, in the same order on each. */
bool qn_ranks_sum_floats(struct qn_ranks *r, float *x, size_t n,
                         struct qn_err *e);
bool qn_ranks_sum_doubles(struct qn_ranks *r, double *x, size_t n,
                          struct qn_err *e);
bool qn_ranks_sum_counts(struct qn_ranks *r, uint64_t *x, size_t n,
                         struct qn_err *e);
bool qn_ranks_sum_changes(struct qn_ranks *r, int32_t *x, size_t n,
                          struct qn_err *e);

/* The bits that any rank has set. */
bool qn_ranks_join_bits(struct qn_ranks *r, uint64_t *x, size_t n,
                        struct qn_err *e);

/* Whether `x` is the same on all ranks; a failure that says "the ranks have
 * different `what`" otherwise. */
bool qn_ranks_same(struct qn_ranks *r, uint64_t x, const char *what,
                   struct qn_err *e);

/*
 * What every rank has, one behind the other, on all of them: own[bytes[rank]]
 * into all[sum of bytes].  The sizes are known; `own` may be where it belongs
 * in `all`.
 */
bool qn_ranks_gather(struct qn_ranks *r, const void *own, void *all,
                     const size_t *bytes, struct qn_err *e);

/* The same of sizes that nobody knows: bytes[size] receives them.  Free the
 * result with qn_big_free(); NULL with `e` set. */
void *qn_ranks_collect(struct qn_ranks *r, const void *own, size_t n,
                       size_t *bytes, struct qn_err *e);

/* To each rank what is for it: out[sent[0]], [sent[1]] ... one behind the
 * other; received[size] and the result likewise, as above. */
void *qn_ranks_deal(struct qn_ranks *r, const void *out, const size_t *sent,
                    size_t *received, struct qn_err *e);

/* Send out[n] to rank `to`, receive in[m] from rank `from`. */
bool qn_ranks_pass(struct qn_ranks *r, int to, const void *out, size_t n,
                   int from, void *in, size_t m, struct qn_err *e);

/* This rank's share of n things: [*begin, *end). */
void qn_ranks_share(const struct qn_ranks *r, size_t n, size_t *begin,
                    size_t *end);
#endif
