/* SPDX-License-Identifier: MIT */
/*
 * textlines.c -- blocks cut behind their last line end.
 *
 * Of a map nothing is copied.  Of a stream the block's whole lines are handed
 * out as they lie, and only the line that it breaks off in is kept in `tail`,
 * to which the next block's first line is then joined.
 */
#include "text/textlines.h"

#include <stdlib.h>
#include <unicode/ucnv.h>

#include "base/input.h"
#include "base/mem.h"

#define FORGET ((size_t)4 << 20) /* bytes of a map at a time */

struct qn_textlines {
	struct qn_input *in;
	struct qn_decoder *decoder; /* NULL: bytes as they are            */
	struct qn_slice map;        /* what is left of it                 */
	size_t mapped;              /* bytes of the map at the beginning  */
	const char *kept;           /* pages before this are forgotten    */
	struct qn_buf tail;         /* a line so far                      */
	struct qn_buf decoded;      /* the last block in UTF-8            */
	struct qn_slice rest;       /* of the last block, not handed out  */
	struct qn_buf member;       /* path of the member that `rest` is of */
	struct qn_buf path;         /* of the member handed out           */
	bool begins;                /* `rest` is its beginning            */
	bool joined;                /* `tail` was handed out              */
	bool ended;                 /* the source has no more             */
};

struct qn_textlines *qn_textlines_open(const char *path, const char *encoding,
                                       enum qn_invalid invalid,
                                       struct qn_err *e)
{
	struct qn_input *in = qn_input_open(path, e);
	if (!in)
		return NULL;
	struct qn_textlines *l = qn_calloc(1, sizeof *l);
	l->in = in;
	/* UTF-8 is checked where it matters, line by line. */
	if (encoding && ucnv_compareNames(encoding, "UTF-8") != 0)
		l->decoder = qn_decoder_new(encoding, invalid, e);
	else
		l->map = qn_input_map(in);
	l->mapped = l->map.n;
	l->kept = l->map.p;
	if (!e->failed)
		return l;
	qn_textlines_close(l);
	return NULL;
}

void qn_textlines_close(struct qn_textlines *l)
{
	if (!l)
		return;
	qn_decoder_free(l->decoder);
	qn_buf_release(&l->tail);
	qn_buf_release(&l->decoded);
	qn_buf_release(&l->member);
	qn_buf_release(&l->path);
	qn_input_close(l->in);
	free(l);
}

const char *qn_textlines_name(const struct qn_textlines *l)
{
	return qn_input_name(l->in);
}

size_t qn_textlines_offset(const struct qn_textlines *l)
{
	return l->mapped ? l->mapped - l->map.n : qn_input_offset(l->in);
}

size_t qn_textlines_size(const struct qn_textlines *l)
{
	return qn_input_size(l->in);
}

/* The first `n` bytes of `s`, which keeps the others. */
static struct qn_slice take(struct qn_slice *s, size_t n)
{
	struct qn_slice head = {s->p, n};
	s->p += n;
	s->n -= n;
	return head;
}

/* What was handed out before counts as the process's memory no longer. */
static struct qn_slice next_of_map(struct qn_textlines *l, size_t want)
{
	size_t n = l->map.n;
	if ((size_t)(l->map.p - l->kept) >= FORGET) {
		qn_pages_forget(l->kept, l->map.p);
		l->kept = l->map.p;
	}
	if (want < n) {
		const char *stop = memchr(l->map.p + want, '\n', n - want);
		n = stop ? (size_t)(stop + 1 - l->map.p) : n;
	}
	return take(&l->map, n);
}

/* The source's next block; after its end there is none, ask as one may. */
static struct qn_slice next_raw(struct qn_textlines *l, struct qn_err *e)
{
	struct qn_slice raw = {0};
	if (!l->ended)
		raw = qn_input_next(l->in, e);
	l->ended = raw.n == 0;
	return raw;
}

/* The same as UTF-8. */
static struct qn_slice next_bytes(struct qn_textlines *l, struct qn_err *e)
{
	if (!l->decoder)
		return next_raw(l, e);
	qn_buf_clear(&l->decoded);
	while (l->decoded.n == 0 && !l->ended) {
		struct qn_err why = QN_ERR_INIT;
		struct qn_slice raw = next_raw(l, e);
		if (!e->failed && !qn_decoder_feed(l->decoder, raw, l->ended,
		                                   &l->decoded, &why))
			qn_fail(e, "%s: %s", qn_textlines_name(l), why.text);
		if (e->failed)
			return (struct qn_slice){0};
	}
	return qn_buf_slice(&l->decoded);
}

/* Fetch a block into `rest`; false at the end. */
static bool refill(struct qn_textlines *l, struct qn_err *e)
{
	l->rest = next_bytes(l, e);
	const char *path = l->rest.n ? qn_input_member(l->in) : NULL;
	l->begins = path != NULL;
	if (path) {
		qn_buf_clear(&l->member);
		qn_buf_puts(&l->member, path);
	}
	return l->rest.n > 0;
}

bool qn_textlines_archive(struct qn_textlines *l, struct qn_err *e)
{
	if (e->failed || l->mapped)
		return false;
	return (l->rest.n || refill(l, e)) && l->member.n;
}

bool qn_textlines_member(struct qn_textlines *l, struct qn_slice *text,
                         struct qn_slice *path, struct qn_err *e)
{
	qn_buf_clear(&l->tail);
	qn_buf_clear(&l->path);
	if (e->failed || (!l->rest.n && !refill(l, e)))
		return false;
	qn_buf_add(&l->path, l->member.p, l->member.n);
	do
		qn_buf_add(&l->tail, l->rest.p, l->rest.n);
	while (refill(l, e) && !l->begins);
	*text = qn_buf_slice(&l->tail);
	*path = qn_buf_slice(&l->path);
	return !e->failed;
}

static bool tail_is_whole(const struct qn_textlines *l)
{
	return l->tail.n && l->tail.p[l->tail.n - 1] == '\n';
}

/* Move the first line of `rest`, or all of it, behind `tail`. */
static void join(struct qn_textlines *l)
{
	const char *stop = memchr(l->rest.p, '\n', l->rest.n);
	size_t n = stop ? (size_t)(stop + 1 - l->rest.p) : l->rest.n;
	struct qn_slice head = take(&l->rest, n);
	qn_buf_add(&l->tail, head.p, head.n);
}

/* Bytes of `s` up to and with its last line end; 0 if it holds none. */
static size_t whole_lines(struct qn_slice s)
{
	while (s.n && s.p[s.n - 1] != '\n')
		s.n--;
	return s.n;
}

static struct qn_slice next_of_stream(struct qn_textlines *l, struct qn_err *e)
{
	if (l->joined)
		qn_buf_clear(&l->tail);
	l->joined = false;
	for (;;) {
		if (!l->rest.n && !refill(l, e)) {
			l->joined = true;
			if (e->failed)
				qn_buf_clear(&l->tail);
			return qn_buf_slice(&l->tail);
		}
		/* A member ends the line of the one before it. */
		if (l->begins && l->tail.n)
			qn_buf_putc(&l->tail, '\n');
		l->begins = false;
		size_t n = l->tail.n ? 0 : whole_lines(l->rest);
		if (n)
			return take(&l->rest, n);
		if (!tail_is_whole(l))
			join(l);
		l->joined = tail_is_whole(l);
		if (l->joined)
			return qn_buf_slice(&l->tail);
	}
}

struct qn_slice qn_textlines_next(struct qn_textlines *l, size_t want,
                                  struct qn_err *e)
{
	if (e->failed)
		return (struct qn_slice){0};
	return l->mapped ? next_of_map(l, want) : next_of_stream(l, e);
}
