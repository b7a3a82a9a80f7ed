/* SPDX-License-Identifier: MIT */
/*
 * cmd_tokenize.c -- `quern tokenize`: a line in, a line of tokens out.
 */
#include <stdlib.h>

#include "apps/analyser.h"
#include "base/mem.h"
#include "text/tokenlines.h"

struct tokenize_options {
	struct analyser analyser;
};

/* A lane's share of the output, until its batch is done. */
struct tokens {
	struct qn_buf text;
	bool in_line;
};

struct work {
	struct qn_output *out;
	struct tokens *lane; /* [lanes] */
	size_t lanes;
};

static void put_token(void *ctx, size_t lane, struct qn_slice token)
{
	struct tokens *t = &((struct work *)ctx)->lane[lane];
	if (t->in_line)
		qn_buf_putc(&t->text, ' ');
	t->in_line = true;
	qn_buf_add(&t->text, token.p, token.n);
}

static void end_line(void *ctx, size_t lane)
{
	struct tokens *t = &((struct work *)ctx)->lane[lane];
	t->in_line = false;
	qn_buf_putc(&t->text, '\n');
}

static bool write_batch(void *ctx, struct qn_err *e)
{
	struct work *w = ctx;
	for (size_t i = 0; i < w->lanes; i++) {
		struct qn_buf *text = &w->lane[i].text;
		qn_output_write(w->out, text->p, text->n);
		qn_buf_clear(text);
	}
	(void)e; /* what was not written is told when the output is closed */
	return qn_output_ok(w->out);
}

static bool tokenize_file(struct work *w, struct qn_token_lanes *lanes,
                          const char *path, const struct analyser *a,
                          struct call *c)
{
	const struct qn_token_visitor visitor = {.ctx = w,
	                                         .token = put_token,
	                                         .line = end_line,
	                                         .batch = write_batch,
	                                         .progress = call_progress(c)};
	struct qn_textlines *l =
	    qn_textlines_open(path, a->encoding, a->tokenizer.invalid, &c->e);
	bool ok = l && qn_tokenize_lines(lanes, l, &visitor, &c->e);
	qn_textlines_close(l);
	return ok;
}

static void tokenize_all(struct qn_token_lanes *lanes, struct qn_output *out,
                         const struct analyser *a, struct call *c)
{
	size_t n = qn_token_lanes_count(lanes);
	struct work w = {.out = out, .lanes = n};
	w.lane = qn_calloc(n, sizeof *w.lane);
	bool ok = c->operands.n || tokenize_file(&w, lanes, NULL, a, c);
	for (size_t i = 0; ok && i < c->operands.n; i++)
		ok = tokenize_file(&w, lanes, c->operands.item[i], a, c);
	for (size_t i = 0; i < n; i++)
		qn_buf_release(&w.lane[i].text);
	free(w.lane);
}

static bool run(void *options, struct call *c)
{
	struct analyser *a = &((struct tokenize_options *)options)->analyser;
	if (!analyser_check(a, c))
		return false;
	struct qn_token_lanes *lanes =
	    qn_token_lanes_new(&a->tokenizer, call_pool(c), &c->e);
	struct qn_output *out = call_output(c);
	if (lanes && out)
		tokenize_all(lanes, out, a, c);
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
    {0},
};

const struct command command_tokenize = {
    .name = "tokenize",
    .summary = "text to tokens, a line out for a line in",
    .operands = "[FILE...]",
    .about = "Tokens are joined by one space.  Mode icu cuts where ICU's word "
             "iterator cuts and drops the pieces that are white space or "
             "control characters; mode space cuts at white space as "
             "word2vec does and leaves bytes as they are.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = -1,
    .without = "seed json",
    .run = run,
};
