/* SPDX-License-Identifier: MIT */
/*
 * completion.h -- scripts by which a shell completes commands, verbs, options
 * and the names that an option takes, made from the tables.
 */
#ifndef QN_APPS_COMPLETION_H
#define QN_APPS_COMPLETION_H

#include "apps/command.h"
#include "base/buf.h"

/* Append the script for a shell. */
void completion_bash(struct qn_buf *b);
void completion_fish(struct qn_buf *b);
void completion_zsh(struct qn_buf *b);

/* Calls `put` for every command and verb, with its words joined: "vectors",
 * "vectors nn". */
void completion_each(struct qn_buf *b,
                     void (*put)(struct qn_buf *b, const char *path,
                                 const struct command *command));

/* The first option of a table, from `o` on, that is one to be completed: not
 * a heading, not hidden.  NULL at the end, or of no table. */
const struct option *completion_option(const struct option *o);

/* Append text between single quotes as the shell reads it, a backslash before
 * every character of `special`; `quote` is how a single quote is written. */
void completion_quote(struct qn_buf *b, const char *text, const char *special,
                      const char *quote);
#endif
