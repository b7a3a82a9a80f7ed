/* SPDX-License-Identifier: MIT */
/*
 * err.c -- the sticky error record.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void qn_one_line(char *text, size_t n)
{
	for (char *c = text; c < text + n; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
}

static bool record(struct qn_err *e, int code, const char *format, va_list ap)
{
	if (e->failed)
		return false;
	e->failed = true;
	int n = vsnprintf(e->text, sizeof e->text, format, ap);
	size_t at = n < 0 ? 0 : (size_t)n;
	if (code && at < sizeof e->text)
		snprintf(e->text + at, sizeof e->text - at, ": %s",
		         strerror(code));
	/* The sentence stays one line whatever a file name holds. */
	qn_one_line(e->text, strlen(e->text));
	return false;
}

bool qn_fail(struct qn_err *e, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	record(e, 0, format, ap);
	va_end(ap);
	return false;
}

bool qn_fail_errno(struct qn_err *e, const char *format, ...)
{
	int code = errno;
	va_list ap;
	va_start(ap, format);
	record(e, code, format, ap);
	va_end(ap);
	return false;
}

bool qn_fail_interrupted(struct qn_err *e, const char *what)
{
	if (!e->failed)
		e->interrupted = true;
	return qn_fail(e, "%s: interrupted", what);
}

bool qn_check_range(const char *name, double value, double least, double most,
                    struct qn_err *e)
{
	if (value >= least && value <= most)
		return true;
	return qn_fail(e, "%s is %g; it must be %g to %g", name, value, least,
	               most);
}
