/* SPDX-License-Identifier: MIT */
/*
 * svd.c -- a block Krylov space of x x^T, and what is largest in it.
 *
 * With a = x or its transpose, whichever has fewer rows:
 *
 *	q1 = random, orthonormal
 *	z  = a^T q          of the newest block
 *	t  = z^T z          of all blocks: q^T a a^T q
 *	y  = a z - q t      what the space does not hold yet: the next block
 *
 * Eigenvectors s of t give left vectors q s, and z s are the right ones times
 * their values.  The residual of a pair is (y, in the newest block's part of
 * s), so that it costs nothing to know.  A space that has grown to its limit is
 * cut down to the best of it (thick restart: Wu and Simon, 2000), which keeps
 * the form of all this.
 *
 * Blocks are made orthonormal by the eigenvectors of y^T y (Stathopoulos and
 * Wu, "A block orthogonalization procedure with constant synchronization
 * requirements", 2002); directions of next to no length become zeros, which do
 * no harm.
 */
#include "topic/svd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/kern.h"
#include "base/mem.h"
#include "base/rng.h"
#include "topic/tall.h"

#define BLOCK   32   /* columns of a block, a multiple of QN_ROW         */
#define TINY    4e-6 /* shorter than that, of the longest, is rounding   */
#define NOTHING 1e-5 /* a singular value so small, of the largest, is too */
#define STUCK   0.9  /* of a residual that does not get less */
#define SHARDS  64

/* --- products ------------------------------------------------------------- */

struct multiplying {
	const struct qn_sparse *x;
	struct qn_factor_rows h, to;
};

static void multiply_part(void *ctx, size_t part, size_t begin, size_t end)
{
	const struct multiplying *m = ctx;
	struct qn_factor_rows to = m->to;
	size_t row = qn_sparse_cut(m->x, 4, part, SHARDS);
	size_t last = qn_sparse_cut(m->x, 4, part + 1, SHARDS);
	to.x += row * to.stride;
	qn_factor_kern()->gather(m->x, row, last, m->h, to);
	(void)begin;
	(void)end;
}

void qn_sparse_times(const struct qn_sparse *x, struct qn_factor_rows h,
                     struct qn_factor_rows to, struct qn_pool *pool)
{
	struct multiplying m = {x, h, to};
	qn_pool_for(pool, SHARDS, SHARDS, multiply_part, &m);
}

/* --- the space ------------------------------------------------------------ */

struct krylov {
	const struct qn_sparse *a, *at;
	struct qn_pool *pool;
	size_t m, p;     /* rows and columns of a                       */
	size_t k;        /* pairs wanted                                */
	size_t room;     /* columns that there is room for              */
	size_t n;        /* columns, a multiple of BLOCK                */
	float *q;        /* [m][room] orthonormal                       */
	float *z;        /* [p][room] a^T q                             */
	float *y;        /* [m][BLOCK] what comes next                  */
	double *t;       /* [room][room] z^T z                          */
	double *left;    /* [BLOCK][BLOCK] y^T y                       */
	double *s;       /* [n][n] eigenvectors of t, in rows           */
	double *value;   /* [n] rising                                */
	double residual; /* the largest                             */
	double last;     /* what it was when the space was last cut down */
};

static struct qn_tall columns(const struct krylov *s, float *of, size_t rows,
                              size_t from, size_t n)
{
	return (struct qn_tall){of + from, rows, n, s->room};
}

static struct qn_tall next_block(const struct krylov *s)
{
	return (struct qn_tall){s->y, s->m, BLOCK, BLOCK};
}

/* y -= q c^T for what of q is in y: c = y^T q. */
static void take_away(struct krylov *s)
{
	struct qn_tall q = columns(s, s->q, s->m, 0, s->n);
	if (s->n == 0)
		return;
	double *c = qn_malloc(BLOCK * s->n, sizeof *c);
	float *f = qn_malloc(BLOCK * s->n, sizeof *f);
	qn_tall_gram(next_block(s), q, c, s->pool);
	for (size_t i = 0; i < BLOCK * s->n; i++)
		f[i] = (float)c[i];
	qn_tall_times(-1, q, f, 1, next_block(s), s->pool);
	free(c);
	free(f);
}

/* y to columns of length 1 or 0; those shorter than `least` are nothing.
 * False if there is nothing left. */
static bool normalise(struct krylov *s, double least)
{
	double gram[BLOCK * BLOCK], value[BLOCK];
	float c[BLOCK * BLOCK];
	size_t found = 0;
	qn_tall_gram(next_block(s), next_block(s), gram, s->pool);
	if (!qn_blas_eigen(BLOCK, gram, value))
		return false;
	for (size_t i = 0; i < BLOCK; i++) {
		bool any = value[i] > least * least;
		double scale = any ? 1 / sqrt(value[i]) : 0;
		for (size_t k = 0; k < BLOCK; k++)
			c[i * BLOCK + k] = (float)(scale * gram[i * BLOCK + k]);
		found += any;
	}
	float *copy = qn_big_calloc(s->m * BLOCK, sizeof *copy);
	memcpy(copy, s->y, s->m * BLOCK * sizeof *copy);
	qn_tall_times(1, (struct qn_tall){copy, s->m, BLOCK, BLOCK}, c, 0,
	              next_block(s), s->pool);
	qn_big_free(copy);
	return found > 0;
}

/* y, made orthonormal to all and in itself, becomes the newest block.  False if
 * the space has all of a already. */
static bool append(struct krylov *s, double least)
{
	if (!normalise(s, least))
		return false;
	take_away(s);
	if (!normalise(s, 0.1))
		return false;
	for (size_t i = 0; i < s->m; i++)
		memcpy(s->q + i * s->room + s->n, s->y + i * BLOCK,
		       BLOCK * sizeof *s->q);
	return true;
}

/* z and t of the newest block, then y. */
static void expand(struct krylov *s)
{
	size_t from = s->n, n = s->n + BLOCK;
	struct qn_factor_rows q = {s->q + from, BLOCK, s->room};
	struct qn_factor_rows z = {s->z + from, BLOCK, s->room};
	struct qn_factor_rows y = {s->y, BLOCK, BLOCK};
	double *c = qn_malloc(BLOCK * n, sizeof *c);
	float *f = qn_malloc(BLOCK * n, sizeof *f);
	qn_sparse_times(s->at, q, z, s->pool);
	qn_tall_gram(columns(s, s->z, s->p, from, BLOCK),
	             columns(s, s->z, s->p, 0, n), c, s->pool);
	for (size_t i = 0; i < BLOCK; i++)
		for (size_t k = 0; k < n; k++) {
			f[i * n + k] = (float)c[i * n + k];
			s->t[(from + i) * s->room + k] = c[i * n + k];
			s->t[k * s->room + from + i] = c[i * n + k];
		}
	s->n = n;
	qn_sparse_times(s->a, z, y, s->pool);
	qn_tall_times(-1, columns(s, s->q, s->m, 0, n), f, 1, next_block(s),
	              s->pool);
	take_away(s);
	qn_tall_gram(next_block(s), next_block(s), s->left, s->pool);
	free(c);
	free(f);
}

/* --- the best of it ------------------------------------------------------- */

/* |(y, s)| of the i-th best pair, by its value. */
static double residual_of(const struct krylov *s, size_t i)
{
	const double *v = s->s + (s->n - 1 - i) * s->n + s->n - BLOCK;
	double value = s->value[s->n - 1 - i], sum = 0;
	for (size_t a = 0; a < BLOCK; a++)
		for (size_t b = 0; b < BLOCK; b++)
			sum += v[a] * v[b] * s->left[a * BLOCK + b];
	return value > 0 ? sqrt(fmax(sum, 0)) / value : 0;
}

/* How many of the pairs wanted there may be. */
static size_t pairs(const struct krylov *s)
{
	size_t n = s->n < s->k ? s->n : s->k;
	while (n && !(s->value[s->n - n] > 0))
		n--;
	return n;
}

static bool find_pairs(struct krylov *s, struct qn_err *e)
{
	for (size_t i = 0; i < s->n; i++)
		memcpy(s->s + i * s->n, s->t + i * s->room,
		       s->n * sizeof *s->s);
	if (!qn_blas_eigen(s->n, s->s, s->value))
		return qn_fail(e, "the matrix has no singular values");
	s->residual = 0;
	for (size_t i = 0, n = pairs(s); i < n; i++)
		s->residual = fmax(s->residual, residual_of(s, i));
	return true;
}

/* The best `n` pairs of all columns of x [rows][room]: to. */
static void turn(const struct krylov *s, float *x, size_t rows, size_t n,
                 struct qn_tall to)
{
	float *c = qn_malloc(n * s->n, sizeof *c);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s->n; k++)
			c[i * s->n + k] =
			    (float)s->s[(s->n - 1 - i) * s->n + k];
	to.columns = n;
	qn_tall_times(1, columns(s, x, rows, 0, s->n), c, 0, to, s->pool);
	free(c);
}

/* Cut the space down to its best `n` columns. */
static bool restart(struct krylov *s, size_t n, struct qn_err *e)
{
	size_t most = s->m > s->p ? s->m : s->p;
	float *copy = qn_big_alloc(most * n, sizeof *copy, "vectors", e);
	if (!copy)
		return false;
	for (int side = 0; side < 2; side++) {
		float *x = side ? s->z : s->q;
		size_t rows = side ? s->p : s->m;
		turn(s, x, rows, n, (struct qn_tall){copy, rows, n, n});
		for (size_t i = 0; i < rows; i++)
			memcpy(x + i * s->room, copy + i * n, n * sizeof *x);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			s->t[i * s->room + k] =
			    i == k ? s->value[s->n - 1 - i] : 0;
	s->n = n;
	qn_big_free(copy);
	return true;
}

/* --- a run ---------------------------------------------------------------- */

static void begin(struct krylov *s, uint64_t seed)
{
	for (size_t i = 0; i < s->m; i++) {
		struct qn_rng rng = qn_rng_new(seed, i);
		for (size_t k = 0; k < BLOCK; k++)
			s->y[i * BLOCK + k] =
			    (float)(2 * qn_rng_double(&rng) - 1);
	}
}

static bool tell(const struct krylov *s, const struct qn_svd_options *o,
                 int done, struct qn_err *e)
{
	const struct qn_report r = {.what = "growing",
	                            .unit = "products",
	                            .done = done,
	                            .loss = s->residual,
	                            .rate = NAN,
	                            .measure = "residual"};
	return qn_progress_tell(o->progress, &r) ||
	       qn_fail_interrupted(e, "growing");
}

/* Whether the pairs are as good as was asked for, or will not get better: a
 * space that was cut down and has grown again should be much nearer. */
static bool good_enough(struct krylov *s, const struct qn_svd_options *o,
                        bool full)
{
	if (pairs(s) == s->k && s->residual <= o->tolerance)
		return true;
	bool stuck = full && s->residual > s->last * STUCK;
	if (full)
		s->last = s->residual;
	return stuck;
}

static bool grow(struct krylov *s, const struct qn_svd_options *o, int *done,
                 struct qn_err *e)
{
	size_t keep = (s->k + 2 * BLOCK - 1) / BLOCK * BLOCK;
	double longest = 0;
	s->last = INFINITY;
	begin(s, o->seed);
	for (*done = 0; append(s, TINY * longest);) {
		expand(s);
		++*done;
		bool full = s->n + BLOCK > s->room;
		if (s->n < s->k && !full)
			continue;
		if (!find_pairs(s, e) || !tell(s, o, *done, e))
			return false;
		longest = s->value[s->n - 1];
		if (good_enough(s, o, full) || *done >= o->iterations ||
		    (full && keep + BLOCK > s->room))
			return true;
		if (full && !restart(s, keep, e))
			return false;
	}
	return find_pairs(s, e);
}

/* The last pair is rounding. */
static void drop_last(struct qn_svd *to, size_t m, size_t p, float *u, float *v)
{
	to->k--;
	for (size_t i = 0; i < m; i++)
		u[i * to->stride + to->k] = 0;
	for (size_t i = 0; i < p; i++)
		v[i * to->stride + to->k] = 0;
}

static bool take_vectors(struct krylov *s, bool swapped, struct qn_svd *to,
                         struct qn_err *e)
{
	to->k = (uint32_t)pairs(s);
	if (to->k == 0)
		return qn_fail(e, "the matrix holds nothing but zeros");
	to->residual = s->residual;
	to->stride = qn_row_stride((int)to->k);
	float *u = qn_big_alloc(s->m * to->stride, sizeof *u, "vectors", e);
	float *v = qn_big_alloc(s->p * to->stride, sizeof *v, "vectors", e);
	to->left = swapped ? v : u;
	to->right = swapped ? u : v;
	to->value = qn_calloc(to->k, sizeof *to->value);
	if (e->failed)
		return false;
	turn(s, s->q, s->m, to->k,
	     (struct qn_tall){u, s->m, to->k, to->stride});
	turn(s, s->z, s->p, to->k,
	     (struct qn_tall){v, s->p, to->k, to->stride});
	for (size_t i = 0; i < s->p; i++)
		for (uint32_t k = 0; k < to->k; k++) {
			double x = v[i * to->stride + k];
			to->value[k] += x * x;
		}
	for (uint32_t k = 0; k < to->k; k++)
		to->value[k] = sqrt(to->value[k]);
	while (to->k > 1 && to->value[to->k - 1] < NOTHING * to->value[0])
		drop_last(to, s->m, s->p, u, v);
	for (size_t i = 0; i < s->p; i++)
		for (uint32_t k = 0; k < to->k; k++)
			v[i * to->stride + k] /= (float)to->value[k];
	return true;
}

static void choose_signs(struct qn_svd *s, size_t rows, size_t columns)
{
	for (uint32_t k = 0; k < s->k; k++) {
		float most = 0;
		for (size_t i = 0; i < columns; i++) {
			float x = s->right[i * s->stride + k];
			if (fabsf(x) > fabsf(most))
				most = x;
		}
		for (size_t i = 0; most < 0 && i < columns; i++)
			s->right[i * s->stride + k] *= -1;
		for (size_t i = 0; most < 0 && i < rows; i++)
			s->left[i * s->stride + k] *= -1;
	}
}

static bool make_room(struct krylov *s, struct qn_err *e)
{
	size_t most = (s->m + BLOCK - 1) / BLOCK * BLOCK;
	s->room = 3 * ((s->k + BLOCK - 1) / BLOCK * BLOCK) + 4 * BLOCK;
	if (s->room > most)
		s->room = most;
	s->q = qn_big_alloc(s->m * s->room, sizeof *s->q, "vectors", e);
	s->z = qn_big_alloc(s->p * s->room, sizeof *s->z, "vectors", e);
	s->y = qn_big_alloc(s->m * BLOCK, sizeof *s->y, "vectors", e);
	s->t = qn_big_alloc(s->room * s->room, sizeof *s->t, "vectors", e);
	s->s = qn_big_alloc(s->room * s->room, sizeof *s->s, "vectors", e);
	s->left = qn_calloc(BLOCK * BLOCK, sizeof *s->left);
	s->value = qn_calloc(s->room, sizeof *s->value);
	return !e->failed;
}

static void give_room_back(struct krylov *s)
{
	qn_big_free(s->q);
	qn_big_free(s->z);
	qn_big_free(s->y);
	qn_big_free(s->t);
	qn_big_free(s->s);
	free(s->left);
	free(s->value);
}

bool qn_svd_run(const struct qn_sparse *x, const struct qn_sparse *xt,
                const struct qn_svd_options *o, struct qn_svd *to,
                struct qn_pool *pool, struct qn_err *e)
{
	bool swapped = x->rows > x->columns;
	size_t small = swapped ? x->columns : x->rows;
	struct krylov s = {.a = swapped ? xt : x,
	                   .at = swapped ? x : xt,
	                   .pool = pool,
	                   .m = small,
	                   .p = swapped ? x->rows : x->columns,
	                   .k = o->k < small ? o->k : small};
	if (!qn_check_range("topics", o->k, 1, 10000, e) ||
	    !qn_check_range("tolerance", o->tolerance, 1e-7, 1, e) ||
	    !qn_check_range("num-iterations", o->iterations, 1, 1e9, e))
		return false;
	bool ok = make_room(&s, e) && grow(&s, o, &to->iterations, e) &&
	          take_vectors(&s, swapped, to, e);
	if (ok)
		choose_signs(to, x->rows, x->columns);
	give_room_back(&s);
	if (!ok)
		qn_svd_release(to);
	return ok;
}

void qn_svd_release(struct qn_svd *s)
{
	qn_big_free(s->left);
	qn_big_free(s->right);
	free(s->value);
	*s = (struct qn_svd){.k = 0};
}
