/* SPDX-License-Identifier: MIT */
/*
 * nmfstart.c -- see nmfstart.h; numbers are those of scikit-learn 1.2's
 * decomposition/_nmf.py.
 */
#include "topic/nmfstart.h"

#include <math.h>

#include "base/rng.h"
#include "topic/svd.h"

/* Of a singular vector: nothing.  Singular values that lie near each other
 * leave as much in what should be 0, for they are of single precision. */
#define SMALL 1e-5f

static double mean(const struct qn_sparse *x)
{
	double sum = 0;
	for (size_t i = 0; i < qn_sparse_cells(x); i++)
		sum += x->value[i];
	return sum / ((double)x->rows * x->columns);
}

/* --- at random ------------------------------------------------------------ */

/* Half of a normal distribution (Box and Muller, 1958). */
static double half_normal(struct qn_rng *rng)
{
	double r = sqrt(-2 * log(1 - qn_rng_double(rng)));
	return fabs(r * cos(2 * M_PI * qn_rng_double(rng)));
}

static void fill_rows(const struct qn_nmf *n, float *to, size_t rows,
                      double scale, uint64_t stream)
{
	for (size_t i = 0; i < rows; i++) {
		struct qn_rng rng = qn_rng_new(n->options.seed, 2 * i + stream);
		for (uint32_t k = 0; k < n->K; k++)
			to[i * n->stride + k] =
			    (float)(scale * half_normal(&rng));
	}
}

static void start_at_random(struct qn_nmf *n)
{
	double scale = sqrt(mean(n->x) / n->K);
	fill_rows(n, n->doc, n->x->rows, scale, 0);
	fill_rows(n, n->word, n->x->columns, scale, 1);
}

/* --- from singular vectors ------------------------------------------------ */

/* Column k of a matrix. */
struct column {
	const float *x;
	size_t rows, stride;
};

/* Lengths of the parts of a column that are positive and negative. */
static void measure(struct column c, double part[2])
{
	double sum[2] = {0, 0};
	for (size_t i = 0; i < c.rows; i++) {
		double x = c.x[i * c.stride];
		sum[x < 0] += x * x;
	}
	part[0] = sqrt(sum[0]);
	part[1] = sqrt(sum[1]);
}

/* The part of this sign, scaled; nothing becomes `rest`. */
static void take(struct column c, float sign, double scale, float rest,
                 float *to, size_t stride)
{
	for (size_t i = 0; i < c.rows; i++) {
		float x = sign * c.x[i * c.stride];
		x = x > 0 ? (float)(x * scale) : 0;
		to[i * stride] = x < SMALL ? rest : x;
	}
}

static void take_pair(struct qn_nmf *n, const struct qn_svd *s, uint32_t k,
                      float rest)
{
	struct column u = {s->left + k, n->x->rows, s->stride};
	struct column v = {s->right + k, n->x->columns, s->stride};
	double left[2], right[2];
	measure(u, left);
	measure(v, right);
	int side = left[1] * right[1] > left[0] * right[0];
	double both = left[side] * right[side];
	double scale = sqrt(s->value[k] * both);
	take(u, side ? -1 : 1, both > 0 ? scale / left[side] : 0, rest,
	     n->doc + k, n->stride);
	take(v, side ? -1 : 1, both > 0 ? scale / right[side] : 0, rest,
	     n->word + k, n->stride);
}

/* A topic that the rank does not reach. */
static void take_none(struct qn_nmf *n, uint32_t k, float rest)
{
	for (size_t i = 0; i < n->x->rows; i++)
		n->doc[i * n->stride + k] = rest;
	for (size_t i = 0; i < n->x->columns; i++)
		n->word[i * n->stride + k] = rest;
}

static bool start_from_svd(struct qn_nmf *n, struct qn_pool *pool,
                           struct qn_err *e)
{
	struct qn_svd s = {.k = 0};
	struct qn_svd_options o = QN_SVD_DEFAULTS;
	o.k = n->K;
	o.seed = n->options.seed;
	float rest = n->options.init == QN_NMF_NNDSVDA ? (float)mean(n->x) : 0;
	if (!qn_svd_run(n->x, &n->xt, &o, &s, pool, e))
		return false;
	for (uint32_t k = 0; k < n->K; k++)
		if (k < s.k)
			take_pair(n, &s, k, rest);
		else
			take_none(n, k, rest);
	qn_svd_release(&s);
	return true;
}

bool qn_nmf_start(struct qn_nmf *n, struct qn_pool *pool, struct qn_err *e)
{
	if (n->options.init != QN_NMF_RANDOM)
		return start_from_svd(n, pool, e);
	start_at_random(n);
	return true;
}
