/* SPDX-License-Identifier: MIT */
/*
 * fuzz_langid.c -- any bytes as a model for language identification; one that
 * loads is asked about its own bytes.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "embed/langid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes *file = qn_calloc(1, sizeof *file);
	struct qn_langid_guess guess[3];
	qn_buf_add(&file->owned, data, size);
	file->p = file->owned.p;
	file->n = size;
	struct qn_langid *l = qn_langid_read_model(file, "fuzz", &e);
	if (!l != e.failed)
		abort();
	if (!l)
		return 0;
	struct qn_slice text = {(const char *)data, size};
	size_t n = qn_langid_guess(l, text, NULL, 3, guess);
	for (size_t i = 0; i < n; i++)
		if (guess[i].label >= qn_langid_labels(l) ||
		    !(guess[i].p >= 0 && guess[i].p <= 1.001f))
			abort();
	qn_langid_free(l);
	return 0;
}
