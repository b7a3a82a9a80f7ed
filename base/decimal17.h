/* SPDX-License-Identifier: MIT */
/*
 * decimal17.h -- doubles as text with 17 significant digits, fast.
 *
 * Seventeen digits read back as the same double.  They are what matrices are
 * written with, a few million of them a second and more.
 */
#ifndef QN_BASE_DECIMAL17_H
#define QN_BASE_DECIMAL17_H

#include <stddef.h>

#define QN_DOUBLE_TEXT 32 /* bytes that hold any double as text */

/* Write `x` at `out` as printf's "%.17g" does in the C locale, without a NUL,
 * and return the number of bytes. */
size_t qn_double_write(char out[QN_DOUBLE_TEXT], double x);
#endif
