/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tensors.c -- any bytes as a safetensors file: what it claims to hold
 * is touched to the last byte.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Keeps the compiler from leaving the reads out. */
static volatile unsigned char sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes *file = qn_calloc(1, sizeof *file);
	qn_buf_add(&file->owned, data, size);
	file->p = file->owned.p;
	file->n = size;
	struct qn_tensors *t = qn_tensors_take(file, "fuzz", &e);
	for (size_t i = 0; t && i < t->n; i++) {
		const unsigned char *p = t->tensor[i].data;
		for (size_t k = 0; k < t->tensor[i].bytes; k++)
			sink ^= p[k];
		if ((uintptr_t)p % qn_dtype_size(t->tensor[i].dtype) != 0)
			abort();
	}
	if (t) {
		struct qn_map words = {0};
		qn_tensors_meta(t, "kind");
		qn_tensors_expect(t, "vectors", &e);
		e = QN_ERR_INIT;
		qn_words_read(t, "words", SIZE_MAX, &words, &e);
		qn_map_release(&words);
	}
	qn_tensors_close(t);
	return 0;
}
