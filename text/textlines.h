/* SPDX-License-Identifier: MIT */
/*
 * textlines.h -- whole lines from any source, many at a time.
 *
 * A block is a run of whole lines: a piece of the map where there is one, else
 * what the source gave, with the line that its end broke joined together.
 * Every line of a block ends in '\n' but perhaps the last one of the source.
 *
 *	source  aaaa\nbb|bb\ncc\ndd|dd       | = where the source's blocks end
 *	blocks  [aaaa\n][bbbb\ncc\n][dddd]
 */
#ifndef QN_TEXT_TEXTLINES_H
#define QN_TEXT_TEXTLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/decode.h"

struct qn_textlines;

/*
 * Open `path` as qn_input_open() does.  `encoding` names what the bytes are
 * in, for ICU; NULL = UTF-8, not looked at.  The members of an archive follow
 * each other, each beginning a new line.  Close with qn_textlines_close().
 */
struct qn_textlines *qn_textlines_open(const char *path, const char *encoding,
                                       enum qn_invalid invalid,
                                       struct qn_err *e);
void qn_textlines_close(struct qn_textlines *l);

/* The next block, of about `want` bytes when it can be chosen, valid until the
 * next call; n == 0 at the end or, with `e` set, on failure. */
struct qn_slice qn_textlines_next(struct qn_textlines *l, size_t want,
                                  struct qn_err *e);

/* True for an archive, whose members can be had one by one. */
bool qn_textlines_archive(struct qn_textlines *l, struct qn_err *e);

/*
 * Instead of blocks of lines: the whole next member and its path in the
 * archive, valid until the next call.  Members without a byte are passed over.
 * False at the end or, with `e` set, on failure.
 */
bool qn_textlines_member(struct qn_textlines *l, struct qn_slice *text,
                         struct qn_slice *path, struct qn_err *e);

/* For messages and progress: as in base/input.h. */
const char *qn_textlines_name(const struct qn_textlines *l);
size_t qn_textlines_offset(const struct qn_textlines *l);
size_t qn_textlines_size(const struct qn_textlines *l);

/* Where the i-th of n nearly equal runs of whole lines ends that a block is
 * cut into; the run before it ended at `from`, and some may be empty. */
static inline size_t qn_textlines_share(struct qn_slice block, size_t from,
                                        size_t i, size_t n)
{
	size_t to = i + 1 == n ? block.n : block.n / n * (i + 1);
	to = to < from ? from : to;
	const char *stop = memchr(block.p + to, '\n', block.n - to);
	return stop ? (size_t)(stop + 1 - block.p) : block.n;
}

/* Take the first line off `rest`, which is not empty: without its end, which
 * may be "\n", "\r\n" or that of the text. */
static inline struct qn_slice qn_textlines_cut(struct qn_slice *rest)
{
	const char *stop = memchr(rest->p, '\n', rest->n);
	size_t n = stop ? (size_t)(stop - rest->p) : rest->n;
	struct qn_slice line = {rest->p, n};
	n += stop != NULL;
	rest->p += n;
	rest->n -= n;
	if (stop && line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}
#endif
