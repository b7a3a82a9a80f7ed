/* SPDX-License-Identifier: MIT */
/*
 * factors.h -- what non-negative matrix factorization or latent semantic
 * analysis has learnt: words as points, and how a document becomes one.
 *
 *	document --> weights of words [V] --> word [V][K] --> its K numbers
 *	             (topic/termspace.h)
 *
 *	        word is             a document's numbers are        weight
 *	NMF     topics, >= 0        those >= 0 that fit best        share of all
 *	LSA     right singular      its product with `word`         singular value
 *	        vectors
 *
 * The file is safetensors of kind "nmf" or "lsa": weight F64 [K], word F32
 * [V, K], and what topic/termspace.h tells.
 */
#ifndef QN_TOPIC_FACTORS_H
#define QN_TOPIC_FACTORS_H

#include "base/output.h"
#include "topic/nmf.h"
#include "topic/svd.h"
#include "topic/termspace.h"

enum qn_factors_kind { QN_FACTORS_NMF, QN_FACTORS_LSA };

struct qn_factors {
	enum qn_factors_kind kind;
	struct qn_termspace *space;
	uint32_t K, V;
	size_t stride;  /* floats from row to row, zeros behind K            */
	float *word;    /* [V][stride]                                       */
	double *weight; /* [K]                                              */
	enum qn_nmf_loss loss; /* of NMF: see struct qn_nmf_given           */
	double l1, l2;
};

/* What a run has come to.  It takes `space` and, of `n` or `s`, the words'
 * numbers, which are not theirs any more. */
QN_API struct qn_factors *qn_factors_of_nmf(struct qn_nmf *n,
                                            struct qn_termspace *space);
QN_API struct qn_factors *qn_factors_of_svd(struct qn_svd *s,
                                            struct qn_termspace *space);
QN_API void qn_factors_free(struct qn_factors *f);

/* doc [rows of x][stride] of documents whose columns are the words. */
QN_API void qn_factors_infer(const struct qn_factors *f,
                             const struct qn_sparse *x, float *doc,
                             struct qn_pool *pool);

/* Write a file; or all but the rename, which qn_tensors_finish() does. */
QN_API bool qn_factors_save(const struct qn_factors *f, const char *path,
                            struct qn_err *e);
struct qn_tensors_out *qn_factors_prepare(const struct qn_factors *f,
                                          const char *path, struct qn_err *e);

/* Read one of this kind; NULL with `e` set unless it makes sense. */
QN_API struct qn_factors *
qn_factors_load(const char *path, enum qn_factors_kind kind, struct qn_err *e);

/* The words of largest size in each topic, behind its weight; a minus before
 * those that are negative. */
QN_API void qn_factors_print_keys(const struct qn_factors *f, size_t words,
                                  struct qn_output *out);

/* A line for each document; doc [d->n][stride]. */
QN_API void qn_factors_print_docs(const struct qn_factors *f,
                                  const struct qn_docwords *d, const float *doc,
                                  struct qn_output *out);
#endif
