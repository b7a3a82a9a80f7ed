/* SPDX-License-Identifier: MIT */
/*
 * toyworld.h -- a seeded world to try word vectors and topics on.
 *
 * English-like text about invented places, rulers, trades, families and
 * seasons, in which the answers are known beforehand: analogies
 * (place:capital, male:female, singular:plural) and a topic for every line.
 * corpora/toywords.h holds what there is and how it is planted.
 *
 *	line 0   topic "harbour"   sentence sentence sentence ... \n
 *	line 1   topic "court"     sentence sentence ...          \n
 *
 * A line is a paragraph of three to six sentences, one in ten of them about
 * another topic.  It is a function of (seed, line number): same options,
 * same bytes, on any machine.
 */
#ifndef QN_CORPORA_TOYWORLD_H
#define QN_CORPORA_TOYWORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct qn_toyworld_options {
	uint64_t seed;
	size_t words;   /* end with the line that reaches so many words    */
	bool punctuate; /* capitals, commas, full stops; else bare words   */
};

#define QN_TOYWORLD_DEFAULTS                                                   \
	(struct qn_toyworld_options)                                           \
	{                                                                      \
		.seed = 1, .words = 500000                                     \
	}

/* Append the whole text, about 6 bytes a word; the number of its words. */
QN_API size_t qn_toyworld_text(const struct qn_toyworld_options *o,
                               struct qn_buf *out);

/* Append line `line` (from 0, there is no last one); its words. */
QN_API size_t qn_toyworld_line(const struct qn_toyworld_options *o,
                               uint64_t line, struct qn_buf *out);

/*
 * Append the planted analogies as a questions-words file: sections
 * ": capital", ": gender", ": plural", then lines "a b c d" with
 * a : b = c : d, spelled as the text spells them.
 */
QN_API void qn_toyworld_questions(const struct qn_toyworld_options *o,
                                  struct qn_buf *out);

/* The topic of a line, 0 .. qn_toyworld_topics() - 1, and its name. */
QN_API int qn_toyworld_topic(const struct qn_toyworld_options *o,
                             uint64_t line);
QN_API int qn_toyworld_topics(void);
QN_API const char *qn_toyworld_topic_name(int topic);
#endif
