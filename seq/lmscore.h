/* SPDX-License-Identifier: MIT */
/*
 * lmscore.h -- how well a model foretells a text: perplexity and its kin.
 *
 * Whatever pieces a model goes by, words are what white space ends, and the
 * end of each line is one more, so that models of words, of characters and of
 * subwords can be compared:
 *
 *	perplexity        exp(nats / words)
 *	perplexity_known  the same without the words that hold a piece which
 *	                  the vocabulary does not have
 *	bits_per_char     nats / ln 2 / characters, line ends included
 */
#ifndef QN_SEQ_LMSCORE_H
#define QN_SEQ_LMSCORE_H

#include <stdint.h>

#include "base/progress.h"
#include "seq/lm.h"

struct qn_lm_totals {
	double nats;         /* -ln p of everything              */
	double nats_unknown; /* of the words that are not known  */
	uint64_t words, unknown;
	uint64_t pieces, lines, chars;

	double word_nats; /* of the word that goes on */
	bool word_unknown;
};

QN_API double qn_lm_perplexity(const struct qn_lm_totals *t);
QN_API double qn_lm_perplexity_known(const struct qn_lm_totals *t);
QN_API double qn_lm_bits_per_char(const struct qn_lm_totals *t);

/* Add pieces that follow those before. */
void qn_lm_totals_add(struct qn_lm_totals *t, const struct qn_lm_piece *piece,
                      size_t n);

/* Told of the pieces of some lines, in order. */
typedef void qn_lm_sink(void *ctx, const struct qn_lm_piece *piece, size_t n);

/* Score the text at `path` (NULL or "-": standard input); `sink` may be NULL.
 * False with `e` set when it cannot be read or has no line. */
QN_API bool qn_lm_score(struct qn_lm *m, const char *path, struct qn_pool *pool,
                        const struct qn_progress *progress, qn_lm_sink *sink,
                        void *ctx, struct qn_lm_totals *t, struct qn_err *e);
#endif
