/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid.h -- `quern langid` and its verbs.
 */
#ifndef QN_APPS_CMD_LANGID_H
#define QN_APPS_CMD_LANGID_H

#include "apps/command.h"
#include "apps/languages.h"
#include "embed/langidspans.h"

/* The option that names the model; `S` has a member `model`. */
#define LANGID_MODEL_OPTION(S)                                                 \
	{                                                                      \
		.names = "model", OPTION_FIELD(S, model), .argument = "FILE",  \
		.shown = "the one in the box",                                 \
		.help = "another model: of `quern langid train', or a "        \
		        "fastText classifier such as lid.176.ftz"              \
	}

struct langid_options {
	const char *model, *only;
	uint64_t top;
	double min_confidence;
	bool file, spans;
};

/* A thread's answers, until its batch is done. */
struct langid_lane {
	struct qn_buf text;
	struct qn_langid_guess *guess; /* [top] */
	struct qn_langid_spans spans;
};

struct langid_work {
	struct call *c;
	const struct langid_options *o;
	struct languages *languages;
	struct qn_langid *own; /* the same, or NULL */
	bool *only;            /* [languages], or NULL */
	size_t top;
	struct langid_lane *lane; /* [lanes] */
	size_t lanes;
	struct qn_output *out;
};

/* Put what there is to say of a text into the lane's buffer. */
void langid_treat(struct langid_work *w, size_t lane, struct qn_slice text);

extern const struct command langid_train;
extern const struct command langid_test;
#endif
