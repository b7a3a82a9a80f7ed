/* SPDX-License-Identifier: MIT */
/*
 * factoring.h -- what the commands nmf and lsa have in common: weighed
 * documents in, factors and files out.
 */
#ifndef QN_APPS_FACTORING_H
#define QN_APPS_FACTORING_H

#include "apps/topicinput.h"
#include "apps/topicoutput.h"
#include "apps/vectorizer.h"
#include "topic/factors.h"

/* Options. */
struct factoring {
	struct topicinput input;
	struct topicoutput output;
	struct qn_tfidf_options weights;
	bool use_idf, smooth_idf;
};

/* Documents, weighed. */
struct factored {
	struct qn_docwords *docs;
	struct qn_termspace *space; /* NULL once factors have it */
	struct qn_sparse x;         /* documents x words         */
};

/* What the options say; false with c->e set.  Both end with
 * factoring_release(). */
bool factoring_read(struct factoring *o, struct factored *d, struct call *c);
void factoring_release(struct factoring *o, struct factored *d);

/* What the options ask for, with the documents' numbers [n][f->stride]. */
bool factoring_save(const struct factoring *o, const struct factored *d,
                    const struct qn_factors *f, const float *doc,
                    struct call *c);

/* The verbs that use a model. */
extern const struct command nmf_infer, nmf_topics, lsa_infer, lsa_topics;

/* clang-format off */
#define FACTORING_DEFAULTS \
	{.input = TOPICINPUT_DEFAULTS, .output = TOPICOUTPUT_DEFAULTS, \
	 .use_idf = true, .smooth_idf = true}

#define FACTORING_FILE_OPTIONS(S, member) \
	{.help = "Files"}, \
	TOPICINPUT_FILE_OPTION(S, member.input), \
	TOPICOUTPUT_OPTIONS(S, member.output)

#define FACTORING_OPTIONS(S, member) \
	{.help = "Weights"}, \
	{.names = "counts", OPTION_FIELD(S, member.weights.counts), \
	 .form = OPTION_SWITCH, .help = "no weights: how often words occur"}, \
	{.names = "norm", OPTION_FIELD(S, member.weights.norm), \
	 .choices = vectorizer_norms, .argument = "l2|l1|none", \
	 .help = "scale every document to length 1"}, \
	{.names = "use-idf", OPTION_FIELD(S, member.use_idf), \
	 .form = OPTION_SWITCH, .help = "weigh by ln(n / df) + 1"}, \
	{.names = "smooth-idf", OPTION_FIELD(S, member.smooth_idf), \
	 .form = OPTION_SWITCH, \
	 .help = "as if one more document held every word once"}, \
	{.names = "sublinear-tf", OPTION_FIELD(S, member.weights.sublinear), \
	 .form = OPTION_SWITCH, \
	 .help = "1 + ln tf for a word that occurs tf times"}, \
	TOPICINPUT_OPTIONS(S, member.input)
/* clang-format on */
#endif
