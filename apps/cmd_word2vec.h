/* SPDX-License-Identifier: MIT */
/*
 * cmd_word2vec.h -- the options of `quern word2vec`.
 */
#ifndef QN_APPS_CMD_WORD2VEC_H
#define QN_APPS_CMD_WORD2VEC_H

#include "apps/option.h"
#include "embed/word2vec.h"

/* The original trains 0 = skip-gram, 1 = CBOW; enum qn_w2v_model is turned. */
struct w2v {
	struct qn_w2v_options train;
	const char *text;
	bool cbow;
	bool hs;
	int negatives; /* 0 = shared, 1 = per-pair */
	uint64_t min_count;
	unsigned max_vocab;
	int classes;
	bool binary;
	int format;
	int debug;
	const char *save_vocab, *read_vocab, *init_vectors;
};

extern const struct w2v word2vec_defaults;
extern const struct option word2vec_options[];
#endif
