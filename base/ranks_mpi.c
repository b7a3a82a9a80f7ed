/* SPDX-License-Identifier: MIT */
/*
 * ranks_mpi.c -- ranks by MPI (Open MPI, MPICH): `make MPI=1`.
 *
 * MPI counts in int, so that what is larger goes in pieces.  Errors of the
 * network are left to MPI, which ends all ranks and says why.
 */
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/ranks_engine.h"

/* Of items, bytes or numbers, in one call. */
#define MOST ((size_t)1 << 28)

static bool begin(struct qn_ranks *r, struct qn_err *e)
{
	MPI_Comm here;
	int level;
	if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) !=
	    MPI_SUCCESS)
		return qn_fail(e, "MPI does not begin");
	MPI_Comm_rank(MPI_COMM_WORLD, &r->rank);
	MPI_Comm_size(MPI_COMM_WORLD, &r->size);
	MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0,
	                    MPI_INFO_NULL, &here);
	MPI_Comm_size(here, &r->local);
	MPI_Comm_free(&here);
	/* The launcher counts on it; a second look at its size comes cheap. */
	return r->size == qn_ranks_launched() ||
	       qn_fail(e,
	               "%d processes were started, but MPI knows of %d: is it "
	               "that launcher's MPI?",
	               qn_ranks_launched(), r->size);
}

static void end(void)
{
	MPI_Finalize();
}

static int least(int x)
{
	int y = 0;
	MPI_Allreduce(&x, &y, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
	return y;
}

static int piece(size_t left)
{
	return (int)(left < MOST ? left : MOST);
}

static void broadcast(void *p, size_t bytes, int from)
{
	for (size_t at = 0; at < bytes; at += MOST)
		MPI_Bcast((char *)p + at, piece(bytes - at), MPI_BYTE, from,
		          MPI_COMM_WORLD);
}

static void sum(void *x, size_t n, enum qn_ranks_kind kind)
{
	const struct {
		MPI_Datatype type;
		MPI_Op op;
		size_t size;
	} how[] = {
	    [QN_RANKS_FLOAT] = {MPI_FLOAT, MPI_SUM, sizeof(float)},
	    [QN_RANKS_DOUBLE] = {MPI_DOUBLE, MPI_SUM, sizeof(double)},
	    [QN_RANKS_U64] = {MPI_UINT64_T, MPI_SUM, sizeof(uint64_t)},
	    [QN_RANKS_I32] = {MPI_INT32_T, MPI_SUM, sizeof(int32_t)},
	    [QN_RANKS_BITS] = {MPI_UINT64_T, MPI_BOR, sizeof(uint64_t)},
	};
	for (size_t at = 0; at < n; at += MOST)
		MPI_Allreduce(MPI_IN_PLACE, (char *)x + at * how[kind].size,
		              piece(n - at), how[kind].type, how[kind].op,
		              MPI_COMM_WORLD);
}

static void world(int *rank, int *size)
{
	MPI_Comm_rank(MPI_COMM_WORLD, rank);
	MPI_Comm_size(MPI_COMM_WORLD, size);
}

/* One broadcast a rank: simple, and as many bytes as need travel. */
static void gather(const void *own, void *all, const size_t *bytes)
{
	int rank, size;
	world(&rank, &size);
	char *to = all;
	for (int i = 0; i < size; i++) {
		if (i == rank && own != to && bytes[i])
			memcpy(to, own, bytes[i]);
		broadcast(to, bytes[i], i);
		to += bytes[i];
	}
}

/* Of bytes[n] those from `at` on that go in one call; none is a piece too, but
 * only the first: of how many there are both sides think alike. */
static int piece_at(size_t n, size_t at)
{
	return at < n ? piece(n - at) : 0;
}

static int partner(int rank, size_t n, size_t at)
{
	return at == 0 || at < n ? rank : MPI_PROC_NULL;
}

static void pass(int to, const void *out, size_t n, int from, void *in,
                 size_t m)
{
	for (size_t at = 0; at == 0 || at < n || at < m; at += MOST) {
		int k = piece_at(n, at), l = piece_at(m, at);
		MPI_Sendrecv((const char *)out + (k ? at : 0), k, MPI_BYTE,
		             partner(to, n, at), 0, (char *)in + (l ? at : 0),
		             l, MPI_BYTE, partner(from, m, at), 0,
		             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	}
}

/* In turns: to the rank i further on, from the one i before. */
static void deal(const void *out, const size_t *sent, void *in,
                 const size_t *received)
{
	int rank, size;
	world(&rank, &size);
	for (int i = 0; i < size; i++) {
		int to = (rank + i) % size, from = (rank - i + size) % size;
		const char *p = out;
		char *q = in;
		for (int j = 0; j < to; j++)
			p += sent[j];
		for (int j = 0; j < from; j++)
			q += received[j];
		if (i == 0 && sent[rank])
			memcpy(q, p, sent[rank]);
		else if (i > 0)
			pass(to, p, sent[to], from, q, received[from]);
	}
}

const struct qn_ranks_engine qn_ranks_engine = {
    .name = "MPI",
    .begin = begin,
    .end = end,
    .least = least,
    .broadcast = broadcast,
    .sum = sum,
    .gather = gather,
    .deal = deal,
    .pass = pass,
};
