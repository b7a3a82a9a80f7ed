/* SPDX-License-Identifier: MIT */
/*
 * round.h -- arithmetic in floats, where sacreBLEU's comes to that.
 *
 * It keeps the statistics of samples in NumPy arrays of floats, and since
 * NumPy 2 what is computed from a float stays one.
 */
#ifndef QN_SEQ_ROUND_H
#define QN_SEQ_ROUND_H

#include <stdbool.h>

static inline double qn_round(bool single, double x)
{
	return single ? (double)(float)x : x;
}
#endif
