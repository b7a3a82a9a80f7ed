/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe.c -- `quern bpe VERB`: subword units learnt and applied.  Each verb
 * has a file of its own.
 */
#include "apps/cmd_bpe.h"

static const struct command *const verbs[] = {
    &bpe_train,
    &bpe_encode,
    &bpe_decode,
    NULL,
};

const struct command command_bpe = {
    .name = "bpe",
    .summary = "subword units: learn them, text to ids and back",
    .about = "Reads models of its own (safetensors), GPT-2's vocab.json with "
             "merges.txt, BERT's vocab.txt (WordPiece) and SentencePiece's "
             ".model (unigram and BPE).  The kind is told from the content.",
    .verbs = verbs,
};

struct qn_subword *bpe_model(struct call *c, const struct bpe_source *source)
{
	return qn_subword_load(c->operands.item[0], source->merges, &c->e);
}

bool bpe_each_file(struct call *c, bool (*one)(void *ctx, const char *path),
                   void *ctx)
{
	if (c->operands.n < 2)
		return one(ctx, NULL);
	for (size_t i = 1; i < c->operands.n; i++)
		if (!one(ctx, c->operands.item[i]))
			return false;
	return true;
}
