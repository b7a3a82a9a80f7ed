/* SPDX-License-Identifier: MIT */
/*
 * cmd_vocab.c -- `quern vocab`: the words of a text and how often they occur.
 */
#include <stdlib.h>

#include "apps/analyser.h"
#include "base/mem.h"
#include "text/tokenlines.h"
#include "text/vocab.h"

struct vocab_options {
	struct analyser analyser;
	uint64_t min_count;
	uint32_t max_size;
};

struct work {
	struct qn_vocab **lane; /* [lanes], each counting for itself */
	size_t lanes;
};

static void count_tokens(void *ctx, size_t lane, const struct qn_token *token,
                         size_t n, size_t at)
{
	(void)at;
	for (size_t i = 0; i < n; i++)
		qn_vocab_add(((struct work *)ctx)->lane[lane], token[i].text,
		             1);
}

static struct qn_vocab *merge(struct work *w)
{
	struct qn_vocab *v = w->lane[0];
	for (size_t i = 1; i < w->lanes; i++) {
		qn_vocab_merge(v, w->lane[i], NULL);
		qn_vocab_free(w->lane[i]);
	}
	free(w->lane);
	return v;
}

static struct qn_vocab *count_all(struct qn_token_lanes *lanes,
                                  const struct analyser *a, struct call *c)
{
	size_t n = qn_token_lanes_count(lanes);
	struct work w = {.lanes = n};
	w.lane = qn_malloc(n, sizeof *w.lane);
	for (size_t i = 0; i < n; i++)
		w.lane[i] = qn_vocab_new();
	const struct qn_token_visitor visitor = {.ctx = &w,
	                                         .tokens = count_tokens,
	                                         .progress = call_progress(c),
	                                         .longest = QN_MAP_LONGEST};
	qn_tokenize_files(lanes, c->operands.item, c->operands.n, a->encoding,
	                  &visitor, &c->e);
	return merge(&w);
}

static bool run(void *options, struct call *c)
{
	struct vocab_options *o = options;
	const struct qn_vocab_limits limits = {.min_count = o->min_count,
	                                       .max_size = o->max_size};
	if (!analyser_check(&o->analyser, c))
		return false;
	struct qn_token_lanes *lanes = qn_token_lanes_new(
	    &o->analyser.tokenizer, false, call_pool(c), &c->e);
	analyser_release(&o->analyser);
	if (!lanes)
		return false;
	struct qn_vocab *v = count_all(lanes, &o->analyser, c);
	call_progress_end(c);
	qn_vocab_sort(v, &limits, NULL);
	bool ok = qn_vocab_save(v, c->common.output, '\t', &c->e);
	qn_vocab_free(v);
	qn_token_lanes_free(lanes);
	return ok;
}

static const struct vocab_options defaults = {
    .analyser = {.tokenizer = {.mode = QN_TOKEN_SPACE}}, .min_count = 1};

static const struct option options[] = {
    {.names = "min-count",
     OPTION_FIELD(struct vocab_options, min_count),
     .argument = "N",
     .help = "leave out words seen less often"},
    {.names = "max-size",
     OPTION_FIELD(struct vocab_options, max_size),
     .argument = "N",
     .shown = "all",
     .help = "the most frequent words only"},
    ANALYSER_OPTIONS(struct vocab_options, analyser),
    {0},
};

const struct command command_vocab = {
    .name = "vocab",
    .summary = "words and their counts, the most frequent first",
    .operands = "[FILE...]",
    .about = "Prints a word, a tab and its count a line; equal counts in the "
             "order of code points.  Words are what white space parts, as in "
             "the output of `quern tokenize`, unless --mode says otherwise.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = -1,
    .without = "seed json",
    .run = run,
};
