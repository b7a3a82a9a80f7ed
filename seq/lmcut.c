/* SPDX-License-Identifier: MIT */
/*
 * lmcut.c -- characters; see lmcut.h.
 */
#include "seq/lmcut.h"

#include <unicode/utf8.h>

/* NULs, and the '\r' of a line's end, are not there. */
static void skip(struct qn_lm_cut *c)
{
	while (c->p < c->end &&
	       (*c->p == '\0' ||
	        (*c->p == '\r' && c->p + 1 < c->end && c->p[1] == '\n')))
		c->p++;
}

bool qn_lm_cut_char(struct qn_lm_cut *c, struct qn_slice *piece)
{
	skip(c);
	bool more = c->p < c->end;
	*piece = (struct qn_slice){c->p, 0};
	if (!more || *c->p == '\n') {
		bool was_open = c->open;
		c->open = false;
		c->p += more;
		return more || was_open;
	}
	size_t left = (size_t)(c->end - c->p), n = 0;
	UChar32 code;
	U8_NEXT(c->p, n, left, code);
	piece->n = code < 0 ? 1 : n;
	c->p += piece->n;
	c->open = true;
	return true;
}
