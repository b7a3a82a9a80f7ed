/* SPDX-License-Identifier: MIT */
/*
 * vectorizer.h -- how documents are cut into terms: options of the verbs of
 * `quern tfidf`, under the names that scikit-learn's vectorizers give them;
 * and where their results go.
 */
#ifndef QN_APPS_VECTORIZER_H
#define QN_APPS_VECTORIZER_H

#include "apps/command.h"
#include "text/analyzer.h"
#include "text/sparse.h"
#include "text/stopwords.h"

struct vectorizer {
	enum qn_analyzer_kind kind;
	const char *range; /* "1,2" */
	bool lowercase;
	enum qn_accents accents;
	const char *stop_words;    /* a language, or else a file */
	struct qn_stopwords *stop; /* the words of it            */
};

#define VECTORIZER_DEFAULTS                                                    \
	{                                                                      \
		.range = "1,1", .lowercase = true                              \
	}

extern const char *const vectorizer_kinds[], *const vectorizer_accents[],
                                                 *const vectorizer_norms[];

/* What the options say, borrowing v->stop.  False with c->e set. */
bool vectorizer_read(struct vectorizer *v, struct qn_analyzer_options *o,
                     struct call *c);
void vectorizer_release(struct vectorizer *v);

/* False, with c->e set, unless -o names a file that a matrix can go to. */
bool vectorizer_check_output(struct call *c);

/* clang-format off */
#define VECTORIZER_OPTIONS(S, member) \
	{.help = "Terms"}, \
	{.names = "analyzer", OPTION_FIELD(S, member.kind), \
	 .choices = vectorizer_kinds, .argument = "word|char|char_wb", \
	 .help = "n-grams of words, of characters, or of characters inside " \
	         "of words"}, \
	{.names = "ngram-range", OPTION_FIELD(S, member.range), \
	 .argument = "MIN,MAX", .help = "length of the n-grams"}, \
	{.names = "lowercase", OPTION_FIELD(S, member.lowercase), \
	 .form = OPTION_SWITCH, .help = "lower-case the text first"}, \
	{.names = "strip-accents", OPTION_FIELD(S, member.accents), \
	 .choices = vectorizer_accents, .argument = "none|ascii|unicode", \
	 .help = "take accents off; ascii: and all that is not ASCII"}, \
	{.names = "stop-words", OPTION_FIELD(S, member.stop_words), \
	 .argument = "FILE|LANG", .shown = "", \
	 .help = "words to leave out before n-grams are made: of Quern's own " \
	         "list for a language, or else of the file of that name"}
/* clang-format on */
#endif
