/* SPDX-License-Identifier: MIT */
/*
 * fuzz_bpe.c -- a model learnt from one part of the input, applied to the
 * other: any bytes come back, with and without dropout.
 *
 *	byte 0   bit 0: characters; bit 1: cut at white space; bit 2: dropout
 *	byte 1   merges; at most
 *	byte 2   percent of the rest that is learnt from
 */
#include <stdint.h>
#include <stdlib.h>

#include "text/bpetrain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(struct qn_vocab *words, const struct qn_pretokens *t,
                  struct qn_slice text)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p < end) {
		size_t n = qn_pretoken_next(t, p, end);
		if (!n || n > (size_t)(end - p))
			abort();
		qn_vocab_add(words, (struct qn_slice){p, n}, 1);
		p += n;
	}
}

static struct qn_bpe *learn(struct qn_slice text,
                            const struct qn_bpe_train_options *o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab *words = qn_vocab_new();
	struct qn_pretokens *t = qn_pretokens_new(o->rule);
	struct qn_bpe *b = qn_bpe_new(o->rule);
	count(words, t, text);
	b->characters = o->characters;
	qn_bpe_add_bytes(b);
	b->alphabet = b->pieces.count;
	if (!qn_bpe_learn(b, words, o, NULL, &e) ||
	    !qn_bpe_seal(b, "model", &e))
		abort();
	qn_pretokens_free(t);
	qn_vocab_free(words);
	return b;
}

static void check(const struct qn_bpe *b, struct qn_slice text, double dropout)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bpe_encoder *enc = qn_bpe_encoder_new(b, dropout, &e);
	struct qn_pieceids ids = {0};
	struct qn_buf out = {0};
	if (!enc || !qn_bpe_encode(enc, text, &ids, &e))
		abort();
	for (size_t i = 0; i < ids.n; i++) {
		struct qn_slice s = qn_map_string(&b->pieces, ids.id[i]);
		qn_buf_add(&out, s.p, s.n);
	}
	if (!qn_slice_eq(qn_buf_slice(&out), text))
		abort();
	qn_buf_release(&out);
	qn_pieceids_release(&ids);
	qn_bpe_encoder_free(enc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	struct qn_bpe_train_options o = QN_BPE_TRAIN_DEFAULTS;
	o.characters = data[0] & 1;
	o.rule = data[0] & 2 ? QN_PRETOKEN_SPACE : QN_PRETOKEN_GPT2;
	o.merges = data[1] + 1u;
	o.vocab_size = 600;
	size_t half = (size - 3) * (data[2] % 101) / 100;
	const char *p = (const char *)data + 3;
	struct qn_bpe *b = learn((struct qn_slice){p, half}, &o);
	check(b, (struct qn_slice){p + half, size - 3 - half},
	      data[0] & 4 ? 0.3 : 0);
	check(b, (struct qn_slice){p, size - 3}, 0);
	qn_bpe_free(b);
	return 0;
}
