/* SPDX-License-Identifier: MIT */
/*
 * decimal.h -- floats as text, exact both ways and fast.
 *
 * Files of word vectors are hundreds of millions of decimal numbers; printf
 * and strtof would be most of the time spent on them.  These do not depend
 * on the locale either.
 */
#ifndef QN_BASE_DECIMAL_H
#define QN_BASE_DECIMAL_H

#include <stddef.h>

#define QN_FLOAT_TEXT 32 /* bytes that hold any float as text */

/*
 * Write `x` at `out`, without a NUL, and return the number of bytes.  With
 * `digits` 0: the fewest digits that read back as the same bits.  With 1..9:
 * so many significant digits, as "%.*g" writes them.  "nan", "inf", "-inf".
 */
size_t qn_float_write(char out[QN_FLOAT_TEXT], float x, int digits);

/*
 * Read the number at the beginning of [p, end): the nearest float.  Decimal
 * numbers, "nan", "inf" and "infinity" (any case, any sign) are numbers.
 * Returns where it ends, or NULL when there is none; a number too large or
 * too small for a float is infinity or zero, as strtof() has it.
 */
const char *qn_float_read(const char *p, const char *end, float *x);
#endif
