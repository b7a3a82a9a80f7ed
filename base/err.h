/* SPDX-License-Identifier: MIT */
/*
 * err.h -- how a function says that the world was at fault.
 *
 * A function that can fail takes a `struct qn_err *e` last and returns false
 * or NULL.  The record holds one sentence for a person.  It is sticky: once
 * it holds a failure, later calls that are handed it do nothing and fail
 * again, so a run of calls needs one check at its end.
 *
 *	struct qn_err e = QN_ERR_INIT;
 *	struct qn_vectors *v = qn_vectors_load(path, 0, &e);
 *	if (!v)
 *		fprintf(stderr, "%s\n", e.text);
 */
#ifndef QN_BASE_ERR_H
#define QN_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* What quern.h promises carries QN_API; the rest is hidden in the library. */
#define QN_API __attribute__((visibility("default")))

#define QN_ERR_TEXT 1024

struct qn_err {
	bool failed;
	bool interrupted;       /* a progress callback asked to stop    */
	char text[QN_ERR_TEXT]; /* "file: line 12: what; what to do"    */
};

#define QN_ERR_INIT                                                            \
	(struct qn_err)                                                        \
	{                                                                      \
		.failed = false                                                \
	}

/* Record the first failure, keep it afterwards; always returns false. */
QN_API bool qn_fail(struct qn_err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with ": " and the text of `errno` at the end. */
QN_API bool qn_fail_errno(struct qn_err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Put a space for every control byte of text [n]: a name from elsewhere, in a
 * message, may neither begin a new line nor steer a terminal. */
void qn_one_line(char *text, size_t n);

/* Whether least <= value <= most; a failure that names the option otherwise,
 * as for a NaN. */
bool qn_check_range(const char *name, double value, double least, double most,
                    struct qn_err *e);

/* The same as qn_fail() for a stop that the user asked for; `what` names the
 * work. */
bool qn_fail_interrupted(struct qn_err *e, const char *what);
#endif
