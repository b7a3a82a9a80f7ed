/* SPDX-License-Identifier: MIT */
/*
 * cooccurrows.c -- see cooccurrows.h.
 */
#include "embed/cooccurrows.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"

#define PIECES      64                 /* of a batch, and a few more      */
#define MOST_BUFFER ((size_t)64 << 20) /* bytes; more is only slower      */

void qn_cooccur_rows_release(struct qn_cooccur_rows *r)
{
	for (size_t i = 0; r->row && i < r->lanes; i++)
		qn_cooccur_row_release(&r->row[i]);
	free(r->row);
	qn_big_free(r->buffer[0]);
	qn_big_free(r->buffer[1]);
}

/* Half of the memory is for buffers, the other for rows being added up. */
bool qn_cooccur_rows_init(struct qn_cooccur_rows *r, size_t words,
                          size_t memory, struct qn_pool *pool, struct qn_err *e)
{
	const size_t record = sizeof *r->buffer[0];
	size_t threads = (size_t)qn_pool_threads(pool);
	size_t row = qn_cooccur_row_bytes(words + 1);
	size_t buffer = memory / 4 < MOST_BUFFER ? memory / 4 : MOST_BUFFER;
	*r = (struct qn_cooccur_rows){.pool = pool, .words = words};
	r->room = buffer / record > words ? buffer / record : words;
	r->lanes = memory / 2 / row < threads ? memory / 2 / row : threads;
	if (r->lanes == 0 || r->room * record > memory / 4 + MOST_BUFFER)
		return qn_fail(e,
		               "%zu words are too many for this memory; give "
		               "it %zu MB",
		               words, (8 * row >> 20) + 1);
	r->row = qn_calloc(r->lanes, sizeof *r->row);
	for (size_t i = 0; i < r->lanes; i++)
		qn_cooccur_row_init(&r->row[i], words + 1, e);
	for (int i = 0; i < 2; i++)
		r->buffer[i] =
		    qn_big_alloc(r->room, record, "co-occurrences", e);
	return !e->failed;
}

struct piece {
	uint32_t begin, end;   /* rows                             */
	struct qn_cooccur *to; /* room for all that they may have  */
	size_t n;              /* records they have                */
};

struct batch {
	struct piece piece[2 * PIECES];
	size_t pieces;
};

struct run {
	struct qn_cooccur_rows *r;
	const struct qn_cooccur_source *from;
	qn_cooccur_sink *put;
	void *ctx;
	struct qn_err *e;
	struct batch batch[2]; /* one is made while the other is written */
	struct batch *made, *written;
	atomic_size_t next;
};

static size_t most_columns(const struct run *u, uint32_t word)
{
	size_t pairs = u->from->places[word] * u->from->pairs;
	return pairs < u->r->words ? pairs : u->r->words;
}

/* The rows from `word` on that fit the buffer, cut into pieces of about the
 * same work.  Where the next batch begins. */
static uint32_t plan(const struct run *u, uint32_t word, struct batch *b,
                     struct qn_cooccur *to)
{
	size_t left = u->r->room;
	uint32_t end = word;
	size_t work = 0, done = 0;
	while (end <= u->r->words && most_columns(u, end) <= left) {
		left -= most_columns(u, end);
		work += u->from->places[end++];
	}
	b->pieces = 0;
	while (word < end) {
		struct piece *p = &b->piece[b->pieces++];
		size_t until = work * b->pieces / PIECES;
		*p = (struct piece){.begin = word, .to = to};
		do {
			to += most_columns(u, word);
			done += u->from->places[word++];
		} while (word < end && done <= until);
		p->end = word;
	}
	return end;
}

static void make(const struct run *u, size_t lane, struct piece *p)
{
	struct qn_cooccur_row *row = &u->r->row[lane];
	p->n = 0;
	for (uint32_t word = p->begin; word < p->end; word++) {
		u->from->fill(u->from->ctx, lane, word, word == p->begin, row);
		p->n += qn_cooccur_row_take(row, word, p->to + p->n);
	}
}

static void write_batch(const struct run *u, const struct batch *b)
{
	for (size_t i = 0; i < b->pieces && !u->e->failed; i++)
		if (b->piece[i].n)
			u->put(u->ctx, b->piece[i].to, b->piece[i].n, u->e);
}

static void work(void *ctx, size_t lane, size_t begin, size_t end)
{
	struct run *u = ctx;
	size_t i;
	(void)begin;
	(void)end;
	while ((i = atomic_fetch_add(&u->next, 1)) <= u->made->pieces)
		if (i == 0)
			write_batch(u, u->written);
		else
			make(u, lane, &u->made->piece[i - 1]);
}

static bool tell(const struct run *u, size_t done)
{
	const struct qn_cooccur_source *from = u->from;
	return qn_progress_at(from->progress, from->what, "words",
	                      from->before + done, from->all) ||
	       qn_fail_interrupted(u->e, from->what);
}

bool qn_cooccur_rows_run(struct qn_cooccur_rows *r,
                         const struct qn_cooccur_source *from,
                         qn_cooccur_sink *put, void *ctx, struct qn_err *e)
{
	struct run u = {.r = r, .from = from, .put = put, .ctx = ctx, .e = e};
	size_t done = 0;
	u.made = &u.batch[0];
	u.written = &u.batch[1];
	tell(&u, 0);
	for (uint32_t word = 1; word <= r->words && !e->failed;) {
		uint32_t end =
		    plan(&u, word, u.made, r->buffer[u.made == u.batch]);
		atomic_store(&u.next, 0);
		qn_pool_for(r->pool, r->lanes, r->lanes, work, &u);
		struct batch *swap = u.written;
		u.written = u.made;
		u.made = swap;
		while (word < end)
			done += from->places[word++];
		if (from->passed)
			from->passed(from->ctx, word);
		if (!tell(&u, done))
			break;
	}
	write_batch(&u, u.written);
	return !e->failed;
}
