/* SPDX-License-Identifier: MIT */
/*
 * topicoutput.h -- where the commands lda, nmf and lsa put what they have
 * learnt.
 */
#ifndef QN_APPS_TOPICOUTPUT_H
#define QN_APPS_TOPICOUTPUT_H

#include "apps/command.h"
#include "base/tensors.h"
#include "topic/topicprint.h"

struct topicoutput {
	const char *model, *keys, *doc_topics; /* NULL: not asked for     */
	const char *state, *word_topics, *diagnosis; /* of lda alone      */
	unsigned top_words;
	struct qn_topic_pick pick; /* of doc_topics; of lda alone */
};

/* Files that belong together: all are finished before one is renamed.  Those
 * that nobody asked for are NULL. */
struct topicfiles {
	struct qn_tensors_out *model;
	struct qn_output *keys, *docs, *state, *words, *diagnosis;
};

/* False, after call_misuse(), for options of a file that is not asked for. */
bool topicoutput_check(const struct topicoutput *o, struct call *c);

/* All but the model; keys go to standard output if nothing else was asked
 * for. */
bool topicfiles_open(struct topicfiles *f, const struct topicoutput *o,
                     struct qn_err *e);
bool topicfiles_close(struct topicfiles *f, struct qn_err *e);

/* clang-format off */
#define TOPICOUTPUT_DEFAULTS {.top_words = 20}

#define TOPICOUTPUT_WORDS_OPTION(S, member) \
	{.names = "num-top-words", OPTION_FIELD(S, member), \
	 .min = 1, .max = 10000, .argument = "N", \
	 .help = "words of a topic to print"}

#define TOPICOUTPUT_PICK_OPTIONS(S, member) \
	{.names = "doc-topics-threshold", OPTION_FIELD(S, member.least), \
	 .max = 1, .argument = "X", .shown = "", \
	 .help = "print those of a document whose share is X or more, with " \
	         "their numbers, the largest first"}, \
	{.names = "doc-topics-max", OPTION_FIELD(S, member.most), \
	 .min = -1, .max = 1e6, .argument = "N", .shown = "all", \
	 .help = "print so many of them at most, in that way"}

#define TOPICOUTPUT_OPTIONS(S, member) \
	{.names = "output-model output o", OPTION_FIELD(S, member.model), \
	 .argument = "FILE", .shown = "", .help = "the model"}, \
	{.names = "output-topic-keys", OPTION_FIELD(S, member.keys), \
	 .argument = "FILE", \
	 .shown = "standard output, if nothing else is asked for", \
	 .help = "the foremost words of each topic"}, \
	{.names = "output-doc-topics", OPTION_FIELD(S, member.doc_topics), \
	 .argument = "FILE", .shown = "", \
	 .help = "the topics of each document"}, \
	TOPICOUTPUT_WORDS_OPTION(S, member.top_words)
/* clang-format on */
#endif
