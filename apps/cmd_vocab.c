/* SPDX-License-Identifier: MIT */
/*
 * cmd_vocab.c -- `quern vocab`: the words of a text and how often they occur.
 */
#include "apps/analyser.h"
#include "text/tokenlines.h"
#include "text/vocabcount.h"
#include "text/vocabjoin.h"

struct vocab_options {
	struct analyser analyser;
	uint64_t min_count;
	uint32_t max_size;
	size_t memory;
};

static void count_tokens(void *ctx, size_t lane, const struct qn_token *token,
                         size_t n, size_t at)
{
	(void)at;
	qn_vocab_counter_add(ctx, lane, token, n);
}

/* A full disk is told before the rest of the text is read. */
static bool check(void *ctx, size_t lanes, struct qn_err *e)
{
	(void)lanes;
	return qn_vocab_counter_ok(ctx, e);
}

static bool put_word(void *out, const struct qn_vocab_item *item,
                     struct qn_err *e)
{
	(void)e; /* what was not written is told when the output is closed */
	qn_vocab_put(out, item->word, '\t', item->count);
	return qn_output_ok(out);
}

static bool add_word(void *v, const struct qn_vocab_item *item,
                     struct qn_err *e)
{
	(void)e;
	qn_vocab_add(v, item->word, item->count);
	return true;
}

/* What all ranks have counted; one of them prints it. */
static bool print_joined(struct qn_vocab_counter *counter,
                         const struct qn_vocab_limits *limits, struct call *c)
{
	static const struct qn_vocab_limits all = {.min_count = 1};
	struct qn_vocab *own = qn_vocab_new(), *v = NULL;
	if (qn_vocab_counter_end(counter, call_pool(c), &all, add_word, own,
	                         &c->e))
		v = qn_vocab_join(own, NULL, &c->ranks, &c->e);
	qn_vocab_free(own);
	if (v && call_first(c)) {
		qn_vocab_sort(v, limits, NULL);
		qn_vocab_save(v, c->common.output, '\t', &c->e);
	}
	qn_vocab_free(v);
	return !c->e.failed;
}

static bool count(struct qn_token_lanes *lanes, struct qn_vocab_counter *v,
                  const struct vocab_options *o, struct call *c)
{
	const struct qn_token_visitor visitor = {.ctx = v,
	                                         .tokens = count_tokens,
	                                         .batch = check,
	                                         .progress = call_progress(c),
	                                         .longest = QN_MAP_LONGEST};
	const struct qn_vocab_limits limits = {.min_count = o->min_count,
	                                       .max_size = o->max_size};
	if (!qn_tokenize_files(lanes, c->operands.item, c->operands.n,
	                       o->analyser.encoding, &visitor, &c->e))
		return false;
	call_progress_end(c);
	if (c->ranks.size > 1)
		return print_joined(v, &limits, c);
	struct qn_output *out = call_output(c);
	if (out)
		qn_vocab_counter_end(v, call_pool(c), &limits, put_word, out,
		                     &c->e);
	return qn_output_close(out, &c->e);
}

static bool run(void *options, struct call *c)
{
	struct vocab_options *o = options;
	if (!analyser_check(&o->analyser, c))
		return false;
	struct qn_token_lanes *lanes = qn_token_lanes_new(
	    &o->analyser.tokenizer, false, call_pool(c), &c->e);
	analyser_release(&o->analyser);
	struct qn_vocab_counter *v =
	    lanes ? qn_vocab_counter_new(qn_token_lanes_count(lanes), o->memory,
	                                 &c->e)
	          : NULL;
	bool ok = v && count(lanes, v, o, c);
	qn_vocab_counter_free(v);
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
    {.names = "memory",
     OPTION_FIELD(struct vocab_options, memory),
     .form = OPTION_BYTES,
     .argument = "SIZE",
     .shown = "what it takes",
     .help = "for counting, as 64M; the rest goes to a file in $TMPDIR"},
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
    .shared = true,
    .run = run,
};
