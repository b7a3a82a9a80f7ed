/* SPDX-License-Identifier: MIT */
/*
 * postingswrite.h -- a term's documents to the list that an index holds.
 *
 *	(doc, tf, positions) ... --> struct qn_posting_list --> bytes
 */
#ifndef QN_TEXT_POSTINGSWRITE_H
#define QN_TEXT_POSTINGSWRITE_H

#include "text/impact.h"
#include "text/postings.h"

/* A list to be written: everything by rank. */
struct qn_posting_list {
	uint32_t *doc;           /* [df] rising                           */
	uint32_t *tf;            /* [df] >= 1                             */
	uint32_t *place;         /* [(df - 1) / QN_PLACE]                 */
	uint32_t df, room;       /* postings, and room for them           */
	struct qn_buf positions; /* distances, varints, a posting's after
	                            * those of the one before              */
};

/* A next posting; its positions are then to be appended to `positions`, those
 * of a rare list with QN_EXTRA_RARE or more behind the frequency. */
void qn_posting_list_add(struct qn_posting_list *l, uint32_t doc, uint32_t tf);
void qn_posting_list_clear(struct qn_posting_list *l);
void qn_posting_list_release(struct qn_posting_list *l);

/* Bytes of a list in an index: `extras` of its frequencies are QN_EXTRA
 * or more, its positions take `positions` bytes. */
size_t qn_postings_bytes(uint32_t df, uint32_t documents, uint32_t extras,
                         size_t positions);

/* Frequencies from here on are extras. */
uint32_t qn_postings_extra(uint32_t df, uint32_t documents);

/* Append the list as an index holds it: qn_postings_bytes() bytes. */
void qn_postings_write(const struct qn_posting_list *l, uint32_t documents,
                       const struct qn_impact *m, struct qn_buf *out);
#endif
