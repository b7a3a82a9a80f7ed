/* SPDX-License-Identifier: MIT */
/*
 * adaptive.h -- the last layer by clusters of words (Grave, Joulin, Cissé,
 * Grangier and Jégou, "Efficient softmax approximation for GPUs", 2017).
 *
 *	x -- head --> [ words 0 .. cut[0] | tail 0 | tail 1 ... ]
 *	x -- projection of tail i --> [inner] -- weights of tail i -->
 *	              [ words cut[i] .. cut[i + 1], the last up to all ]
 *
 * The head scores the frequent words, and for every cluster of others the
 * chance that the word is one of them; a tail then tells which.  Words are
 * told apart by their ids, which fall with their frequency (lmvocab.h), and
 * tails of rarer words have fewer numbers a word: width / factor, width /
 * factor^2 ...  A row costs the head and, if its word is not there, one tail.
 * No layer has biases.
 *
 *	ln p(word) = ln p(entry of the head) + ln p(word in its tail)
 */
#ifndef QN_SEQ_ADAPTIVE_H
#define QN_SEQ_ADAPTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "seq/linear.h"
#include "seq/output.h"
#include "seq/params.h"
#include "seq/slab.h"

#define QN_ADAPTIVE_TAILS  16 /* at most */
#define QN_ADAPTIVE_FACTOR 4  /* unless said */

struct qn_adaptive_shape {
	size_t tails;                  /* 0 = one layer for all words       */
	size_t cut[QN_ADAPTIVE_TAILS]; /* [tails] each one's first word     */
	size_t factor;                 /* 0 = QN_ADAPTIVE_FACTOR            */
};

/*
 * Cutoffs from a list "2000,10000", and the list from them: `text` has room
 * for QN_ADAPTIVE_LIST characters.  False with `e` set for what is no list of
 * numbers that rise, each from 1 to 2^26, or a longer one.
 */
#define QN_ADAPTIVE_LIST 160
bool qn_adaptive_parse(struct qn_adaptive_shape *s, const char *list,
                       struct qn_err *e);
void qn_adaptive_print(const struct qn_adaptive_shape *s,
                       char text[QN_ADAPTIVE_LIST]);

/* Whether cutoffs rise and leave every cluster some of `words`, and the factor
 * is from 1 to 65536; no factor becomes the default.  False with `e` set. */
bool qn_adaptive_check(struct qn_adaptive_shape *s, size_t words,
                       struct qn_err *e);

/* A net's parameters of it: [begin, end) of the slab, the head's first, and of
 * each tail its size and where it lies. */
struct qn_adaptive_at {
	size_t begin, end;
	size_t words[QN_ADAPTIVE_TAILS], inner[QN_ADAPTIVE_TAILS];
	size_t projection[QN_ADAPTIVE_TAILS]; /* [inner][width]             */
	size_t weight[QN_ADAPTIVE_TAILS];     /* [words][inner]             */
};

/*
 * Append "output.head.weight", and of each tail "output.tail.0.projection" and
 * "output.tail.0.weight", for states of `width` numbers that have `room` in
 * the slab.  They begin as PyTorch's linear layers do, between -+ 1 / sqrt of
 * their columns.
 */
struct qn_adaptive_at qn_adaptive_params(struct qn_params *p,
                                         const struct qn_adaptive_shape *s,
                                         size_t words, size_t width,
                                         size_t room);

/* A run of it.  The head is a layer of its owner's, whose losses become those
 * of words. */
struct qn_adaptive {
	/* what it is; to be set, and all of it is borrowed */
	const struct qn_adaptive_shape
	    *shape; /* NULL: there is no such layer */
	struct qn_adaptive_at at;
	const float *w;      /* a net's parameters                          */
	size_t words, width; /* `width` is that of x, with padding          */
	struct qn_output_layer *head;

	struct qn_linear projection[QN_ADAPTIVE_TAILS];
	struct qn_output_layer tail[QN_ADAPTIVE_TAILS];
	float *score;     /* [words] to find the likeliest; of one row only */
	uint32_t *target; /* [rows] entries of the head; words of a tail    */
	uint32_t *row;    /* [rows] where a tail's came from                */
	float *x;         /* [rows][width] of a tail, then their gradients  */
	float *inner, *dinner; /* [rows][width of the widest tail]          */
};

/* Arrays for up to `rows` rows, and what the head is, whose own arrays are its
 * owner's to plan. */
void qn_adaptive_plan(struct qn_adaptive *a, size_t rows, bool learns,
                      struct qn_slab *slab);

/*
 * As qn_output_layer_run() of words: losses [rows] are the head's, and their
 * sum is returned.  Unless dx is NULL, dx is set, and so are all gradients of
 * this layer in g, a slab as the parameters'.  Same bytes for any number of
 * threads.
 */
double qn_adaptive_run(struct qn_adaptive *a, const float *x,
                       const uint32_t *target, size_t rows, float *dx, float *g,
                       struct qn_pool *pool);

/* ln p of all words into ln_p [words], after one state. */
void qn_adaptive_scores(const struct qn_adaptive *a, const float *x,
                        float *ln_p);

/* The word of the largest of these, the first of equals; of tails no more are
 * looked at than may hold it.  For a run of one row. */
uint32_t qn_adaptive_best(const struct qn_adaptive *a, const float *x);
#endif
