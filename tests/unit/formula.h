/* SPDX-License-Identifier: MIT */
/*
 * formula.h -- what every document of a collection scores, by formulas applied
 * to all of its tokens.
 */
#ifndef QN_TESTS_FORMULA_H
#define QN_TESTS_FORMULA_H

#include "tests/unit/collection.h"
#include "text/indexweights.h"

struct formula {
	const struct qn_scoring_options *o; /* borrowed */
	double k1, b;
	double *norm; /* [documents] of tf-idf */
	double *most, *meantf;
};

struct formula formula_make(const struct collection *c,
                            const struct qn_scoring_options *o);
void formula_release(struct formula *f);

/* score [documents]; negative for documents that are not to be found. */
void formula_score(const struct collection *c, const struct formula *f,
                   const struct asked *q, double *score);
#endif
