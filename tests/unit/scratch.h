/* SPDX-License-Identifier: MIT */
/*
 * scratch.h -- files for tests: a folder of this process's own, gone when it
 * ends.
 */
#ifndef QN_TESTS_SCRATCH_H
#define QN_TESTS_SCRATCH_H

#include "base/buf.h"

/* A path of this name in the folder, valid for the next few calls. */
const char *scratch(const char *name);

/* A file of these bytes in the folder; its path. */
const char *scratch_write(const char *name, const void *bytes, size_t n);

/* All of a file, released by the caller; the test fails if it cannot be. */
struct qn_buf scratch_read(const char *path);

/* Empty the folder: tests share it when Check does not fork. */
void scratch_clear(void);

/* How many files the folder holds. */
size_t scratch_count(void);
#endif
