/* SPDX-License-Identifier: MIT */
/*
 * mtsampling.c -- see mtsampling.h.
 */
#include "seq/mtsampling.h"

#include <math.h>

bool qn_mtsampling_check(const struct qn_mtsampling *s, struct qn_err *e)
{
	return s->kind == QN_MTSAMPLING_NONE ||
	       (qn_check_range("steps to half of the text's pieces", s->half, 1,
	                       1e18, e) &&
	        qn_check_range("least share of the text's pieces", s->least, 0,
	                       1, e));
}

/* k of k ln k = half, by Newton's method: it falls to it from above. */
static double sigmoid_k(double half)
{
	double k = half + 2;
	for (int i = 0; i < 60; i++)
		k -= (k * log(k) - half) / (log(k) + 1);
	return k;
}

static double share(const struct qn_mtsampling *s, double step)
{
	double k;
	switch (s->kind) {
	case QN_MTSAMPLING_LINEAR:
		return 1 - step / (2 * s->half);
	case QN_MTSAMPLING_EXPONENTIAL:
		return exp2(-step / s->half);
	case QN_MTSAMPLING_SIGMOID:
		k = sigmoid_k(s->half);
		return k / (k + exp(step / k));
	case QN_MTSAMPLING_NONE:
		break;
	}
	return 1;
}

double qn_mtsampling_share(const struct qn_mtsampling *s, uint64_t step)
{
	return fmax(share(s, (double)step), s->least);
}
