/* SPDX-License-Identifier: MIT */
/*
 * indexabout.h -- what an index says of itself: how its text was cut, how it
 * scores, how much it holds.
 *
 *	documents\t190150\n mode\ticu\n lower\t1\n k1\t1.2\n stop\tthe\n ...
 *
 * It is a tensor of text, not metadata, so that its sum covers it.
 */
#ifndef QN_TEXT_INDEXABOUT_H
#define QN_TEXT_INDEXABOUT_H

#include "base/tensors.h"
#include "text/tokenize.h"

/* The texts of a document that are searched apart from each other. */
enum qn_field { QN_FIELD_TEXT, QN_FIELD_TITLE, QN_FIELDS };
extern const char *const qn_field_names[QN_FIELDS + 1]; /* "text", NULL */

struct qn_index_about {
	struct qn_tokenizer_options tokenizer; /* strings: in `owned`, or
	                                        * borrowed */
	double k1, b;       /* of the impacts, see text/impact.h      */
	bool positions;     /* are stored: phrases can be asked for   */
	bool texts;         /* are stored                             */
	bool titles;        /* are stored                             */
	bool names;         /* are stored; else a document's is its
	                     * number                                 */
	bool own_names;     /* some names are not just such numbers   */
	uint64_t documents; /* there are                              */
	uint64_t ever;      /* were added: the next one's number      */
	uint64_t tokens[QN_FIELDS];

	struct qn_stopwords stop; /* tokenizer.stop, when read from a file */
	char *locale, *stem;      /* owned, when read from a file          */
};

#define QN_INDEX_DEFAULTS                                                      \
	(struct qn_index_about)                                                \
	{                                                                      \
		.tokenizer = {.punct = QN_PUNCT_DROP, .lower = true},          \
		.k1 = 1.2, .b = 0.75, .positions = true,                       \
	}

/* False with `e` set for options that make no sense. */
bool qn_index_check_options(const struct qn_index_about *a, struct qn_err *e);

void qn_index_about_print(const struct qn_index_about *a, struct qn_buf *b);

/* From bytes of a file of this name; it ends with qn_index_about_release(). */
bool qn_index_about_parse(struct qn_index_about *a, struct qn_slice text,
                          const char *name, struct qn_err *e);
void qn_index_about_release(struct qn_index_about *a);

/* `to`, zeroed, as `from` is but for what it counts. */
bool qn_index_about_copy(struct qn_index_about *to,
                         const struct qn_index_about *from, struct qn_err *e);

/* Whether texts are cut and scored alike in both; else `e` names what
 * differs. */
bool qn_index_about_agree(const struct qn_index_about *a,
                          const struct qn_index_about *b, const char *name,
                          struct qn_err *e);
#endif
