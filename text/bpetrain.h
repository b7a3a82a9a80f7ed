/* SPDX-License-Identifier: MIT */
/*
 * bpetrain.h -- learning byte pair encoding from text.
 *
 * Words (pretokens) are counted, spelt in base pieces, and the most frequent
 * pair of neighbours becomes a new piece, again and again.
 *
 *	text --> word, count --> base pieces --> merges, most frequent first
 *
 * Pairs are counted as neighbours, so that "aaa" holds "a a" twice; of equal
 * counts the pair with the smaller left, then right, id comes first; a merge
 * that spells a piece there is already becomes that piece.  These are the
 * rules of HF tokenizers, whose merges come out here.
 */
#ifndef QN_TEXT_BPETRAIN_H
#define QN_TEXT_BPETRAIN_H

#include "base/pool.h"
#include "base/progress.h"
#include "text/bpe.h"
#include "text/decode.h"
#include "text/vocab.h"

struct qn_bpe_train_options {
	bool characters; /* base pieces: characters, else bytes          */
	enum qn_pretoken_rule rule;
	uint32_t vocab_size; /* pieces in all, base and special ones
	                        included; 257..QN_BPE_MOST                   */
	uint32_t merges;     /* at most; 0 = until vocab_size is reached     */
	uint64_t min_frequency; /* of a pair; 0 = 1                          */
	double coverage;        /* of all characters, those that become base
	                        pieces, the most frequent ones; the others
	                        are spelt in bytes; (0, 1]                   */
	const char *const *special; /* [n_special] pieces 0, 1, ... that
	                               never come from text                  */
	size_t n_special;
	bool spaced; /* lines are taken to begin with a space, so that a
	              * first word is spelt as others are                    */
	const char *encoding;    /* of the text; NULL = UTF-8, unchecked     */
	enum qn_invalid invalid; /* for it                                   */
};

/* HF's BpeTrainer's, but for the minimum, which is its ByteLevel one's. */
#define QN_BPE_TRAIN_DEFAULTS                                                  \
	(struct qn_bpe_train_options)                                          \
	{                                                                      \
		.vocab_size = 30000, .min_frequency = 2, .coverage = 1         \
	}

/*
 * Learn from the lines of `path` [n]; NULL or "-" is standard input.  Line
 * ends are no part of the text.  The result does not depend on the number of
 * threads.  NULL with `e` set for bad options or input.  Free the result with
 * qn_bpe_free().
 */
QN_API struct qn_bpe *qn_bpe_train(const char *const *path, size_t n,
                                   const struct qn_bpe_train_options *o,
                                   struct qn_pool *pool,
                                   const struct qn_progress *progress,
                                   struct qn_err *e);

/* --- its two halves ------------------------------------------------------- */

/* The words of the text and their counts. */
struct qn_vocab *qn_bpe_count(const char *const *path, size_t n,
                              const struct qn_bpe_train_options *o,
                              struct qn_pool *pool,
                              const struct qn_progress *progress,
                              struct qn_err *e);

/* Learn merges from them into `b`, which has its special and base pieces. */
bool qn_bpe_learn(struct qn_bpe *b, const struct qn_vocab *words,
                  const struct qn_bpe_train_options *o,
                  const struct qn_progress *progress, struct qn_err *e);
#endif
