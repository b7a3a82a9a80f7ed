/* SPDX-License-Identifier: MIT */
/*
 * fixed6.h -- numbers as text with six decimals, fast.
 *
 * As GloVe's files have them; printf would take longer than the rest of
 * writing one.
 */
#ifndef QN_BASE_FIXED6_H
#define QN_BASE_FIXED6_H

#include <stddef.h>

#define QN_FIXED6_TEXT 320 /* bytes that hold any double as text */

/* Write `x` at `out` as printf's "%f" does in the C locale, without a NUL, and
 * return the number of bytes. */
size_t qn_fixed6_write(char out[QN_FIXED6_TEXT], double x);
#endif
