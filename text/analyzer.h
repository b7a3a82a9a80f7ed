/* SPDX-License-Identifier: MIT */
/*
 * analyzer.h -- a document to its n-grams, as scikit-learn's vectorizers cut
 * it, in numbers.
 *
 *	"The Quern's  turns."
 *	   lower-cased, without accents   "the quern's  turns."
 *	   word    \w\w+, no stop words, then runs of n: "quern" "quern turns"
 *	   char    runs of n characters, white space of two or more made one " "
 *	   char_wb the same inside of " the " " quern's " " turns. "
 *
 * \w, white space and lower case are those of Python 3.11.  In char_wb a word
 * that is shorter than n counts once, whole, and not for larger n again.
 */
#ifndef QN_TEXT_ANALYZER_H
#define QN_TEXT_ANALYZER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "text/ngram.h"
#include "text/tally.h"

enum qn_analyzer_kind { QN_ANALYZER_WORD, QN_ANALYZER_CHAR, QN_ANALYZER_WB };
enum qn_accents { QN_ACCENTS_KEEP, QN_ACCENTS_ASCII, QN_ACCENTS_UNICODE };

struct qn_analyzer_options {
	enum qn_analyzer_kind kind;
	int ngram_min;           /* units, 1..ngram_max                      */
	int ngram_max;           /* ..QN_NGRAM_MOST                          */
	bool keep_case;          /* else str.lower()                         */
	enum qn_accents accents; /* ascii: NFKD, what is not ASCII left out;
	                          * unicode: NFKD without combining marks    */
	const struct qn_map *stop; /* words left out before n-grams are made,
	                            * kind word only; borrowed; NULL = none  */
};

#define QN_ANALYZER_DEFAULTS                                                   \
	(struct qn_analyzer_options)                                           \
	{                                                                      \
		.ngram_min = 1, .ngram_max = 1                                 \
	}

/* False with `e` set for a range that makes no sense. */
bool qn_analyzer_check(const struct qn_analyzer_options *o, struct qn_err *e);

/* Receives n-grams, some at a time, perhaps with QN_GRAM_NONE among them. */
typedef void qn_gram_sink(void *ctx, const uint32_t *gram, size_t n);

/* Holds scratch memory: one for each thread. */
struct qn_analyzer;

/*
 * The n-grams go by the numbers of `grams`, which is borrowed and must have
 * been begun with qn_analyzer_begin() and the same options.  With `grow` new
 * ones are added and it must be this thread's own; else it is not touched,
 * and n-grams that it does not hold are QN_GRAM_NONE.
 */
struct qn_analyzer *qn_analyzer_new(const struct qn_analyzer_options *o,
                                    struct qn_ngrams *grams, bool grow);
void qn_analyzer_free(struct qn_analyzer *a);

/* Begin an empty collection of n-grams. */
bool qn_analyzer_begin(const struct qn_analyzer_options *o,
                       struct qn_ngrams *grams, struct qn_err *e);

/* All n-grams of valid UTF-8 of less than 2^31 bytes, the short ones first.
 * False with `e` set when there is no memory. */
bool qn_analyzer_run(struct qn_analyzer *a, struct qn_slice text,
                     qn_gram_sink *sink, void *ctx, struct qn_err *e);

/* The same, counted in the present document of `tally`; with `grow` the words
 * of `grams` may hold part of the counts until qn_wordtable_settle(). */
bool qn_analyzer_count(struct qn_analyzer *a, struct qn_slice text,
                       struct qn_tally *tally, struct qn_err *e);
#endif
