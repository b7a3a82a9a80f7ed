/* SPDX-License-Identifier: MIT */
/*
 * ftrun.h -- a run of fastText's training, from a counted dictionary to
 * trained rows: what fttrain.c and ftretrain.c share.
 *
 *	check --> begin --> prepare: rows, goals, parameters (all zero)
 *	      --> the caller fills them in --> epochs --> the caller takes
 *	          what it wants out of r->sgd --> end
 */
#ifndef QN_EMBED_FTRUN_H
#define QN_EMBED_FTRUN_H

#include "embed/ftsup.h"
#include "embed/fttrain.h"
#include "embed/ftwords.h"
#include "embed/sgd.h"

struct qn_ft_run {
	const struct qn_ft_training *t;
	const struct qn_ft_args *args; /* of the model */
	struct qn_ft_model *model;
	struct qn_corpus *corpus;
	struct qn_sgd sgd;        /* slab: a row a place, then outputs */
	struct qn_ft_words words; /* skip-gram, CBOW                   */
	struct qn_ft_rows rows;   /* likewise                          */
	uint32_t *keep;           /* likewise [words]                  */
	struct qn_ft_sup sup;     /* supervised                        */
};

/* `t`, model and corpus are set: what they say about the run. */
void qn_ft_run_begin(struct qn_ft_run *r, struct qn_pool *pool);

/* The model's dictionary is counted, the height of its input matrix known. */
bool qn_ft_run_prepare(struct qn_ft_run *r, struct qn_err *e);

/* All epochs, or those that the checkpoint has left to do. */
bool qn_ft_run_epochs(struct qn_ft_run *r, struct qn_err *e);
void qn_ft_run_end(struct qn_ft_run *r);

struct qn_ft_rows *qn_ft_run_rows(struct qn_ft_run *r);
struct qn_ft_goals *qn_ft_run_goals(struct qn_ft_run *r);

/* The outputs, wherever they are, for qn_ft_goals_weight(). */
float *qn_ft_run_outputs(struct qn_ft_run *r);
#endif
