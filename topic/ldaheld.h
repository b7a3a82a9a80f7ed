/* SPDX-License-Identifier: MIT */
/*
 * ldaheld.h -- tokens that keep their topics: what is known before any
 * document is read.
 *
 * A word that has c such tokens of topic k has the prior beta + c there.
 * They come from seeds (a user's words for topics) or from a model, to which
 * documents are added.
 */
#ifndef QN_TOPIC_LDAHELD_H
#define QN_TOPIC_LDAHELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "topic/docwords.h"

struct qn_lda_held_cell {
	uint32_t word, count;
	uint16_t topic;
};

/* Zero-initialise. */
struct qn_lda_held {
	struct qn_lda_held_cell *cell; /* [n] */
	size_t n, room;
	size_t tokens; /* the sum of all counts */
};

/* `count` tokens of each word that topics' lists (topic/topicwords.h) and
 * documents have in common.  False with `e` set for more than K lists, or
 * tokens than a run can have. */
QN_API bool qn_lda_held_seeds(struct qn_lda_held *h,
                              const struct qn_docwords *lists,
                              const struct qn_docwords *docs, uint32_t K,
                              uint32_t count, struct qn_err *e);

/* All tokens of a model; its words are added to the documents' vocabulary. */
struct qn_lda_model;
QN_API bool qn_lda_held_model(struct qn_lda_held *h,
                              const struct qn_lda_model *m,
                              struct qn_docwords *docs, struct qn_err *e);
QN_API void qn_lda_held_release(struct qn_lda_held *h);
#endif
