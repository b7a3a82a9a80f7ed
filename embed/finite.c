/* SPDX-License-Identifier: MIT */
/*
 * finite.c -- counted to the end, which is a loop over vectors.
 */
#include "embed/finite.h"

#include <math.h>

bool qn_check_finite(const float *x, size_t n, const char *what,
                     struct qn_err *e)
{
	size_t bad = 0;
	for (size_t i = 0; i < n; i++)
		bad += !isfinite(x[i]);
	if (bad)
		return qn_fail(e,
		               "training diverged: vectors are no longer "
		               "numbers; lower %s",
		               what);
	return true;
}
