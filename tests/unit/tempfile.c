/* SPDX-License-Identifier: MIT */
/*
 * tempfile.c -- mkstemp() and pipe() for tests.
 */
#include "tests/unit/tempfile.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_all(int fd, const char *p, size_t n, size_t step)
{
	while (n) {
		ssize_t wrote = write(fd, p, n < step ? n : step);
		if (wrote <= 0)
			return; /* the reader saw enough */
		p += wrote;
		n -= (size_t)wrote;
	}
}

struct tempfile tempfile_with(const void *bytes, size_t n)
{
	struct tempfile f;
	strcpy(f.path, "/tmp/quern-test-XXXXXX");
	int fd = mkstemp(f.path);
	ck_assert_int_ge(fd, 0);
	write_all(fd, bytes, n, n);
	close(fd);
	return f;
}

void tempfile_remove(const struct tempfile *f)
{
	unlink(f->path);
}

int pipe_with(const void *bytes, size_t n, size_t step)
{
	int fd[2];
	ck_assert_int_eq(pipe(fd), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(fd[0]);
		/* The grandchild writes, so that nobody waits for it. */
		if (fork() == 0)
			write_all(fd[1], bytes, n, step);
		_exit(0);
	}
	close(fd[1]);
	waitpid(pid, NULL, 0);
	return fd[0];
}

void stdin_from(int fd)
{
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
}
