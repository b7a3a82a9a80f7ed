/* SPDX-License-Identifier: MIT */
/*
 * cmd_index.h -- the verbs of `quern index`.
 */
#ifndef QN_APPS_CMD_INDEX_H
#define QN_APPS_CMD_INDEX_H

#include "apps/command.h"
#include "base/buf.h"

extern const struct command index_build;
extern const struct command index_add;
extern const struct command index_delete;
extern const struct command index_merge;
extern const struct command index_vectors;
extern const struct command index_info;

/* Where the vectors of an index are: INDEX.vectors, or INDEX.lsa. */
void index_vectors_path(const char *index, bool lsa, struct qn_buf *path);
#endif
