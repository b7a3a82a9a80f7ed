/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_eval.h -- `quern lm eval`: what is asked for, and the model or models
 * that are to answer.
 */
#ifndef QN_APPS_CMD_LM_EVAL_H
#define QN_APPS_CMD_LM_EVAL_H

#include "apps/cmd_lm.h"
#include "seq/lmdynamic.h"

enum detail { DETAIL_TEXT, DETAIL_LINE, DETAIL_WORD };

struct eval_options {
	enum detail detail;
	struct option_list mix, weights;
	const char *tune;
	size_t stride; /* of windows; 0 = as they are */
	bool learns;
	struct qn_lmdynamic_options dynamic;
};

/* The model of the first operand, mixed with those of --mix; NULL with c->e
 * set. */
struct qn_lm *eval_load(const struct eval_options *o, struct call *c);
#endif
