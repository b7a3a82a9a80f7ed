/* SPDX-License-Identifier: MIT */
/*
 * ftline.h -- a line of text as fastText sees it: tokens, features, labels.
 *
 *	__label__x the cat\n
 *	labels  x
 *	rows    the, <th the he>, cat, <ca cat at>, </s>, (the, cat) (cat, </s>)
 *
 * Tokens lie between blanks (space, tab, CR, VT, FF, NUL); the end of a line
 * is the token "</s>", and that token is the end of a line.
 */
#ifndef QN_EMBED_FTLINE_H
#define QN_EMBED_FTLINE_H

#include <stdbool.h>

#include "embed/ftdict.h"

struct qn_ft_token {
	struct qn_slice s;
	uint32_t hash;
};

/*
 * Take the next token off `text`, and the blank behind it unless that is a
 * newline, with its qn_ft_hash().  False, with `text` empty, when there is
 * none.
 */
bool qn_ft_token_next(struct qn_slice *text, struct qn_ft_token *token);

/* Whether a token ends its line. */
static inline bool qn_ft_is_end(struct qn_slice token)
{
	return token.n == 4 && memcmp(token.p, "</s>", 4) == 0;
}

/* For lines of one dictionary.  Zero-initialise; release with
 * qn_ft_line_release(). */
struct qn_ft_line {
	bool apart;                /* known words go to `words`              */
	struct qn_ft_list words;   /* those that have n-grams; if `apart`    */
	struct qn_slice text;      /* all of the line                        */
	struct qn_ft_list rows;    /* of the input matrix                    */
	struct qn_ft_list labels;  /* numbers of the known ones, from 0      */
	struct qn_ft_token *token; /* [tokens] words and labels, known or not,
	                            * and "</s>"; borrowed from the text     */
	size_t tokens, token_room;
	struct qn_ft_list hashes; /* of its words: scratch                  */
	struct qn_buf spelt;      /* scratch                                */
	struct qn_ft_list kept;   /* {n, features [n]} of words seen before */
	uint32_t *kept_at;        /* [words] where in `kept`, + 1; 0 = none */
};

/* Whether it has no feature at all. */
static inline bool qn_ft_line_is_empty(const struct qn_ft_line *l)
{
	return l->rows.n == 0 && l->words.n == 0;
}

/*
 * Take the next line off `text` (not empty) and find its features in
 * fastText's order: word by word a word's rows, then the runs of words.  With
 * l->apart the rows of known words, where n-grams are among them, are left
 * out and the words listed.  The line replaces the one before.
 */
QN_API void qn_ft_line_next(struct qn_ft_line *l, const struct qn_ft_dict *d,
                            struct qn_slice *text);
QN_API void qn_ft_line_release(struct qn_ft_line *l);
#endif
