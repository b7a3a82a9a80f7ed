/* SPDX-License-Identifier: MIT */
/*
 * sampling.h -- which words are kept, and which stand in as noise.
 *
 * Frequent words are thinned and noise is drawn from the unigram
 * distribution raised to a power (Mikolov et al., "Distributed
 * representations of words and phrases and their compositionality", 2013,
 * sections 2.2 and 2.3), both exactly as word2vec.c does.
 */
#ifndef QN_EMBED_SAMPLING_H
#define QN_EMBED_SAMPLING_H

#include <stdint.h>

#include "base/alias.h"
#include "base/err.h"
#include "text/vocab.h"

struct qn_sampling {
	uint32_t *keep;        /* [V] a word stays when 32 bits are <= it */
	struct qn_alias noise; /* over ids; n == 0 when not asked for     */
};

/*
 * With p = sqrt(t / f) + t / f and f the word's share of v->total, t =
 * `sample` (0 keeps all).  `noise` asks for the noise table: count^0.75 for
 * every word but 0, whose share word2vec.c spreads evenly over the others.
 * Word 0, the end of a line, is always kept.  Needs a second word with a
 * count when noise is asked for.  Release with qn_sampling_release().
 */
bool qn_sampling_init(struct qn_sampling *s, const struct qn_vocab *v,
                      double sample, bool noise, struct qn_err *e);
void qn_sampling_release(struct qn_sampling *s);

/* The threshold alone of a word seen `count` times out of `total`. */
uint32_t qn_sampling_keep(uint64_t count, uint64_t total, double sample);
#endif
