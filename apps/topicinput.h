/* SPDX-License-Identifier: MIT */
/*
 * topicinput.h -- documents to learn topics from, or to find them in: what the
 * commands lda, nmf and lsa have in common.
 *
 *	struct my_options { struct topicinput input; ... };
 *	static const struct my_options defaults = {.input = TOPICINPUT_DEFAULTS};
 *	static const struct option options[] = {
 *		TOPICINPUT_FILE_OPTION(struct my_options, input), ...
 *		TOPICINPUT_OPTIONS(struct my_options, input), {0}};
 */
#ifndef QN_APPS_TOPICINPUT_H
#define QN_APPS_TOPICINPUT_H

#include "apps/analyser.h"
#include "apps/docsource.h"
#include "topic/docwords.h"

/* Documents: text, or bags of words. */
struct topicdocs {
	struct docsource source;
	int format;        /* of topicinput_formats */
	const char *vocab; /* of bags; NULL: none   */
};

struct topicinput {
	struct topicdocs docs;
	struct analyser analyser;
	const char *path; /* NULL: the operand, or standard input */
	struct qn_vocab_limits limits;
};

/* Documents to learn from, which have words.  NULL with c->e set; then, too,
 * topicinput_release() ends it, before which analyser.tokenizer tells how the
 * documents were cut. */
struct qn_docwords *topicinput_read(struct topicinput *t, struct call *c);
struct qn_docwords *topicinput_read_from(struct topicinput *t, const char *path,
                                         struct call *c);
void topicinput_release(struct topicinput *t);

/* The documents that the second operand names, cut like this, in the words of
 * a vocabulary; NULL: in all that they have. */
struct qn_docwords *
topicinput_read_known(struct topicdocs *docs,
                      const struct qn_tokenizer_options *cut,
                      struct qn_vocab *known, struct call *c);

/* The name of documents in messages: NULL and "-" are standard input. */
const char *topicinput_name(const char *path);

/* The format of text, then those of bags of words (topic/wordbags.h). */
extern const char *const topicinput_formats[];

/* clang-format off */
#define TOPICDOCS_OPTIONS(S, member) \
	DOCSOURCE_OPTIONS(S, member.source), \
	{.names = "input-format", OPTION_FIELD(S, member.format), \
	 .choices = topicinput_formats, \
	 .argument = "text|uci|lda-c|svmlight|mtx", \
	 .help = "text, or bags of words: UCI's docword, LDA-C, SVMlight, " \
	         "Matrix Market"}, \
	{.names = "vocab", OPTION_FIELD(S, member.vocab), \
	 .argument = "FILE", .shown = "their numbers", \
	 .help = "the words of such bags, a line each"}

#define TOPICINPUT_DEFAULTS \
	{.limits = {.min_count = 1}, \
	 .analyser = {.tokenizer = {.punct = QN_PUNCT_DROP, \
	                            .numbers = QN_NUMBERS_DROP, \
	                            .lower = true, .min_length = 2}, \
	              .stop = "english"}}

#define TOPICINPUT_FILE_OPTION(S, member) \
	{.names = "input", OPTION_FIELD(S, member.path), \
	 .argument = "DOCS", .shown = "the operand, or standard input", \
	 .help = "the documents"}

#define TOPICINPUT_OPTIONS(S, member) \
	{.help = "Words"}, \
	{.names = "min-count", OPTION_FIELD(S, member.limits.min_count), \
	 .argument = "N", .help = "drop words seen less often"}, \
	{.names = "max-vocab", OPTION_FIELD(S, member.limits.max_size), \
	 .argument = "N", .shown = "", \
	 .help = "keep so many of the most frequent words"}, \
	ANALYSER_WORD_OPTIONS(S, member.analyser), \
	TOPICDOCS_OPTIONS(S, member.docs)
/* clang-format on */
#endif
