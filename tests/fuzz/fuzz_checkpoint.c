/* SPDX-License-Identifier: MIT */
/*
 * fuzz_checkpoint.c -- any bytes as a checkpoint of word2vec: refused, or
 * trained on to the end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "embed/word2vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

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
	char folder[] = "/tmp/quern-fuzz-XXXXXX", text[64], checkpoint[64];
	struct qn_err e = QN_ERR_INIT;
	if (!mkdtemp(folder))
		abort();
	snprintf(text, sizeof text, "%s/text", folder);
	snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint", folder);
	write_file(text, words, sizeof words - 1);
	write_file(checkpoint, data, size);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_vectors *v = train(pool, text, checkpoint, &e);
	if (!v != e.failed)
		abort();
	qn_vectors_free(v);
	qn_pool_free(pool);
	unlink(text);
	unlink(checkpoint);
	rmdir(folder);
	return 0;
}
