/* SPDX-License-Identifier: MIT */
/*
 * searchvectors.h -- the part of a block of questions that vectors answer.
 */
#ifndef QN_APPS_SEARCHVECTORS_H
#define QN_APPS_SEARCHVECTORS_H

#include "apps/searching.h"

struct searchvectors;

/* Room for `most` questions; NULL with `e` set. */
struct searchvectors *searchvectors_new(const struct searching *s, size_t most,
                                        struct qn_err *e);
void searchvectors_free(struct searchvectors *v);

/* Question i of the block asks for this; from any thread. */
void searchvectors_ask(struct searchvectors *v, size_t i,
                       const struct qn_query *q);

/* Answer the first `n` questions: into a->hit in the place of what words have
 * found, or put together with it. */
bool searchvectors_answer(struct searchvectors *v, struct answer *a, size_t n,
                          struct qn_pool *pool, struct qn_err *e);
#endif
