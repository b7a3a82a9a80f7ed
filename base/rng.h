/* SPDX-License-Identifier: MIT */
/*
 * rng.h -- counter-based random numbers.
 *
 * The n-th number of a stream is a function of (seed, stream, n) and of
 * nothing else, so a shard of work draws the same numbers whichever thread
 * runs it, and a stream can be resumed at any position.
 *
 *	number(n) = mix(key + n * golden),  key = mix(seed) ^ mix'(stream)
 *
 * The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014).
 */
#ifndef QN_BASE_RNG_H
#define QN_BASE_RNG_H

#include <stdint.h>

#define QN_RNG_GOLDEN UINT64_C(0x9e3779b97f4a7c15)

struct qn_rng {
	uint64_t key;      /* from seed and stream        */
	uint64_t position; /* numbers drawn so far        */
};

static inline uint64_t qn_rng_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline struct qn_rng qn_rng_new(uint64_t seed, uint64_t stream)
{
	uint64_t key = qn_rng_mix(seed + QN_RNG_GOLDEN) +
	               qn_rng_mix(~stream * QN_RNG_GOLDEN);
	return (struct qn_rng){.key = qn_rng_mix(key)};
}

/* 64 random bits. */
static inline uint64_t qn_rng_next(struct qn_rng *r)
{
	return qn_rng_mix(r->key + ++r->position * QN_RNG_GOLDEN);
}

/* Uniform in [0, n), n >= 1, without a division (Lemire, 2019; the bias of
 * at most n / 2^32 is left in, being far below any sampling error here). */
static inline uint32_t qn_rng_below(struct qn_rng *r, uint32_t n)
{
	return (uint32_t)(((qn_rng_next(r) >> 32) * n) >> 32);
}

/* Uniform in [0, 1) with 53 bits. */
static inline double qn_rng_double(struct qn_rng *r)
{
	return (double)(qn_rng_next(r) >> 11) / (double)(UINT64_C(1) << 53);
}
#endif
