/* SPDX-License-Identifier: MIT */
/*
 * indexinvert.h -- a stretch of documents to a run of postings, by one thread.
 *
 *	doc 0: the quern turns     the    0: 0, 4   1: 0
 *	doc 1: the mill        --> mill   1: 1
 *	                           quern  0: 1
 */
#ifndef QN_TEXT_INDEXINVERT_H
#define QN_TEXT_INDEXINVERT_H

#include "base/map.h"
#include "text/indexabout.h"
#include "text/indexrun.h"
#include "text/tokenize.h"

struct qn_inverter;

struct qn_inverter *qn_inverter_new(const struct qn_index_about *about,
                                    struct qn_err *e);
void qn_inverter_free(struct qn_inverter *v);

/* Forget all documents. */
void qn_inverter_clear(struct qn_inverter *v);

/* The next document; its fields [QN_FIELDS] are borrowed for the call, and
 * `length` [QN_FIELDS] receives their tokens.  False with `e` set, in words
 * that fit behind a document's place. */
bool qn_inverter_add(struct qn_inverter *v, const struct qn_slice *field,
                     uint32_t *length, struct qn_err *e);

/* Append the run of all documents since the last qn_inverter_clear(). */
bool qn_inverter_run(struct qn_inverter *v, struct qn_buf *run,
                     struct qn_err *e);
#endif
