/* SPDX-License-Identifier: MIT */
/*
 * cmd_topics.h -- the verbs of `quern topics`.
 */
#ifndef QN_APPS_CMD_TOPICS_H
#define QN_APPS_CMD_TOPICS_H

#include "apps/command.h"

extern const struct command topics_coherence;
extern const struct command topics_scan;
#endif
