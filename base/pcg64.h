/* SPDX-License-Identifier: MIT */
/*
 * pcg64.h -- the random numbers of NumPy's default_rng(seed), for results
 * that have to be those of a program that uses it.
 *
 * PCG-XSL-RR-128/64 (O'Neill, "PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation", 2014), seeded
 * by NumPy's SeedSequence.  For everything else there is rng.h.
 */
#ifndef QN_BASE_PCG64_H
#define QN_BASE_PCG64_H

#include <stdbool.h>
#include <stdint.h>

struct qn_pcg64 {
	unsigned __int128 state, step;
	uint32_t half; /* the upper half of a number whose lower was used */
	bool has_half;
	uint32_t bits, left; /* of qn_pcg64_bit(): those not used yet    */
};

struct qn_pcg64 qn_pcg64_new(uint64_t seed);
uint64_t qn_pcg64_next(struct qn_pcg64 *r);

/* Uniform in [0, n), n >= 1: integers(n) and choice(n) of a Generator. */
uint32_t qn_pcg64_below(struct qn_pcg64 *r, uint32_t n);

/* integers(2, dtype=bool). */
bool qn_pcg64_bit(struct qn_pcg64 *r);
#endif
