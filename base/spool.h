/* SPDX-License-Identifier: MIT */
/*
 * spool.h -- bytes put away on a disk, in order, and read back as a map.
 *
 *	qn_spool_add() ... --> scratch file --> qn_spool_map()
 *
 * What outgrows memory goes through one: the runs of an external sort, the
 * texts that a file is to hold behind its header.
 */
#ifndef QN_BASE_SPOOL_H
#define QN_BASE_SPOOL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Zero-initialise; qn_spool_release() ends it, scratch file and map. */
struct qn_spool {
	int fd1;              /* descriptor + 1; 0 = nothing written yet    */
	size_t n;             /* bytes added                                */
	struct qn_buf buffer; /* the last of them                           */
	char *map;            /* [n] once mapped                            */
};

/* Append; false with `e` set, naming `what`, when there is no room. */
bool qn_spool_add(struct qn_spool *s, const void *bytes, size_t n,
                  const char *what, struct qn_err *e);

/* Write what is still in the buffer: from then on all bytes are in the file,
 * if there are any.  False with `e` set. */
bool qn_spool_flush(struct qn_spool *s, const char *what, struct qn_err *e);

/* All of the bytes, to be read until the next qn_spool_add().  Empty, with `e`
 * set on failure. */
struct qn_slice qn_spool_map(struct qn_spool *s, const char *what,
                             struct qn_err *e);

void qn_spool_release(struct qn_spool *s);
#endif
