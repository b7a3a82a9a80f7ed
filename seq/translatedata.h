/* SPDX-License-Identifier: MIT */
/*
 * translatedata.h -- pairs of sentences as ids, and batches of them.
 *
 *	x  [ a b c 0 | d e 0 | ...      every source ends in 0; targets are
 *	y  [ f g | h i j k | ...        without ends, which batches add
 *
 * A batch is as many pairs as come to so many rows on either side.  Sorted
 * batches are of pairs of about the same length, for networks that pad them:
 * pairs lie in the order of their lengths, those of the same ones in another
 * order in each epoch, and the order of batches is drawn anew.  Mixed ones
 * are of pairs in any order, so that each batch is like the whole text; what
 * is left when an epoch has had its batches is a pair or two in a hundred.
 */
#ifndef QN_SEQ_TRANSLATEDATA_H
#define QN_SEQ_TRANSLATEDATA_H

#include "base/progress.h"
#include "seq/mtnet.h"
#include "seq/translatevocab.h"

/* Zero-initialise; release with qn_mtpairs_release(). */
struct qn_mtpairs {
	struct qn_pieceids x, y;
	size_t *x_at, *y_at; /* [n + 1] where pair i begins      */
	size_t n, room;
	size_t skipped;     /* pairs that were empty or too long */
	struct qn_buf text; /* target lines, if they are kept   */
	size_t *text_at;    /* [n + 1]                          */
};

void qn_mtpairs_release(struct qn_mtpairs *p);

/* Two files of as many lines. */
struct qn_mtpairs_source {
	const char *source, *target; /* paths                              */
	const char *encoding;        /* of both; NULL = UTF-8              */
	enum qn_invalid invalid;     /* for what it does not allow         */
	size_t most;                 /* pieces of a side; 0: no limit      */
	bool keep;                   /* the text of targets                */
};

/*
 * Read their lines.  Pairs with an empty side, or one that is too long, are
 * skipped, unless the text of targets is to be kept: then all stay.  False
 * with `e` set.
 */
bool qn_mtpairs_read(struct qn_mtpairs *p, const struct qn_mtpairs_source *from,
                     const struct qn_mtvocab *x, const struct qn_mtvocab *y,
                     const struct qn_progress *progress, struct qn_err *e);

/* The same of source[n] and target[n], all of which stay. */
bool qn_mtpairs_of(struct qn_mtpairs *p, const struct qn_slice *source,
                   const struct qn_slice *target, size_t n,
                   const struct qn_mtvocab *x, const struct qn_mtvocab *y,
                   struct qn_err *e);

/* The line of pair i; its target must have been kept. */
struct qn_slice qn_mtpairs_line(const struct qn_mtpairs *p, size_t i);

/* A number that tells one text from another. */
uint64_t qn_mtpairs_hash(const struct qn_mtpairs *p);

struct qn_mtbatches {
	const struct qn_mtpairs *pairs;
	uint64_t seed;
	bool mixed;
	size_t rows;
	size_t n;                /* batches of an epoch                  */
	struct qn_mtroom room;   /* the most of one                      */
	uint32_t *order;         /* [pairs] by length                    */
	uint32_t *cut;           /* [n + 1] in order                     */
	uint32_t *turn;          /* [n] which batch comes when           */
	uint64_t epoch;          /* that order and turn are of           */
	struct qn_mtbatch batch; /* the last one                         */
	uint32_t *ids;           /* its arrays                           */
};

/* Batches of up to `rows` rows on either side, a longer pair by itself.  False
 * with `e` set when there are no pairs.  Release in every case. */
bool qn_mtbatches_init(struct qn_mtbatches *b, const struct qn_mtpairs *pairs,
                       size_t rows, bool mixed, uint64_t seed,
                       struct qn_err *e);
void qn_mtbatches_release(struct qn_mtbatches *b);

/* The batch of a step, counted from 0 through all epochs; valid until the
 * next call. */
const struct qn_mtbatch *qn_mtbatches_step(struct qn_mtbatches *b,
                                           uint64_t step);

/* Batch `i` of those of an epoch, shortest first; likewise.  Its pairs are
 * b->order[b->cut[i]] and on. */
const struct qn_mtbatch *qn_mtbatches_cut(struct qn_mtbatches *b, size_t i);
#endif
