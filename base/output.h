/* SPDX-License-Identifier: MIT */
/*
 * output.h -- bytes out: whole or not at all.
 *
 * A file is written under a temporary name in the same folder, synced, and
 * renamed over the old one when qn_output_close() is called, so a killed run
 * leaves the old file or the new one.  Standard output, pipes and devices
 * are written as they are.
 *
 *	struct qn_output *out = qn_output_open(path, e);
 *	qn_output_printf(out, "%zu %d\n", n, dim);
 *	qn_output_close(out, e);        // frees it in every case
 */
#ifndef QN_BASE_OUTPUT_H
#define QN_BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct qn_output;

/* NULL or "-" is standard output.  NULL, with `e` set, on failure. */
QN_API struct qn_output *qn_output_open(const char *path, struct qn_err *e);

/*
 * Append.  A failure is remembered and reported by qn_output_close(), so
 * that a run of writes needs one check at its end; qn_output_ok() tells a
 * long loop to stop early.  A NULL `out` (a failed open) is fine.
 */
void qn_output_write(struct qn_output *out, const void *bytes, size_t n);
void qn_output_puts(struct qn_output *out, const char *s);
/* Write what the buffer holds and leave it empty. */
void qn_output_drain(struct qn_output *out, struct qn_buf *from);
void qn_output_printf(struct qn_output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool qn_output_ok(const struct qn_output *out);

/*
 * Flush and sync, all that may fail for want of room, so that only the rename
 * is left to qn_output_close(): files that belong together are all finished
 * before the first is closed.  Nothing can be written afterwards, but to
 * standard output.  False with `e` set when anything was not written.
 */
QN_API bool qn_output_finish(struct qn_output *out, struct qn_err *e);

/*
 * Finish and rename.  When `e` already holds a failure the
 * temporary file is removed instead and the old one stays.  Frees `out`
 * (NULL is fine); false with `e` set when anything was not written.
 */
QN_API bool qn_output_close(struct qn_output *out, struct qn_err *e);

/* Give up: remove the temporary file and free `out` (NULL is fine). */
void qn_output_discard(struct qn_output *out);

/*
 * Remove every temporary file of this process.  Async-signal-safe: it is
 * what a handler of SIGINT or of exhausted memory calls before it exits.
 */
QN_API void qn_output_abandon_all(void);
#endif
