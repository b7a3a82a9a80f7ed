/* SPDX-License-Identifier: MIT */
/*
 * beam.h -- what a network of mtnet.h writes for a batch of sources: beam
 * search, of which a beam of 1 is greedy search, and drawing by chance.
 *
 *	source --> [target so far] * beam --write--> scores of what is next
 *	                ^                                 | the best of all
 *	                +---------------------------------+ go on, or end
 *
 * Targets are ranked by (Wu et al., "Google's neural machine translation
 * system", 2016)
 *
 *	ln p / ((5 + pieces) / 6)^length
 *	  + coverage * sum over source pieces of ln min(attention to it, 1)
 *
 * What comes of a source does not depend on the others in its batch.
 */
#ifndef QN_SEQ_BEAM_H
#define QN_SEQ_BEAM_H

#include "seq/mtnet.h"

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

/* A target. */
struct qn_beam_target {
	uint32_t *id; /* [n], without its end                            */
	size_t n;
	bool ended;    /* it came to its end by itself                     */
	double nats;   /* -ln p, of the end too                            */
	double score;  /* what it is ranked by                             */
	float *shares; /* [n + 1][source pieces], the end's too; or NULL   */
};

/* What is written for a source, the best first. */
struct qn_beam_result {
	struct qn_beam_target *target; /* [n] */
	size_t n;
};

void qn_beam_result_release(struct qn_beam_result *r);

/* One thread's; `weights` [n] of networks of the same vocabularies, whose
 * probabilities are averaged, are borrowed. */
struct qn_beam;
struct qn_beam *qn_beam_new(const struct qn_beam_options *o,
                            const struct qn_mtnet *const *net,
                            struct qn_mtweights *const *weights, size_t n);
void qn_beam_free(struct qn_beam *b);

/*
 * A result for each source of a batch; `number` [pairs] tells them apart for
 * what is drawn by chance.  False with `e` set without memory.
 */
bool qn_beam_run(struct qn_beam *b, const struct qn_mtbatch *sources,
                 const uint64_t *number, struct qn_beam_result *result,
                 struct qn_err *e);
#endif
