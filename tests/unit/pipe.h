/* SPDX-License-Identifier: MIT */
/*
 * pipe.h -- bytes that come as through a pipe.
 */
#ifndef QN_TESTS_PIPE_H
#define QN_TESTS_PIPE_H

#include <stddef.h>

/* A descriptor from which these bytes come, `step` of them at a time, written
 * by another process; close it. */
int pipe_with(const void *bytes, size_t n, size_t step);

/* Standard input reads from `fd`, which is closed. */
void stdin_from(int fd);
#endif
