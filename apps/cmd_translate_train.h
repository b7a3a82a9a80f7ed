/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_train.h -- the options of `quern translate train`.
 */
#ifndef QN_APPS_CMD_TRANSLATE_TRAIN_H
#define QN_APPS_CMD_TRANSLATE_TRAIN_H

#include "apps/cmd_translate.h"
#include "seq/translatetrain.h"

struct translate_training {
	const char *source, *target, *valid_source, *valid_target;
	const char *arch;
	struct qn_mtshape shape;
	unsigned units; /* to learn; 0: words */
	uint64_t min_count;
	const char *joint_model, *source_model, *target_model; /* of units */
	struct translate_text text;
	size_t most; /* pieces of a sentence */
	struct qn_mttrain_options train;
};

extern const struct translate_training translate_train_defaults;
extern const struct option translate_train_options[];

/* Fill in what follows from the rest; false after call_misuse() for what does
 * not go together. */
bool translate_train_check(struct translate_training *o, bool recurrent,
                           struct call *c);
#endif
