/* SPDX-License-Identifier: MIT */
/*
 * cooccurfile.h -- a file of co-occurrences, read as often as one likes.
 *
 *	{int32 word1, int32 word2, float64 value} ...    16 bytes, little-endian
 *
 * What cannot be read from an offset (a pipe, a compressed file) is copied
 * into a scratch file first.  Each record is looked at every time.
 */
#ifndef QN_EMBED_COOCCURFILE_H
#define QN_EMBED_COOCCURFILE_H

#include "base/err.h"
#include "base/spool.h"
#include "embed/cooccur.h"

struct qn_cooccurfile {
	int fd;
	size_t n;     /* records                                   */
	size_t at;    /* of them read                              */
	size_t words; /* numbers of words are 1..words             */
	const char *name;
	struct qn_cooccur *block; /* those read last                   */
	struct qn_spool spool;    /* the copy, if there is one         */
	bool owned;               /* `fd` is not the spool's           */
};

/* Open `path` (NULL or "-": standard input).  False with `e` set when it
 * cannot be read, has no record or is not whole ones; close it in either
 * case. */
QN_API bool qn_cooccurfile_open(struct qn_cooccurfile *f, const char *path,
                                size_t words, struct qn_err *e);

/* The same for records in a spool, which must outlive it and may be empty. */
bool qn_cooccurfile_of(struct qn_cooccurfile *f, struct qn_spool *spool,
                       size_t words, struct qn_err *e);
QN_API void qn_cooccurfile_close(struct qn_cooccurfile *f);

/* The next records, valid until the next call: how many; 0 at the end or, with
 * `e` set, for a record that has no business there. */
size_t qn_cooccurfile_next(struct qn_cooccurfile *f,
                           const struct qn_cooccur **record, struct qn_err *e);

/* From the beginning again. */
static inline void qn_cooccurfile_rewind(struct qn_cooccurfile *f)
{
	f->at = 0;
}
#endif
