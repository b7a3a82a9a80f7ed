/* SPDX-License-Identifier: MIT */
/*
 * windows.h -- in how many stretches of text words occur, alone and together.
 *
 * A window of `size` words slides over each document, a word at a time; a
 * document that is shorter, or empty, is one window.  Windows are numbered
 * through all documents, and of a word the runs of those that it is in are
 * kept:
 *
 *	words     a b c a | b     size 2
 *	windows   0 1 2     3     ab bc ca b
 *	runs      a: 0-1, 2-3     b: 0-2, 3-4
 */
#ifndef QN_TOPIC_WINDOWS_H
#define QN_TOPIC_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "topic/docwords.h"

struct qn_window_run {
	uint32_t from, end; /* windows [from, end) */
};

struct qn_windows {
	size_t n;                  /* windows                               */
	size_t *start;             /* [V + 1] runs of word w: [start[w],    */
	size_t *end;               /* [V] end[w])                           */
	struct qn_window_run *run; /* of each word rising, none touching    */
};

/*
 * The windows of the `wanted` words [V]; size 0: a window is a document.  False
 * with `e` set for no memory, or 2^32 windows.
 *
 * As gensim has it, a word that leaves a window on the left is not in it any
 * more, although it may come once again further on.
 */
bool qn_windows_init(struct qn_windows *w, const struct qn_docwords *d,
                     const bool *wanted, size_t size, struct qn_err *e);
void qn_windows_release(struct qn_windows *w);

/* How many windows word `a` is in; words `a` and `b`. */
size_t qn_windows_with(const struct qn_windows *w, uint32_t a);
size_t qn_windows_both(const struct qn_windows *w, uint32_t a, uint32_t b);
#endif
