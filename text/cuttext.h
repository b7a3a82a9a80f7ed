/* SPDX-License-Identifier: MIT */
/*
 * cuttext.h -- a text made ready to be cut into words, and where they lie.
 *
 *	"Don't TURN 3"   lower-cased, without accents    don't turn 3
 *	                 runs of \w                      [don] t [turn] 3
 *	                 of all but white space          [don't] [turn] [3]
 *
 * \w, white space and lower case are those of Python 3.11.
 */
#ifndef QN_TEXT_CUTTEXT_H
#define QN_TEXT_CUTTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "text/accents.h"
#include "text/analyzer.h"
#include "text/asciiscan.h"
#include "text/pychars.h"
#include "text/wordbreak_ascii.h"
#include "text/wordtable.h"

/* qn_cuttext_init() begins it, qn_cuttext_release() ends it. */
struct qn_cuttext {
	enum qn_ascii_kind kind; /* which bytes belong to words           */
	bool keep_case;
	enum qn_accents accents;
	qn_ascii_scan_fn *scan;
	const struct qn_ascii_kern *kern;

	struct qn_slice text; /* that is ready; 64 bytes more can be read */
	bool ascii;           /* what it is                               */
	struct qn_span *word; /* what qn_cuttext_words() found            */

	uint64_t *bits; /* of the bytes that belong to words               */
	size_t bit_room, word_room;
	struct qn_buf lower; /* where `text` lies, or ...                  */
	struct qn_buf plain; /* ... here, without accents                  */
	struct qn_pychars chars;
	struct qn_strip strip;
};

void qn_cuttext_init(struct qn_cuttext *t, const struct qn_analyzer_options *o);
void qn_cuttext_release(struct qn_cuttext *t);

/* Make valid UTF-8 of less than 2^31 bytes ready.  False with `e` set for no
 * memory. */
bool qn_cuttext_set(struct qn_cuttext *t, struct qn_slice text,
                    struct qn_err *e);

/* Find the words of the text, to be asked once: runs of two word characters or
 * more, or of what is not white.  How many. */
size_t qn_cuttext_words(struct qn_cuttext *t);
#endif
