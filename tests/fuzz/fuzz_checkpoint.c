/* SPDX-License-Identifier: MIT */
/*
 * fuzz_checkpoint.c -- any bytes as a checkpoint of word2vec: refused, or
 * trained on to the end.
 */
#include "tests/fuzz/files.h"

#include "embed/word2vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct qn_vectors *train(struct qn_pool *pool, const char *text,
                                const char *checkpoint, struct qn_err *e)
{
	struct qn_corpus_options how = {.limits = {.min_count = 1}};
	struct qn_corpus *c = qn_corpus_read(text, NULL, &how, pool, e);
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	o.dim = 2;
	o.negative = 1;
	o.epochs = 2;
	o.checkpoint = checkpoint;
	o.resume = true;
	struct qn_vectors *v = c ? qn_w2v_train(&o, c, pool, e) : NULL;
	qn_corpus_free(c);
	return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char words[] = "a b a b c\n";
	struct qn_err e = QN_ERR_INIT;
	put("text", words, sizeof words - 1);
	put("checkpoint", data, size);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_vectors *v = train(pool, in_folder("text").text,
	                             in_folder("checkpoint").text, &e);
	if (!v != e.failed)
		abort();
	qn_vectors_free(v);
	qn_pool_free(pool);
	return 0;
}
