/* SPDX-License-Identifier: MIT */
/*
 * languages.h -- a model that tells languages, of either kind: Quern's own,
 * or a fastText classifier such as lid.176.
 */
#ifndef QN_APPS_LANGUAGES_H
#define QN_APPS_LANGUAGES_H

#include "apps/command.h"
#include "embed/langid.h"

struct languages;

/* The model of a file (NULL: the one in the box), for so many threads; NULL
 * with c->e set.  `own` receives Quern's model (borrowed), or NULL if it is
 * fastText's. */
struct languages *languages_open(const char *path, size_t lanes,
                                 struct qn_langid **own, struct qn_err *e);
void languages_close(struct languages *l);

size_t languages_count(const struct languages *l);
struct qn_slice languages_label(const struct languages *l, size_t label);

/* qn_langid_guess() by thread `lane`. */
size_t languages_guess(struct languages *l, size_t lane, struct qn_slice text,
                       const bool *only, size_t k, struct qn_langid_guess *to);
#endif
