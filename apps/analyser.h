/* SPDX-License-Identifier: MIT */
/*
 * analyser.h -- the tokenizer's options, shared by every command that has
 * them.
 *
 *	struct my_options { struct analyser analyser; ... };
 *	static const struct option options[] = {
 *		ANALYSER_OPTIONS(struct my_options, analyser), {0}};
 *
 * ANALYSER_WORD_OPTIONS() are those of them that docsource.h does not have.
 */
#ifndef QN_APPS_ANALYSER_H
#define QN_APPS_ANALYSER_H

#include "apps/command.h"
#include "text/tokenize.h"

struct analyser {
	struct qn_tokenizer_options tokenizer; /* but for its form and stop */
	bool nfc, nfkc;
	const char *encoding; /* NULL = UTF-8 */
	const char *stop;     /* NULL = none  */
	struct qn_stopwords *stopwords;
};

extern const char *const analyser_modes[], *const analyser_punct[],
                                               *const analyser_numbers[],
                                                   *const analyser_invalid[];

/* False, with c->e set, for an unknown encoding or options that exclude each
 * other; to be called before the tokenizer's options are used. */
bool analyser_check(struct analyser *a, struct call *c);

/* To be called when tokenizers have been made. */
void analyser_release(struct analyser *a);

/* clang-format off */
#define ANALYSER_WORD_OPTIONS(S, member) \
	{.help = "Text"}, \
	{.names = "mode", OPTION_FIELD(S, member.tokenizer.mode), \
	 .choices = analyser_modes, .argument = "icu|uax29|space", \
	 .help = "cut as ICU does, as Unicode's standard says, or at white " \
	         "space"}, \
	{.names = "punct", OPTION_FIELD(S, member.tokenizer.punct), \
	 .choices = analyser_punct, .argument = "keep|drop", \
	 .help = "tokens without any letter or number"}, \
	{.names = "numbers", OPTION_FIELD(S, member.tokenizer.numbers), \
	 .choices = analyser_numbers, .argument = "keep|drop|fold", \
	 .help = "tokens that hold a number and no letter; fold: to 0"}, \
	{.names = "lower", OPTION_FIELD(S, member.tokenizer.lower), \
	 .form = OPTION_SWITCH, .help = "fold case"}, \
	{.names = "locale", OPTION_FIELD(S, member.tokenizer.locale), \
	 .argument = "LANG", .shown = "", \
	 .help = "the language whose case --lower folds: tr, az, lt"}, \
	{.names = "nfc", OPTION_FIELD(S, member.nfc), \
	 .help = "normalise to composed characters"}, \
	{.names = "nfkc", OPTION_FIELD(S, member.nfkc), \
	 .help = "the same, compatibility characters resolved"}, \
	{.names = "fold-accents", OPTION_FIELD(S, member.tokenizer.fold_accents), \
	 .help = "leave out accents and other non-spacing marks"}, \
	{.names = "stop", OPTION_FIELD(S, member.stop), \
	 .argument = "FILE|LANG", .shown = "", \
	 .help = "drop the words of a file, or of the list for a language"}, \
	{.names = "stem", OPTION_FIELD(S, member.tokenizer.stem), \
	 .argument = "LANG", .shown = "", \
	 .help = "words to their stems, by libstemmer: english, porter ..."}, \
	{.names = "min-length", OPTION_FIELD(S, member.tokenizer.min_length), \
	 .max = 1 << 30, .argument = "N", .shown = "", \
	 .help = "drop tokens of fewer characters"}

#define ANALYSER_OPTIONS(S, member) \
	ANALYSER_WORD_OPTIONS(S, member), \
	{.names = "encoding", OPTION_FIELD(S, member.encoding), \
	 .argument = "NAME", .shown = "UTF-8", \
	 .help = "what the input is in, by any name that ICU knows"}, \
	{.names = "invalid", OPTION_FIELD(S, member.tokenizer.invalid), \
	 .choices = analyser_invalid, .argument = "error|replace|skip", \
	 .help = "bytes that the encoding does not allow"}
/* clang-format on */
#endif
