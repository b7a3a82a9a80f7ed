/* SPDX-License-Identifier: MIT */
/*
 * ranks.c -- the meetings: first who has failed, then what they are for.
 */
#include "base/ranks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/ranks_engine.h"

/* What launchers tell those they start: Open MPI; MPICH, Intel MPI and Slurm's
 * PMI-2; MVAPICH2; Slurm's PMIx, which says it beside PMIX_RANK. */
int qn_ranks_launched(void)
{
	static const char *const name[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
	                                   "MV2_COMM_WORLD_SIZE"};
	const char *size = NULL;
	for (size_t i = 0; !size && i < sizeof name / sizeof *name; i++)
		size = getenv(name[i]);
	if (!size && getenv("PMIX_RANK"))
		size = getenv("SLURM_NTASKS");
	int n = size ? atoi(size) : 1;
	return n < 1 ? 1 : n;
}

bool qn_ranks_begin(struct qn_ranks *r, struct qn_err *e)
{
	*r = (struct qn_ranks)QN_RANKS_ALONE;
	return qn_ranks_launched() == 1 || qn_ranks_engine.begin(r, e);
}

void qn_ranks_end(struct qn_ranks *r)
{
	if (r->size > 1)
		qn_ranks_engine.end();
	*r = (struct qn_ranks)QN_RANKS_ALONE;
}

const char *qn_ranks_engine_name(void)
{
	return qn_ranks_engine.name;
}

bool qn_ranks_agree(struct qn_ranks *r, struct qn_err *e)
{
	if (r->size == 1)
		return !e->failed;
	if (r->over)
		return qn_fail(e, "another rank has failed");
	int first = qn_ranks_engine.least(e->failed ? r->rank : r->size);
	if (first == r->size)
		return true;
	qn_ranks_engine.broadcast(e, sizeof *e, first);
	r->over = true;
	return false;
}

/* --- sums ----------------------------------------------------------------- */

static bool sum(struct qn_ranks *r, void *x, size_t n, enum qn_ranks_kind kind,
                struct qn_err *e)
{
	if (!qn_ranks_agree(r, e))
		return false;
	if (r->size > 1)
		qn_ranks_engine.sum(x, n, kind);
	return true;
}

bool qn_ranks_sum_floats(struct qn_ranks *r, float *x, size_t n,
                         struct qn_err *e)
{
	return sum(r, x, n, QN_RANKS_FLOAT, e);
}

bool qn_ranks_sum_doubles(struct qn_ranks *r, double *x, size_t n,
                          struct qn_err *e)
{
	return sum(r, x, n, QN_RANKS_DOUBLE, e);
}

bool qn_ranks_sum_counts(struct qn_ranks *r, uint64_t *x, size_t n,
                         struct qn_err *e)
{
	return sum(r, x, n, QN_RANKS_U64, e);
}

bool qn_ranks_sum_changes(struct qn_ranks *r, int32_t *x, size_t n,
                          struct qn_err *e)
{
	return sum(r, x, n, QN_RANKS_I32, e);
}

bool qn_ranks_join_bits(struct qn_ranks *r, uint64_t *x, size_t n,
                        struct qn_err *e)
{
	return sum(r, x, n, QN_RANKS_BITS, e);
}

/* Bits that one rank has and bits that one lacks: of equal numbers no bit is
 * both. */
bool qn_ranks_same(struct qn_ranks *r, uint64_t x, const char *what,
                   struct qn_err *e)
{
	uint64_t bits[2] = {x, ~x};
	if (!qn_ranks_join_bits(r, bits, 2, e))
		return false;
	if (r->size > 1 && (bits[0] & bits[1])) {
		qn_fail(e, "the ranks have different %s", what);
		return qn_ranks_agree(r, e);
	}
	return true;
}

/* --- bytes ---------------------------------------------------------------- */

bool qn_ranks_gather(struct qn_ranks *r, const void *own, void *all,
                     const size_t *bytes, struct qn_err *e)
{
	if (!qn_ranks_agree(r, e))
		return false;
	if (r->size > 1)
		qn_ranks_engine.gather(own, all, bytes);
	else if (own != all && bytes[0])
		memcpy(all, own, bytes[0]);
	return true;
}

static size_t sum_of(const size_t *x, int n)
{
	size_t all = 0;
	for (int i = 0; i < n; i++)
		all += x[i];
	return all;
}

void *qn_ranks_collect(struct qn_ranks *r, const void *own, size_t n,
                       size_t *bytes, struct qn_err *e)
{
	size_t *of = qn_malloc((size_t)r->size, sizeof *of);
	for (int i = 0; i < r->size; i++)
		of[i] = sizeof n;
	void *all = NULL;
	if (qn_ranks_gather(r, &n, bytes, of, e))
		all = qn_big_alloc(sum_of(bytes, r->size) + 1, 1,
		                   "what the ranks have", e);
	bool ok = qn_ranks_gather(r, own, all, bytes, e);
	free(of);
	if (ok)
		return all;
	qn_big_free(all);
	return NULL;
}

void *qn_ranks_deal(struct qn_ranks *r, const void *out, const size_t *sent,
                    size_t *received, struct qn_err *e)
{
	size_t size = (size_t)r->size, *table = qn_malloc(size, sizeof *table);
	size_t *all = qn_calloc(size * size, sizeof *all);
	void *in = NULL;
	for (size_t i = 0; i < size; i++)
		table[i] = size * sizeof *sent;
	if (qn_ranks_gather(r, sent, all, table, e)) {
		for (size_t i = 0; i < size; i++)
			received[i] = all[i * size + (size_t)r->rank];
		in = qn_big_alloc(sum_of(received, r->size) + 1, 1,
		                  "what the ranks have", e);
	}
	bool ok = qn_ranks_agree(r, e);
	if (ok && size > 1)
		qn_ranks_engine.deal(out, sent, in, received);
	else if (ok && sent[0])
		memcpy(in, out, sent[0]);
	free(table);
	free(all);
	if (ok)
		return in;
	qn_big_free(in);
	return NULL;
}

bool qn_ranks_pass(struct qn_ranks *r, int to, const void *out, size_t n,
                   int from, void *in, size_t m, struct qn_err *e)
{
	if (!qn_ranks_agree(r, e))
		return false;
	if (r->size > 1)
		qn_ranks_engine.pass(to, out, n, from, in, m);
	return true;
}

void qn_ranks_share(const struct qn_ranks *r, size_t n, size_t *begin,
                    size_t *end)
{
	size_t size = (size_t)r->size, rank = (size_t)r->rank;
	*begin = (size_t)((unsigned __int128)n * rank / size);
	*end = (size_t)((unsigned __int128)n * (rank + 1) / size);
}
