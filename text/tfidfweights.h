/* SPDX-License-Identifier: MIT */
/*
 * tfidfweights.h -- counts to weights, a row at a time.
 */
#ifndef QN_TEXT_TFIDFWEIGHTS_H
#define QN_TEXT_TFIDFWEIGHTS_H

#include "text/tfidf.h"

#define QN_KNOWN_LOGS 256 /* small counts are nearly all there are */

/* idf and pivot from the terms and the number of documents. */
void qn_tfidf_weigh_terms(struct qn_tfidf *t);

/* What rows are weighed by, as metadata of a file. */
void qn_tfidf_put_weights(struct qn_tensors_out *out, const struct qn_tfidf *t);
void qn_tfidf_get_weights(const struct qn_tensors *t, struct qn_tfidf *to,
                          struct qn_err *e);

/* Scale a row to length 1, or 0; `ctx` is an enum qn_norm.  A qn_row_fn. */
size_t qn_row_normalize(const void *ctx, uint32_t *column, double *value,
                        size_t n);

/* What rows are weighed by; qn_weights_init(), qn_weights_release(). */
struct qn_weights {
	const struct qn_tfidf *t;
	double log_of[QN_KNOWN_LOGS]; /* 1 + ln tf                          */
	uint32_t *length; /* [V] characters of each term and one; NULL unless
	                   * the norm asks                                    */
};

/* Borrows `t`, whose terms have been weighed. */
void qn_weights_init(struct qn_weights *w, const struct qn_tfidf *t);
void qn_weights_release(struct qn_weights *w);

/* A row of counts, whose columns are the terms, becomes weights; `ctx` is a
 * struct qn_weights.  A qn_row_fn. */
size_t qn_weigh_row(const void *ctx, uint32_t *column, double *value, size_t n);
#endif
