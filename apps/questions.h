/* SPDX-License-Identifier: MIT */
/*
 * questions.h -- what `quern search` is asked: the lines of a file, a document
 * that others should be like, or the words of the command line.
 */
#ifndef QN_APPS_QUESTIONS_H
#define QN_APPS_QUESTIONS_H

#include "apps/searching.h"
#include "base/input.h"

/* Zero-initialise; end with questions_release(). */
struct questions {
	struct question *question; /* [n] */
	size_t n, room;
	struct qn_bytes file;
	struct qn_buf words; /* of the command line, as one question */
};

/* From the file `queries`, else the document named `like`, else the operands
 * behind the first.  False with c->e set when a file or document is missing. */
bool questions_take(struct questions *q, const char *queries, const char *like,
                    struct qn_index *x, struct call *c);
void questions_release(struct questions *q);
#endif
