/* SPDX-License-Identifier: MIT */
/*
 * ngramdiscount.c -- see ngramdiscount.h.
 */
#include "seq/ngramdiscount.h"

#include <inttypes.h>

#define ADVICE                                                                 \
	"; such discounts need a text of some size, without repetitions; "     \
	"--discount-fallback takes fixed ones"

bool qn_ngram_discounts(struct qn_ngram_discount *d, const uint64_t *kinds,
                        unsigned k, struct qn_err *e)
{
	for (int i = 1; i <= 3; i++)
		if (kinds[i] == 0)
			return qn_fail(e,
			               "no %u-gram has count %d, from which to "
			               "tell the discount" ADVICE,
			               k, i);
	double y = (double)kinds[1] / (double)(kinds[1] + 2 * kinds[2]);
	d->d[0] = 0;
	for (int i = 1; i <= 3; i++) {
		d->d[i] =
		    i - (i + 1) * y * (double)kinds[i + 1] / (double)kinds[i];
		if (d->d[i] < 0 || d->d[i] > i)
			return qn_fail(e,
			               "the discount of %u-grams of count %d "
			               "comes out as %g" ADVICE,
			               k, i, d->d[i]);
	}
	return true;
}
