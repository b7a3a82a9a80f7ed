/* SPDX-License-Identifier: MIT */
/*
 * lmcut.h -- lines cut into the words or characters that a model counts by.
 *
 * White space is tab, space, carriage return and NUL, as KenLM has it; "<s>"
 * and "</s>" spelt out are passed over like it, since every line has its own.
 * A character is what UTF-8 says, and a byte where that says nothing; white
 * space is one too, but for NUL, and for '\r' at the end of a line.
 *
 *	word  "the  quern\n"   the | quern | ""
 *	char  "a b\n"          a | " " | b | ""
 */
#ifndef QN_SEQ_LMCUT_H
#define QN_SEQ_LMCUT_H

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "seq/lm.h"

struct qn_lm_cut {
	const char *p, *end; /* what is left                        */
	bool open;           /* a line has begun that has no '\n' so far */
};

static inline struct qn_lm_cut qn_lm_cut_begin(struct qn_slice lines)
{
	return (struct qn_lm_cut){lines.p, lines.p + lines.n, false};
}

static inline bool qn_lm_cut_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

static inline bool qn_lm_cut_marks_line(struct qn_slice word)
{
	return word.n >= 3 && word.n <= 4 && word.p[0] == '<' &&
	       (memcmp(word.p, word.n == 3 ? "<s>" : "</s>", word.n) == 0);
}

/* The next word: "" at the end of a line, that of the last one included, with
 * or without '\n'.  False after that. */
static inline bool qn_lm_cut_word(struct qn_lm_cut *c, struct qn_slice *word)
{
	do {
		while (c->p < c->end && qn_lm_cut_white(*c->p))
			c->p++;
		bool more = c->p < c->end;
		if (!more || *c->p == '\n') {
			*word = (struct qn_slice){c->p, 0};
			bool was_open = c->open;
			c->open = false;
			c->p += more;
			return more || was_open;
		}
		const char *from = c->p;
		while (c->p < c->end && *c->p != '\n' &&
		       !qn_lm_cut_white(*c->p))
			c->p++;
		*word = (struct qn_slice){from, (size_t)(c->p - from)};
		c->open = true;
	} while (qn_lm_cut_marks_line(*word));
	return true;
}

/* The same by characters. */
bool qn_lm_cut_char(struct qn_lm_cut *c, struct qn_slice *piece);

static inline bool qn_lm_cut_next(struct qn_lm_cut *c, enum qn_lm_unit unit,
                                  struct qn_slice *piece)
{
	return unit == QN_LM_CHAR ? qn_lm_cut_char(c, piece)
	                          : qn_lm_cut_word(c, piece);
}

/* After a character: whether a word ends with it, because white space or the
 * end of the line is next. */
static inline bool qn_lm_cut_after_word(const struct qn_lm_cut *c,
                                        struct qn_slice piece)
{
	bool white = piece.n == 1 && qn_lm_cut_white(piece.p[0]);
	return !white &&
	       (c->p == c->end || *c->p == '\n' || qn_lm_cut_white(*c->p));
}
#endif
