/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe.h -- what the verbs of `quern bpe` share.
 */
#ifndef QN_APPS_CMD_BPE_H
#define QN_APPS_CMD_BPE_H

#include "apps/command.h"
#include "text/piecenames.h"
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

/* A thread's: the ids of a line, and output that is not written so far. */
struct bpe_lane {
	struct qn_pieceids ids;
	struct qn_buf text;
};

/* Lines through a model, by all threads; a verb's own state begins with it. */
struct bpe_work {
	struct call *c;
	struct qn_subword *model;
	struct qn_piecenames names; /* made when pieces are shown */
	struct qn_output *out;
	struct bpe_lane *lane; /* [lanes] */
	size_t lanes;
};

/* Load the model, which is the first operand, and open the output; false with
 * c->e set.  Either way bpe_close() is to follow, which is false when anything
 * has failed. */
bool bpe_open(struct bpe_work *w, struct call *c,
              const struct bpe_source *source, bool pieces);
bool bpe_close(struct bpe_work *w);

/* Take a line off `rest`, which is not empty, byte for byte; whether it had an
 * end. */
bool bpe_cut_line(struct qn_slice *rest, struct qn_slice *line);

/* Write what the lanes hold: `batch` of struct qn_batch_work. */
bool bpe_write_batch(void *work, struct qn_err *e);

/* Call `one` with each operand behind the first, or with NULL for standard
 * input if there is none; stops where it returns false. */
bool bpe_each_file(struct call *c, bool (*one)(void *ctx, const char *path),
                   void *ctx);
#endif
