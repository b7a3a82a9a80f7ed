/* SPDX-License-Identifier: MIT */
/*
 * wordsim.h -- do cosines rank pairs of words as people do?
 *
 * A file has a pair a line: word, word, score, parted by tabs or spaces; a
 * first line without a number is a heading.
 */
#ifndef QN_EMBED_WORDSIM_H
#define QN_EMBED_WORDSIM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "embed/vectors.h"
#include "embed/wordtest.h"

struct qn_wordsim {
	double spearman; /* rank correlation; NaN with fewer than two pairs or
	                    when all cosines or all scores are equal */
	size_t known;    /* pairs both of whose words have a vector */
	size_t pairs;    /* in the file                             */
};

/*
 * Compare the cosines in `unit` (from qn_vectors_unit()) with the scores of
 * the pairs of a test that was just opened; a pair with an unknown word is
 * left out.  False with `e` set, naming the line, for a file that holds no
 * pairs.
 */
QN_API bool qn_wordsim_eval(const struct qn_vectors *unit,
                            struct qn_wordtest *t, struct qn_wordsim *result,
                            struct qn_err *e);

/* Spearman's rank correlation of x [n] and y [n]; equal values share the
 * mean of their ranks. */
QN_API double qn_spearman(const double *x, const double *y, size_t n);
#endif
