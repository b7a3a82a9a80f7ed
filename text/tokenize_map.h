/* SPDX-License-Identifier: MIT */
/*
 * tokenize_map.h -- from places in a text that was changed to places in the
 * text that was.
 *
 *	was   caf e+accent s  \xff ok        runs: copied, changed, copied ...
 *	now   caf é        s  ok
 *
 * A place inside a run that was changed is at the run's beginning or end.
 */
#ifndef QN_TEXT_TOKENIZE_MAP_H
#define QN_TEXT_TOKENIZE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct qn_text_run {
	size_t now, was; /* where it begins */
	bool changed;
};

/* Zero-initialise; without runs places are what they were.  free(run). */
struct qn_text_map {
	struct qn_text_run *run; /* [n] by place */
	size_t n, room;
};

/* What follows begins at `now` and began at `was`; at the end of both texts,
 * too. */
void qn_text_map_add(struct qn_text_map *m, size_t now, size_t was,
                     bool changed);

/* Where the text [begin, end), not empty, was. */
void qn_text_map_back(const struct qn_text_map *m, size_t *begin, size_t *end);
#endif
