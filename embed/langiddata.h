/* SPDX-License-Identifier: MIT */
/*
 * langiddata.h -- labelled lines and words to learn languages from, and the
 * short texts that are drawn from them.
 *
 *	sentences   label TAB text
 *	words       label TAB word TAB count
 *
 *	drawn       a sentence | 1 to 3 neighbouring words of one | 1 or 2
 *	            words of the list, the more often the more frequent
 */
#ifndef QN_EMBED_LANGIDDATA_H
#define QN_EMBED_LANGIDDATA_H

#include <stdbool.h>

#include "base/map.h"
#include "base/rng.h"

/* What is known of a label. */
struct qn_langid_class {
	struct qn_slice *text; /* [texts] in the data's arena                */
	size_t texts, text_room;
	struct qn_slice *word; /* [words]                                    */
	double *share;         /* [words] summed up to each, at last 1       */
	size_t words, word_room;
};

/* Zero-initialise; release with qn_langid_data_release(). */
struct qn_langid_data {
	struct qn_map labels;
	struct qn_langid_class *class; /* [labels]                        */
	size_t room;
	struct qn_arena strings;
};

/* Read a file of sentences, or of words; NULL or "-" is standard input.  Words
 * of labels without a sentence so far are passed over.  False with `e` set,
 * naming file and line. */
bool qn_langid_data_texts(struct qn_langid_data *d, const char *path,
                          struct qn_err *e);
bool qn_langid_data_words(struct qn_langid_data *d, const char *path,
                          struct qn_err *e);
void qn_langid_data_release(struct qn_langid_data *d);

/* All files are read: words become ready to be drawn. */
void qn_langid_data_ready(struct qn_langid_data *d);

/* `words` neighbouring words of a text.  Text that has no blanks is cut into
 * runs of a few characters instead. */
struct qn_slice qn_langid_window(struct qn_slice text, size_t words,
                                 struct qn_rng *rng);

/* `words` words of a class that has some, with blanks between, into `to`. */
void qn_langid_draw_words(const struct qn_langid_class *c, size_t words,
                          struct qn_rng *rng, struct qn_buf *to);
#endif
