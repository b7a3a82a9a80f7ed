/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ngramlm.c -- any bytes as tables of an n-gram model; those that open
 * score a text, foretell one, and are turned back into a model or refused.
 */
#include "tests/fuzz/files.h"

#include "base/mem.h"
#include "seq/ngramlm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct qn_lm *lm)
{
	static const char text[] = "a b c the quern <unk>\n\nb a b a b";
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lm_pieces pieces = {.at = NULL};
	struct qn_slice lines = {text, sizeof text - 1};
	if (!lm->type->score(lm, lines, pool, &pieces, &e) ||
	    !lm->type->begin(lm, lines, &e))
		abort();
	float *ln_p = qn_calloc(lm->vocabulary, sizeof *ln_p);
	for (uint32_t id = 0; id < lm->vocabulary && id < 8; id++) {
		lm->type->next(lm, ln_p);
		lm->type->take(lm, id);
		lm->type->spell(lm, id);
	}
	free(ln_p);
	qn_lm_pieces_release(&pieces);
	qn_pool_free(pool);
	struct qn_ngram_model *m =
	    qn_ngram_file_model(qn_ngram_lm_file(lm), &e);
	if (!m != e.failed)
		abort();
	qn_ngram_model_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_tensors *t = qn_tensors_open(path_of(fd).text, &e);
	struct qn_lm *lm = t ? qn_ngram_lm_open(t, &e) : NULL;
	if (!lm != e.failed)
		abort();
	if (lm)
		use(lm);
	qn_lm_free(lm);
	close(fd);
	return 0;
}
