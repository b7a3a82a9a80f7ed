/* SPDX-License-Identifier: MIT */
/*
 * half.h -- IEEE 754 half floats: 1 bit of sign, 5 of exponent, 10 of
 * fraction.
 *
 * Its bits are a float's but for the exponent's bias, which is 112 less, and
 * 13 bits of fraction.
 */
#ifndef QN_BASE_HALF_H
#define QN_BASE_HALF_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define QN_HALF_MOST 65504.0f

/* The half nearest to f, an even one of two; at most QN_HALF_MOST in size. */
static inline uint16_t qn_half(float f)
{
	float size = fminf(fabsf(f), QN_HALF_MOST);
	uint32_t bits;
	/* Subnormal ones are multiples of 2^-24, as floats from 1/2 on are. */
	bool tiny = size < 0x1p-14f;
	size += tiny ? 0.5f : 0;
	memcpy(&bits, &size, sizeof bits);
	if (tiny)
		bits -= UINT32_C(126) << 23;
	else
		bits =
		    (bits + 0xfff + (bits >> 13 & 1) - (UINT32_C(112) << 23)) >>
		    13;
	return (uint16_t)(bits | (signbit(f) ? 0x8000u : 0));
}

static inline float qn_half_float(uint16_t h)
{
	uint32_t bits = (uint32_t)(h & 0x7fff) << 13;
	float size;
	memcpy(&size, &bits, sizeof size);
	return copysignf(size * 0x1p112f, h & 0x8000 ? -1.0f : 1.0f);
}
#endif
