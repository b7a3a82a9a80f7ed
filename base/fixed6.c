/* SPDX-License-Identifier: MIT */
/*
 * fixed6.c -- a whole number of millionths, as long as it is sure which.
 *
 * The product with a million may be off by its last bit; where that could
 * matter, near the middle between two millionths, and where numbers are large,
 * printf decides.
 */
#include "base/fixed6.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define MOST 1e9 /* beyond, millionths have no bits to spare */

size_t qn_fixed6_write(char out[QN_FIXED6_TEXT], double x)
{
	double millionths = fabs(x) * 1e6, whole = floor(millionths);
	double rest = millionths - whole;
	if (!(fabs(x) < MOST) || fabs(rest - 0.5) < 1e-4) {
		char text[QN_FIXED6_TEXT];
		int n = snprintf(text, sizeof text, "%f", x);
		for (int i = 0; i < n; i++)
			out[i] = text[i];
		return (size_t)n;
	}
	uint64_t left = (uint64_t)whole + (rest > 0.5);
	char digits[32], *p = digits + sizeof digits;
	for (int place = 0; left || place < 7; place++) {
		if (place == 6)
			*--p = '.';
		*--p = (char)('0' + left % 10);
		left /= 10;
	}
	if (signbit(x))
		*--p = '-';
	size_t n = (size_t)(digits + sizeof digits - p);
	for (size_t i = 0; i < n; i++)
		out[i] = p[i];
	return n;
}
