/* SPDX-License-Identifier: MIT */
/*
 * finite.c -- looked at to the end, and in numbers as wide as floats are: a
 * loop over vectors.
 */
#include "embed/finite.h"

#include <float.h>
#include <math.h>

bool qn_check_finite(const float *x, size_t n, const char *what,
                     struct qn_err *e)
{
	int bad = 0;
	for (size_t i = 0; i < n; i++)
		bad |= !(fabsf(x[i]) <= FLT_MAX);
	if (bad)
		return qn_fail(e,
		               "training diverged: vectors are no longer "
		               "numbers; lower %s",
		               what);
	return true;
}
