/* SPDX-License-Identifier: MIT */
/*
 * mtfiles.c -- as many lines of each file, copied next to each other.
 */
#include "seq/mtfiles.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/pychars.h"
#include "text/textlines.h"
#include "text/unicode.h"

#define BLOCK ((size_t)1 << 16) /* bytes asked for at a time */

/* A file and the lines that were read last. */
struct stream {
	struct qn_mt_file about;
	struct qn_textlines *lines;
	struct qn_slice rest; /* of its block     */
	size_t line;          /* how many so far  */
	size_t columns;       /* 0: not known yet */
	bool ended;
	struct qn_buf bytes; /* columns, one after the other   */
	size_t *end;         /* [n * columns] of [room] in it  */
	size_t n, ends, room;
};

struct qn_mt_files {
	struct stream *stream; /* [n] */
	size_t n;
	enum qn_invalid invalid;
	struct qn_pychars chars;
	struct qn_buf mended;
	struct qn_slice *text; /* [room] */
	size_t room;
};

struct qn_mt_files *qn_mt_files_open(const struct qn_mt_file *file, size_t n,
                                     const char *encoding,
                                     enum qn_invalid invalid, struct qn_err *e)
{
	struct qn_mt_files *f = qn_calloc(1, sizeof *f);
	f->stream = qn_calloc(n, sizeof *f->stream);
	f->invalid = invalid;
	for (f->n = 0; f->n < n && !e->failed; f->n++) {
		struct stream *s = &f->stream[f->n];
		s->about = file[f->n];
		s->columns = s->about.columns;
		s->lines =
		    qn_textlines_open(s->about.path, encoding, invalid, e);
	}
	if (!e->failed)
		return f;
	qn_mt_files_close(f);
	return NULL;
}

void qn_mt_files_close(struct qn_mt_files *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		qn_textlines_close(f->stream[i].lines);
		qn_buf_release(&f->stream[i].bytes);
		free(f->stream[i].end);
	}
	qn_pychars_release(&f->chars);
	qn_buf_release(&f->mended);
	free(f->stream);
	free(f->text);
	free(f);
}

size_t qn_mt_files_count(const struct qn_mt_files *f)
{
	return f->n;
}

const char *qn_mt_files_name(const struct qn_mt_files *f, size_t i)
{
	return qn_textlines_name(f->stream[i].lines);
}

size_t qn_mt_files_columns(const struct qn_mt_files *f, size_t i)
{
	return f->stream[i].columns;
}

size_t qn_mt_files_offset(const struct qn_mt_files *f)
{
	return qn_textlines_offset(f->stream[0].lines);
}

size_t qn_mt_files_size(const struct qn_mt_files *f)
{
	return qn_textlines_size(f->stream[0].lines);
}

static void put_column(struct stream *s, struct qn_slice text)
{
	if (s->ends == s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->end = qn_realloc(s->end, s->room, sizeof *s->end);
	}
	qn_buf_add(&s->bytes, text.p, text.n);
	s->end[s->ends++] = s->bytes.n;
}

static size_t count_columns(struct qn_slice line)
{
	size_t n = 1;
	for (size_t i = 0; i < line.n; i++)
		n += line.p[i] == '\t';
	return n;
}

/* Columns of a line; false with `e` set when there are too few or many. */
static bool split(struct qn_mt_files *f, struct stream *s, struct qn_slice line,
                  struct qn_err *e)
{
	if (!s->columns)
		s->columns = count_columns(line);
	for (size_t k = 0; k < s->columns; k++) {
		bool rest = k + 1 == s->columns;
		const char *tab = line.n ? memchr(line.p, '\t', line.n) : NULL;
		if (rest && s->about.loose)
			tab = NULL;
		if (rest ? tab != NULL : !tab && !s->about.sparse)
			return qn_fail(e, "%s: line %zu: not %zu columns",
			               qn_textlines_name(s->lines), s->line,
			               s->columns);
		size_t n = tab ? (size_t)(tab - line.p) : line.n;
		put_column(
		    s, qn_py_rstrip(&f->chars, (struct qn_slice){line.p, n}));
		line.p += n + (tab != NULL);
		line.n -= n + (tab != NULL);
	}
	return true;
}

/* Valid UTF-8, or what makes it so. */
static bool check(struct qn_mt_files *f, const struct stream *s,
                  struct qn_slice *line, struct qn_err *e)
{
	struct qn_err why = QN_ERR_INIT;
	return qn_utf8_admit(line, f->invalid, &f->mended, &why) ||
	       qn_fail(e, "%s: line %zu: %s", qn_textlines_name(s->lines),
	               s->line, why.text);
}

/* Up to `most` lines of a file. */
static bool fill(struct qn_mt_files *f, struct stream *s, size_t most,
                 struct qn_err *e)
{
	qn_buf_clear(&s->bytes);
	s->ends = 0;
	for (s->n = 0; s->n < most && !s->ended; s->n++) {
		if (!s->rest.n)
			s->rest = qn_textlines_next(s->lines, BLOCK, e);
		if (!s->rest.n) {
			s->ended = true;
			break;
		}
		struct qn_slice line = qn_textlines_cut(&s->rest);
		s->line++;
		if (!check(f, s, &line, e))
			return false;
		if (!s->about.raw)
			line = qn_py_rstrip(&f->chars, line);
		if (s->about.columns == 1 && !s->about.loose)
			put_column(s, line);
		else if (!split(f, s, line, e))
			return false;
	}
	return !e->failed;
}

/* All files have given as many lines as the first. */
static bool check_lengths(const struct qn_mt_files *f, struct qn_err *e)
{
	const struct stream *a = &f->stream[0];
	for (size_t i = 1; i < f->n; i++) {
		const struct stream *b = &f->stream[i];
		const struct stream *less = a->n < b->n ? a : b;
		if (a->n != b->n)
			return qn_fail(
			    e,
			    "%s: it ends after line %zu, %s does "
			    "not",
			    qn_textlines_name(less->lines), less->line,
			    qn_textlines_name(less == a ? b->lines : a->lines));
	}
	return true;
}

static void lay_out(struct qn_mt_files *f)
{
	size_t n = f->stream[0].n, width = 0, column = 0;
	for (size_t i = 0; i < f->n; i++)
		width += f->stream[i].columns;
	if (n * width > f->room) {
		f->room = n * width;
		f->text = qn_realloc(f->text, f->room, sizeof *f->text);
	}
	for (size_t i = 0; i < f->n; i++) {
		const struct stream *s = &f->stream[i];
		for (size_t k = 0; k < s->ends; k++) {
			size_t begin = k ? s->end[k - 1] : 0;
			size_t at =
			    k / s->columns * width + column + k % s->columns;
			f->text[at] = (struct qn_slice){s->bytes.p + begin,
			                                s->end[k] - begin};
		}
		column += s->columns;
	}
}

size_t qn_mt_files_next(struct qn_mt_files *f, size_t most,
                        const struct qn_slice **text, struct qn_err *e)
{
	for (size_t i = 0; i < f->n; i++)
		if (!fill(f, &f->stream[i], most, e))
			return 0;
	if (!check_lengths(f, e))
		return 0;
	lay_out(f);
	*text = f->text;
	return f->stream[0].n;
}
