/* SPDX-License-Identifier: MIT */
/*
 * training.h -- what commands that train for hours have in common.
 */
#ifndef QN_APPS_TRAINING_H
#define QN_APPS_TRAINING_H

#include "apps/command.h"

/* Progress that goes on to the call's bar, and stops work when a signal asked
 * for it (apps/signals.h). */
struct qn_progress training_progress(struct call *c);

/* Whether -o can be written: better now than after hours. */
bool training_try_output(struct call *c);
#endif
