/* SPDX-License-Identifier: MIT */
/*
 * tour.h -- what `quern demo` shows of the toy world's word vectors and of the
 * almanac, on standard output.  `unit` is from qn_vectors_unit(); each is false
 * with c->e set on failure.
 */
#ifndef QN_APPS_TOUR_H
#define QN_APPS_TOUR_H

#include <stdbool.h>

#include "apps/command.h"
#include "embed/vectors.h"

bool tour_neighbours(const struct qn_vectors *unit, struct call *c);

/* `questions` is the path of the planted ones; too many wrong answers are a
 * failure. */
bool tour_analogies(const struct qn_vectors *unit, const char *questions,
                    struct call *c);
bool tour_groups(const struct qn_vectors *unit, struct call *c);

/* An index of the almanac, written to `path`, and what is found in it. */
bool tour_search(const char *path, struct call *c);
#endif
