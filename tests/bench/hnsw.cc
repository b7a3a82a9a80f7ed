// SPDX-License-Identifier: MIT
/*
 * hnsw.cc -- the index beside hnswlib, which is C++: same vectors, same
 * options, one thread, by turns in one process.
 *
 *	hnsw BASE QUERIES [ROUNDS]
 *
 * BASE and QUERIES are vector files.  Prints the seconds of the builds, and
 * for each ef recall@10 and the medians of the queries a second over the
 * rounds, all by the processor's time.  hnsw.sh builds and runs it.
 */
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "hnswlib/hnswlib.h"

extern "C" {
#include "embed/hnsw.h"
#include "embed/vecfile.h"
}

static const size_t K = 10;
static const int M = 16, EF_CONSTRUCTION = 200;

static double now()
{
	timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

static double median(std::vector<double> x)
{
	std::sort(x.begin(), x.end());
	return x[x.size() / 2];
}

static qn_vectors *load_unit(const char *path)
{
	qn_err e = {};
	qn_vectors *v = qn_vectors_load(path, QN_VEC_AUTO, 0, &e);
	qn_vectors *unit = v ? qn_vectors_unit(v, &e) : nullptr;
	if (!unit) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	qn_vectors_free(v);
	return unit;
}

struct both {
	qn_vectors *base, *query;
	qn_pool *pool;
	std::vector<qn_neighbour> truth, found;
	std::vector<uint32_t> theirs;
	qn_hnsw *ours[2];
	hnswlib::HierarchicalNSW<float> *peer;
};

static qn_queries queries_of(const both &b)
{
	qn_queries q = {};
	q.vector = b.query->rows;
	q.n = b.query->n;
	q.stride = b.query->stride;
	q.k = K;
	return q;
}

static const qn_hnsw_storage STORAGE[2] = {QN_HNSW_F32, QN_HNSW_INT8};

static double ask_ours(both &b, qn_hnsw *h, size_t ef)
{
	qn_err e = {};
	qn_queries q = queries_of(b);
	struct qn_hnsw_search how = {};
	how.ef = ef;
	double start = now();
	qn_hnsw_search(h, &q, &how, b.found.data(), b.pool, &e);
	return double(b.query->n) / (now() - start);
}

static double ask_theirs(both &b, size_t ef)
{
	b.peer->setEf(ef);
	double start = now();
	for (size_t i = 0; i < b.query->n; i++) {
		auto found =
		    b.peer->searchKnn(qn_vectors_row(b.query, i), K);
		for (size_t k = found.size(); k-- > 0; found.pop())
			b.theirs[i * K + k] = uint32_t(found.top().second);
	}
	return double(b.query->n) / (now() - start);
}

template <class Row> static double recall(const both &b, Row row)
{
	size_t hits = 0;
	for (size_t i = 0; i < b.truth.size(); i++)
		for (size_t k = 0; k < K; k++)
			hits += row(i / K * K + k) == b.truth[i].row;
	return double(hits) / double(b.truth.size());
}

static qn_hnsw *build_ours(const both &b, qn_hnsw_storage storage)
{
	qn_err e = {};
	struct qn_hnsw_options o = {};
	o.storage = storage;
	o.m = M;
	o.ef_construction = EF_CONSTRUCTION;
	o.seed = 100;
	qn_hnsw *h = qn_hnsw_new(&o, b.base->dim, &e);
	qn_hnsw_add(h, b.base->rows, b.base->n, b.base->stride, b.pool, &e);
	return h;
}

static void build_theirs(both &b, hnswlib::InnerProductSpace *space)
{
	b.peer = new hnswlib::HierarchicalNSW<float>(space, b.base->n, M,
	                                             EF_CONSTRUCTION);
	for (size_t i = 0; i < b.base->n; i++)
		b.peer->addPoint(qn_vectors_row(b.base, i), i);
}

/* A line for each ef: recall and queries a second of hnswlib, then recall,
 * queries a second and their ratio to hnswlib's for each storage. */
static void compare_queries(both &b, int rounds)
{
	printf("ef\thnswlib\tq/s\tf32\tq/s\tratio\tint8\tq/s\tratio\n");
	for (size_t ef : {10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256}) {
		std::vector<double> theirs, ours[2], ratio[2];
		double found[2];
		for (int r = 0; r < rounds; r++) {
			theirs.push_back(ask_theirs(b, ef));
			for (int i = 0; i < 2; i++) {
				ours[i].push_back(ask_ours(b, b.ours[i], ef));
				ratio[i].push_back(ours[i][r] / theirs[r]);
				found[i] = recall(b, [&](size_t k) {
					return b.found[k].row;
				});
			}
		}
		printf("%zu\t%.4f\t%.0f", ef,
		       recall(b, [&](size_t k) { return b.theirs[k]; }),
		       median(theirs));
		for (int i = 0; i < 2; i++)
			printf("\t%.4f\t%.0f\t%.2f", found[i],
			       median(ours[i]), median(ratio[i]));
		printf("\n");
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	qn_err e = {};
	both b = {};
	b.base = load_unit(argv[1]);
	b.query = load_unit(argv[2]);
	b.pool = qn_pool_new(1);
	b.truth.resize(b.query->n * K);
	b.found.resize(b.query->n * K);
	b.theirs.resize(b.query->n * K);
	qn_queries q = queries_of(b);
	qn_nearest(b.base, &q, b.truth.data(), b.pool, &e);
	hnswlib::InnerProductSpace space(size_t(b.base->dim));
	double start = now();
	build_theirs(b, &space);
	double theirs = now() - start;
	printf("%zu x %d: hnswlib %.2f s, %.1f MB\n", b.base->n, b.base->dim,
	       theirs,
	       double(b.peer->size_data_per_element_ * b.base->n) / 1e6);
	for (int i = 0; i < 2; i++) {
		start = now();
		b.ours[i] = build_ours(b, STORAGE[i]);
		double seconds = now() - start;
		printf("%s: %.2f s, ratio %.2f, %.1f MB\n",
		       qn_hnsw_storage_names[STORAGE[i]], seconds,
		       theirs / seconds,
		       double(qn_hnsw_bytes(b.ours[i])) / 1e6);
		fflush(stdout);
	}
	compare_queries(b, argc > 3 ? atoi(argv[3]) : 5);
}
