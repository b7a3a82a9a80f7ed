/* SPDX-License-Identifier: MIT */
/*
 * fuzz_arpa.c -- any bytes as an ARPA file; one that is read is written, and
 * then read and written as the same.
 */
#include "tests/fuzz/files.h"

#include <string.h>

#include "seq/arpa.h"
#include "seq/ngramlm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct qn_bytes written(const struct qn_ngram_model *m, const char *name)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes b = {0};
	struct qn_pool *pool = qn_pool_new(1);
	make_folder();
	struct fuzz_path path = in_folder(name);
	struct qn_output *out = qn_output_open(path.text, &e);
	qn_arpa_write(m, pool, out);
	if (!qn_output_close(out, &e) || !qn_bytes_load(&b, path.text, &e))
		abort();
	qn_pool_free(pool);
	return b;
}

static void use(const struct qn_ngram_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes a = written(m, "a");
	struct qn_ngram_model *again =
	    qn_arpa_read(in_folder("a").text, QN_LM_WORD, &e);
	if (!again)
		abort();
	struct qn_bytes b = written(again, "b");
	if (a.n != b.n || memcmp(a.p, b.p, a.n) != 0)
		abort();
	struct qn_lm *lm = qn_ngram_lm_make(again, &e);
	if (!lm || !lm->type->begin(lm, qn_slice_of("a b\nc"), &e))
		abort();
	qn_lm_free(lm);
	qn_ngram_model_free(again);
	qn_bytes_release(&b);
	qn_bytes_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_ngram_model *m =
	    qn_arpa_read(path_of(fd).text, QN_LM_WORD, &e);
	if (!m != e.failed)
		abort();
	if (m)
		use(m);
	qn_ngram_model_free(m);
	close(fd);
	return 0;
}
