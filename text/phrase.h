/* SPDX-License-Identifier: MIT */
/*
 * phrase.h -- words that belong together: "new york" becomes "new_york".
 *
 * Neighbours are scored from how often they occur, ca and cb, how often next
 * to each other, cab, and how many words there are, N:
 *
 *	word2phrase   (cab - min_count) / ca / cb * N      in floats, as there
 *	npmi          ln(cab N / ca cb) / -ln(cab / N)     from -1 to 1
 *
 * A pair of a line above the threshold is joined, and its second word does not
 * join with what follows it; in a further pass over the result it may.
 *
 * Text is read as word2phrase.c reads it: words end at spaces, tabs and line
 * ends, carriage returns are passed over, of a word 58 bytes count and of a
 * pair 59, a pair is the string "a_b" and one with a word that is written so,
 * and the end of a line and the beginning of the next count as neighbours,
 * though they never join.
 *
 * References: Mikolov et al., "Distributed Representations of Words and
 * Phrases and their Compositionality", 2013, and word2phrase.c; Bouma,
 * "Normalized (Pointwise) Mutual Information in Collocation Extraction", 2009.
 */
#ifndef QN_TEXT_PHRASE_H
#define QN_TEXT_PHRASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/output.h"

enum qn_phrase_score { QN_PHRASE_WORD2PHRASE, QN_PHRASE_NPMI };

struct qn_phrase_options {
	enum qn_phrase_score score;
	uint32_t min_count; /* words and pairs seen less often never join */
	float threshold;    /* join what scores more; npmi: -1 to 1       */
};

/* word2phrase.c's defaults. */
#define QN_PHRASE_DEFAULTS                                                     \
	(struct qn_phrase_options)                                             \
	{                                                                      \
		.min_count = 5, .threshold = 100                               \
	}

/* What one pass learns. */
struct qn_phrases {
	struct qn_phrase_options options;
	struct qn_map strings; /* words and pairs                          */
	uint64_t *count;       /* [strings.count]                          */
	uint64_t words;        /* of the text                              */
};

/* False with `e` set for options that make no sense. */
QN_API bool qn_phrase_check(const struct qn_phrase_options *o,
                            struct qn_err *e);

/* Count a text; what occurs less than min_count times is forgotten.  NULL with
 * `e` set for a bad option. */
QN_API struct qn_phrases *qn_phrases_learn(const struct qn_phrase_options *o,
                                           struct qn_slice text,
                                           struct qn_err *e);
QN_API void qn_phrases_free(struct qn_phrases *p);

/* Append the text to `out`, before each word a space, or "_" where it joins
 * the one before it. */
QN_API void qn_phrases_apply(const struct qn_phrases *p, struct qn_slice text,
                             struct qn_buf *out);

/* The score of neighbours, at most 58 bytes each; -HUGE_VAL if they cannot
 * join at any threshold. */
QN_API double qn_phrases_score(const struct qn_phrases *p, struct qn_slice a,
                               struct qn_slice b);

/* Passes in their order, `n` of them, as a safetensors file of kind
 * "phrases". */
QN_API bool qn_phrases_save(struct qn_phrases *const *pass, size_t n,
                            const char *path, struct qn_err *e);

#define QN_PHRASE_PASSES 16 /* at most */

/* How many passes were read into `pass`; 0 with `e` set on failure. */
QN_API size_t qn_phrases_load(const char *path,
                              struct qn_phrases *pass[QN_PHRASE_PASSES],
                              struct qn_err *e);
#endif
