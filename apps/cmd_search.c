/* SPDX-License-Identifier: MIT */
/*
 * cmd_search.c -- `quern search VERB`.
 */
#include "apps/cmd_search.h"

static const struct command *const verbs[] = {&search_eval, &search_pairs,
                                              NULL};

const struct command command_search = {
    .name = "search",
    .summary = "find documents that are alike, judge searches",
    .about = "`eval` works on files of results, those of any search engine "
             "that writes TREC's format among them.",
    .verbs = verbs,
};
