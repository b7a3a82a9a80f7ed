/* SPDX-License-Identifier: MIT */
/*
 * kern_error.h -- from dot products to the errors of a logistic step.
 *
 * Products come as rows of `width` floats, one row an input, one lane an
 * output; width is k rounded up to COLS, so that two rows are whole vectors
 * of 2 COLS lanes.
 */
#ifndef QN_BASE_KERN_ERROR_H
#define QN_BASE_KERN_ERROR_H

#include <math.h>
#include <string.h>

#include "base/kern_vec.h"

/*
 * (sigmoid(x) - 1/2) / x for |x| <= 6 from t = x^2: neither a division nor a
 * table.  Chebyshev fit of degree 15 in x; the sigmoid is off by at most
 * 1.9e-4 (word2vec's table of the same range: 1.5e-3).  In pairs of terms, as
 * often nothing else can be done until it is known.
 */
INLINE float sigmoid_slope(float t)
{
	float t2 = t * t;
	float p01 = 2.49447466e-1f + t * -1.99624710e-2f;
	float p23 = 1.65388081e-3f + t * -1.04249463e-4f;
	float p45 = 4.45358021e-6f + t * -1.18568785e-7f;
	float p67 = 1.75691965e-9f + t * -1.1010048e-11f;
	return p01 + t2 * (p23 + t2 * (p45 + t2 * p67));
}

/* LANES logits to gradients, rate * (label - sigmoid).  Beyond 6 the sigmoid
 * counts as 0 or 1, times `beyond`. */
INLINE void gradient(float *g, const float *label, float rate, float beyond)
{
	for (int i = 0; i < LANES; i++) {
		float x = g[i], sure = x > 0 ? 1 : 0;
		float far = beyond * rate * (label[i] - sure);
		float near =
		    rate * (label[i] - 0.5f) - rate * x * sigmoid_slope(x * x);
		g[i] = fabsf(x) > 6 ? far : near;
	}
}

/* Two rows of labels. */
INLINE void spread_labels(float *label, size_t width, uint64_t bits)
{
	ROLLED for (size_t o = 0; o < width; o += COLS, bits >>= COLS)
	    ROLLED for (int row = 0; row < 2; row++)
	{
		float *to = label + (size_t)row * width + o;
		for (int i = 0; i < COLS; i++)
			to[i] = (float)((unsigned)bits >> i & 1);
	}
}

/* -log likelihood from gradients: |g| / rate is the probability that the
 * model gave to the wrong label.  One logarithm for COLS of them: so many
 * factors of at least 1e-7 are far from the end of a double. */
INLINE double row_loss(const float *g, size_t k, float rate)
{
	double sum = 0;
	for (size_t first = 0; first < k; first += COLS) {
		double right = 1;
		for (size_t o = first; o < k && o < first + COLS; o++) {
			double p = 1 - (double)fabsf(g[o] / rate);
			right *= p > 1e-7 ? p : 1e-7;
		}
		sum -= log(right);
	}
	return sum;
}

static void add_loss(const float *g, size_t m, size_t width,
                     const struct qn_outputs *out)
{
	for (size_t i = 0; out->loss && i < m; i++)
		*out->loss += row_loss(g + i * width, out->k, out->rate);
}

/* Dot products of m rows to gradients, all at once; when m is odd the row
 * after the last one is overwritten. */
static void errors(float *g, size_t m, size_t width,
                   const struct qn_outputs *out)
{
	_Alignas(64) float label[2 * QN_KERN_LABEL];
	spread_labels(label, width, out->labels);
	if (m % 2)
		memset(g + m * width, 0, width * sizeof *g);
	ROLLED for (size_t i = 0; i < m; i += 2)
	    ROLLED for (size_t j = 0; j < 2 * width; j += LANES)
	        gradient(g + i * width + j, label + j, out->rate,
	                 out->skip_sure ? 0 : 1);
	add_loss(g, m, width, out);
}

/*
 * The same one row after the other, as if each had moved the outputs before
 * the next one's products were taken.  It moves y[o] by g[i][o] x[i], hence
 * the product of y[o] with a later x by g[i][o] times that x . x[i], which is
 * what `gram` holds: m rows, of which those before the diagonal are read.
 * Here the width is a multiple of LANES.
 */
static void errors_in_order(float *g, size_t m, size_t width, const float *gram,
                            size_t gram_width, const struct qn_outputs *out)
{
	_Alignas(64) float label[2 * QN_KERN_LABEL];
	spread_labels(label, width, out->labels);
	for (size_t i = 0; i < m; i++, gram += gram_width)
		for (size_t j = 0; j < width; j += LANES) {
			float *row = g + i * width + j;
			v_lanes z = *(v_lanes *)row;
			ROLLED for (size_t b = 0; b < i; b++) z +=
			    gram[b] * *(const v_lanes *)(g + b * width + j);
			*(v_lanes *)row = z;
			gradient(row, label + j, out->rate,
			         out->skip_sure ? 0 : 1);
		}
	add_loss(g, m, width, out);
}
#endif
