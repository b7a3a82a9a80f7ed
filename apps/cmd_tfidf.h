/* SPDX-License-Identifier: MIT */
/*
 * cmd_tfidf.h -- the verbs of `quern tfidf`.
 */
#ifndef QN_APPS_CMD_TFIDF_H
#define QN_APPS_CMD_TFIDF_H

#include "apps/command.h"

extern const struct command tfidf_fit;
extern const struct command tfidf_hash;
extern const struct command tfidf_transform;
#endif
