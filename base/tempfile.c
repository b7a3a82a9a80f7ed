/* SPDX-License-Identifier: MIT */
/*
 * tempfile.c -- mkstemp() and unlink() at once.
 */
#include "base/tempfile.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

const char *qn_tempfile_folder(void)
{
	const char *folder = getenv("TMPDIR");
	return folder && *folder ? folder : "/tmp";
}

int qn_tempfile_open(struct qn_err *e)
{
	struct qn_buf path = {.p = NULL};
	if (e->failed)
		return -1;
	qn_buf_printf(&path, "%s/quern-XXXXXX", qn_tempfile_folder());
	int fd = mkstemp(path.p);
	if (fd < 0)
		qn_fail_errno(e, "%s: no scratch file", qn_tempfile_folder());
	else
		unlink(path.p);
	qn_buf_release(&path);
	return fd;
}

bool qn_tempfile_write(int fd, const void *bytes, size_t n, size_t at,
                       const char *what, struct qn_err *e)
{
	const char *p = bytes;
	while (n && !e->failed) {
		ssize_t wrote = pwrite(fd, p, n, (off_t)at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return qn_fail_errno(
			    e,
			    "%s: no room for %s; set TMPDIR to a larger disk",
			    qn_tempfile_folder(), what);
		p += wrote;
		at += (size_t)wrote;
		n -= (size_t)wrote;
	}
	return !e->failed;
}
