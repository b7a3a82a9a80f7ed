/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda.h -- the verbs of `quern lda`.
 */
#ifndef QN_APPS_CMD_LDA_H
#define QN_APPS_CMD_LDA_H

#include "apps/command.h"
#include "apps/topicoutput.h"
#include "topic/lda.h"

extern const struct command lda_train;
extern const struct command lda_infer;
extern const struct command lda_eval;
extern const struct command lda_topics;
extern const struct command lda_report;
extern const struct command lda_add;

/* Write what a run has come to; `before`: documents that its topics are of but
 * it has not read. */
bool lda_save(const struct topicoutput *o, const struct qn_lda *l,
              const struct qn_tokenizer_options *cut, uint64_t before,
              struct qn_err *e);

/* How topics are found, in a struct qn_lda_options. */
/* clang-format off */
#define LDA_OPTIONS(S, member) \
	{.names = "alpha", \
	OPTION_FIELD(S, member.alpha), \
	.argument = "SUM", \
	.help = "how evenly documents mix topics: the sum over topics"}, \
	{.names = "beta", \
	OPTION_FIELD(S, member.beta), \
	.argument = "B", \
	.help = "how evenly topics mix words: of each word"}, \
	LDA_SWEEPS_OPTIONS(S, member)

/* What of it holds for a model's new documents too. */
#define LDA_SWEEPS_OPTIONS(S, member) \
	{.names = "num-iterations", \
	OPTION_FIELD(S, member.iterations), \
	.max = 1e9, \
	.argument = "N", \
	.help = "sweeps over all tokens"}, \
	{.names = "optimize-interval", \
	OPTION_FIELD(S, member.optimize_interval), \
	.max = 1e9, \
	.argument = "N", \
	.shown = "", \
	.help = "after every N sweeps, find the alpha of each topic, and the " \
	"beta, that are likeliest"}, \
	{.names = "optimize-burn-in", \
	OPTION_FIELD(S, member.burn_in), \
	.max = 1e9, \
	.argument = "N", \
	.help = "sweeps before the first time"}, \
	{.names = "use-symmetric-alpha", \
	OPTION_FIELD(S, member.symmetric), \
	.form = OPTION_SWITCH, \
	.help = "one alpha for all topics"}, \
	{.names = "convergence", \
	OPTION_FIELD(S, member.convergence), \
	.argument = "X", .shown = "", \
	.help = "end before that when, past the burn-in, LL/token has risen " \
	"by less than X in 10 sweeps: 0.001"}

/* How topics of new documents are, in a struct qn_lda_infer_options. */
#define LDA_SAMPLING_OPTIONS(S, member) \
	{.help = "Sampling"}, \
	{.names = "num-iterations", \
	OPTION_FIELD(S, member.iterations), \
	.min = 1, \
	.max = 1e9, \
	.argument = "N", \
	.help = "sweeps over a document"}, \
	{.names = "burn-in burn-in-iterations", \
	OPTION_FIELD(S, member.burn_in), \
	.max = 1e9, \
	.argument = "N", \
	.help = "sweeps before the first that counts"}, \
	{.names = "sample-interval", \
	OPTION_FIELD(S, member.interval), \
	.min = 1, \
	.max = 1e9, \
	.argument = "N", \
	.help = "sweeps from one that counts to the next"}
/* clang-format on */
#endif
