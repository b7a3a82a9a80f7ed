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

#include "seq/beamoptions.h"
#include "seq/mtnet.h"

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
