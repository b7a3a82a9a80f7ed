/* SPDX-License-Identifier: MIT */
/*
 * kern_softmax.h -- a step of softmax regression for one input (a classifier
 * over the mean of a bag of rows).
 *
 * Products and updates are those of kern_bag.h; between them lies the row of
 * k products, which becomes probabilities and then errors in place.
 */
#ifndef QN_BASE_KERN_SOFTMAX_H
#define QN_BASE_KERN_SOFTMAX_H

#include <stdint.h>

#include "base/kern_bag.h"

#define LOG2_E  1.44269504f
#define LEAST_2 -126.0f /* exponents below count as this */

/*
 * 2^t for t in [LEAST_2, 0]: the whole part goes into the exponent, the rest,
 * in [-1/2, 1/2], through a polynomial (interpolated at Chebyshev's points;
 * off by 2.1e-7 of the value, and by the rounding of floats).
 */
INLINE float exp2_small(float t)
{
	const float magic = 0x1.8p23f; /* added, it rounds to a whole number */
	float shifted = t + magic, f = t - (shifted - magic), q;
	float p =
	    0.693147181f +
	    f * (0.240223490f + f * (0.0555038101f + f * (0.00966636852f +
	                                                  f * 0.00133813025f)));
	uint32_t whole, bits;
	q = 1 + f * p;
	memcpy(&whole, &shifted, sizeof whole);
	memcpy(&bits, &q, sizeof bits);
	bits += whole << 23;
	memcpy(&q, &bits, sizeof q);
	return q;
}

/* The largest of p [k], a multiple of LANES. */
INLINE float largest(const float *p, size_t k)
{
	_Alignas(4 * LANES) float top[LANES];
	memcpy(top, p, sizeof top);
	for (size_t o = LANES; o < k; o += LANES)
		for (int i = 0; i < LANES; i++)
			top[i] = p[o + i] > top[i] ? p[o + i] : top[i];
	UNROLL for (int half = LANES / 2; half > 0; half /= 2)
	    UNROLL for (int i = 0; i < half; i++) top[i] =
	        top[i + half] > top[i] ? top[i + half] : top[i];
	return top[0];
}

/* Products p [k] to errors.  What fills p up to whole vectors counts as a
 * probability of next to nothing. */
static void softmax_errors(float *p, const struct qn_softmax *out)
{
	size_t k = out->k, room = (k + LANES - 1) / LANES * LANES;
	for (size_t o = k; o < room; o++)
		p[o] = -INFINITY;
	float most = largest(p, room), own = p[out->target] - most;
	_Alignas(4 * LANES) float sums[LANES] = {0};
	for (size_t o = 0; o < room; o += LANES)
		for (int i = 0; i < LANES; i++) {
			float t = (p[o + i] - most) * LOG2_E;
			float x = exp2_small(t > LEAST_2 ? t : LEAST_2);
			p[o + i] = x;
			sums[i] += x;
		}
	UNROLL for (int half = LANES / 2; half > 0; half /= 2)
	    UNROLL for (int i = 0; i < half; i++) sums[i] += sums[i + half];
	float sum = sums[0], scale = -out->rate / sum;
	for (size_t o = 0; o < room; o++)
		p[o] *= scale;
	p[out->target] += out->rate;
	if (out->loss)
		*out->loss += log((double)sum) - (double)own;
}

/* Rows of one vector: products of 2 COLS outputs at a time. */
INLINE void narrow_dots(const float *h, const struct qn_softmax *out)
{
	size_t k = out->k, o = 0;
	vf u = load(h);
	ROLLED for (; o + 2 * COLS <= k; o += 2 * COLS)
	{
		vf a[COLS], b[COLS];
		UNROLL for (int c = 0; c < COLS; c++)
		{
			a[c] = u * load(out->y[o + c]);
			b[c] = u * load(out->y[o + COLS + c]);
		}
		sum_lanes(a, b, out->p + o, out->p + o + COLS);
	}
	ROLLED for (; o < k; o += COLS)
	    bag_dots_of[k - o < COLS ? k - o : COLS](h, out->y + o, W,
	                                             out->p + o, NULL, 0);
}

/* Rows of one vector: the error in four sums, as each addition to one would
 * wait for that before. */
INLINE void narrow_update(const float *h, float *e,
                          const struct qn_softmax *out)
{
	size_t k = out->k, o = 0;
	vf u = load(h), v[4] = {load(e)};
	ROLLED for (; o + 4 <= k; o += 4) UNROLL for (int c = 0; c < 4; c++)
	{
		float *y = out->y[o + c];
		vf w = load(y), s = splat(out->p[o + c]);
		IN_REGISTER(w);
		v[c] += s * w;
		store(y, w + s * u);
	}
	ROLLED for (; o < k; o++)
	{
		vf w = load(out->y[o]), s = splat(out->p[o]);
		v[0] += s * w;
		store(out->y[o], w + s * u);
	}
	store(e, (v[0] + v[1]) + (v[2] + v[3]));
}

static void softmax_bag(const float *h, float *e, const struct qn_softmax *out)
{
	size_t k = out->k;
	if (out->n == W) {
		narrow_dots(h, out);
		softmax_errors(out->p, out);
		narrow_update(h, e, out);
		return;
	}
	for (size_t o = 0; o < k; o += COLS)
		bag_dots_of[k - o < COLS ? k - o : COLS](h, out->y + o, out->n,
		                                         out->p + o, NULL, 0);
	softmax_errors(out->p, out);
	for (size_t o = 0; o < k; o += COLS)
		bag_update_of[k - o < COLS ? k - o : COLS](
		    h, e, out->y + o, out->n, out->p + o, NULL, 0);
}
#endif
