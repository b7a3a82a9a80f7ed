/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid.h -- the verbs of `quern langid`.
 */
#ifndef QN_APPS_CMD_LANGID_H
#define QN_APPS_CMD_LANGID_H

#include "apps/command.h"

#define LANGID_UNKNOWN "und" /* ISO 639's code for "undetermined" */

/* The option that names the model; `S` has a member `model`. */
#define LANGID_MODEL_OPTION(S)                                                 \
	{                                                                      \
		.names = "model", OPTION_FIELD(S, model), .argument = "FILE",  \
		.shown = "the one in the box",                                 \
		.help = "another model: of `quern langid train', or a "        \
		        "fastText classifier such as lid.176.ftz"              \
	}

extern const struct command langid_train;
extern const struct command langid_test;
#endif
