/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors.h -- what the verbs of `quern vectors` share.
 */
#ifndef QN_APPS_CMD_VECTORS_H
#define QN_APPS_CMD_VECTORS_H

#include "apps/command.h"
#include "embed/vecfile.h"

extern const struct command vectors_info;

/* The names of enum qn_vecformat, for the `choices` of an option. */
extern const char *const vectors_formats[];

/* The options by which every verb finds its vectors. */
struct vectors_source {
	enum qn_vecformat format;
	uint64_t vocab; /* the first rows only; 0 = all */
};

#define VECTORS_SOURCE_OPTIONS(S, member)                                      \
	{.names = "format",                                                    \
	 OPTION_FIELD(S, member.format),                                       \
	 .choices = vectors_formats,                                           \
	 .argument = "NAME",                                                   \
	 .help = "format of the vector file"},                                 \
	{                                                                      \
		.names = "vocab", OPTION_FIELD(S, member.vocab),               \
		.argument = "N", .shown = "all",                               \
		.help = "use the first N words only, the most frequent ones"   \
	}
#endif
