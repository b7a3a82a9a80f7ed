/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe.c -- `quern bpe VERB`: subword units learnt and applied.  Each verb
 * has a file of its own.
 */
#include "apps/cmd_bpe.h"

#include <stdlib.h>

#include "base/mem.h"

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

bool bpe_open(struct bpe_work *w, struct call *c,
              const struct bpe_source *source, bool pieces)
{
	w->c = c;
	w->model = qn_subword_load(c->operands.item[0], source->merges, &c->e);
	if (!w->model)
		return false;
	if (pieces)
		qn_piecenames_make(&w->names, w->model);
	w->lanes = (size_t)qn_pool_threads(call_pool(c));
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	w->out = call_output(c);
	return w->out != NULL;
}

bool bpe_close(struct bpe_work *w)
{
	for (size_t i = 0; i < w->lanes; i++) {
		qn_pieceids_release(&w->lane[i].ids);
		qn_buf_release(&w->lane[i].text);
	}
	free(w->lane);
	qn_piecenames_release(&w->names);
	qn_subword_free(w->model);
	call_progress_end(w->c);
	return qn_output_close(w->out, &w->c->e);
}

bool bpe_cut_line(struct qn_slice *rest, struct qn_slice *line)
{
	const char *stop = memchr(rest->p, '\n', rest->n);
	*line = *rest;
	if (stop)
		line->n = (size_t)(stop - rest->p);
	size_t n = line->n + (stop != NULL);
	rest->p += n;
	rest->n -= n;
	return stop;
}

bool bpe_write_batch(void *work, struct qn_err *e)
{
	struct bpe_work *w = work;
	(void)e; /* the call's */
	for (size_t i = 0; i < w->lanes; i++)
		qn_output_drain(w->out, &w->lane[i].text);
	return call_show(w->c, w->out);
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
