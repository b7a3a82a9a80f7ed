/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate.h -- the verbs of `quern translate`.
 */
#ifndef QN_APPS_CMD_TRANSLATE_H
#define QN_APPS_CMD_TRANSLATE_H

#include "apps/analyser.h"
#include "apps/command.h"
#include "text/decode.h"

/* How sentences are read. */
struct translate_text {
	const char *encoding; /* NULL: UTF-8 */
	enum qn_invalid invalid;
};

/* Rows of a table of options, for a struct S with such a member. */
/* clang-format off */
#define TRANSLATE_TEXT_OPTIONS(S, member) \
	{.names = "encoding", OPTION_FIELD(S, member.encoding), \
	 .argument = "NAME", .shown = "UTF-8", \
	 .help = "what the text is in"}, \
	{.names = "invalid", OPTION_FIELD(S, member.invalid), \
	 .choices = analyser_invalid, .argument = "error|replace|skip", \
	 .help = "bytes that the encoding does not allow"}
/* clang-format on */

extern const struct command translate_train;
extern const struct command translate_run;
extern const struct command translate_score;
extern const struct command translate_average;
extern const struct command translate_quantize;
#endif
