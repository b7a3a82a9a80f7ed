/* SPDX-License-Identifier: MIT */
/*
 * beamoptions.h -- how translations are searched for, or drawn (seq/beam.h).
 */
#ifndef QN_SEQ_BEAMOPTIONS_H
#define QN_SEQ_BEAMOPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define QN_BEAM_MOST 1024

struct qn_beam_options {
	size_t beam;     /* targets that are followed side by side, 1 ..
	                  * QN_BEAM_MOST                                   */
	size_t nbest;    /* how many are wanted, 1 .. beam                  */
	double length;   /* exponent of the length's penalty, >= 0         */
	double coverage; /* weight of its penalty, >= 0                     */
	bool shares;     /* what each piece attended to is wanted, too      */
	size_t layer;    /* of the decoder, whose attention that is and the
	                  * coverage is of, 1 ..; 0: the last. Transformer */

	/* A target's pieces at most: times the source's, and more. */
	double most_times;
	size_t most_more;

	/* With temperature > 0 each of `nbest` targets is drawn by chance,
	 * from the `top_k` (0: all) likeliest pieces, of which those that sum
	 * to `top_p`. */
	double temperature, top_p;
	size_t top_k;
	uint64_t seed;
};

#define QN_BEAM_DEFAULTS                                                       \
	(struct qn_beam_options)                                               \
	{                                                                      \
		.beam = 5, .nbest = 1, .length = 1, .most_times = 2,           \
		.most_more = 20, .top_p = 1, .seed = 1                         \
	}

bool qn_beam_check(const struct qn_beam_options *o, struct qn_err *e);
#endif
