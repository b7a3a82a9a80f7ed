/* SPDX-License-Identifier: MIT */
/*
 * tokenlines.c -- batches, lanes, and which line was at fault.
 *
 * Where lines do not matter to the visitor a run goes through the tokenizer
 * as one text.  A line so long that its tokens should not all be kept is gone
 * through by one thread, and what it has so far is put out in between.
 */
#include "text/tokenlines.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/ranks.h"
#include "text/sentence.h"

/* Bytes of a batch a lane: small enough to keep its tokens in the cache, large
 * enough that the lanes seldom wait for each other. */
#define RUN ((size_t)512 << 10)

/* The same where no tokens are kept. */
#define LONG_RUN ((size_t)8 << 20)

/* A batch that is this many times longer than asked for holds a long line. */
#define LONG 8

struct lane {
	struct qn_tokenizer *tokenizer;
	struct qn_sentences *sentences; /* NULL: whole lines            */
	struct qn_slice run;            /* lines of this batch          */
	size_t lines;                   /* of them, gone through        */
	struct qn_err e;                /* what was wrong with the last */
};

struct qn_token_lanes {
	struct qn_pool *pool;
	enum qn_invalid invalid;
	size_t n;
	struct lane *lane; /* [n] */
	const struct qn_token_visitor *visitor;
	bool alone; /* lane 0 works by itself: put out as it goes */
};

struct qn_token_lanes *qn_token_lanes_new(const struct qn_tokenizer_options *o,
                                          bool sentences, struct qn_pool *pool,
                                          struct qn_err *e)
{
	struct qn_token_lanes *lanes = qn_calloc(1, sizeof *lanes);
	lanes->pool = pool;
	lanes->invalid = o->invalid;
	lanes->n = (size_t)qn_pool_threads(pool);
	lanes->lane = qn_calloc(lanes->n, sizeof *lanes->lane);
	for (size_t i = 0; i < lanes->n; i++) {
		lanes->lane[i].tokenizer = qn_tokenizer_new(o, e);
		if (sentences)
			lanes->lane[i].sentences = qn_sentences_new(e);
	}
	if (!e->failed)
		return lanes;
	qn_token_lanes_free(lanes);
	return NULL;
}

void qn_token_lanes_free(struct qn_token_lanes *lanes)
{
	if (!lanes)
		return;
	for (size_t i = 0; i < lanes->n; i++) {
		qn_tokenizer_free(lanes->lane[i].tokenizer);
		qn_sentences_free(lanes->lane[i].sentences);
	}
	free(lanes->lane);
	free(lanes);
}

size_t qn_token_lanes_count(const struct qn_token_lanes *lanes)
{
	return lanes->n;
}

/* --- a run of lines ------------------------------------------------------- */

/* Lines that have ended in [p, p + n). */
static size_t count_ends(const char *p, size_t n)
{
	size_t ends = 0;
	const char *end = p + n;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		ends++;
		p++;
	}
	return ends;
}

/* All tokens of a text, which stands at `at` of a line; where it fails, if it
 * does, into *fault. */
static bool visit_text(struct qn_token_lanes *lanes, size_t i,
                       struct qn_slice text, size_t at, size_t *fault)
{
	const struct qn_token_visitor *v = lanes->visitor;
	struct lane *lane = &lanes->lane[i];
	const struct qn_token *token;
	size_t n, most = v->longest ? v->longest : SIZE_MAX;
	if (!qn_tokenizer_begin(lane->tokenizer, text, &lane->e)) {
		*fault = qn_tokenizer_accepts(lane->tokenizer, text);
		return false;
	}
	while (qn_tokenizer_batch(lane->tokenizer, &token, &n, &lane->e)) {
		for (size_t k = 0; k < n; k++)
			if (token[k].text.n > most) {
				*fault = token[k].begin;
				return qn_fail(&lane->e,
				               "a word of %zu bytes is too "
				               "long",
				               token[k].text.n);
			}
		v->tokens(v->ctx, i, token, n, at);
		if (lanes->alone && v->batch)
			v->batch(v->ctx, 1, &lane->e);
	}
	return !lane->e.failed;
}

static bool visit_sentences(struct qn_token_lanes *lanes, size_t i,
                            struct qn_slice line)
{
	const struct qn_token_visitor *v = lanes->visitor;
	struct lane *lane = &lanes->lane[i];
	struct qn_slice sentence;
	size_t done = 0;
	if (!qn_sentences_begin(lane->sentences, line, &lane->e))
		return false;
	while (qn_sentences_next(lane->sentences, &sentence)) {
		size_t fault, at = done;
		done += sentence.n;
		if (!visit_text(lanes, i, sentence, at, &fault))
			return false;
		if (done < line.n)
			v->line(v->ctx, i, false);
	}
	return true;
}

static bool visit_line(struct qn_token_lanes *lanes, size_t i,
                       struct qn_slice line)
{
	const struct qn_token_visitor *v = lanes->visitor;
	struct lane *lane = &lanes->lane[i];
	size_t fault;
	if (!lane->sentences) {
		if (!visit_text(lanes, i, line, 0, &fault))
			return false;
	} else {
		/* A bad line is told before its first sentence is used. */
		if (!qn_tokenizer_begin(lane->tokenizer, line, &lane->e) ||
		    !visit_sentences(lanes, i, line))
			return false;
	}
	v->line(v->ctx, i, true);
	return true;
}

/* A run as one text; if it fails, the line where it does says so itself. */
static void visit_all(struct qn_token_lanes *lanes, size_t i)
{
	struct lane *lane = &lanes->lane[i];
	struct qn_slice run = lane->run;
	size_t fault = 0;
	if (!run.n)
		return;
	if (visit_text(lanes, i, run, 0, &fault)) {
		lane->lines =
		    count_ends(run.p, run.n) + (run.p[run.n - 1] != '\n');
		return;
	}
	lane->lines = count_ends(run.p, fault);
	while (fault && run.p[fault - 1] != '\n')
		fault--;
	struct qn_slice rest = {run.p + fault, run.n - fault};
	struct qn_err e = QN_ERR_INIT;
	if (!qn_tokenizer_begin(lane->tokenizer, qn_textlines_cut(&rest), &e))
		lane->e = e;
}

static void visit_run(void *ctx, size_t i, size_t begin, size_t end)
{
	struct qn_token_lanes *lanes = ctx;
	struct lane *lane = &lanes->lane[i];
	struct qn_slice rest = lane->run;
	(void)begin;
	(void)end;
	lane->lines = 0;
	if (!lanes->visitor->line) {
		visit_all(lanes, i);
		return;
	}
	while (rest.n && visit_line(lanes, i, qn_textlines_cut(&rest)))
		lane->lines++;
}

/* --- batches -------------------------------------------------------------- */

static void deal(struct qn_token_lanes *lanes, struct qn_slice batch)
{
	size_t done = 0;
	for (size_t i = 0; i < lanes->n; i++) {
		size_t to = lanes->alone
		                ? batch.n
		                : qn_textlines_share(batch, done, i, lanes->n);
		lanes->lane[i].run =
		    (struct qn_slice){batch.p + done, to - done};
		done = to;
	}
}

/* How many lanes have something to put out: those up to the first failure,
 * which is told in `e`. */
static size_t collect(struct qn_token_lanes *lanes, const char *name,
                      size_t *lines, struct qn_err *e)
{
	size_t n = 0;
	while (n < lanes->n && !e->failed) {
		struct lane *lane = &lanes->lane[n++];
		if (lane->e.failed)
			qn_fail(e, "%s: line %zu: %s", name,
			        *lines + lane->lines + 1, lane->e.text);
		*lines += lane->lines;
	}
	for (size_t i = 0; e->failed && i < lanes->n; i++)
		lanes->lane[i].e = QN_ERR_INIT;
	return n;
}

static bool tell(const struct qn_progress *p, const struct qn_textlines *l,
                 struct qn_err *e)
{
	return qn_progress_at(p, "tokenizing", "bytes", qn_textlines_offset(l),
	                      qn_textlines_size(l)) ||
	       qn_fail_interrupted(e, qn_textlines_name(l));
}

/* Go through a batch with every thread; whether all went well. */
static bool visit_batch(struct qn_token_lanes *lanes, struct qn_slice batch,
                        const char *name, size_t *lines, struct qn_err *e)
{
	const struct qn_token_visitor *v = lanes->visitor;
	lanes->alone = v->line && batch.n > LONG * lanes->n * RUN;
	deal(lanes, batch);
	if (lanes->alone)
		visit_run(lanes, 0, 0, 0);
	else
		qn_pool_for(lanes->pool, lanes->n, lanes->n, visit_run, lanes);
	size_t done = collect(lanes, name, lines, e);
	bool ok = !v->batch || v->batch(v->ctx, done, e);
	return ok && !e->failed;
}

static bool visit_lines(struct qn_token_lanes *lanes, struct qn_textlines *l,
                        struct qn_err *e)
{
	const struct qn_progress *progress = lanes->visitor->progress;
	size_t run = lanes->visitor->line ? RUN : LONG_RUN, lines = 0;
	const struct qn_ranks *ranks = qn_pool_ranks(lanes->pool);
	size_t want = ranks->size > 1 ? LONG_RUN : lanes->n * run, turn = 0;
	struct qn_slice batch;
	/* The first report says where the work begins. */
	if (!tell(progress, l, e))
		return false;
	for (; (batch = qn_textlines_next(l, want, e)).n; turn++) {
		if (turn % (size_t)ranks->size != (size_t)ranks->rank)
			lines += count_ends(batch.p, batch.n);
		else if (!visit_batch(lanes, batch, qn_textlines_name(l),
		                      &lines, e))
			return false;
		if (!tell(progress, l, e))
			return false;
	}
	return !e->failed;
}

bool qn_tokenize_files(struct qn_token_lanes *lanes, const char *const *path,
                       size_t n, const char *encoding,
                       const struct qn_token_visitor *v, struct qn_err *e)
{
	lanes->visitor = v;
	for (size_t i = 0; qn_pool_ranks(lanes->pool)->size > 1 && i <= n; i++)
		if (n == 0 || (i < n && strcmp(path[i], "-") == 0))
			return qn_fail(e, "standard input: only files can be "
			                  "shared out among processes");
	for (size_t i = 0; i < n || (i == 0 && n == 0); i++) {
		struct qn_textlines *l = qn_textlines_open(
		    n ? path[i] : NULL, encoding, lanes->invalid, e);
		bool ok = l && visit_lines(lanes, l, e);
		qn_textlines_close(l);
		if (!ok)
			return false;
	}
	return true;
}
