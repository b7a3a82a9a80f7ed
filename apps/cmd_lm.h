/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm.h -- the verbs of `quern lm`, and the kinds of model they serve.
 *
 * A kind has a name (of --arch, and in the header of its files), a function
 * that trains, and one that opens.  Everything after that goes by seq/lm.h.
 * To add one: its entry in cmd_lm.c, its options in struct lm_train_options
 * and in the table of cmd_lm_train.c.
 */
#ifndef QN_APPS_CMD_LM_H
#define QN_APPS_CMD_LM_H

#include "apps/cmd_lm_neural.h"
#include "apps/command.h"
#include "base/tensors.h"
#include "seq/lm.h"
#include "seq/ngramtrain.h"

extern const struct command lm_train;
extern const struct command lm_eval;
extern const struct command lm_generate;
extern const struct command lm_convert;
extern const struct command lm_embed;
extern const struct command lm_supervised;
extern const struct command lm_predict;
extern const struct command lm_test;

struct lm_train_options {
	const char *arch; /* a name of lm_archs[] */
	enum qn_lm_unit unit;
	const char *valid;
	struct qn_ngram_options ngram; /* unit, prune, progress apart */
	struct option_list prune;
	struct lm_neural_options neural;
};

struct lm_arch {
	const char *name;
	bool neural; /* goes by the options of networks, not of n-grams */

	/* c->operands.item[0] is the text, c->common.output the model. */
	bool (*train)(const struct lm_train_options *o, struct call *c);

	/* A file of kind "lm" whose metadata say arch = `name`; `t` belongs
	 * to the model, or is closed when the call fails. */
	struct qn_lm *(*open)(struct qn_tensors *t, struct qn_err *e);
};

extern const struct lm_arch lm_arch_ngram;

/* By name; ended by NULL. */
extern const struct lm_arch *const lm_archs[];

/* Whether a file is one of ours; else it should be an ARPA file. */
bool lm_is_tensors(const char *path, struct qn_err *e);

/* The model in a file, told by its header, or an ARPA file; NULL with c->e
 * set. */
struct qn_lm *lm_load(const char *path, struct call *c);
#endif
