/* SPDX-License-Identifier: MIT */
/*
 * finite.h -- whether training has gone astray.
 */
#ifndef QN_EMBED_FINITE_H
#define QN_EMBED_FINITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* True if all x[n] are finite.  Too high a rate makes rows grow without end:
 * then `e` says to lower `what`. */
bool qn_check_finite(const float *x, size_t n, const char *what,
                     struct qn_err *e);
#endif
