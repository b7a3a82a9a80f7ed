/* SPDX-License-Identifier: MIT */
/*
 * ldadocs.h -- how many tokens of each topic there are in each document, as
 * ldakern.h wants it: rows of counts up to QN_LDA_DENSE topics, beyond that
 * lists.
 */
#ifndef QN_TOPIC_LDADOCS_H
#define QN_TOPIC_LDADOCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "topic/docwords.h"
#include "topic/ldakern.h"

#define QN_LDA_DENSE 256 /* topics; where rows and lists are as fast */

/*
 * What is known of documents beforehand: of each the labels, which are topics
 * by their number.  A document has `weight` tokens of each that no word of it
 * stands for: its prior is alpha + weight there.
 */
struct qn_lda_labels {
	const struct qn_docwords *of; /* borrowed; NULL = no labels       */
	uint32_t weight;              /* 1 or more */
};

struct qn_lda_docs {
	size_t n;     /* documents                                 */
	uint32_t K;   /* topics                                    */
	uint32_t Kp;  /* K padded, see struct qn_lda_pass          */
	bool dense;   /* rows, not lists                           */
	bool wide;    /* counts of 32 bits, not 16                 */
	void *counts; /* rows [n][Kp] or groups                    */
	struct qn_lda_list *list; /* [n + 1]; NULL if dense; the last one
	                           * has only its place            */
	struct qn_lda_labels labels;
};

/* One of a document's topics. */
struct qn_lda_count {
	uint32_t topic, n; /* tokens, those of labels among them */
	uint32_t held;     /* which are so many                  */
};

/* Nothing is counted yet.  False with `e` set for no memory. */
bool qn_lda_docs_init(struct qn_lda_docs *c, const struct qn_docwords *d,
                      const struct qn_lda_labels *labels, uint32_t topics,
                      struct qn_err *e);

/* Count the labels of documents [first, end), and the topics of their words,
 * one after the other. */
void qn_lda_docs_count(struct qn_lda_docs *c, const struct qn_docwords *d,
                       size_t first, size_t end, const uint16_t *topic);
void qn_lda_docs_release(struct qn_lda_docs *c);

/* The topics of a document that it has tokens of, in no order, into
 * count [K]; how many. */
size_t qn_lda_docs_get(const struct qn_lda_docs *c, size_t doc,
                       struct qn_lda_count *count);

/* Bring lists into the order of `topic`: each document's topics, one document
 * after the other, n in all.  What is drawn depends on it.  False if those are
 * not the topics that there are. */
bool qn_lda_docs_order(struct qn_lda_docs *c, const uint16_t *topic, size_t n);

/* K padded as the kernels want it. */
uint32_t qn_lda_padded(uint32_t topics);
#endif
