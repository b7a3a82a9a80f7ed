/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate.h -- the verbs of `quern translate`.
 */
#ifndef QN_APPS_CMD_TRANSLATE_H
#define QN_APPS_CMD_TRANSLATE_H

#include "apps/command.h"

extern const struct command translate_train;
extern const struct command translate_run;
extern const struct command translate_score;
extern const struct command translate_average;
extern const struct command translate_quantize;
#endif
