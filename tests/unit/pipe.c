/* SPDX-License-Identifier: MIT */
/*
 * pipe.c -- a process that writes, so that a test can read.
 */
#include "tests/unit/pipe.h"

#include <check.h>
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
