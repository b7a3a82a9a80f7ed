/* SPDX-License-Identifier: MIT */
/*
 * spool.c -- a nameless file behind a buffer.
 */
#include "base/spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/tempfile.h"

#define FLUSH ((size_t)1 << 20) /* bytes written at once */

static void unmap(struct qn_spool *s)
{
	if (s->map)
		munmap(s->map, s->n);
	s->map = NULL;
}

bool qn_spool_flush(struct qn_spool *s, const char *what, struct qn_err *e)
{
	size_t n = s->buffer.n;
	if (!n)
		return !e->failed;
	if (!s->fd1)
		s->fd1 = qn_tempfile_open(e) + 1;
	if (!s->fd1 ||
	    !qn_tempfile_write(s->fd1 - 1, s->buffer.p, n, s->n - n, what, e))
		return false;
	qn_buf_clear(&s->buffer);
	return true;
}

bool qn_spool_add(struct qn_spool *s, const void *bytes, size_t n,
                  const char *what, struct qn_err *e)
{
	unmap(s);
	qn_buf_add(&s->buffer, bytes, n);
	s->n += n;
	return s->buffer.n < FLUSH ? !e->failed : qn_spool_flush(s, what, e);
}

struct qn_slice qn_spool_map(struct qn_spool *s, const char *what,
                             struct qn_err *e)
{
	if (!qn_spool_flush(s, what, e) || !s->n)
		return (struct qn_slice){0};
	if (!s->map) {
		void *map =
		    mmap(NULL, s->n, PROT_READ, MAP_PRIVATE, s->fd1 - 1, 0);
		if (map == MAP_FAILED) {
			qn_fail_errno(e, "%s: cannot map %s",
			              qn_tempfile_folder(), what);
			return (struct qn_slice){0};
		}
		s->map = map;
	}
	return (struct qn_slice){s->map, s->n};
}

void qn_spool_release(struct qn_spool *s)
{
	unmap(s);
	if (s->fd1)
		close(s->fd1 - 1);
	qn_buf_release(&s->buffer);
	*s = (struct qn_spool){.fd1 = 0};
}
