/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda.c -- `quern lda`: its verbs.
 */
#include "apps/cmd_lda.h"

static const struct command *const verbs[] = {
    &lda_train,  &lda_infer, &lda_eval, &lda_topics,
    &lda_report, &lda_add,   NULL};

const struct command command_lda = {
    .name = "lda",
    .summary = "documents to topics",
    .about = "Latent Dirichlet allocation by collapsed Gibbs sampling, with "
             "Mallet's options and files.",
    .verbs = verbs,
};
