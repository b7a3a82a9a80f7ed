/* SPDX-License-Identifier: MIT */
/*
 * ngrammodel.h -- an n-gram model as it is trained, read and written: all
 * n-grams of all lengths, with a probability and a weight for what is shorter.
 *
 *	p(w | u v) = prob[u v w], if there is such an n-gram,
 *	             backoff[u v] p(w | v) otherwise            (as log10)
 *
 * An n-gram is a word in front of one that is shorter by it:
 *
 *	level 1   0 <unk>   1 <s>   2 </s>   3 the   4 quern ...
 *	level 2   first 1 (<s>)  suffix 3 (the)        "<s> the"
 *	level 3   first 1 (<s>)  suffix 7 (the quern)  "<s> the quern"
 *
 * By words read from the last to the first, n-grams are in the order of their
 * ids, as KenLM writes them.  seq/ngramtable.h is what is asked at speed.
 */
#ifndef QN_SEQ_NGRAMMODEL_H
#define QN_SEQ_NGRAMMODEL_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "seq/lm.h"

#define QN_NGRAM_ORDERS 15 /* words of the longest n-grams */

/* Words that every model has. */
enum { QN_NGRAM_UNK, QN_NGRAM_BOS, QN_NGRAM_EOS, QN_NGRAM_WORDS };

struct qn_ngram_level {
	size_t n;
	uint32_t *first;  /* [n] its first word; NULL at level 1: its index */
	uint32_t *suffix; /* [n] without it, at the level below; or NULL    */
	uint32_t *prefix; /* [n] without the last word; NULL at level 1     */
	float *prob;      /* [n] log10 p                                    */
	float *backoff;   /* [n] log10; NULL at the last level              */
};

struct qn_ngram_model {
	enum qn_lm_unit unit;
	unsigned order;      /* 1..QN_NGRAM_ORDERS */
	struct qn_map words; /* ids as above       */
	struct qn_ngram_level level[QN_NGRAM_ORDERS + 1]; /* from 1 */
};

QN_API void qn_ngram_model_free(struct qn_ngram_model *m);

/* Zeroed arrays for `n` n-grams of length `k` <= m->order; false with `e` set
 * when there is no memory. */
bool qn_ngram_level_make(struct qn_ngram_model *m, unsigned k, size_t n,
                         struct qn_err *e);

/* The words of n-gram `i` of length `k`, first to last: word[k]. */
void qn_ngram_spell(const struct qn_ngram_model *m, unsigned k, size_t i,
                    uint32_t *word);

/* How a word is written where white space separates words, and what is meant by
 * it there: among characters "<sp>", "<tab>", "<cr>" are those.  Borrowed. */
struct qn_slice qn_ngram_shown(enum qn_lm_unit unit, struct qn_slice word);
struct qn_slice qn_ngram_meant(enum qn_lm_unit unit, struct qn_slice shown);
#endif
