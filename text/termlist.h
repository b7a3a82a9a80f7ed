/* SPDX-License-Identifier: MIT */
/*
 * termlist.h -- terms in order, and how often they occurred.
 *
 *	at     0        5         10       16
 *	bytes  c h a f f g r a i n q u e r n s
 */
#ifndef QN_TEXT_TERMLIST_H
#define QN_TEXT_TERMLIST_H

#include "base/buf.h"
#include "base/err.h"
#include "base/tensors.h"

/* Zero-initialise; release with qn_termlist_release(). */
struct qn_termlist {
	size_t n;
	int64_t *at;  /* [n + 1] offsets                  */
	char *bytes;  /* [at[n]]                          */
	uint32_t *df; /* [n] documents that hold it       */
	uint64_t *cf; /* [n] occurrences in all           */
};

static inline struct qn_slice qn_termlist_get(const struct qn_termlist *l,
                                              size_t i)
{
	return (struct qn_slice){l->bytes + l->at[i],
	                         (size_t)(l->at[i + 1] - l->at[i])};
}

/* Append a term as it stands in lists of a term a line: a line end inside of
 * it is written as \n or \r. */
void qn_term_print(struct qn_slice term, struct qn_buf *out);

/* Room for `n` terms of no bytes so far. */
bool qn_termlist_init(struct qn_termlist *l, size_t n, struct qn_err *e);
void qn_termlist_release(struct qn_termlist *l);

/* As the tensors NAME.cf, NAME.offsets, NAME.df and NAME.bytes. */
void qn_termlist_declare(struct qn_tensors_out *out, const char *name,
                         const struct qn_termlist *l);
void qn_termlist_write(struct qn_tensors_out *out, const struct qn_termlist *l);

/* False with `e` set unless terms are valid UTF-8, not empty and rise in
 * their order, and counts make sense for `documents`. */
bool qn_termlist_read(const struct qn_tensors *t, const char *name,
                      uint64_t documents, struct qn_termlist *l,
                      struct qn_err *e);
#endif
