/* SPDX-License-Identifier: MIT */
/*
 * kern_softmax.h -- a step of softmax regression for one input (a classifier
 * over the mean of a bag of rows).
 *
 * Three passes: products, their row of k to errors in place, updates.  Rows of
 * few outputs go through kern_bag.h; outputs that lie across,
 *
 *	across[block][j][16]   weight j of 16 outputs side by side
 *
 * are multiplied with h[j] one vector after the other.
 *
 * Part of kern_template.h.
 */
#ifndef QN_BASE_KERN_SOFTMAX_H
#define QN_BASE_KERN_SOFTMAX_H

#include "base/kern_bag.h"
#include "base/kern_math.h"

#define LOG2_E 1.44269504f

/* Exponents below count as this: what comes of them is still far from the
 * numbers so small that processors take hundreds of cycles for each. */
#define LEAST_2 -80.0f

/* Products p [k] to errors; what fills p up to whole vectors has none. */
static void softmax_errors(float *p, const struct qn_softmax *out)
{
	size_t k = out->k;
	size_t room =
	    (k + QN_SOFTMAX_ROOM - 1) / QN_SOFTMAX_ROOM * QN_SOFTMAX_ROOM;
	for (size_t o = k; o < room; o++)
		p[o] = -INFINITY;
	vf top = load(p), sums = {0};
	ROLLED for (size_t o = W; o < room; o += W) top =
	    larger(load(p + o), top);
	float most = largest_lane(top), own = p[out->target] - most;
	ROLLED for (size_t o = 0; o < room; o += W)
	{
		vf t = (load(p + o) - splat(most)) * splat(LOG2_E);
		vf x = power_of_two(larger(t, splat(LEAST_2)));
		store(p + o, x);
		sums += x;
	}
	float sum = sum_of_lanes(sums);
	vf scale = splat(-out->rate / sum);
	ROLLED for (size_t o = 0; o < room; o += W)
	    store(p + o, load(p + o) * scale);
	p[out->target] += out->rate;
	for (size_t o = k; o < room; o++)
		p[o] = 0;
	if (out->loss)
		*out->loss += log((double)sum) - (double)own;
}

static void softmax_bag(const float *h, float *e, const struct qn_softmax *out)
{
	size_t k = out->k;
	for (size_t o = 0; o < k; o += COLS)
		bag_dots_of[k - o < COLS ? k - o : COLS](h, out->y + o, out->n,
		                                         out->p + o, NULL, 0);
	softmax_errors(out->p, out);
	for (size_t o = 0; o < k; o += COLS)
		bag_update_of[k - o < COLS ? k - o : COLS](
		    h, e, out->y + o, out->n, out->p + o, NULL, 0);
}

/* --- across --------------------------------------------------------------- */

#define PARTS (QN_SOFTMAX_ROOM / W) /* vectors of a block */

/* Blocks whose products are summed up at once: so many sums are under way that
 * none waits for its last addition. */
#define BLOCKS (8 / PARTS)

/* p = h . across for `blocks` of them. */
INLINE void across_dots(const float *h, const float *w, size_t n, float *p,
                        const int blocks)
{
	vf sum[8] = {0};
	ROLLED for (size_t j = 0; j < n; j++)
	{
		vf u = splat(h[j]);
		UNROLL for (int b = 0; b < blocks; b++)
		    UNROLL for (int i = 0; i < PARTS; i++) sum[b * PARTS + i] +=
		    u * load(w + ((size_t)b * n + j) * QN_SOFTMAX_ROOM + i * W);
	}
	UNROLL for (int v = 0; v < blocks * PARTS; v++)
	    store(p + v * W, sum[v]);
}

/* Weights j to j + COLS - 1 of all outputs, and e of them. */
INLINE void across_update(const float *h, float *e, float *w, size_t n,
                          const float *p, size_t room)
{
	vf a[COLS] = {0}, none[COLS] = {0};
	_Alignas(4 * COLS) float sum[COLS], spare[COLS];
	ROLLED for (size_t o = 0; o < room; o += QN_SOFTMAX_ROOM)
	{
		UNROLL for (int i = 0; i < QN_SOFTMAX_ROOM; i += W)
		{
			vf g = load(p + o + i);
			UNROLL for (int c = 0; c < COLS; c++)
			{
				float *at = w + c * QN_SOFTMAX_ROOM + i;
				vf y = load(at);
				IN_REGISTER(y);
				a[c] += g * y;
				store(at, y + g * splat(h[c]));
			}
		}
		w += n * QN_SOFTMAX_ROOM;
	}
	sum_lanes(a, none, sum, spare);
	*(v_cols *)e += *(v_cols *)sum;
}

static void softmax_across(const float *h, float *e,
                           const struct qn_softmax *out)
{
	size_t n = out->n, block = n * QN_SOFTMAX_ROOM, b = 0;
	size_t blocks = (out->k + QN_SOFTMAX_ROOM - 1) / QN_SOFTMAX_ROOM;
	for (; b + BLOCKS <= blocks; b += BLOCKS)
		across_dots(h, out->across + b * block, n,
		            out->p + b * QN_SOFTMAX_ROOM, BLOCKS);
	for (; b < blocks; b++)
		across_dots(h, out->across + b * block, n,
		            out->p + b * QN_SOFTMAX_ROOM, 1);
	softmax_errors(out->p, out);
	for (size_t j = 0; j < n; j += COLS)
		across_update(h + j, e + j, out->across + j * QN_SOFTMAX_ROOM,
		              n, out->p, blocks * QN_SOFTMAX_ROOM);
}
#endif
