/* SPDX-License-Identifier: MIT */
/*
 * fuzz_translator.c -- any bytes as the file of a translator: one that is
 * taken for good can translate.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/translate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A sentence through a model that is not too large for it. */
static void translate(struct qn_translator *m)
{
	struct qn_translate_options o = {.beam = QN_BEAM_DEFAULTS, .batch = 2};
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_mtencoder encoder;
	struct qn_pieceids ids = {.n = 0};
	struct qn_beam_result result = {.n = 0};
	o.beam.beam = 2;
	o.beam.most_more = 3;
	struct qn_translation *t = qn_translation_new(&m, 1, &o, &e);
	if (qn_mtencoder_init(&encoder, &m->source, &e) && t &&
	    qn_mtencoder_line(&encoder, qn_slice_of("a b\xc3\xa4"), &ids, &e)) {
		qn_pieceids_add(&ids, QN_MT_END);
		const size_t at[2] = {0, ids.n};
		qn_translation_run(t, ids.id, at, 1, 0, &result, pool, &e);
		qn_beam_result_release(&result);
	}
	qn_mtencoder_release(&encoder);
	qn_pieceids_release(&ids);
	qn_translation_free(t);
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
	struct qn_translator *m = t ? qn_translator_open(t, &e) : NULL;
	if (m)
		translate(m);
	qn_translator_free(m);
	return 0;
}
