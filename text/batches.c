/* SPDX-License-Identifier: MIT */
/*
 * batches.c -- runs of lines, nearly equal in bytes.
 */
#include "text/batches.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/textlines.h"

#define RUN ((size_t)512 << 10) /* bytes of a batch a lane */

struct run {
	struct qn_slice lines;
	uint64_t offset;
	size_t done; /* lines of it gone through */
	struct qn_err e;
};

struct batches {
	const struct qn_batch_work *work;
	struct run *run; /* [n] */
	size_t n;
};

static void deal(struct batches *b, struct qn_slice batch, uint64_t offset)
{
	size_t from = 0;
	for (size_t i = 0; i < b->n; i++) {
		size_t to = qn_textlines_share(batch, from, i, b->n);
		b->run[i].lines = (struct qn_slice){batch.p + from, to - from};
		b->run[i].offset = offset + from;
		from = to;
	}
}

static void work_on(void *ctx, size_t lane, size_t begin, size_t end)
{
	struct batches *b = ctx;
	struct run *r = &b->run[lane];
	(void)begin;
	(void)end;
	r->done =
	    b->work->lines(b->work->ctx, lane, r->lines, r->offset, &r->e);
}

/* Add up the lines, or tell the first failure. */
static bool collect(struct batches *b, const char *name, size_t *lines,
                    struct qn_err *e)
{
	for (size_t i = 0; i < b->n; i++) {
		*lines += b->run[i].done;
		if (b->run[i].e.failed)
			return qn_fail(e, "%s: line %zu: %s", name, *lines + 1,
			               b->run[i].e.text);
	}
	return true;
}

static bool tell(const struct qn_batch_work *work, struct qn_textlines *l,
                 struct qn_err *e)
{
	return qn_progress_at(work->progress, work->what, "bytes",
	                      qn_textlines_offset(l), qn_textlines_size(l)) ||
	       qn_fail_interrupted(e, qn_textlines_name(l));
}

bool qn_batches(const char *path, const char *encoding, enum qn_invalid invalid,
                struct qn_pool *pool, const struct qn_batch_work *work,
                struct qn_err *e)
{
	struct qn_textlines *l =
	    e->failed ? NULL : qn_textlines_open(path, encoding, invalid, e);
	if (!l)
		return false;
	struct batches b = {.work = work, .n = (size_t)qn_pool_threads(pool)};
	struct qn_slice batch;
	uint64_t offset = 0;
	size_t lines = 0;
	b.run = qn_calloc(b.n, sizeof *b.run);
	bool ok = tell(work, l, e);
	while (ok && (batch = qn_textlines_next(l, b.n * RUN, e)).n) {
		deal(&b, batch, offset);
		offset += batch.n;
		qn_pool_for(pool, b.n, b.n, work_on, &b);
		ok = collect(&b, qn_textlines_name(l), &lines, e) &&
		     (!work->batch || work->batch(work->ctx, e)) &&
		     tell(work, l, e);
	}
	free(b.run);
	qn_textlines_close(l);
	return !e->failed;
}
