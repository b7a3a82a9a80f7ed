/* SPDX-License-Identifier: MIT */
/*
 * cmd_topics.c -- `quern topics`: its verbs.
 */
#include "apps/cmd_topics.h"

static const struct command *const verbs[] = {&topics_coherence, &topics_scan,
                                              NULL};

const struct command command_topics = {
    .name = "topics",
    .summary = "how good topics are, and how many of them",
    .about = "What can be said of topics whatever they come from: any lists "
             "of words, as `lda topics` and Mallet print them.",
    .verbs = verbs,
};
