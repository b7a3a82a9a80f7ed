/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate.c -- `quern translate VERB`: translation.  Each verb has a
 * file of its own.
 */
#include "apps/cmd_translate.h"

static const struct command *const verbs[] = {
    &translate_train,   &translate_run,      &translate_score,
    &translate_average, &translate_quantize, NULL};

const struct command command_translate = {
    .name = "translate",
    .summary = "translation: train, run, score",
    .about = "From pairs of sentences to a model that makes the second of the "
             "first.",
    .verbs = verbs,
};
