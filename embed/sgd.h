/* SPDX-License-Identifier: MIT */
/*
 * sgd.h -- stochastic gradient descent over the lines of a text: who trains
 * which line when, whatever it is that is learnt.
 *
 * Everything random about a line depends on the text and the seed, never on
 * the parameters.  So a learner draws a line first, which says what rows its
 * training will touch, and takes the step afterwards, through pointers to
 * where those rows are trained:
 *
 *	ids --draw--> plan: rows ----> pointers --step--> rows changed
 *	              input  4 9 17      | into the slab, or (rounds) into
 *	              target 3 88 5      | copies that are added up later
 *
 * All rows lie in one slab, numbered through.  A block that every line may
 * touch all of (the outputs of a softmax) lies beside them, as `dense`.
 */
#ifndef QN_EMBED_SGD_H
#define QN_EMBED_SGD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/rng.h"

/* Nodes of a Huffman tree next to the root that are worth a copy of each
 * thread (sgdhot.h). */
#define QN_SGD_HOT_NODES 128

/* What every plan begins with: the rows that its line touches, in the order
 * in which the step wants them, repeated as often as it wants them. */
struct qn_sgd_plan {
	uint32_t *input;        /* [inputs] row numbers                      */
	uint32_t *target;       /* [targets] likewise                        */
	size_t inputs, targets; /* neither: nothing to train                 */
};

/* A place in the corpus and in a stream of random numbers. */
struct qn_sgd_cursor {
	size_t at, end; /* ids */
	struct qn_rng rng;
};

/* Sums over the lines that were measured. */
struct qn_sgd_tally {
	double loss;    /* -log likelihood                                   */
	double pairs;   /* what the likelihood is of                         */
	double clipped; /* steps, measured or not, that were cut short       */
};

/* A line on its way into a step. */
struct qn_sgd_line {
	const struct qn_sgd_plan *plan;
	float **input;  /* [inputs] where each row is trained                */
	float **target; /* [targets]                                         */
	float *dense;   /* [dense of the run]                                */
	float rate;
	bool measure; /* add to the tally's loss and pairs                 */
	struct qn_sgd_tally *tally;
};

/* A way to learn; `model` is that of the run. */
struct qn_sgd_learner {
	size_t plan_size; /* bytes of a plan, zeroed before init       */
	void (*plan_init)(void *plan);
	void (*plan_release)(void *plan);

	/* Draw the next line of the cursor, which moves past it; false at
	 * the end. */
	bool (*draw)(void *plan, const void *model, struct qn_sgd_cursor *c);

	/* Of one thread, or shard. */
	void *(*scratch_new)(const void *model, struct qn_err *e);
	void (*scratch_free)(void *scratch);

	/* Train a line that touches rows. */
	void (*step)(void *scratch, const void *model,
	             const struct qn_sgd_line *line);
};

struct qn_sgd {
	const struct qn_sgd_learner *learner;
	const void *model;
	struct qn_pool *pool;
	const struct qn_progress *progress; /* may be NULL          */
	float *slab;                        /* [rows][stride]       */
	size_t rows, stride;
	size_t hot_row;     /* from this row on lie `hots` targets that most */
	size_t hots;        /* lines have: threads train copies of them     */
	float *dense;       /* [dense_size], or NULL                        */
	size_t dense_size;  /* floats                                       */
	size_t n;           /* ids of the corpus, of this rank's share      */
	size_t all;         /* ids of all ranks' shares                     */
	uint64_t seed;      /* same seed, one thread: same bytes            */
	bool deterministic; /* same bytes for any number of threads         */
	int epochs, epoch;  /* in all; done so far                          */
	float rate;         /* the first learning rate: it falls linearly   */
	float least_rate;   /* to this share of it                          */
	size_t rate_ids;    /* ids a thread trains between two looks at it  */
	size_t round_ids;   /* ids a shard trains in a deterministic round  */
	float share;        /* of a change that is added to what several shards
	                     * train in one round                          */
	size_t piece_ids;   /* ids of a line that it takes at once, the rest
	                     * being a line of its own; 0 = all of them    */
	double clipped;     /* steps that were cut short, of all so far     */
	struct qn_sgd_meeting *meeting; /* of ranks (sgdranks.h), or NULL   */
};

/* Train one more epoch; false, with `e` set, when the progress callback stops
 * it, or there is no memory. */
bool qn_sgd_epoch(struct qn_sgd *r, struct qn_err *e);

/* The learning rate once `done` of all ids of all epochs are trained. */
float qn_sgd_rate(const struct qn_sgd *r, double done);

/* --- for the two ways to do it -------------------------------------------- */

/* Pointers to the rows of a line; zero-initialise. */
struct qn_sgd_places {
	float **input, **target;
	size_t input_room, target_room;
};

void qn_sgd_places_room(struct qn_sgd_places *s, const struct qn_sgd_plan *p);
void qn_sgd_places_release(struct qn_sgd_places *s);

static inline float *qn_sgd_row(const struct qn_sgd *r, size_t row)
{
	return r->slab + row * r->stride;
}

/* A plan of the run's kind, empty; free with qn_sgd_plan_free(). */
struct qn_sgd_plan *qn_sgd_plan_new(const struct qn_sgd *r);
void qn_sgd_plan_free(const struct qn_sgd *r, struct qn_sgd_plan *p);

/* Tell the progress callback; false when it wants to stop. */
bool qn_sgd_tell(const struct qn_sgd *r, double done,
                 const struct qn_sgd_tally *t);

/* The random numbers of part `part` of `parts` in this epoch. */
struct qn_rng qn_sgd_rng(const struct qn_sgd *r, size_t part, size_t parts);

/* Every thread trains its own part of the corpus on the shared rows, without
 * locks (sgdasync.c). */
bool qn_sgd_epoch_async(struct qn_sgd *r, struct qn_err *e);

/* The same bytes for any number of threads (sgdrounds.c). */
bool qn_sgd_epoch_rounds(struct qn_sgd *r, struct qn_err *e);
#endif
