/* SPDX-License-Identifier: MIT */
/*
 * unitgrams.h -- a run of units to its n-grams.
 *
 *	units  the quern turns     1..2-grams, the short ones first:
 *	                           the, quern, turns, the quern, quern turns
 */
#ifndef QN_TEXT_UNITGRAMS_H
#define QN_TEXT_UNITGRAMS_H

#include "text/analyzer.h"

/* Set the first members, the rest to zero; release with
 * qn_unitgrams_release(). */
struct qn_unitgrams {
	struct qn_ngrams *grams; /* borrowed                                */
	bool grow;               /* add those that are new                  */
	size_t min, max;         /* units of an n-gram                      */

	uint32_t *unit; /* [room] a run, to be filled before a call         */
	uint32_t *gram; /* [room]                                           */
	size_t room;
};

/* Room for a run of `n` units; what was in u->unit is lost. */
void qn_unitgrams_room(struct qn_unitgrams *u, size_t n);

/* All n-grams of u->unit [n], shortest first; with `whole` also the whole run,
 * if that is shorter than u->min. */
void qn_unitgrams_emit(struct qn_unitgrams *u, size_t n, bool whole,
                       qn_gram_sink *sink, void *ctx);
void qn_unitgrams_release(struct qn_unitgrams *u);
#endif
