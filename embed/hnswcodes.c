/* SPDX-License-Identifier: MIT */
/*
 * hnswcodes.c -- see hnswcodes.h.
 */
#include "embed/hnswcodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

#define LINE  64     /* bytes of a cache line: rows begin with one   */
#define MOST  127.0f /* size of a byte                               */
#define LANES 8      /* numbers worked on at once, on any processor */

/* The end of a row. */
struct tail {
	float length, bias, scale;
};

void qn_codes_init(struct qn_codes *c, enum qn_metric metric, int dim)
{
	size_t bytes = (size_t)dim + sizeof(struct tail);
	c->metric = metric;
	c->dim = dim;
	c->width = c->rows.size = (bytes + LINE - 1) / LINE * LINE;
}

void qn_codes_release(struct qn_codes *c)
{
	qn_table_release(&c->rows);
	c->rows = (struct qn_table){.size = c->width};
	free(c->centre);
	c->centre = NULL;
}

void qn_codes_set_centre(struct qn_codes *c, const float *centre)
{
	c->centre = qn_malloc((size_t)c->dim, sizeof *c->centre);
	for (int j = 0; j < c->dim; j++)
		c->centre[j] = isfinite(centre[j]) ? centre[j] : 0;
}

static struct tail read_tail(const struct qn_codes *c, size_t id)
{
	struct tail t;
	const char *row = qn_table_row(&c->rows, id);
	memcpy(&t, row + c->width - sizeof t, sizeof t);
	return t;
}

/* --- codes of vectors ----------------------------------------------------- */

/* The largest difference from the centre. */
static float spread(const struct qn_codes *c, const float *x)
{
	size_t dim = (size_t)c->dim, j = 0;
	float most[LANES] = {0};
	for (; j + LANES <= dim; j += LANES)
		for (size_t q = 0; q < LANES; q++) {
			float size = fabsf(x[j + q] - c->centre[j + q]);
			most[q] = size > most[q] ? size : most[q];
		}
	for (; j < dim; j++) {
		float size = fabsf(x[j] - c->centre[j]);
		most[0] = size > most[0] ? size : most[0];
	}
	for (size_t q = 1; q < LANES; q++)
		most[0] = most[q] > most[0] ? most[q] : most[0];
	return most[0];
}

/* What |c|^2 / 2 or -centre . c comes to in steps of the scale. */
static float bias_of(const struct qn_codes *c, const int8_t *byte)
{
	if (c->metric == QN_DOT) {
		float sum = 0;
		for (int j = 0; j < c->dim; j++)
			sum += c->centre[j] * byte[j];
		return -sum;
	}
	int64_t sum = 0;
	for (int j = 0; j < c->dim; j++)
		sum += byte[j] * byte[j];
	return (float)sum / 2;
}

/* The whole number nearest to one of at most 2^22 in size: added to this, a
 * float has no bits left for less than one, and it stands in the lowest. */
static int8_t nearest(float value)
{
	float sum = value + 0x1.8p23f;
	uint32_t bits;
	memcpy(&bits, &sum, sizeof bits);
	return (int8_t)bits;
}

static void encode(const struct qn_codes *c, const float *x, int8_t *byte,
                   struct tail *t)
{
	float most = spread(c, x), up = most > 0 ? MOST / most : 0;
	for (int j = 0; j < c->dim; j++) {
		float value = (x[j] - c->centre[j]) * up;
		/* Beyond the largest float it may come out as anything. */
		value = value < MOST ? value : MOST;
		value = value > -MOST ? value : -MOST;
		byte[j] = nearest(value);
	}
	t->scale = most / MOST;
	t->bias = bias_of(c, byte) * t->scale;
	if (c->metric != QN_DOT)
		t->bias *= t->scale;
}

void qn_codes_put(struct qn_codes *c, size_t id, const float *x, float length)
{
	int8_t *to = qn_table_at(&c->rows, id);
	struct tail t = {.length = length};
	encode(c, x, to, &t);
	memcpy(to + c->width - sizeof t, &t, sizeof t);
}

void qn_codes_aim(const struct qn_codes *c, struct qn_code *code,
                  const float *x)
{
	struct tail t;
	memset(code->byte + c->dim, 0, c->width - (size_t)c->dim);
	encode(c, x, code->byte, &t);
	code->bias = t.bias;
	code->scale = t.scale;
}

void qn_codes_aim_row(const struct qn_codes *c, struct qn_code *code, size_t id)
{
	struct tail t = read_tail(c, id);
	memcpy(code->byte, qn_table_row(&c->rows, id), c->width - sizeof t);
	memset(code->byte + c->width - sizeof t, 0, sizeof t);
	code->bias = t.bias;
	code->scale = t.scale;
}

/* --- distances ------------------------------------------------------------ */

void qn_codes_distances(const struct qn_codes *c, const struct qn_code *code,
                        const uint32_t *id, size_t n, float *to)
{
	const struct qn_rows rows = {.rows = c->rows.rows,
	                             .stride = c->rows.size,
	                             .width = c->width,
	                             .id = id,
	                             .n = n};
	qn_kern()->bytes_dot(code->byte, &rows, to);
	for (size_t i = 0; i < n; i++) {
		struct tail t = read_tail(c, id[i]);
		to[i] = code->bias + t.bias - to[i] * (code->scale * t.scale);
	}
}

float qn_codes_length(const struct qn_codes *c, size_t id)
{
	return read_tail(c, id).length;
}
