/* SPDX-License-Identifier: MIT */
/*
 * tempfile.h -- files for tests that need real ones.
 */
#ifndef QN_TESTS_TEMPFILE_H
#define QN_TESTS_TEMPFILE_H

#include <stddef.h>

/* A new file that holds these bytes; tempfile_remove() it. */
struct tempfile {
	char path[64];
};
struct tempfile tempfile_with(const void *bytes, size_t n);
void tempfile_remove(const struct tempfile *f);

/* A descriptor from which these bytes come as through a pipe, `step` of them
 * at a time, written by a child process; close it. */
int pipe_with(const void *bytes, size_t n, size_t step);

/* Standard input reads from `fd`, which is closed. */
void stdin_from(int fd);
#endif
