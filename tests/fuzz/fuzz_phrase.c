/* SPDX-License-Identifier: MIT */
/*
 * fuzz_phrase.c -- any bytes as a model of phrases, and as a text.
 */
#include "tests/fuzz/files.h"

#include "text/phrase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(const struct qn_phrases *p, struct qn_slice text)
{
	struct qn_buf out = {0};
	qn_phrases_apply(p, text, &out);
	qn_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_slice text = {(const char *)data, size};
	struct qn_phrase_options o = {
	    .score = size & 1, .min_count = size % 3, .threshold = 0.1f};
	struct qn_phrases *pass[QN_PHRASE_PASSES];
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrases *p = qn_phrases_learn(&o, text, &e);
	apply(p, text);
	qn_phrases_free(p);
	int fd = memory_file(data, size);
	size_t n = qn_phrases_load(path_of(fd).text, pass, &e);
	if (!n != e.failed)
		abort();
	for (size_t i = 0; i < n; i++) {
		apply(pass[i], text);
		qn_phrases_free(pass[i]);
	}
	close(fd);
	return 0;
}
