/* SPDX-License-Identifier: MIT */
/*
 * scratch.h -- the folder that a run writes its files into: one the user
 * named, which stays, or a temporary one, which is gone when the program is,
 * ended by a signal too.  There is one at a time.
 */
#ifndef QN_APPS_SCRATCH_H
#define QN_APPS_SCRATCH_H

#include <stdbool.h>

#include "base/err.h"

/* `folder` is made if it does not exist; NULL: a temporary one, in TMPDIR or
 * /tmp.  False with `e` set when there can be none. */
bool scratch_open(const char *folder, struct qn_err *e);

/* The path of a file in it, valid until scratch_close(); at most 8 of them,
 * names of at most 32 bytes.
 * A temporary folder's files have to be asked for here to be removed. */
const char *scratch_file(const char *name);

/* Remove it, if it is temporary; fine when none is open. */
void scratch_close(void);
#endif
