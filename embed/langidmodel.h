/* SPDX-License-Identifier: MIT */
/*
 * langidmodel.h -- a model for language identification in memory and in its
 * file, a safetensors file of kind "langid":
 *
 *	weights   F32 [labels][64]
 *	bias      F32 [labels]
 *	rows      U8 [buckets + 1 + scripts][16]   two bits a number: n-grams
 *	          and words by their hash, the row of zeros, owned scripts
 *	labels    list
 *	scripts   list of ICU's names, those that one language owns
 *
 * and in the metadata langid.step (a code is worth), langid.buckets, and
 * langid.sharpness0, langid.sharpness1: scores are multiplied by s0 + s1
 * log(features) before they become probabilities.
 */
#ifndef QN_EMBED_LANGIDMODEL_H
#define QN_EMBED_LANGIDMODEL_H

#include "base/map.h"
#include "base/tensors.h"
#include "embed/langid.h"
#include "embed/langidkern.h"
#include "embed/langidtext.h"

#define QN_LANGID_SHARPEST 100 /* the most that s0 and s1 may be */

struct qn_langid {
	const struct qn_langid_kern *kern;
	const uint8_t *rows; /* [buckets + 1 + scripts][QN_LANGID_ROW]      */
	uint32_t buckets;
	float step;
	float sharpness[2];
	float *weight; /* [blocks][QN_LANGID_DIM][QN_LANGID_LANES]; of a
	                * loaded model NULL, in its place:               */
	int16_t *pack; /* [blocks][DIM / 2][LANES][2], see langidpack.h  */
	float *scale;  /* [blocks * QN_LANGID_LANES]                     */
	float *bias;   /* [blocks * QN_LANGID_LANES]                      */
	size_t blocks;
	struct qn_map labels, scripts;
	uint32_t *chars;         /* langidchars.h                         */
	struct qn_tensors *file; /* what `rows` points into               */
};

/* The table of characters anew, for l->scripts. */
void qn_langid_own_scripts(struct qn_langid *l);

/* What a text amounts to, whole or piece by piece. */
struct qn_langid_sum {
	uint32_t code[QN_LANGID_DIM]; /* summed codes                      */
	size_t features;
	bool letters; /* there were any */
};
void qn_langid_add(const struct qn_langid *l, struct qn_slice text,
                   struct qn_langid_sum *sum);
void qn_langid_add_text(const struct qn_langid *l,
                        const struct qn_langid_text *t,
                        struct qn_langid_sum *sum);

/* z [blocks * LANES] = the scores of the labels. */
void qn_langid_scores(const struct qn_langid *l, const struct qn_langid_sum *s,
                      float *z);

/* p [blocks * LANES] = what the labels' probabilities are in proportion to;
 * returns their sum.  `only` as for qn_langid_guess(). */
float qn_langid_probabilities(const struct qn_langid *l,
                              const struct qn_langid_sum *s, const bool *only,
                              float *p);

/* The rows of a piece: GRAM a unit, rounded up, then words. */
#define QN_LANGID_ROWS                                                         \
	(QN_LANGID_GRAM * (QN_LANGID_UNITS + QN_LANGID_LANES) + QN_LANGID_WORDS)
size_t qn_langid_rows(const struct qn_langid *l, const struct qn_langid_text *t,
                      uint32_t *row, size_t *found);

/* Write a model, of which `kern`, `chars` and `file` do not matter.  `about`
 * is for people, of where it comes from; or NULL. */
bool qn_langid_save(const struct qn_langid *l, const char *path,
                    const char *about, struct qn_err *e);
#endif
