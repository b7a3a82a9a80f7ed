/* SPDX-License-Identifier: MIT */
/*
 * ngramfile.h -- n-gram models as tables to be asked at speed, in memory or as
 * files that are mapped as they stand: nothing is built when one is opened.
 *
 *	words.table   U64 [buckets, 8]  hash of a word -> its id
 *	words.values  F32 [words, 2]    of n-grams of one word
 *	grams.K       U64 [buckets, 8]  of K words, K = 2..order
 *	words.offsets, words.bytes      the words (base/tensors.h)
 *
 * Tables are those of ngramtable.h.  Values are two floats:
 *
 *	-log10 p, with its sign set if longer n-grams end with this one
 *	log10 backoff; -0 if no longer ones begin with it
 */
#ifndef QN_SEQ_NGRAMFILE_H
#define QN_SEQ_NGRAMFILE_H

#include <math.h>
#include <string.h>

#include "base/tensors.h"
#include "seq/ngrammodel.h"
#include "seq/ngramtable.h"

struct qn_ngram_values {
	float prob, backoff; /* as above */
};

struct qn_ngram_file {
	struct qn_tensors *tensors; /* what the rest points into; NULL: it is
	                             * memory of its own                     */
	enum qn_lm_unit unit;
	unsigned order;
	size_t words;
	const struct qn_ngram_values *value; /* [words] */
	struct qn_ngram_table word;
	struct qn_ngram_table gram[QN_NGRAM_ORDERS + 1]; /* from 2 */
	const int64_t *offset;                           /* [words + 1] */
	const char *bytes;
	size_t n_bytes;
};

static inline float qn_ngram_log10(struct qn_ngram_values v)
{
	return -fabsf(v.prob);
}

static inline bool qn_ngram_extends_left(struct qn_ngram_values v)
{
	return signbit(v.prob);
}

static inline bool qn_ngram_extends_right(struct qn_ngram_values v)
{
	return v.backoff != 0 || !signbit(v.backoff);
}

static inline struct qn_ngram_values
qn_ngram_value(const struct qn_ngram_table *t, uint32_t slot)
{
	const struct qn_ngram_bucket *b = &t->bucket[slot / QN_NGRAM_SLOTS];
	struct qn_ngram_values v;
	memcpy(&v.prob, &b->a[slot % QN_NGRAM_SLOTS], sizeof v.prob);
	memcpy(&v.backoff, &b->b[slot % QN_NGRAM_SLOTS], sizeof v.backoff);
	return v;
}

/* The key of a word in the table of words. */
static inline uint64_t qn_ngram_word_key(struct qn_slice word)
{
	return qn_hash(word.p, word.n) >> 1; /* never that of a free slot */
}

/* Tables of a model, in memory; false with `e` set when there is not enough.
 * End with qn_ngram_file_close(), as one that was opened. */
bool qn_ngram_file_make(struct qn_ngram_file *f, const struct qn_ngram_model *m,
                        struct qn_err *e);

/* Write them to a file; false with `e` set. */
bool qn_ngram_file_save(const struct qn_ngram_file *f, const char *path,
                        struct qn_err *e);

/* Take over an open file of kind "lm", arch "ngram", which is closed when
 * something in it is not as it has to be: false then, with `e` set. */
bool qn_ngram_file_open(struct qn_ngram_file *f, struct qn_tensors *t,
                        struct qn_err *e);
void qn_ngram_file_close(struct qn_ngram_file *f);

/* The word of an id below f->words; empty where the file has no such place. */
struct qn_slice qn_ngram_file_word(const struct qn_ngram_file *f, size_t id);

/* The model that tables were made of; NULL with `e` set when they are
 * damaged, or for want of memory. */
struct qn_ngram_model *qn_ngram_file_model(const struct qn_ngram_file *f,
                                           struct qn_err *e);
#endif
