/* SPDX-License-Identifier: MIT */
/*
 * lmpairs.c -- see lmpairs.h.
 */
#include "seq/lmpairs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/bpetrain.h"

struct qn_lmpairs *qn_lmpairs_new(struct qn_bpe *bpe, struct qn_err *e)
{
	struct qn_lmpairs *p = qn_calloc(1, sizeof *p);
	p->bpe = bpe;
	p->encoder = bpe ? qn_bpe_encoder_new(bpe, 0, e) : NULL;
	if (p->encoder)
		return p;
	qn_lmpairs_free(p);
	return NULL;
}

void qn_lmpairs_free(struct qn_lmpairs *p)
{
	if (!p)
		return;
	qn_bpe_encoder_free(p->encoder);
	qn_bpe_free(p->bpe);
	qn_buf_release(&p->word);
	free(p);
}

static void put_space(struct qn_buf *to, struct qn_slice word)
{
	qn_buf_clear(to);
	qn_buf_putc(to, ' ');
	qn_buf_add(to, word.p, word.n);
}

struct qn_lmpairs *qn_lmpairs_learn(const struct qn_vocab *words, uint32_t size,
                                    const struct qn_progress *progress,
                                    struct qn_err *e)
{
	struct qn_bpe_train_options o = QN_BPE_TRAIN_DEFAULTS;
	struct qn_bpe *bpe = qn_bpe_new(QN_PRETOKEN_SPACE);
	struct qn_vocab *spaced = qn_vocab_new();
	struct qn_buf word = {0};
	for (uint32_t i = 1; i < words->words.count; i++) {
		put_space(&word, qn_map_string(&words->words, i));
		qn_vocab_add(spaced, qn_buf_slice(&word), words->count[i]);
	}
	o.vocab_size = size;
	qn_bpe_add_bytes(bpe);
	bool ok = qn_bpe_learn(bpe, spaced, &o, progress, e) &&
	          qn_bpe_seal(bpe, "byte pairs", e);
	qn_buf_release(&word);
	qn_vocab_free(spaced);
	if (ok)
		return qn_lmpairs_new(bpe, e);
	qn_bpe_free(bpe);
	return NULL;
}

bool qn_lmpairs_cut(struct qn_lmpairs *p, struct qn_slice word,
                    struct qn_pieceids *ids, struct qn_err *e)
{
	put_space(&p->word, word);
	return qn_bpe_encode(p->encoder, qn_buf_slice(&p->word), ids, e);
}
