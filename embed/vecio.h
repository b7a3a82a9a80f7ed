/* SPDX-License-Identifier: MIT */
/*
 * vecio.h -- what the readers and writers of vector files share; vecfile.h
 * is the way in.
 */
#ifndef QN_EMBED_VECIO_H
#define QN_EMBED_VECIO_H

#include <stdint.h>

#include "base/input.h"
#include "base/output.h"
#include "embed/vecfile.h"

/* A file to be read, its bytes loaded. */
struct qn_vecsource {
	const char *path;      /* NULL = standard input                    */
	const char *name;      /* for messages                             */
	struct qn_bytes *file; /* a reader that keeps it sets it to NULL   */
	size_t limit;          /* rows wanted at most; never 0             */
};

/* Each gives vectors or NULL with `e` set. */
struct qn_vectors *qn_vectext_read(struct qn_vecsource *s, bool header,
                                   struct qn_err *e);
struct qn_vectors *qn_vecbinary_read(struct qn_vecsource *s, struct qn_err *e);
struct qn_vectors *qn_vecmodel_read(struct qn_vecsource *s, struct qn_err *e);
struct qn_vectors *qn_vecnative_read(struct qn_vecsource *s, struct qn_err *e);
struct qn_vectors *qn_vecnpy_read(struct qn_vecsource *s, struct qn_err *e);
struct qn_vectors *qn_vectsv_read(struct qn_vecsource *s, struct qn_err *e);

/* Each writes all of `v`; false with `e` set. */
bool qn_vectext_write(const struct qn_vectors *v, const char *path,
                      enum qn_vecformat format, struct qn_err *e);
bool qn_vecbinary_write(const struct qn_vectors *v, const char *path,
                        struct qn_err *e);
bool qn_vecnative_write(const struct qn_vectors *v, const char *path,
                        struct qn_err *e);
bool qn_vecnpy_write(const struct qn_vectors *v, const char *path,
                     struct qn_err *e);
bool qn_vectsv_write(const struct qn_vectors *v, const char *path,
                     struct qn_err *e);

/* --- lines ---------------------------------------------------------------- */

/* Lines of a text, one after the other. */
struct qn_lines {
	const char *p, *end; /* what is left                             */
	size_t number;       /* of the line last given, from 1           */
};

static inline struct qn_lines qn_lines_of(const struct qn_bytes *b)
{
	return (struct qn_lines){b->p, b->p + b->n, 0};
}

/*
 * The next line without its newline (and a '\r' before it); false at the
 * end, or with `e` set when the last line has no newline: a file cut short
 * must not pass for a whole one.
 */
bool qn_lines_next(struct qn_lines *l, const char *name, struct qn_slice *line,
                   struct qn_err *e);

/* How many there are, each with its newline. */
size_t qn_lines_count(const struct qn_bytes *b);

static inline bool qn_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A plain decimal number at *p, which moves past it; false: none, too big. */
bool qn_read_count(const char **p, const char *end, size_t *n);

/* "n dim", the first line of word2vec's files, perhaps behind a mark of the
 * byte order: false when it is not. */
bool qn_read_header(struct qn_slice line, size_t *n, size_t *dim);

/*
 * Exactly `dim` numbers, white space between them, up to the end of the line;
 * else false with `e` set, naming the line.
 */
bool qn_read_row(const char *p, const char *end, const char *name,
                 size_t number, size_t dim, float *row, struct qn_err *e);

/* Whether a line is a word and `dim` numbers. */
bool qn_is_text_row(struct qn_slice line, size_t dim);

/* How many of a line's last fields are numbers. */
size_t qn_trailing_numbers(struct qn_slice line);

/* --- rows ----------------------------------------------------------------- */

/* Vectors for `n` rows to come, of which none is there yet; an error unless
 * each of them can have `least` bytes of the file's `size`. */
struct qn_vectors *qn_rows_new(const char *name, size_t n, size_t dim,
                               size_t least, size_t size, struct qn_err *e);

/*
 * How many rows a text of `lines` lines can hold: no more than it has bytes
 * for, at two a number (the word may be empty or in another file), and one
 * for the line that fails.
 */
static inline size_t qn_rows_most(size_t lines, size_t dim,
                                  const struct qn_vecsource *s)
{
	size_t fit = dim ? s->file->n / 2 / dim + 1 : 0;
	size_t n = lines < fit ? lines : fit;
	return n < s->limit ? n : s->limit;
}

/* The row to be filled; NULL with `e` set when there is no room for it. */
float *qn_rows_next(struct qn_vectors *v, const char *name, struct qn_err *e);

/* Name the row just filled; a word known already gives it up.  False with `e`
 * set for a word that is too long. */
bool qn_rows_name(struct qn_vectors *v, struct qn_slice word, const char *name,
                  struct qn_err *e);

/* --- words ---------------------------------------------------------------- */

/* False with `e` set when a word holds one of the bytes `forbidden`. */
bool qn_words_fit(const struct qn_vectors *v, const char *path,
                  const char *forbidden, struct qn_err *e);

/* The words of `v`, one a line, into PATH + suffix. */
struct qn_output *qn_words_save(const struct qn_vectors *v, const char *path,
                                const char *suffix, struct qn_err *e);

/* The bytes of the companion PATH + suffix; false with `e` set. */
bool qn_words_load(const struct qn_vecsource *s, const char *suffix,
                   struct qn_bytes *b, struct qn_err *e);
#endif
