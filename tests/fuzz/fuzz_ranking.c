/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ranking.c -- any bytes as judgements and as results: what loads is
 * sorted, and its measures are shares.
 *
 *	the judgements, a zero byte, the results
 */
#include "tests/fuzz/files.h"

#include <string.h>

#include "text/rankeval.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

static struct qn_ranking *load(struct qn_ranking *(*reader)(const char *,
                                                            struct qn_err *),
                               const uint8_t *data, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, n);
	struct qn_ranking *r = reader(path_of(fd).text, &e);
	close(fd);
	check((r == NULL) == e.failed);
	for (uint32_t q = 0; r && q < r->queries.count; q++) {
		check(r->start[q] < r->start[q + 1]);
		for (size_t i = r->start[q] + 1; i < r->start[q + 1]; i++)
			check(r->hit[i - 1].value >= r->hit[i].value);
	}
	return r;
}

static bool is_share(double x)
{
	return x >= 0 && x <= 1 + 1e-9;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *stop = size ? memchr(data, 0, size) : NULL;
	size_t n = stop ? (size_t)(stop - data) : size;
	struct qn_ranking *qrels = load(qn_qrels_load, data, n);
	struct qn_ranking *run = load(qn_run_load, data + n + (stop != NULL),
	                              size - n - (stop != NULL));
	for (int i = 0; qrels && run && i < 4; i++) {
		struct qn_rankeval_options o = {
		    .k = i < 2 ? 1 : 10, .exponential = i & 1, .level = i + 1};
		struct qn_rankeval r = qn_rankeval(qrels, run, &o);
		check(is_share(r.ndcg) && is_share(r.mrr) && is_share(r.map));
		check(is_share(r.recall) && is_share(r.precision));
		check(r.answered <= r.queries);
	}
	qn_ranking_free(qrels);
	qn_ranking_free(run);
	return 0;
}
