/* SPDX-License-Identifier: MIT */
/*
 * ngramtext.h -- a text as ids, for counting n-grams.
 *
 *	id   <s> the quern </s> <s> turns </s> ...
 *
 * Ids are 0 "<unk>", 1 "<s>", 2 "</s>", then words in the order of their first
 * appearance.  "<unk>" spelt out is an ordinary word.
 */
#ifndef QN_SEQ_NGRAMTEXT_H
#define QN_SEQ_NGRAMTEXT_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/progress.h"
#include "seq/lm.h"

struct qn_ngram_text {
	uint32_t *id;        /* [n]                      */
	size_t n;            /* 2^32 - 1 at most         */
	struct qn_map words; /* by id                    */
};

/* Read `path` (NULL or "-": standard input) by words or characters.  False
 * with `e` set when it cannot be read, has no words, or has too many. */
bool qn_ngram_text_read(struct qn_ngram_text *t, const char *path,
                        enum qn_lm_unit unit,
                        const struct qn_progress *progress, struct qn_err *e);
void qn_ngram_text_release(struct qn_ngram_text *t);
#endif
