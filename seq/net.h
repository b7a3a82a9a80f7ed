/* SPDX-License-Identifier: MIT */
/*
 * net.h -- a network that foretells the next piece of a text, whatever it is
 * made of; and a run of it over a batch.
 *
 *	net   parameters              what is trained and saved
 *	run   activations, gradients  for batches of `rows` times `steps`
 *
 *	x [rows][steps] ids --read--> states --> scores of all words --> loss
 *	against y [rows][steps]
 *
 * Most kinds go by what was before.  A masked one (Devlin et al., "BERT", 2019)
 * looks both ways, at a text some of whose pieces are hidden, and foretells
 * those.
 *
 * A kind of network is a table of functions; recurrentnet.c and gptnet.c
 * hold the kinds.  Several runs may share a net: one that trains, one that
 * validates.
 */
#ifndef QN_SEQ_NET_H
#define QN_SEQ_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "seq/adaptive.h"
#include "seq/nnkern.h"
#include "seq/output.h"
#include "seq/params.h"
#include "seq/product.h"
#include "seq/sampled.h"
#include "seq/slab.h"

enum qn_positions {
	QN_POSITIONS_LEARNED,
	QN_POSITIONS_SINUS,
	QN_POSITIONS_ROTARY
};

enum qn_activation { QN_ACTIVATION_GELU, QN_ACTIVATION_RELU };

/* How the states of a sequence become one vector; see head.h. */
enum qn_gather {
	QN_GATHER_LAST,
	QN_GATHER_MEAN,
	QN_GATHER_ATTENTION,
	QN_GATHER_CONV
};

struct qn_head_shape {
	size_t labels; /* 0 = there is no head, and the rest is 0     */
	enum qn_gather gather;
	size_t filters, window; /* conv: how many, over how many states  */
};

/* What a network looks like; all of it is kept in its file. */
struct qn_net_shape {
	size_t words; /* pieces of the vocabulary                         */
	size_t layers, hidden;
	size_t embed;   /* numbers of a piece; 0 = hidden. LSTM             */
	size_t heads;   /* divides hidden. Transformer                      */
	size_t inner;   /* of the feed-forward layers; 0 = 4 * hidden       */
	size_t context; /* pieces that it looks back upon. Transformer     */
	enum qn_positions positions;   /* Transformer                      */
	enum qn_activation activation; /* Transformer                      */
	bool tied; /* the embedding is the output's weights, too           */
	struct qn_adaptive_shape adaptive; /* clusters of words; not tied   */
	struct qn_head_shape head;
};

/* What training adds to a run. */
struct qn_lesson {
	enum qn_precision precision; /* of products, but those of attention
	                              * and of a head (head.h)              */
	float dropout;       /* [0, 1)                                     */
	bool locked;         /* the same for all steps of a sequence       */
	float words;         /* share of words that a batch lacks, [0, 1)  */
	float weights;       /* share of recurrent weights, likewise       */
	float smooth;        /* label smoothing, [0, 1); none of words in
	                      * clusters                                    */
	float own;           /* share of pieces that a recurrent decoder reads
	                      * of its own (mtsampling.h), [0, 1]           */
	size_t samples;      /* words of a sample that the output layer goes by
	                 * (sampled.h), then without smoothing; 0 = all;
	                 * all where words are in clusters               */
	uint64_t seed, step; /* of the random numbers                      */
};

/* Who is left out at a place of a network, a share `rate` of all; nobody
 * without a lesson. */
struct qn_dropout qn_lesson_dropout(const struct qn_lesson *l, float rate,
                                    uint32_t place);

/* Whether products round; without a lesson they do not. */
static inline bool qn_lesson_bf16(const struct qn_lesson *l)
{
	return l && l->precision == QN_PRECISION_BF16;
}

struct qn_net;

struct qn_netrun {
	const struct qn_net *net;
	size_t rows, steps;
	float *g;     /* [net->params.total] gradients; NULL unless it learns */
	float *state; /* [state_n] what a batch leaves to the next one      */
	size_t state_n;
	struct qn_output_layer output;
	struct qn_adaptive adaptive; /* of whose head that is; or none      */

	/* What the layers come to, of sequence r at step t in row
	 * qn_netrun_row(r, t), and its gradient, where the run learns. */
	float *states, *dstates; /* [rows * steps][width]                 */
	size_t width;            /* a multiple of 16 or not, with padding */

	/* Of a masked network: steps of each sequence, behind which there is
	 * padding; NULL = all of them.  Borrowed. */
	const uint32_t *lengths; /* [rows]                                */

	float *doutput, *dbias;    /* in g, of the output layer; or NULL      */
	uint32_t *target, *wanted; /* [rows * steps] by rows of states; those
	                            * that there are, without gaps         */
	float *picked, *dpicked;   /* [rows * steps][width] of those that are
	                          * foretold, of a masked network         */
	struct qn_sampled *sampled; /* made when first needed              */
	struct qn_slab slab;        /* all other arrays are here           */
};

#define QN_NO_TARGET UINT32_MAX /* nothing is to be foretold here */

/* Scores [words] after the first state, where feed() has left its own. */
void qn_net_scores(const struct qn_netrun *run, float *scores);

/* What all runs have in common, taken from run->slab; run->output is what it is
 * by then, or run->adaptive.at. */
void qn_netrun_plan(struct qn_netrun *run, bool learns, struct qn_slab *slab);

/* Free what they have in common. */
void qn_netrun_release(struct qn_netrun *run);

/*
 * Sum of -ln p of y [rows][steps] after x.  With a lesson (a run that
 * learns), run->g becomes the gradient of the mean.  run->state goes on.
 * Losses are in run->output.loss by rows of states; of a masked network only
 * those of targets that there are, in their order.
 */
double qn_net_score(struct qn_netrun *run, const uint32_t *x, const uint32_t *y,
                    const struct qn_lesson *lesson, struct qn_pool *pool);

struct qn_net_class {
	const char *name;
	enum qn_cell cell; /* of a recurrent kind */
	bool recurrent;    /* states lie by steps, not by sequences     */
	bool masked;       /* looks both ways; the last word is the mask */

	/* Whether a shape makes sense; zeros become their defaults. */
	bool (*check)(struct qn_net_shape *s, struct qn_err *e);

	/* Append the parameters to net->params. */
	void (*params)(struct qn_net *net);

	/* For batches of rows times steps; NULL with `e` set without memory. */
	struct qn_netrun *(*run)(const struct qn_net *net, size_t rows,
	                         size_t steps, bool learns, struct qn_err *e);
	void (*free)(struct qn_netrun *run);

	/* run->states of x [rows][steps]; run->state goes on. */
	void (*read)(struct qn_netrun *run, const uint32_t *x,
	             const struct qn_lesson *lesson, struct qn_pool *pool);

	/* After read() with the same lesson: run->g from run->dstates, added
	 * to in the tables of words, set elsewhere. */
	void (*learn)(struct qn_netrun *run, const struct qn_lesson *lesson,
	              struct qn_pool *pool);

	/* One piece at a time, for a run of 1 times 1 that does not learn and
	 * does nothing else: scores [words] of what comes after those fed
	 * since the last reset, unless NULL: those can be had later.  NULL of a
	 * masked network. */
	void (*feed)(struct qn_netrun *run, uint32_t id, float *scores,
	             struct qn_pool *pool);

	/* Nothing has been seen.  To be called before the first batch without
	 * a lesson, and whenever parameters were changed. */
	void (*reset)(struct qn_netrun *run);

	/* Batches go on where the one before ended, through run->state; else
	 * each looks at no more than its own steps. */
	bool carries;

	/* Let run->g be 0 where it is added to, and the output's bias; but
	 * for words in clusters, which qn_net_score() sets. */
	void (*clear)(struct qn_netrun *run);
};

struct qn_net {
	const struct qn_net_class *class;
	struct qn_net_shape shape;
	struct qn_params params;
	float *w; /* [params.total] */
};

extern const struct qn_net_class qn_lstmnet, qn_grunet, qn_rnnnet, qn_gptnet,
    qn_bertnet, qn_bilstmnet, qn_bigrunet;

/* A masked network's mask. */
static inline uint32_t qn_net_mask(const struct qn_net *net)
{
	return (uint32_t)net->shape.words - 1;
}

/* Where the state of sequence r at step t is. */
static inline size_t qn_netrun_row(const struct qn_netrun *run, size_t r,
                                   size_t t)
{
	return run->net->class->recurrent ? t * run->rows + r
	                                  : r * run->steps + t;
}

/* By name, or NULL. */
const struct qn_net_class *qn_net_class(const char *name);

/* Check net->shape, and list the parameters in net->params: their number is
 * known before memory is taken.  Release the list in every case. */
bool qn_net_measure(struct qn_net *net, struct qn_err *e);

/* A net of zeros; NULL with `e` set for a bad shape, or without memory. */
struct qn_net *qn_net_new(const struct qn_net_class *class,
                          const struct qn_net_shape *shape, struct qn_err *e);
void qn_net_free(struct qn_net *net);
#endif
