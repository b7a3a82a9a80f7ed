/* SPDX-License-Identifier: MIT */
/*
 * cmd_search.h -- the verbs of `quern search`.
 */
#ifndef QN_APPS_CMD_SEARCH_H
#define QN_APPS_CMD_SEARCH_H

#include "apps/command.h"

extern const struct command search_eval;
extern const struct command search_pairs;
#endif
