/* SPDX-License-Identifier: MIT */
/*
 * lmsample.h -- text drawn from a model, piece by piece.
 *
 *	ln p --/ temperature--> --top k--> --top p--> a piece by chance
 *
 * Top p (Holtzman et al., "The Curious Case of Neural Text Degeneration",
 * 2020) keeps the likeliest pieces whose sum first reaches p.  Ties go to the
 * smaller id; the same seed gives the same text.
 */
#ifndef QN_SEQ_LMSAMPLE_H
#define QN_SEQ_LMSAMPLE_H

#include <stdint.h>

#include "base/buf.h"
#include "seq/lm.h"

struct qn_lm_sampling {
	size_t length;      /* pieces to draw                             */
	double temperature; /* 0 = always the likeliest                   */
	size_t top_k;       /* 0 = all                                    */
	double top_p;       /* 0 < p <= 1                                 */
	uint64_t seed;
};

#define QN_LM_SAMPLING_DEFAULTS                                                \
	(struct qn_lm_sampling)                                                \
	{                                                                      \
		.length = 100, .temperature = 1, .top_p = 1, .seed = 1         \
	}

/* Append `prompt` and what follows it to `out`: words with spaces between
 * them, line ends as '\n'.  False with `e` set for options out of range. */
QN_API bool qn_lm_sample(struct qn_lm *m, struct qn_slice prompt,
                         const struct qn_lm_sampling *o, struct qn_buf *out,
                         struct qn_err *e);
#endif
