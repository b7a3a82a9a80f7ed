/* SPDX-License-Identifier: MIT */
/*
 * w2vplan.h -- what training a line will do, drawn before it is done.
 *
 * Everything random about a line (which words stay, how far each window
 * reaches, which words are noise) depends on the corpus and the seed, never
 * on the parameters.  So it is drawn for the whole line first: the rows that
 * a step needs are known long before it and can be fetched, and a scheduler
 * can see which rows two lines share.
 *
 *	ids      the  cat  sat  on  the  mat  </s>
 *	word          cat  sat            mat            kept
 *	reach          2    5              1             words each side
 *	groups       [ cat | 5 noise ] [ sat | ...       targets of a centre
 *
 * Rows of the model are numbered through:
 *
 *	[0, V)              input rows, one a word
 *	[noise, + V)        output rows of negative sampling
 *	[tree, + V - 1)     nodes of the Huffman tree
 */
#ifndef QN_EMBED_W2VPLAN_H
#define QN_EMBED_W2VPLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "embed/huffman.h"
#include "embed/sampling.h"
#include "embed/sgd.h"

#define QN_W2V_LINE 1000 /* words kept of a line at most (word2vec.c) */

#define QN_W2V_ALL UINT16_MAX /* a group that all contexts share */

/* Targets that one or all contexts of a centre are trained against. */
struct qn_w2v_group {
	uint64_t labels; /* bit o: the label of target[first + o]        */
	uint32_t first;  /* in plan->rows.target                              */
	uint8_t count;   /* at most QN_KERN_LABEL                        */
	bool tree;       /* a path of the tree, else noise               */
	uint16_t context; /* which context, or QN_W2V_ALL                 */
};

struct qn_w2v_plan {
	struct qn_sgd_plan rows;    /* input: a word a centre            */
	size_t n;                   /* centres                           */
	uint16_t *reach;            /* [n] words each side, >= 1         */
	uint32_t *group_of;         /* [n + 1] first group of a centre   */
	struct qn_w2v_group *group; /* [group_of[n]]                     */
	size_t groups, group_room;
	size_t target_room;
	struct qn_alias_bits bits; /* of the line's noise            */
};

void qn_w2v_plan_init(struct qn_w2v_plan *p);
void qn_w2v_plan_release(struct qn_w2v_plan *p);

/* How lines are drawn; shared by all threads, read only. */
struct qn_w2v_drawing {
	const uint32_t *id; /* the corpus; 0 ends a line             */
	const struct qn_sampling *sampling;
	const struct qn_huffman *tree; /* NULL without hierarchical softmax */
	int window, negative;
	bool per_pair;
	uint32_t noise_row, tree_row; /* first rows of each kind       */
};

/*
 * Draw the next line of the cursor, which moves past it; false at the end.
 * A line may come out with fewer than two words: nothing to train then.
 */
bool qn_w2v_plan_next(struct qn_w2v_plan *p, const struct qn_w2v_drawing *d,
                      struct qn_sgd_cursor *c);

/* The contexts of centre t are words first..last without t itself. */
static inline size_t qn_w2v_first(const struct qn_w2v_plan *p, size_t t)
{
	return t < p->reach[t] ? 0 : t - p->reach[t];
}

static inline size_t qn_w2v_last(const struct qn_w2v_plan *p, size_t t)
{
	return t + p->reach[t] < p->n ? t + p->reach[t] : p->n - 1;
}
#endif
