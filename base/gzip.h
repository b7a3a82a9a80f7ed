/* SPDX-License-Identifier: MIT */
/*
 * gzip.h -- bytes out, compressed as gzip has it.
 *
 * The header holds neither a name nor a time: the same bytes in, the same
 * bytes out.
 */
#ifndef QN_BASE_GZIP_H
#define QN_BASE_GZIP_H

#include <stddef.h>

#include "base/output.h"

struct qn_gzip;

/* Compress to `out`, which is borrowed. */
struct qn_gzip *qn_gzip_new(struct qn_output *out);
void qn_gzip_write(struct qn_gzip *g, const void *bytes, size_t n);

/* Write what is left and free `g`. */
void qn_gzip_end(struct qn_gzip *g);
#endif
