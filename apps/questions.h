/* SPDX-License-Identifier: MIT */
/*
 * questions.h -- what `quern search` is asked: the lines of a file, a document
 * that others should be like, or the words of the command line.
 *
 * A file's lines are read as they are asked for, so that a program at the
 * other end of a pipe gets its answers one by one.
 */
#ifndef QN_APPS_QUESTIONS_H
#define QN_APPS_QUESTIONS_H

#include "apps/command.h"
#include "text/indexsearch.h"
#include "text/textlines.h"

struct question {
	size_t number;        /* from 0                                   */
	struct qn_slice text; /* in the query language                    */
	uint32_t like;        /* else: a document that others should be
	                       * like; UINT32_MAX = none                  */
};

/* Zero-initialise; end with questions_release(). */
struct questions {
	const char *name;           /* of the file, or NULL                */
	struct qn_textlines *lines; /* of it, or NULL                      */
	struct qn_slice rest;       /* of its last block                   */
	struct question *question;  /* [room] the last ones that were taken */
	size_t room, taken;         /* in all                              */
	struct question only;       /* without a file                      */
	struct qn_buf words;        /* of the command line                 */
};

/* From the file `queries`, else the document named `like`, else the operands
 * behind the first.  False with c->e set when a file or document is missing. */
bool questions_open(struct questions *q, const char *queries, const char *like,
                    struct qn_index *x, struct call *c);
void questions_release(struct questions *q);

/* The next ones, `most` at most, into q->question, where they are valid until
 * the next call; how many: 0 at the end or, with `e` set, on failure. */
size_t questions_next(struct questions *q, size_t most, struct qn_err *e);
#endif
