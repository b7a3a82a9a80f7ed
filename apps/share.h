/* SPDX-License-Identifier: MIT */
/*
 * share.h -- where the files are that come with the program.
 *
 *	bin/quern     --> share/quern/NAME     installed
 *	build/quern   --> corpora/NAME         in its source tree
 *
 * $QUERN_SHARE, if it is set, names another folder of them.
 */
#ifndef QN_APPS_SHARE_H
#define QN_APPS_SHARE_H

#include "base/buf.h"
#include "base/err.h"

/* The path of a file or folder, into an empty buffer; false with `e` set when
 * it is in neither place. */
bool share_find(const char *name, struct qn_buf *path, struct qn_err *e);
#endif
