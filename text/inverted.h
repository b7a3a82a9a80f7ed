/* SPDX-License-Identifier: MIT */
/*
 * inverted.h -- an inverted index, mapped from its file.
 *
 *	"quern" --slots--> term 17 --at--> postings: the documents that hold it
 *	document 42 --> its name, its title, its text, its lengths
 *
 * Opening reads next to nothing.  What a search touches is held against its
 * sum the first time, so damage is an error and never a wrong answer.
 */
#ifndef QN_TEXT_INVERTED_H
#define QN_TEXT_INVERTED_H

#include "base/tensors.h"
#include "base/tensorsums.h"
#include "text/impact.h"
#include "text/indexabout.h"
#include "text/postings.h"

struct qn_index {
	struct qn_index_about about;
	struct qn_tensors *file;
	struct qn_tensorsums sums;
	uint32_t terms;
	const uint32_t *df;    /* [terms]                            */
	const uint32_t *at;    /* [terms + 1] in `postings`, in units of
	                        * QN_LIST_ALIGN                      */
	const uint32_t *spelt; /* [terms + 1] bytes in `bytes`       */
	const uint32_t *slot;  /* [slots]                            */
	size_t slots;
	struct qn_slice bytes;    /* of all terms                       */
	struct qn_slice postings; /* of all lists                       */
	const uint32_t *length[QN_FIELDS]; /* [documents]; NULL = none  */
	const float *norm; /* [documents] length of a text's tf-idf
	                           * vector as scikit-learn has it; 1 of an
	                           * empty one                          */
	uint64_t *checked; /* bit t: the list of term t is sound */
};

/* Searches may run in several threads at once.  NULL with `e` set for what is
 * no index; close with qn_index_close(). */
QN_API struct qn_index *qn_index_open(const char *path, struct qn_err *e);
QN_API void qn_index_close(struct qn_index *x);

#define QN_NO_TERM UINT32_MAX

/* The number of a token, as the tokenizer gives it; QN_NO_TERM if no document
 * holds it, or with `e` set for a damaged file. */
uint32_t qn_index_term(struct qn_index *x, enum qn_field field,
                       struct qn_slice token, struct qn_err *e);

/* A term as the file has it: the field's number, then the token. */
struct qn_slice qn_index_spell(struct qn_index *x, uint32_t term,
                               struct qn_err *e);

/* The token of a term of the texts; empty if it is of another field, or with
 * `e` set. */
struct qn_slice qn_index_text_token(struct qn_index *x, uint32_t term,
                                    struct qn_err *e);

/* The postings of a term, valid while the index is open. */
bool qn_index_postings(struct qn_index *x, uint32_t term, struct qn_postings *p,
                       struct qn_err *e);

/* How BM25 with the index's own k1 and b scores a field; false with `e` set
 * for a damaged file, or one that lacks the field. */
bool qn_index_impact(struct qn_index *x, enum qn_field field,
                     struct qn_impact *m, struct qn_err *e);

/* Lengths of tf-idf vectors, see `norm`; NULL with `e` set. */
const float *qn_index_norms(struct qn_index *x, struct qn_err *e);

/* What is stored of a document; an empty slice where there is nothing, or with
 * `e` set.  `room` is for the name of one that has only its number. */
struct qn_slice qn_index_name(struct qn_index *x, uint32_t doc, char room[24],
                              struct qn_err *e);
struct qn_slice qn_index_title(struct qn_index *x, uint32_t doc,
                               struct qn_err *e);
struct qn_slice qn_index_text(struct qn_index *x, uint32_t doc,
                              struct qn_err *e);
#endif
