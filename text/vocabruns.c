/* SPDX-License-Identifier: MIT */
/*
 * vocabruns.c -- a record is the length of a word, its bytes, its count;
 * numbers seven bits a byte, the lowest first.  Readers stand in a heap.
 */
#include "text/vocabruns.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tempfile.h"

#define FLUSH      ((size_t)256 << 10) /* bytes written at once       */
#define LEAST_READ ((size_t)4 << 10)   /* bytes read at once          */
#define MOST_READ  ((size_t)1 << 20)
#define NUMBER     10 /* bytes of the longest number */

void qn_vocab_runs_release(struct qn_vocab_runs *r)
{
	if (r->fd1)
		close(r->fd1 - 1);
	free(r->run);
	qn_buf_release(&r->buffer);
	*r = (struct qn_vocab_runs){.fd1 = 0};
}

/* --- writing -------------------------------------------------------------- */

static void put_number(struct qn_buf *b, uint64_t x)
{
	char bytes[NUMBER];
	size_t n = 0;
	for (; x > 0x7f; x >>= 7)
		bytes[n++] = (char)(x | 0x80);
	bytes[n++] = (char)x;
	qn_buf_add(b, bytes, n);
}

static bool flush(struct qn_vocab_runs *r, struct qn_err *e)
{
	if (!r->fd1)
		r->fd1 = qn_tempfile_open(e) + 1;
	if (!r->fd1 || !qn_tempfile_write(r->fd1 - 1, r->buffer.p, r->buffer.n,
	                                  r->bytes, "words", e))
		return false;
	r->bytes += r->buffer.n;
	qn_buf_clear(&r->buffer);
	return true;
}

bool qn_vocab_runs_add(struct qn_vocab_runs *r,
                       const struct qn_vocab_item *item, size_t n,
                       struct qn_err *e)
{
	struct qn_vocab_run run = {.begin = r->bytes};
	for (size_t i = 0; i < n; i++) {
		put_number(&r->buffer, item[i].word.n);
		qn_buf_add(&r->buffer, item[i].word.p, item[i].word.n);
		put_number(&r->buffer, item[i].count);
		if (r->buffer.n >= FLUSH && !flush(r, e))
			return false;
	}
	if (r->buffer.n && !flush(r, e))
		return false;
	run.end = r->bytes;
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		r->run = qn_realloc(r->run, r->room, sizeof *r->run);
	}
	r->run[r->n++] = run;
	return true;
}

/* --- reading -------------------------------------------------------------- */

struct reader {
	int fd;
	size_t at, end; /* of the file, not read so far */
	char *bytes;    /* [room]                       */
	size_t from, n, room;
	struct qn_vocab_item item; /* the first not given away; in `bytes` */
};

/* Have `want` bytes at hand, if the run has that many. */
static bool fetch(struct reader *r, size_t want, struct qn_err *e)
{
	if (r->n - r->from >= want)
		return true;
	memmove(r->bytes, r->bytes + r->from, r->n - r->from);
	r->n -= r->from;
	r->from = 0;
	if (want > r->room) {
		r->room = want;
		r->bytes = qn_realloc(r->bytes, r->room, 1);
	}
	while (r->n < r->room && r->at < r->end) {
		size_t left = r->end - r->at, most = r->room - r->n;
		ssize_t got = pread(r->fd, r->bytes + r->n,
		                    left < most ? left : most, (off_t)r->at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return qn_fail_errno(e, "%s: scratch file",
			                     qn_tempfile_folder());
		r->n += (size_t)got;
		r->at += (size_t)got;
	}
	return true;
}

static uint64_t take_number(struct reader *r)
{
	uint64_t x = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		unsigned char c = (unsigned char)r->bytes[r->from++];
		x |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			break;
	}
	return x;
}

/* The next item; false at the end of the run, or on failure. */
static bool next_item(struct reader *r, struct qn_err *e)
{
	if (!fetch(r, NUMBER, e) || r->from == r->n)
		return false;
	size_t before = r->from, n = (size_t)take_number(r);
	size_t number = r->from - before;
	r->from = before;
	if (!fetch(r, number + n + NUMBER, e))
		return false;
	r->from += number;
	r->item.word = (struct qn_slice){r->bytes + r->from, n};
	r->from += n;
	r->item.count = take_number(r);
	return true;
}

/* --- merging -------------------------------------------------------------- */

struct heap {
	struct reader **reader; /* [n], the first one has the first item */
	size_t n;
	bool counts;
};

static bool before(const struct heap *h, const struct reader *a,
                   const struct reader *b)
{
	return (h->counts ? qn_items_compare(&a->item, &b->item)
	                  : qn_words_compare(a->item.word, b->item.word)) < 0;
}

static void sink(struct heap *h, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
		if (child + 1 < h->n &&
		    before(h, h->reader[child + 1], h->reader[child]))
			child++;
		if (!before(h, h->reader[child], h->reader[i]))
			return;
		struct reader *swap = h->reader[i];
		h->reader[i] = h->reader[child];
		h->reader[child] = swap;
	}
}

/* The first reader goes on, or leaves. */
static void advance(struct heap *h, struct qn_err *e)
{
	if (!next_item(h->reader[0], e))
		h->reader[0] = h->reader[--h->n];
	sink(h, 0);
}

static bool merge(struct heap *h, qn_vocab_sink *put, void *ctx,
                  struct qn_err *e)
{
	struct qn_buf word = {.p = NULL};
	bool go_on = true;
	for (size_t i = h->n; i-- > 0;)
		sink(h, i);
	while (h->n && go_on && !e->failed) {
		struct qn_vocab_item item = h->reader[0]->item;
		qn_buf_clear(&word);
		qn_buf_add(&word, item.word.p, item.word.n);
		item.word = qn_buf_slice(&word);
		advance(h, e);
		while (!h->counts && h->n &&
		       qn_slice_eq(h->reader[0]->item.word, item.word)) {
			item.count += h->reader[0]->item.count;
			advance(h, e);
		}
		go_on = !e->failed && put(ctx, &item, e);
	}
	qn_buf_release(&word);
	return !e->failed;
}

bool qn_vocab_runs_merge(struct qn_vocab_runs *const *r, size_t n, bool counts,
                         size_t memory, qn_vocab_sink *put, void *ctx,
                         struct qn_err *e)
{
	size_t runs = 0, k = 0;
	for (size_t i = 0; i < n; i++)
		runs += r[i]->n;
	size_t room = runs ? memory / runs : 0;
	room = room < LEAST_READ ? LEAST_READ : room;
	room = room > MOST_READ ? MOST_READ : room;
	struct reader *reader = qn_calloc(runs, sizeof *reader);
	struct heap h = {.counts = counts};
	h.reader = qn_malloc(runs, sizeof(struct reader *));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < r[i]->n; j++, k++) {
			reader[k] = (struct reader){.fd = r[i]->fd1 - 1,
			                            .at = r[i]->run[j].begin,
			                            .end = r[i]->run[j].end,
			                            .room = room};
			reader[k].bytes = qn_malloc(room, 1);
			if (next_item(&reader[k], e))
				h.reader[h.n++] = &reader[k];
		}
	bool ok = !e->failed && merge(&h, put, ctx, e);
	for (size_t i = 0; i < runs; i++)
		free(reader[i].bytes);
	free(reader);
	free(h.reader);
	return ok;
}
