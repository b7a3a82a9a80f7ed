/* SPDX-License-Identifier: MIT */
/*
 * nnkern_math.h -- functions of vectors for neural networks: exponential,
 * sigmoid, tanh, the normal distribution; and vectors that a row's end cuts.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_MATH_H
#define QN_SEQ_NNKERN_MATH_H

#include <string.h>

#include "base/kern_math.h"

typedef uint32_t vu __attribute__((vector_size(4 * W)));

/* The first m lanes, of which a constant m = W makes a plain load. */
INLINE vf take(const float *p, size_t m)
{
	vf v = {0};
	if (m == W)
		return *(const vf_any *)p;
	memcpy(&v, p, m * sizeof *p);
	return v;
}

INLINE void put(float *p, vf v, size_t m)
{
	if (m == W)
		*(vf_any *)p = v;
	else
		memcpy(p, &v, m * sizeof *p);
}

/* All bits of the first m lanes. */
INLINE vi first_lanes(size_t m)
{
	vi lane = {0};
	for (int i = 0; i < W; i++)
		lane[i] = i;
	return lane < (int)m;
}

/* e^x, off by at most 2e-7 of it; x is taken to lie within +-87. */
INLINE vf exponential(vf x)
{
	x = within(x, splat(-87), splat(87));
	vf t = x * splat(1.44269504f);
	vf magic = splat(12582912); /* rounds: 1.5 * 2^23 */
	vf rounded = t + magic, whole = rounded - magic;
	vf r = x - whole * splat(0.693359375f);
	r = r + whole * splat(2.12194440e-4f);
	vf p = splat(1.9875691500e-4f);
	p = p * r + splat(1.3981999507e-3f);
	p = p * r + splat(8.3334519073e-3f);
	p = p * r + splat(4.1665795894e-2f);
	p = p * r + splat(1.6666665459e-1f);
	p = p * r + splat(5.0000001201e-1f);
	p = p * (r * r) + (r + splat(1));
	vi power = (vi)rounded - (vi)magic;
	return (vf)((vi)p + (power << 23));
}

INLINE vf sigmoid(vf x)
{
	return splat(1) / (splat(1) + exponential(-x));
}

INLINE vf tanh_of(vf x)
{
	return splat(1) - splat(2) / (exponential(x + x) + splat(1));
}

INLINE vf size_of(vf x)
{
	return (vf)((vi)x & INT32_MAX);
}

/* The normal distribution's integral up to x, off by at most 1.5e-7, and
 * e^(-x^2/2), which it needs: Abramowitz and Stegun, 7.1.26. */
INLINE vf normal_below(vf x, vf *bell)
{
	vf z = size_of(x) * splat(0.70710678f);
	vf t = splat(1) / (splat(1) + splat(0.3275911f) * z);
	vf p = splat(1.061405429f);
	p = p * t - splat(1.453152027f);
	p = p * t + splat(1.421413741f);
	p = p * t - splat(0.284496736f);
	p = p * t + splat(0.254829592f);
	*bell = exponential(x * x * splat(-0.5f));
	vf tail = splat(0.5f) * p * t * *bell;
	vi right = x >= splat(0);
	vf other = splat(1) - tail;
	return (vf)(((vi)other & right) | ((vi)tail & ~right));
}
#endif
