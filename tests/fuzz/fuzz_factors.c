/* SPDX-License-Identifier: MIT */
/*
 * fuzz_factors.c -- any bytes as a model of `quern nmf` or `quern lsa`; one
 * that loads has its topics printed, is used and saved.
 */
#include "tests/fuzz/files.h"

#include "base/mem.h"
#include "topic/factors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A document of the first word. */
static void infer(const struct qn_factors *f)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse x = {0};
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = qn_docwords_new(f->space->vocab);
	qn_docwords_add(d, 0);
	qn_docwords_end(d);
	if (!qn_termspace_weigh(f->space, d, &x, pool, &e))
		abort();
	float *doc = qn_big_alloc(f->stride, sizeof *doc, "document", &e);
	qn_factors_infer(f, &x, doc, pool);
	qn_big_free(doc);
	qn_docwords_free(d);
	qn_sparse_release(&x);
	qn_pool_free(pool);
}

static void use(const struct qn_factors *f)
{
	struct qn_err e = QN_ERR_INIT;
	make_folder();
	struct fuzz_path path = in_folder("keys");
	struct qn_output *out = qn_output_open(path.text, &e);
	qn_factors_print_keys(f, 3, out);
	if (!qn_output_close(out, &e))
		abort();
	infer(f);
	path = in_folder("model");
	if (!qn_factors_save(f, path.text, &e))
		abort();
	struct qn_factors *again = qn_factors_load(path.text, f->kind, &e);
	if (!again || again->K != f->K || again->V != f->V)
		abort();
	qn_factors_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memory_file(data, size);
	for (int kind = QN_FACTORS_NMF; kind <= QN_FACTORS_LSA; kind++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_factors *f =
		    qn_factors_load(path_of(fd).text, kind, &e);
		if (!f != e.failed)
			abort();
		if (f)
			use(f);
		qn_factors_free(f);
	}
	close(fd);
	return 0;
}
