/* SPDX-License-Identifier: MIT */
/*
 * fuzz_lda.c -- any bytes as a topic model; one that loads has its topics
 * printed, and is saved.
 */
#include "tests/fuzz/files.h"

#include "topic/ldamodel.h"
#include "topic/ldaprint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct qn_lda_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	make_folder();
	struct fuzz_path path = in_folder("keys");
	struct qn_output *out = qn_output_open(path.text, &e);
	qn_lda_print_keys(m, 3, out);
	if (!qn_output_close(out, &e))
		abort();
	path = in_folder("model");
	if (!qn_lda_model_save(m, path.text, &e))
		abort();
	struct qn_lda_model *again = qn_lda_model_load(path.text, &e);
	if (!again || again->K != m->K || again->V != m->V ||
	    again->vocab->total != m->vocab->total)
		abort();
	qn_lda_model_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_lda_model *m = qn_lda_model_load(path_of(fd).text, &e);
	if (!m != e.failed)
		abort();
	if (m)
		use(m);
	qn_lda_model_free(m);
	close(fd);
	return 0;
}
