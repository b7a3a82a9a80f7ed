/* SPDX-License-Identifier: MIT */
/*
 * help.h -- what --help and the manual pages say, made from the tables.
 */
#ifndef QN_APPS_HELP_H
#define QN_APPS_HELP_H

#include "apps/command.h"
#include "base/buf.h"

/* Appends the help of a command; `name` is its whole name ("quern vectors
 * nn").  Lines of at most 80 columns. */
void help_command(const struct command *command, const char *name,
                  struct qn_buf *b);

/* Appends what `quern help` says: every command with its summary. */
void help_overview(struct qn_buf *b);

/* Appends the manual page of a command, its verbs included, as troff; NULL
 * stands for `quern` itself. */
void help_man(const struct command *command, struct qn_buf *b);

/*
 * Appends an option's names and what stands behind it: "-o, --output FILE".
 * `dash` is what a hyphen is written as ("-", or troff's "\\-").
 */
void help_names(const struct option *o, const char *dash, struct qn_buf *b);

/* Appends an option's help, choices and default in one sentence; `defaults`
 * is the struct that the option writes into, before parsing. */
void help_sentence(const struct option *o, const void *defaults,
                   struct qn_buf *b);

/* The values of the common options before parsing. */
extern const struct common common_defaults;
#endif
