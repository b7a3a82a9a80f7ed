/* SPDX-License-Identifier: MIT */
/*
 * cluster.c -- see cluster.h.
 *
 *	rows [n][dim] x centres [k][dim]^T --> nearest centre of each row
 *	rows sorted by cluster             --> new centres, a cluster a thread
 *
 * A centre sums its rows in their order and every product has a shape that
 * depends on the sizes alone, so threads do not show in the result.
 */
#include "embed/cluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/kern.h"
#include "base/mem.h"
#include "base/rng.h"
#include "embed/nearest.h"

#define BLOCK_ROWS    256
#define BLOCK_CENTRES 512
#define SHARDS        64 /* of rows, while seeding */

struct kmeans {
	const struct qn_vectors *unit; /* n rows of dim                      */
	size_t k;
	float *centre;     /* [k][unit->stride], unit vectors     */
	uint32_t *cluster; /* [n]                                 */
	float *nearness;   /* [n] inner product with own centre   */
	size_t *start;     /* [k + 1] into `member`               */
	uint32_t *member;  /* [n] rows sorted by cluster          */
	size_t newest;     /* centre placed last, while seeding   */
	double *weight;    /* [SHARDS] squared distances, summed  */
	size_t *moved;     /* [blocks of rows]                    */
};

static float *centre_of(const struct kmeans *m, size_t i)
{
	return m->centre + i * m->unit->stride;
}

/* Half the squared distance of a row from its nearest centre so far. */
static double gap(const struct kmeans *m, size_t row)
{
	return fmax(0, 1 - (double)m->nearness[row]);
}

static bool tell(const struct qn_cluster_options *o, const char *what,
                 const char *unit, size_t done, size_t total, struct qn_err *e)
{
	struct qn_report r = {.what = what,
	                      .unit = unit,
	                      .done = (double)done,
	                      .total = (double)total,
	                      .loss = NAN,
	                      .rate = NAN};
	return qn_progress_tell(o->progress, &r) ||
	       qn_fail_interrupted(e, "clustering");
}

/* --- seeding: each new centre is a row, drawn by its squared distance ----- */

static void approach_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct kmeans *m = ctx;
	const struct qn_vectors *u = m->unit;
	const struct qn_kern *kern = qn_kern();
	const float *centre = centre_of(m, m->newest);
	double sum = 0;
	for (size_t i = begin; i < end; i++) {
		float near =
		    kern->dot(qn_vectors_row(u, i), centre, (size_t)u->dim);
		if (near > m->nearness[i])
			m->nearness[i] = near;
		sum += gap(m, i);
	}
	m->weight[shard] = sum;
}

static void place_centre(struct kmeans *m, size_t i, size_t row)
{
	memcpy(centre_of(m, i), qn_vectors_row(m->unit, row),
	       (size_t)m->unit->dim * sizeof(float));
	m->newest = i;
}

/* The row at which the running sum of the gaps passes `target`. */
static size_t draw_row(const struct kmeans *m, double target)
{
	size_t last = 0;
	for (size_t i = 0; i < m->unit->n; i++) {
		double w = gap(m, i);
		if (w > 0) {
			last = i;
			target -= w;
		}
		if (target < 0)
			return i;
	}
	return last;
}

static bool place_centres(struct kmeans *m, const struct qn_cluster_options *o,
                          struct qn_pool *pool, struct qn_err *e)
{
	struct qn_rng rng = qn_rng_new(o->seed, 0);
	size_t n = m->unit->n;
	for (size_t i = 0; i < n; i++)
		m->nearness[i] = -1;
	if (!tell(o, "seeding", "centres", 0, m->k, e))
		return false;
	place_centre(m, 0, qn_rng_below(&rng, (uint32_t)n));
	for (size_t i = 1; i < m->k; i++) {
		qn_pool_for(pool, n, SHARDS, approach_shard, m);
		double total = 0;
		for (int s = 0; s < SHARDS; s++)
			total += m->weight[s];
		place_centre(m, i, draw_row(m, total * qn_rng_double(&rng)));
		if (!tell(o, "seeding", "centres", i + 1, m->k, e))
			return false;
	}
	return true;
}

/* --- Lloyd's step --------------------------------------------------------- */

/* Each of `rows` rows from `first` on against all centres; equal ones by
 * number. */
static size_t assign_block(const struct kmeans *m, size_t first, size_t rows,
                           float *score)
{
	const struct qn_vectors *u = m->unit;
	float best[BLOCK_ROWS];
	uint32_t which[BLOCK_ROWS] = {0};
	for (size_t i = 0; i < rows; i++)
		best[i] = -INFINITY;
	for (size_t c = 0; c < m->k; c += BLOCK_CENTRES) {
		size_t n = m->k - c < BLOCK_CENTRES ? m->k - c : BLOCK_CENTRES;
		qn_blas_abt(rows, n, (size_t)u->dim, 1,
		            qn_vectors_row(u, first), u->stride,
		            centre_of(m, c), u->stride, 0, score,
		            BLOCK_CENTRES);
		for (size_t i = 0; i < rows; i++)
			for (size_t j = 0; j < n; j++) {
				float s = score[i * BLOCK_CENTRES + j];
				if (s > best[i]) {
					best[i] = s;
					which[i] = (uint32_t)(c + j);
				}
			}
	}
	size_t moved = 0;
	for (size_t i = 0; i < rows; i++)
		moved += m->cluster[first + i] != which[i];
	memcpy(m->cluster + first, which, rows * sizeof *which);
	return moved;
}

static void assign_blocks(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct kmeans *m = ctx;
	size_t n = m->unit->n;
	(void)shard;
	float *score =
	    qn_malloc((size_t)BLOCK_ROWS * BLOCK_CENTRES, sizeof *score);
	for (size_t b = begin; b < end; b++) {
		size_t first = b * BLOCK_ROWS;
		size_t rows = n - first < BLOCK_ROWS ? n - first : BLOCK_ROWS;
		m->moved[b] = assign_block(m, first, rows, score);
	}
	free(score);
}

static void sort_by_cluster(struct kmeans *m)
{
	memset(m->start, 0, (m->k + 1) * sizeof *m->start);
	for (size_t i = 0; i < m->unit->n; i++)
		m->start[m->cluster[i] + 1]++;
	for (size_t c = 0; c < m->k; c++)
		m->start[c + 1] += m->start[c];
	/* Filling moves each start to its end, the next one's start. */
	for (size_t i = 0; i < m->unit->n; i++)
		m->member[m->start[m->cluster[i]]++] = (uint32_t)i;
	memmove(m->start + 1, m->start, m->k * sizeof *m->start);
	m->start[0] = 0;
}

/* An empty cluster keeps its centre: rows may come back to it. */
static void centre_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct kmeans *m = ctx;
	int dim = m->unit->dim;
	(void)shard;
	double *sum = qn_malloc((size_t)dim, sizeof *sum);
	for (size_t c = begin; c < end; c++) {
		if (m->start[c] == m->start[c + 1])
			continue;
		memset(sum, 0, (size_t)dim * sizeof *sum);
		for (size_t i = m->start[c]; i < m->start[c + 1]; i++) {
			const float *row =
			    qn_vectors_row(m->unit, m->member[i]);
			for (int j = 0; j < dim; j++)
				sum[j] += (double)row[j];
		}
		for (int j = 0; j < dim; j++)
			centre_of(m, c)[j] = (float)sum[j];
		qn_unit(centre_of(m, c), dim);
	}
	free(sum);
}

static bool improve(struct kmeans *m, const struct qn_cluster_options *o,
                    struct qn_pool *pool, struct qn_err *e)
{
	size_t blocks = (m->unit->n + BLOCK_ROWS - 1) / BLOCK_ROWS;
	size_t steps = (size_t)o->steps;
	if (!tell(o, "clustering", "steps", 0, steps, e))
		return false;
	for (size_t step = 0; step < steps; step++) {
		qn_pool_for(pool, blocks, blocks, assign_blocks, m);
		size_t moved = 0;
		for (size_t b = 0; b < blocks; b++)
			moved += m->moved[b];
		if (moved == 0 && step > 0)
			break;
		sort_by_cluster(m);
		qn_pool_for(pool, m->k, m->k, centre_shard, m);
		if (!tell(o, "clustering", "steps", step + 1, steps, e))
			return false;
	}
	return true;
}

static bool reserve(struct kmeans *m, struct qn_err *e)
{
	size_t n = m->unit->n, floats;
	size_t blocks = (n + BLOCK_ROWS - 1) / BLOCK_ROWS;
	if (!qn_mul_size(m->k, m->unit->stride, "centres", &floats, e))
		return false;
	m->centre = qn_big_alloc(floats, sizeof *m->centre, "centres", e);
	m->nearness = qn_big_alloc(n, sizeof *m->nearness, "distances", e);
	m->member = qn_big_alloc(n, sizeof *m->member, "clusters", e);
	m->start = qn_calloc(m->k + 1, sizeof *m->start);
	m->weight = qn_calloc(SHARDS, sizeof *m->weight);
	m->moved = qn_calloc(blocks, sizeof *m->moved);
	return !e->failed;
}

static bool check(const struct qn_vectors *unit,
                  const struct qn_cluster_options *o, struct qn_err *e)
{
	if (o->k < 1 || o->k > unit->n)
		return qn_fail(e, "%zu clusters cannot be made of %zu vectors",
		               o->k, unit->n);
	if (o->steps < 1)
		return qn_fail(e, "clustering needs at least one step");
	return !e->failed;
}

bool qn_cluster(const struct qn_vectors *unit,
                const struct qn_cluster_options *o, uint32_t *cluster,
                struct qn_pool *pool, struct qn_err *e)
{
	struct kmeans m = {.unit = unit, .k = o->k, .cluster = cluster};
	if (!check(unit, o, e))
		return false;
	memset(cluster, 0, unit->n * sizeof *cluster);
	bool ok = reserve(&m, e) && place_centres(&m, o, pool, e) &&
	          improve(&m, o, pool, e);
	qn_big_free(m.centre);
	qn_big_free(m.nearness);
	qn_big_free(m.member);
	free(m.start);
	free(m.weight);
	free(m.moved);
	return ok;
}
