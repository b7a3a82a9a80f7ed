/* SPDX-License-Identifier: MIT */
/*
 * fuzz_hnsw.c -- any bytes as an index: one that opens is searched, filtered,
 * added to, deleted from, saved and opened again, whatever its links say.
 */
#include "tests/fuzz/files.h"

#include <math.h>

#include "base/mem.h"
#include "embed/hnsw.h"

#define K 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_even(void *ctx, uint32_t id)
{
	(void)ctx;
	return id % 2 == 0;
}

static void search(struct qn_hnsw *h, const float *query, bool filtered,
                   struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_neighbour found[K];
	struct qn_queries q = {.vector = query, .n = 1, .stride = 1, .k = K};
	struct qn_hnsw_search how = {.ef = 8,
	                             .keep = filtered ? is_even : NULL};
	if (!qn_hnsw_search(h, &q, &how, found, pool, &e))
		abort();
	for (size_t i = 0; i < K; i++) {
		if (found[i].row == QN_MAP_NONE)
			continue;
		if (found[i].row >= qn_hnsw_count(h) ||
		    qn_hnsw_is_deleted(h, found[i].row) ||
		    (filtered && found[i].row % 2))
			abort();
	}
}

static void use(struct qn_hnsw *h, struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT, fault = QN_ERR_INIT;
	size_t dim = (size_t)qn_hnsw_dim(h);
	float *rows = qn_calloc(3 * dim, sizeof *rows);
	rows[0] = rows[dim] = 1;
	rows[2 * dim - 1] = NAN;
	search(h, rows, false, pool);
	search(h, rows + dim, true, pool);
	if (qn_hnsw_count(h))
		qn_hnsw_delete(h, 0);
	rows[2 * dim - 1] = 2;
	if (!qn_hnsw_add(h, rows, 3, dim, pool, &e))
		abort();
	search(h, rows, false, pool);
	qn_hnsw_check(h, &fault);
	make_folder();
	struct fuzz_path path = in_folder("index");
	if (!qn_hnsw_save(h, path.text, &e))
		abort();
	struct qn_hnsw *again = qn_hnsw_open(path.text, &e);
	if (!again || qn_hnsw_count(again) != qn_hnsw_count(h))
		abort();
	qn_hnsw_free(again);
	free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_hnsw *h = qn_hnsw_open(path_of(fd).text, &e);
	if (!h != e.failed)
		abort();
	/* What is added shares the file's shape, which may be large. */
	if (h && qn_hnsw_dim(h) <= 4096 && qn_hnsw_options(h)->m <= 64 &&
	    qn_hnsw_options(h)->ef_construction <= 1000) {
		struct qn_pool *pool = qn_pool_new(1);
		use(h, pool);
		qn_pool_free(pool);
	}
	qn_hnsw_free(h);
	close(fd);
	return 0;
}
