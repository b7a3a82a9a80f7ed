/* SPDX-License-Identifier: MIT */
/*
 * ftgoal.h -- the output side of fastText: what a hidden vector is trained to
 * predict, under each of the four losses.
 *
 *	ns       the target's row and `negative` rows of noise: logistic
 *	hs       the inner nodes on the way to the target: logistic
 *	softmax  all rows
 *	ova      all rows, each a logistic regression of its own
 *
 * Under the first two a goal is a short list of rows, drawn with the line;
 * under the others the whole matrix, which is the dense block of the run.
 */
#ifndef QN_EMBED_FTGOAL_H
#define QN_EMBED_FTGOAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alias.h"
#include "base/err.h"
#include "base/kern.h"
#include "base/rng.h"
#include "embed/ftargs.h"
#include "embed/ftdict.h"
#include "embed/huffman.h"
#include "embed/sgd.h"

/* What there is to predict; read only while training. */
struct qn_ft_goals {
	enum qn_ft_loss loss;
	uint32_t n;            /* outputs                                   */
	uint32_t row;          /* ns, hs: the first of their rows in the slab */
	size_t stride;         /* floats of a row                           */
	bool across;           /* softmax: outputs lie as softmax_across()
	                        * wants them                                */
	size_t width;          /* across: floats of an output               */
	int negative;          /* ns                                        */
	struct qn_alias noise; /* ns: count^0.5                             */
	struct qn_huffman tree; /* hs: paths of fastText's tree              */
};

/* For outputs of these counts [n], n >= 1, falling with hs.  Release with
 * qn_ft_goals_release(). */
bool qn_ft_goals_init(struct qn_ft_goals *g, const struct qn_ft_args *a,
                      const struct qn_ft_word *output, uint32_t n,
                      struct qn_err *e);
void qn_ft_goals_release(struct qn_ft_goals *g);

/* Floats of all outputs. */
size_t qn_ft_goals_size(const struct qn_ft_goals *g);

/* Weight j of output i of those at `outputs`, however they lie. */
static inline float *qn_ft_goals_weight(const struct qn_ft_goals *g,
                                        float *outputs, size_t i, size_t j)
{
	size_t block = i / QN_SOFTMAX_ROOM, lane = i % QN_SOFTMAX_ROOM;
	return g->across
	           ? outputs + (block * g->width + j) * QN_SOFTMAX_ROOM + lane
	           : outputs + i * g->stride + j;
}

static inline bool qn_ft_goals_dense(const struct qn_ft_goals *g)
{
	return g->loss == QN_FT_SOFTMAX || g->loss == QN_FT_OVA;
}

/* One goal of a line. */
struct qn_ft_goal {
	uint64_t labels; /* hs: bit i is the label of target[first + i]      */
	uint32_t first;  /* ns, hs: in the plan's targets                    */
	uint32_t count;
	uint32_t target; /* the output that is right                         */
};

/*
 * Put the rows of goal `target` behind the targets of `p`, which have room
 * for qn_ft_goal_room() more; `bits` [negative] decide the noise (ns), which
 * is drawn anew from `rng` where it hits the target.
 */
struct qn_ft_goal qn_ft_goal_draw(const struct qn_ft_goals *g,
                                  struct qn_sgd_plan *p, uint32_t target,
                                  const uint64_t *bits, struct qn_rng *rng);
size_t qn_ft_goal_room(const struct qn_ft_goals *g);

/* A thread's; zero-initialise but for what init does. */
struct qn_ft_aim {
	float **y;  /* [outputs] rows of the dense block `at`; or NULL        */
	float *p;   /* [outputs] scratch of a softmax                         */
	float *at;  /* the block that y points into                           */
	float *h;   /* [stride] the hidden vector                             */
	float *err; /* [stride] what it should be moved by                    */
};

bool qn_ft_aim_init(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                    struct qn_err *e);
void qn_ft_aim_release(struct qn_ft_aim *a);

/*
 * Train a->h on a goal of `line`: move its outputs, add to a->err, and to
 * *loss if it is not NULL.  With one-vs-all the outputs `right` [n_right]
 * are labels; the other losses look at the goal alone.
 */
void qn_ft_aim_at(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                  const struct qn_sgd_line *line, const struct qn_ft_goal *goal,
                  const uint32_t *right, size_t n_right, double *loss);

/*
 * Bound a->err, as a learning rate that is too high makes vectors grow
 * without end: then a step is cut short, and line->tally told.
 */
void qn_ft_aim_clip(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                    const struct qn_sgd_line *line);
#endif
