/* SPDX-License-Identifier: MIT */
/*
 * pcg64.c -- see pcg64.h; constants and steps are those of the paper and of
 * numpy/random (SeedSequence, Lemire's bounded integers).
 */
#include "base/pcg64.h"

#define POOL 4 /* words of SeedSequence */

#define INIT_A 0x43b0d7e5u
#define MULT_A 0x931e8875u
#define INIT_B 0x8b51f9ddu
#define MULT_B 0x58f38dedu
#define MIX_L  0xca01f9ddu
#define MIX_R  0x4973f715u

static const unsigned __int128 multiplier =
    (unsigned __int128)0x2360ed051fc65da4u << 64 | 0x4385df649fccf645u;

static uint32_t fold(uint32_t x)
{
	return x ^ x >> 16;
}

/* `h` goes on by `by`. */
static uint32_t hash(uint32_t x, uint32_t *h, uint32_t by)
{
	x ^= *h;
	*h *= by;
	return fold(x * *h);
}

/* SeedSequence(seed).generate_state(4, uint64). */
static void spread(uint64_t seed, uint64_t out[4])
{
	uint32_t pool[POOL] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
	uint32_t words[8], h = INIT_A;
	for (int i = 0; i < POOL; i++)
		pool[i] = hash(pool[i], &h, MULT_A);
	for (int i = 0; i < POOL; i++)
		for (int j = 0; j < POOL; j++)
			if (i != j)
				pool[j] =
				    fold(MIX_L * pool[j] -
				         MIX_R * hash(pool[i], &h, MULT_A));
	h = INIT_B;
	for (int i = 0; i < 8; i++)
		words[i] = hash(pool[i % POOL], &h, MULT_B);
	for (int i = 0; i < 4; i++)
		out[i] = words[2 * i] | (uint64_t)words[2 * i + 1] << 32;
}

struct qn_pcg64 qn_pcg64_new(uint64_t seed)
{
	uint64_t s[4];
	spread(seed, s);
	struct qn_pcg64 r = {.state = 0};
	r.step = ((unsigned __int128)s[2] << 64 | s[3]) << 1 | 1;
	r.state = r.step + ((unsigned __int128)s[0] << 64 | s[1]);
	r.state = r.state * multiplier + r.step;
	return r;
}

uint64_t qn_pcg64_next(struct qn_pcg64 *r)
{
	r->state = r->state * multiplier + r->step;
	uint64_t x = (uint64_t)(r->state >> 64) ^ (uint64_t)r->state;
	unsigned turn = (unsigned)(r->state >> 122);
	return x >> turn | x << (-turn & 63);
}

static uint32_t next_half(struct qn_pcg64 *r)
{
	r->has_half = !r->has_half;
	if (!r->has_half)
		return r->half;
	uint64_t x = qn_pcg64_next(r);
	r->half = (uint32_t)(x >> 32);
	return (uint32_t)x;
}

uint32_t qn_pcg64_below(struct qn_pcg64 *r, uint32_t n)
{
	if (n == 1)
		return 0;
	uint64_t product = (uint64_t)next_half(r) * n;
	if ((uint32_t)product < n) {
		uint32_t least = -n % n;
		while ((uint32_t)product < least)
			product = (uint64_t)next_half(r) * n;
	}
	return (uint32_t)(product >> 32);
}

bool qn_pcg64_bit(struct qn_pcg64 *r)
{
	if (r->left == 0) {
		r->bits = next_half(r);
		r->left = 32;
	}
	bool bit = r->bits & 1;
	r->bits >>= 1;
	r->left--;
	return bit;
}
