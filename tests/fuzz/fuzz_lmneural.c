/* SPDX-License-Identifier: MIT */
/*
 * fuzz_lmneural.c -- any bytes as the file of a network: one that is taken
 * for good can score.
 */
#include <stdint.h>

#include "base/mem.h"
#include "seq/lmneural.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes *file = qn_calloc(1, sizeof *file);
	qn_buf_add(&file->owned, data, size);
	file->p = file->owned.p;
	file->n = size;
	struct qn_tensors *t = qn_tensors_take(file, "fuzz", &e);
	struct qn_lm *m = t ? qn_lmneural_open(t, &e) : NULL;
	const struct qn_lmneural *n = (const struct qn_lmneural *)m;
	/* A file may ask for a longer context than is worth a second. */
	if (m && n->net->shape.context <= 64) {
		struct qn_pool *pool = qn_pool_new(1);
		struct qn_lm_pieces pieces = {.at = NULL};
		m->type->score(m, qn_slice_of("a b c\n\na"), pool, &pieces, &e);
		qn_lm_pieces_release(&pieces);
		qn_pool_free(pool);
	}
	qn_lm_free(m);
	return 0;
}
