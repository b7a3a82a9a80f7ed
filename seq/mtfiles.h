/* SPDX-License-Identifier: MIT */
/*
 * mtfiles.h -- files read side by side: line n of each is the same segment.
 *
 *	system 1   line | line | ...      a file may also hold several columns
 *	system 2   line | line | ...      of text, with tabs between them
 *	reference  line | line | ...
 */
#ifndef QN_SEQ_MTFILES_H
#define QN_SEQ_MTFILES_H

#include "base/buf.h"
#include "base/err.h"
#include "text/decode.h"

struct qn_mt_files;

/* A file; path NULL or "-" is standard input. */
struct qn_mt_file {
	const char *path;
	size_t columns; /* 0: as many as the first line has             */
	bool loose;     /* further tabs belong to the last column       */
	bool sparse;    /* the last columns may be missing: are empty   */
	bool raw;       /* white space at a line's end stays            */
};

/* Open file[n]; `encoding` as in textlines.h, `invalid` says what to do about
 * bytes that are not in it.  NULL with `e` set. */
struct qn_mt_files *qn_mt_files_open(const struct qn_mt_file *file, size_t n,
                                     const char *encoding,
                                     enum qn_invalid invalid, struct qn_err *e);
void qn_mt_files_close(struct qn_mt_files *f);

size_t qn_mt_files_count(const struct qn_mt_files *f);
const char *qn_mt_files_name(const struct qn_mt_files *f, size_t i);

/* Columns of file `i`, known once a segment has been read. */
size_t qn_mt_files_columns(const struct qn_mt_files *f, size_t i);

/*
 * The next segments, `most` at most: text[columns of all files] of each, one
 * segment after the other, valid until the next call, without white space at
 * its end.  Returns how many; 0 at the end of all or, with `e` set, when a
 * line is no UTF-8, has not as many columns, or a file ends before others.
 */
size_t qn_mt_files_next(struct qn_mt_files *f, size_t most,
                        const struct qn_slice **text, struct qn_err *e);

/* Where file 0 is: for progress. */
size_t qn_mt_files_offset(const struct qn_mt_files *f);
size_t qn_mt_files_size(const struct qn_mt_files *f);
#endif
