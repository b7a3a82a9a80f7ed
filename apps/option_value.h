/* SPDX-License-Identifier: MIT */
/*
 * option_value.h -- an option's word turned into its field, and back.
 */
#ifndef QN_APPS_OPTION_VALUE_H
#define QN_APPS_OPTION_VALUE_H

#include "apps/option.h"

/*
 * Read `text` into o's field of `values`, checked against the type, the
 * range and the choices.  `spelling` is how the user wrote the option, for
 * the sentence in `e`.
 */
bool option_set(const struct option *o, void *values, struct qn_slice spelling,
                const char *text, struct qn_err *e);

/* Set a flag's or a switch's field. */
void option_set_flag(const struct option *o, void *values, bool on);

/* True if a switch would accept `text` as its word. */
bool option_switch_word(const char *text);
#endif
