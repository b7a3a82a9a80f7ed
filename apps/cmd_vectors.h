/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors.h -- what the verbs of `quern vectors` share.
 */
#ifndef QN_APPS_CMD_VECTORS_H
#define QN_APPS_CMD_VECTORS_H

#include "apps/command.h"
#include "embed/cluster.h"
#include "embed/vecfile.h"

extern const struct command vectors_info;
extern const struct command vectors_convert;
extern const struct command vectors_nn;
extern const struct command vectors_analogy;
extern const struct command vectors_eval;
extern const struct command vectors_cluster;
extern const struct command vectors_index;

/* The options by which every verb finds its vectors. */
struct vectors_source {
	enum qn_vecformat format;
	uint64_t vocab; /* the first rows only; 0 = all */
};

/* Their entries; `S` has a member `source`. */
#define VECTORS_FORMAT_OPTION(S)                                               \
	{                                                                      \
		.names = "format", OPTION_FIELD(S, source.format),             \
		.choices = qn_vecformat_names,                                 \
		.help = "format of the vector file"                            \
	}
#define VECTORS_VOCAB_OPTION(S)                                                \
	{                                                                      \
		.names = "vocab", OPTION_FIELD(S, source.vocab),               \
		.argument = "N", .shown = "all",                               \
		.help = "use the first N words only, the most frequent ones"   \
	}

/* Load `path`; NULL with c->e set.  The caller frees the result. */
struct qn_vectors *vectors_load(struct call *c, const char *path,
                                const struct vectors_source *source);

/* The same with every row scaled to length 1. */
struct qn_vectors *vectors_load_unit(struct call *c, const char *path,
                                     const struct vectors_source *source);

/* False, with the call misused, for a name that ends like a compressed file:
 * those are read but not written. */
bool vectors_check_output(struct call *c, const char *path);

/* Group the rows, which have length 1, and write a line "word cluster" for
 * each where the call's output goes. */
bool vectors_write_clusters(struct call *c, const struct qn_vectors *unit,
                            const struct qn_cluster_options *how);
#endif
