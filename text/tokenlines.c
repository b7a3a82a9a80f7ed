/* SPDX-License-Identifier: MIT */
/*
 * tokenlines.c -- batches, lanes, and which line was at fault.
 */
#include "text/tokenlines.h"

#include <stdlib.h>

#include "base/mem.h"

/* Bytes of a batch a lane: small enough to keep its tokens in the cache, large
 * enough that the lanes seldom wait for each other. */
#define RUN ((size_t)512 << 10)

struct lane {
	struct qn_tokenizer *tokenizer;
	struct qn_slice run; /* lines of this batch          */
	size_t lines;        /* of them, gone through        */
	struct qn_err e;     /* what was wrong with the last */
};

struct qn_token_lanes {
	struct qn_pool *pool;
	size_t n;
	struct lane *lane; /* [n] */
	const struct qn_token_visitor *visitor;
};

struct qn_token_lanes *qn_token_lanes_new(const struct qn_tokenizer_options *o,
                                          struct qn_pool *pool,
                                          struct qn_err *e)
{
	struct qn_token_lanes *lanes = qn_calloc(1, sizeof *lanes);
	lanes->pool = pool;
	lanes->n = (size_t)qn_pool_threads(pool);
	lanes->lane = qn_calloc(lanes->n, sizeof *lanes->lane);
	for (size_t i = 0; i < lanes->n; i++)
		lanes->lane[i].tokenizer = qn_tokenizer_new(o, e);
	if (!e->failed)
		return lanes;
	qn_token_lanes_free(lanes);
	return NULL;
}

void qn_token_lanes_free(struct qn_token_lanes *lanes)
{
	if (!lanes)
		return;
	for (size_t i = 0; i < lanes->n; i++)
		qn_tokenizer_free(lanes->lane[i].tokenizer);
	free(lanes->lane);
	free(lanes);
}

size_t qn_token_lanes_count(const struct qn_token_lanes *lanes)
{
	return lanes->n;
}

static void tokenize_run(void *ctx, size_t i, size_t begin, size_t end)
{
	struct qn_token_lanes *lanes = ctx;
	const struct qn_token_visitor *v = lanes->visitor;
	struct lane *lane = &lanes->lane[i];
	struct qn_slice rest = lane->run, token;
	(void)begin;
	(void)end;
	for (lane->lines = 0; rest.n; lane->lines++) {
		struct qn_slice line = qn_textlines_cut(&rest);
		if (!qn_tokenizer_begin(lane->tokenizer, line, &lane->e))
			return;
		while (qn_tokenizer_next(lane->tokenizer, &token, &lane->e)) {
			if (v->longest && token.n > v->longest) {
				qn_fail(&lane->e,
				        "a word of %zu bytes is too long",
				        token.n);
				break;
			}
			v->token(v->ctx, i, token);
		}
		if (lane->e.failed)
			return;
		if (v->line)
			v->line(v->ctx, i);
	}
}

/* Nearly equal runs of whole lines; some may be empty. */
static void deal(struct qn_token_lanes *lanes, struct qn_slice batch)
{
	size_t done = 0;
	for (size_t i = 0; i < lanes->n; i++) {
		size_t to = batch.n / lanes->n * (i + 1);
		if (i + 1 == lanes->n)
			to = batch.n;
		if (to < done)
			to = done;
		const char *stop = memchr(batch.p + to, '\n', batch.n - to);
		to = stop ? (size_t)(stop + 1 - batch.p) : batch.n;
		lanes->lane[i].run =
		    (struct qn_slice){batch.p + done, to - done};
		done = to;
	}
}

/* Lines of the batch, or the failure of the first lane that has one. */
static bool collect(struct qn_token_lanes *lanes, const char *name,
                    size_t *lines, struct qn_err *e)
{
	for (size_t i = 0; i < lanes->n; i++) {
		struct lane *lane = &lanes->lane[i];
		*lines += lane->lines;
		if (lane->e.failed) {
			qn_fail(e, "%s: line %zu: %s", name, *lines + 1,
			        lane->e.text);
			break;
		}
	}
	for (size_t i = 0; e->failed && i < lanes->n; i++)
		lanes->lane[i].e = QN_ERR_INIT;
	return !e->failed;
}

static bool tell(const struct qn_progress *p, const struct qn_textlines *l,
                 struct qn_err *e)
{
	struct qn_report report = {.what = "tokenizing",
	                           .unit = "bytes",
	                           .done = (double)qn_textlines_offset(l),
	                           .total = (double)qn_textlines_size(l),
	                           .loss = __builtin_nan(""),
	                           .rate = __builtin_nan("")};
	return qn_progress_tell(p, &report) ||
	       qn_fail_interrupted(e, qn_textlines_name(l));
}

bool qn_tokenize_lines(struct qn_token_lanes *lanes, struct qn_textlines *l,
                       const struct qn_token_visitor *v, struct qn_err *e)
{
	size_t lines = 0;
	struct qn_slice batch;
	lanes->visitor = v;
	/* The first report says where the work begins. */
	if (e->failed || !tell(v->progress, l, e))
		return false;
	while ((batch = qn_textlines_next(l, lanes->n * RUN, e)).n) {
		deal(lanes, batch);
		qn_pool_for(lanes->pool, lanes->n, lanes->n, tokenize_run,
		            lanes);
		if (!collect(lanes, qn_textlines_name(l), &lines, e) ||
		    (v->batch && !v->batch(v->ctx, e)) ||
		    !tell(v->progress, l, e))
			return false;
	}
	return !e->failed;
}
