/* SPDX-License-Identifier: MIT */
/*
 * trainlog.c -- see trainlog.h.
 */
#include "seq/trainlog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

struct qn_trainlog {
	int file;
	char *path;
	size_t size;
	int failure; /* errno of the first, or 0 */
};

struct qn_trainlog *qn_trainlog_open(const char *path, size_t kept,
                                     struct qn_err *e)
{
	struct stat st;
	if (!path || e->failed)
		return NULL;
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	/* What is not there cannot be kept. */
	if (file < 0 || fstat(file, &st) != 0 ||
	    ftruncate(file, (off_t)kept < st.st_size ? (off_t)kept
	                                             : st.st_size) != 0 ||
	    lseek(file, 0, SEEK_END) < 0) {
		qn_fail_errno(e, "%s", path);
		if (file >= 0)
			close(file);
		return NULL;
	}
	struct qn_trainlog *l = qn_calloc(1, sizeof *l);
	l->file = file;
	l->path = qn_strndup(path, strlen(path));
	l->size = (off_t)kept < st.st_size ? kept : (size_t)st.st_size;
	return l;
}

void qn_trainlog_put(struct qn_trainlog *l, const char *format, ...)
{
	if (!l)
		return;
	char line[512];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(line, sizeof line - 1, format, ap);
	va_end(ap);
	line[n++] = '\n';
	errno = 0;
	if (write(l->file, line, (size_t)n) != n && !l->failure)
		l->failure = errno ? errno : ENOSPC;
	l->size += (size_t)n;
}

size_t qn_trainlog_size(const struct qn_trainlog *l)
{
	return l ? l->size : 0;
}

bool qn_trainlog_close(struct qn_trainlog *l, struct qn_err *e)
{
	if (!l)
		return !e->failed;
	if (close(l->file) != 0 && !l->failure)
		l->failure = errno;
	if (l->failure) {
		errno = l->failure;
		qn_fail_errno(e, "%s", l->path);
	}
	free(l->path);
	free(l);
	return !e->failed;
}
