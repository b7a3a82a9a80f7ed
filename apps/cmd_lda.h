/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda.h -- the verbs of `quern lda`.
 */
#ifndef QN_APPS_CMD_LDA_H
#define QN_APPS_CMD_LDA_H

#include "apps/command.h"

extern const struct command lda_train;
extern const struct command lda_infer;
extern const struct command lda_eval;
extern const struct command lda_topics;
#endif
