/* SPDX-License-Identifier: MIT */
/*
 * multibleu.h -- BLEU as multi-bleu.perl of Moses has it, for figures that
 * are to be compared with old ones.
 *
 * Texts are tokenized before; words are what white space parts, bytes are not
 * looked at, nothing is smoothed.  Its line, which this writes:
 *
 *	BLEU = 27.31, 60.1/33.2/20.6/13.4 (BP=0.995, ratio=0.995, hyp_len=...
 */
#ifndef QN_SEQ_MULTIBLEU_H
#define QN_SEQ_MULTIBLEU_H

#include "seq/bleu.h"

#define QN_MULTIBLEU_OPTIONS                                                   \
	(struct qn_bleu_options)                                               \
	{                                                                      \
		.rule = QN_MTTOK_BYTES, .order = 4, .smooth = QN_BLEU_RAW      \
	}

/* Append the line of a sum of statistics under those options, without its
 * end.  False, with a line of noughts, when the references have no word. */
bool qn_multibleu_line(const double *stats, struct qn_buf *out);
#endif
