/* SPDX-License-Identifier: MIT */
/*
 * paramsinit.c -- how parameters begin; see params.h.
 *
 * Xavier: Glorot and Bengio, 2010.  He: He et al., "Delving deep into
 * rectifiers", 2015.  Orthogonal: Saxe, McClelland and Ganguli, 2014; of a
 * matrix of normal numbers, by Gram and Schmidt, each vector twice.  A matrix
 * is what one of a parameter's groups has, such as one gate's weights.
 */
#include "seq/params.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

static float given(float scale, double otherwise)
{
	return scale > 0 ? scale : (float)otherwise;
}

void qn_params_begin(struct qn_params *p, enum qn_begin how, float scale)
{
	for (size_t i = 0; i < p->n && how != QN_BEGIN_OWN; i++) {
		struct qn_param *q = &p->param[i];
		double in = (double)q->columns, out = (double)q->rows;
		if (q->flat)
			continue;
		switch (how) {
		case QN_BEGIN_XAVIER:
			q->init = QN_INIT_UNIFORM;
			q->spread =
			    given(scale, 1) * (float)sqrt(6 / (in + out));
			break;
		case QN_BEGIN_HE:
			q->init = QN_INIT_NORMAL;
			q->spread = given(scale, 1) * (float)sqrt(2 / in);
			break;
		case QN_BEGIN_UNIFORM:
			q->init = QN_INIT_UNIFORM;
			q->spread = given(scale, 0.1);
			break;
		case QN_BEGIN_NORMAL:
			q->init = QN_INIT_NORMAL;
			q->spread = given(scale, 0.02);
			break;
		default:
			q->init = QN_INIT_ORTHOGONAL;
			q->spread = given(scale, 1);
		}
	}
}

/* Box and Muller, 1958. */
static double normal(struct qn_rng *rng)
{
	double u = qn_rng_double(rng);
	return sqrt(-2 * log(1 - u)) *
	       cos(2 * 3.14159265358979323846 * qn_rng_double(rng));
}

static double draw(const struct qn_param *p, struct qn_rng *rng)
{
	switch (p->init) {
	case QN_INIT_UNIFORM:
		return p->spread * (2 * qn_rng_double(rng) - 1);
	case QN_INIT_NORMAL:
		return p->spread * normal(rng);
	case QN_INIT_ORTHOGONAL:
		return normal(rng);
	default:
		return p->spread;
	}
}

/* --- right angles --------------------------------------------------------- */

/* a [rows][columns], rows `room` apart. */
struct matrix {
	float *a;
	size_t rows, columns, room;
};

/* Take what columns before it have in common with column j off it. */
static void straighten_column(const struct matrix *m, size_t j, double *share)
{
	for (size_t i = 0; i < j; i++)
		share[i] = 0;
	for (size_t r = 0; r < m->rows; r++) {
		const float *row = m->a + r * m->room;
		for (size_t i = 0; i < j; i++)
			share[i] += (double)row[i] * (double)row[j];
	}
	for (size_t r = 0; r < m->rows; r++) {
		float *row = m->a + r * m->room;
		double sum = 0;
		for (size_t i = 0; i < j; i++)
			sum += share[i] * (double)row[i];
		row[j] -= (float)sum;
	}
}

/* The same of row j and the rows before it. */
static void straighten_row(const struct matrix *m, size_t j)
{
	float *row = m->a + j * m->room;
	for (size_t i = 0; i < j; i++) {
		const float *other = m->a + i * m->room;
		double share = 0;
		for (size_t c = 0; c < m->columns; c++)
			share += (double)other[c] * (double)row[c];
		for (size_t c = 0; c < m->columns; c++)
			row[c] -= (float)(share * (double)other[c]);
	}
}

/* n numbers, `apart`, to a length of 1. */
static void normalise(float *x, size_t n, size_t apart)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)x[i * apart] * (double)x[i * apart];
	for (size_t i = 0; i < n; i++)
		x[i * apart] /= (float)sqrt(sum);
}

static void straighten(const struct matrix *m)
{
	bool tall = m->rows >= m->columns;
	double *share = qn_calloc(m->columns, sizeof *share);
	for (size_t j = 0; j < (tall ? m->columns : m->rows); j++)
		for (int twice = 0; twice < 2; twice++) {
			if (tall) {
				straighten_column(m, j, share);
				normalise(m->a + j, m->rows, m->room);
			} else {
				straighten_row(m, j);
				normalise(m->a + j * m->room, m->columns, 1);
			}
		}
	free(share);
}

static void straighten_groups(const struct qn_param *p, float *slab)
{
	for (size_t g = 0; g < p->groups; g++) {
		const struct matrix m = {qn_param_row(p, slab, g * p->rows),
		                         p->rows, p->columns, p->columns_room};
		straighten(&m);
		for (size_t r = 0; r < m.rows; r++)
			for (size_t c = 0; c < m.columns; c++)
				m.a[r * m.room + c] *= p->spread;
	}
}

void qn_params_init(const struct qn_params *p, float *slab, uint64_t seed)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		struct qn_rng rng = qn_rng_new(seed, i);
		for (size_t r = 0; r < q->groups * q->rows; r++) {
			float *row = qn_param_row(q, slab, r);
			for (size_t c = 0; c < q->columns; c++)
				row[c] = (float)draw(q, &rng);
		}
		if (q->init == QN_INIT_ORTHOGONAL)
			straighten_groups(q, slab);
	}
}
