/* SPDX-License-Identifier: MIT */
/*
 * langidscore.h -- how good answers to labelled lines are.
 *
 *	accuracy     right lines / lines; of a label, and of lines by length
 *	F1           2 right / (lines of the label + answers with it); macro-F1
 *	             is its mean over the labels of the lines
 *	calibration  |right - sum of p| / lines, summed over ten bins of p (the
 *	             expected calibration error of Guo et al., 2017)
 */
#ifndef QN_EMBED_LANGIDSCORE_H
#define QN_EMBED_LANGIDSCORE_H

#include "base/map.h"

#define QN_LANGID_LENGTHS 5 /* up to 10, 20, 50, 100 characters, more */
extern const size_t qn_langid_length[QN_LANGID_LENGTHS - 1];
#define QN_LANGID_BINS 10

/* Lines of label `truth` that were answered with `answer`. */
struct qn_langid_pair {
	uint32_t truth, answer;
	size_t lines;
};

/* Zero-initialise; release with qn_langid_score_release(). */
struct qn_langid_score {
	struct qn_map labels;        /* names of both sides               */
	struct qn_langid_pair *pair; /* [pairs]                           */
	size_t pairs, room;
	size_t lines, right;
	struct {
		size_t lines, right;
	} length[QN_LANGID_LENGTHS];
	struct {
		size_t right;
		double p;
	} bin[QN_LANGID_BINS];
};

/* A line of so many characters was answered with probability p. */
void qn_langid_score_add(struct qn_langid_score *s, struct qn_slice truth,
                         struct qn_slice answer, float p, size_t characters);
void qn_langid_score_release(struct qn_langid_score *s);

/* All lines are in: equal pairs become one, the wrong ones first, those with
 * most lines first. */
void qn_langid_score_finish(struct qn_langid_score *s);

/* Afterwards. */
double qn_langid_score_macro_f1(const struct qn_langid_score *s);
double qn_langid_score_calibration(const struct qn_langid_score *s);
#endif
