/* SPDX-License-Identifier: MIT */
/*
 * snippet.h -- the part of a text that shows best why it was found.
 *
 *	"... grain between two [mill] [stones] until late in the ..."
 */
#ifndef QN_TEXT_SNIPPET_H
#define QN_TEXT_SNIPPET_H

#include "base/buf.h"
#include "base/err.h"
#include "text/searchquery.h"
#include "text/tokenize.h"

struct qn_snippet {
	size_t begin, end; /* bytes of the text                          */
	size_t (*mark)[2]; /* [n] begin and end of each word to be shown */
	size_t n, room;
};

/*
 * The best part of `text` of at most `words` tokens into `s`, zero-initialised
 * or used before: the one with the most different words of the query, then
 * with the most of them, then the first.  `tokenizer` is one with `offsets`
 * that cuts as the query was cut.  False with `e` set when it refuses the
 * text.
 */
bool qn_snippet_find(struct qn_snippet *s, struct qn_slice text,
                     const struct qn_query *q, size_t words,
                     struct qn_tokenizer *tokenizer, struct qn_err *e);
void qn_snippet_release(struct qn_snippet *s);
#endif
