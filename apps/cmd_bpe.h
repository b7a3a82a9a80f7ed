/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe.h -- what the verbs of `quern bpe` share.
 */
#ifndef QN_APPS_CMD_BPE_H
#define QN_APPS_CMD_BPE_H

#include "apps/command.h"
#include "text/subword.h"

extern const struct command bpe_train;
extern const struct command bpe_encode;
extern const struct command bpe_decode;

/* The options by which a verb finds its model; it is the first operand. */
struct bpe_source {
	const char *merges; /* NULL: beside the vocabulary */
};

/* Its entry; `S` has a member `source`. */
#define BPE_MERGES_OPTION(S)                                                   \
	{                                                                      \
		.names = "merges", OPTION_FIELD(S, source.merges),             \
		.argument = "FILE", .shown = "beside the vocabulary",          \
		.help = "the merges that go with a vocab.json"                 \
	}

/* Load the first operand; NULL with c->e set. */
struct qn_subword *bpe_model(struct call *c, const struct bpe_source *source);

/* Call `one` with each operand behind the first, or with NULL for standard
 * input if there is none; stops where it returns false. */
bool bpe_each_file(struct call *c, bool (*one)(void *ctx, const char *path),
                   void *ctx);
#endif
