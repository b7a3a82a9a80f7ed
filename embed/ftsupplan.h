/* SPDX-License-Identifier: MIT */
/*
 * ftsupplan.h -- what a classifier's learner draws: a few examples, so that
 * the rows of those to come are on their way while one is trained.
 *
 *	rows.input  4 90 91 17 33 | 8 90 5 | 2 71 ...
 *	example     0               5        8
 */
#ifndef QN_EMBED_FTSUPPLAN_H
#define QN_EMBED_FTSUPPLAN_H

#include "embed/ftgoal.h"
#include "embed/ftsup.h"
#include "embed/sgd.h"

#define QN_FT_EXAMPLES 8 /* of a plan at most */

struct qn_ft_example {
	size_t rows;   /* where they begin in the plan's inputs */
	size_t labels; /* and these in the plan's               */
	struct qn_ft_goal goal;
};

/* Rows and labels of lines; `hash` and `buckets` are scratch of one. */
struct qn_ft_line_lists {
	struct qn_ft_list place, label, hash, buckets;
};

/* Zeroed it is empty. */
struct qn_ft_sup_plan {
	struct qn_sgd_plan rows;
	struct qn_ft_example example[QN_FT_EXAMPLES + 1]; /* the last one ends
	                                                   * the others     */
	size_t n;
	const uint32_t *label; /* of the examples */
	struct qn_ft_line_lists read;
	size_t next_kept; /* the line that most likely comes next */
	size_t target_room;
	uint64_t *bits; /* [negative] scratch */
};

/* For struct qn_sgd_learner. */
void qn_ft_sup_plan_init(void *plan);
void qn_ft_sup_plan_release(void *plan);
bool qn_ft_sup_draw(void *plan, const void *model, struct qn_sgd_cursor *c);

/* Fill s->kept. */
void qn_ft_sup_keep(struct qn_ft_sup *s);
#endif
