/* SPDX-License-Identifier: MIT */
/*
 * cmd_tokenize.c -- `quern tokenize`: a line in, a line of tokens out.
 */
#include <stdlib.h>

#include "apps/analyser.h"
#include "apps/json.h"
#include "base/mem.h"
#include "text/tokenlines.h"

struct tokenize_options {
	struct analyser analyser;
	bool sentences;
};

/* A lane's share of the output, until its batch is done. */
struct tokens {
	struct qn_buf text;
	size_t whole;      /* bytes up to its last line end       */
	size_t in_line;    /* tokens of the line so far           */
	unsigned sentence; /* of the line, from 0                 */
};

struct work {
	struct qn_output *out;
	struct tokens *lane; /* [lanes] */
	bool sentences;
};

static void put_tokens(void *ctx, size_t lane, const struct qn_token *token,
                       size_t n, size_t at)
{
	struct tokens *t = &((struct work *)ctx)->lane[lane];
	(void)at;
	for (size_t i = 0; i < n; i++) {
		if (t->in_line++)
			qn_buf_putc(&t->text, ' ');
		qn_buf_add(&t->text, token[i].text.p, token[i].text.n);
	}
}

static void end_line(void *ctx, size_t lane, bool last)
{
	struct tokens *t = &((struct work *)ctx)->lane[lane];
	(void)last;
	t->in_line = 0;
	qn_buf_putc(&t->text, '\n');
	t->whole = t->text.n;
}

/* --- with --json: {"tokens":[{"text":"a","begin":0,"end":1}]} ------------- */

static void begin_object(struct work *w, struct tokens *t)
{
	if (w->sentences)
		qn_buf_printf(&t->text, "{\"sentence\":%u,\"tokens\":[",
		              t->sentence);
	else
		qn_buf_puts(&t->text, "{\"tokens\":[");
}

static void put_json(void *ctx, size_t lane, const struct qn_token *token,
                     size_t n, size_t at)
{
	struct work *w = ctx;
	struct tokens *t = &w->lane[lane];
	for (size_t i = 0; i < n; i++) {
		if (t->in_line++)
			qn_buf_putc(&t->text, ',');
		else
			begin_object(w, t);
		qn_buf_puts(&t->text, "{\"text\":");
		json_add_string(&t->text, token[i].text);
		qn_buf_printf(&t->text, ",\"begin\":%zu,\"end\":%zu}",
		              at + token[i].begin, at + token[i].end);
	}
}

static void end_json(void *ctx, size_t lane, bool last)
{
	struct work *w = ctx;
	struct tokens *t = &w->lane[lane];
	if (!t->in_line)
		begin_object(w, t);
	t->sentence = last ? 0 : t->sentence + 1;
	qn_buf_puts(&t->text, "]}");
	end_line(ctx, lane, last);
}

/* --- all of it ------------------------------------------------------------ */

static bool write_batch(void *ctx, size_t lanes, struct qn_err *e)
{
	struct work *w = ctx;
	for (size_t i = 0; i < lanes; i++) {
		struct tokens *t = &w->lane[i];
		qn_output_write(w->out, t->text.p,
		                e->failed ? t->whole : t->text.n);
		qn_buf_clear(&t->text);
		t->whole = 0;
	}
	/* What was not written is told when the output is closed. */
	return qn_output_ok(w->out);
}

static void tokenize(struct qn_token_lanes *lanes, struct qn_output *out,
                     const struct tokenize_options *o, struct call *c)
{
	size_t n = qn_token_lanes_count(lanes);
	bool json = c->common.json;
	struct work w = {.out = out, .sentences = o->sentences};
	w.lane = qn_calloc(n, sizeof *w.lane);
	const struct qn_token_visitor visitor = {
	    .ctx = &w,
	    .tokens = json ? put_json : put_tokens,
	    .line = json ? end_json : end_line,
	    .batch = write_batch,
	    .progress = call_progress(c)};
	qn_tokenize_files(lanes, c->operands.item, c->operands.n,
	                  o->analyser.encoding, &visitor, &c->e);
	for (size_t i = 0; i < n; i++)
		qn_buf_release(&w.lane[i].text);
	free(w.lane);
}

static bool run(void *options, struct call *c)
{
	struct tokenize_options *o = options;
	struct analyser *a = &o->analyser;
	if (!analyser_check(a, c))
		return false;
	a->tokenizer.offsets = c->common.json;
	struct qn_token_lanes *lanes = qn_token_lanes_new(
	    &a->tokenizer, o->sentences, call_pool(c), &c->e);
	analyser_release(a);
	struct qn_output *out = call_output(c);
	if (lanes && out)
		tokenize(lanes, out, o, c);
	qn_token_lanes_free(lanes);
	/* What standard output was given it keeps, whatever failed later. */
	struct qn_err late = QN_ERR_INIT;
	qn_output_finish(out, &late);
	if (late.failed)
		qn_fail(&c->e, "%s", late.text);
	call_progress_end(c);
	return qn_output_close(out, &c->e);
}

static const struct tokenize_options defaults = {
    .analyser = {.tokenizer = {.mode = QN_TOKEN_ICU}}};

static const struct option options[] = {
    ANALYSER_OPTIONS(struct tokenize_options, analyser),
    {.names = "sentences",
     OPTION_FIELD(struct tokenize_options, sentences),
     .help = "a line out for each sentence of a line"},
    {0},
};

const struct command command_tokenize = {
    .name = "tokenize",
    .summary = "text to tokens, a line out for a line in",
    .operands = "[FILE...]",
    .about = "Tokens are joined by one space.  Mode icu cuts where ICU's word "
             "iterator cuts, mode uax29 where Unicode's standard says, and "
             "both drop the pieces that are white space or control "
             "characters; mode space cuts at white space as word2vec does "
             "and leaves bytes as they are.\n\n"
             "Options work in this order: --invalid, --nfc or --nfkc, --mode, "
             "--punct, --numbers, --lower, --fold-accents, --stop, --stem, "
             "--min-length.\n\n"
             "With --json a line is an object {\"tokens\": [{\"text\", "
             "\"begin\", \"end\"}]}: where each token stood, in bytes of the "
             "line as UTF-8, before any of these options.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = -1,
    .without = "seed",
    .run = run,
};
