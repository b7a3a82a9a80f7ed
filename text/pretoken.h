/* SPDX-License-Identifier: MIT */
/*
 * pretoken.h -- where subword units must not reach across: GPT-2's pattern.
 *
 *	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+
 *	|\s+(?!\S)|\s+
 *
 *	"It's 10 km"  -->  It|'s| 10| km
 *
 * Pieces follow each other without gap, whatever the bytes; those that are
 * not UTF-8 count as neither letter, number nor white space.
 */
#ifndef QN_TEXT_PRETOKEN_H
#define QN_TEXT_PRETOKEN_H

#include <stddef.h>

enum qn_pretoken_rule {
	QN_PRETOKEN_GPT2,  /* the pattern above                              */
	QN_PRETOKEN_SPACE, /* white space only:  ?\S+|\s+(?!\S)|\s+          */
};

/* A rule with its table of characters; read-only once made, so that threads
 * may share it.  Free with qn_pretokens_free(). */
struct qn_pretokens;
struct qn_pretokens *qn_pretokens_new(enum qn_pretoken_rule rule);
void qn_pretokens_free(struct qn_pretokens *t);

/* Bytes of the first piece of the text [p, end), p < end. */
size_t qn_pretoken_next(const struct qn_pretokens *t, const char *p,
                        const char *end);
#endif
