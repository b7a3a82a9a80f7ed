/* SPDX-License-Identifier: MIT */
/*
 * tempfile.h -- scratch space on a disk, without a name.
 *
 * In $TMPDIR, or else in /tmp; gone with the process, however that ends.
 */
#ifndef QN_BASE_TEMPFILE_H
#define QN_BASE_TEMPFILE_H

#include <stddef.h>

#include "base/err.h"

/* For messages: the folder. */
const char *qn_tempfile_folder(void);

/* A descriptor to read and write, to be closed; -1 with `e` set. */
int qn_tempfile_open(struct qn_err *e);

/* All of [bytes, bytes + n) at `at`; false with `e` set, saying what the
 * bytes are, when there is no room. */
bool qn_tempfile_write(int fd, const void *bytes, size_t n, size_t at,
                       const char *what, struct qn_err *e);
#endif
