/* SPDX-License-Identifier: MIT */
/*
 * fuzz_textclass.c -- any bytes as the file of a network that tells labels: one
 * that is taken for good can tell one.
 */
#include <stdint.h>

#include "base/mem.h"
#include "seq/textclass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(struct qn_textclass *c)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_textset set = {.n = 0};
	struct qn_lm_pieces cut = {.at = NULL};
	struct qn_textclass_score s;
	struct qn_err e = QN_ERR_INIT;
	if (qn_textset_add(&set, c->m, qn_slice_of("a b c"), 0, &cut, &e))
		qn_textclass_judge(c, &set, NULL, &s, pool, &e);
	qn_lm_pieces_release(&cut);
	qn_textset_release(&set);
	qn_pool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes *file = qn_calloc(1, sizeof *file);
	qn_buf_add(&file->owned, data, size);
	file->p = file->owned.p;
	file->n = size;
	struct qn_tensors *t = qn_tensors_take(file, "fuzz", &e);
	struct qn_textclass *c = t ? qn_textclass_read(t, &e) : NULL;
	/* A file may ask for a longer context than is worth a second. */
	if (c && c->m->net->shape.context <= 64)
		tell(c);
	qn_textclass_free(c);
	qn_tensors_close(t);
	return 0;
}
