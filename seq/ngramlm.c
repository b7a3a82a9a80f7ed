/* SPDX-License-Identifier: MIT */
/*
 * ngramlm.c -- see ngramlm.h.
 */
#include "seq/ngramlm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "seq/ngramquery.h"
#include "text/textlines.h"

struct ngram_lm {
	struct qn_lm lm;
	struct qn_ngram_file file;
	bool has_unk; /* "<unk>" was a word of the text it learnt from */
	struct qn_ngram_batch said; /* what was said so far, to go on from */
};

/* --- scoring -------------------------------------------------------------- */

/* Lines cut, a batch of words at a time. */
struct scorer {
	const struct ngram_lm *m;
	struct qn_lm_cut cut;
	struct qn_ngram_batch batch;
	struct qn_lm_pieces *out;
	bool in_line;
};

/* Cut words [LOT], half a batch: each may need a "<s>" before it. */
#define LOT (QN_NGRAM_BATCH / 2)

static size_t cut_lot(struct scorer *s, struct qn_lm_piece *piece)
{
	enum qn_lm_unit unit = s->m->lm.unit;
	size_t n = 0;
	while (n < LOT && qn_lm_cut_next(&s->cut, unit, &piece[n].text)) {
		struct qn_slice text = piece[n].text;
		piece[n++].ends_word = unit == QN_LM_WORD || text.n == 0 ||
		                       qn_lm_cut_after_word(&s->cut, text);
	}
	return n;
}

/* Words of the lot into the batch; place[i] is where word i is in it. */
static void number_lot(struct scorer *s, struct qn_lm_piece *piece, size_t n,
                       size_t *place)
{
	struct qn_slice word[LOT];
	uint32_t id[LOT];
	for (size_t i = 0; i < n; i++)
		word[i] = piece[i].text.n ? piece[i].text
		                          : (struct qn_slice){"</s>", 4};
	qn_ngram_word_ids(&s->m->file, word, n, id);
	for (size_t i = 0; i < n; i++) {
		piece[i].unknown = id[i] == QN_NGRAM_NONE ||
		                   (id[i] == QN_NGRAM_UNK && !s->m->has_unk);
		if (!s->in_line)
			qn_ngram_batch_add(&s->batch, QN_NGRAM_BOS);
		place[i] = QN_NGRAM_ORDERS + s->batch.n;
		qn_ngram_batch_add(
		    &s->batch, id[i] == QN_NGRAM_NONE ? QN_NGRAM_UNK : id[i]);
		s->in_line = piece[i].text.n > 0;
	}
}

static bool score_lot(struct scorer *s)
{
	struct qn_lm_piece *piece = qn_lm_pieces_add(s->out, LOT);
	size_t n = cut_lot(s, piece), place[LOT];
	s->out->n -= LOT - n;
	qn_ngram_batch_next(&s->batch);
	number_lot(s, piece, n, place);
	qn_ngram_batch_score(&s->batch, &s->m->file);
	for (size_t i = 0; i < n; i++) {
		piece[i].nats = s->batch.log10_p[place[i]] * -(float)M_LN10;
		piece[i].order = s->batch.length[place[i]];
	}
	return n == LOT;
}

/* Lines dealt out to threads. */
struct job {
	const struct ngram_lm *m;
	struct qn_slice lines;
	size_t *end;              /* [threads] of each one's lines */
	struct qn_lm_pieces *out; /* [threads]                     */
};

static void score_share(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct job *j = ctx;
	(void)begin;
	(void)end;
	size_t from = shard ? j->end[shard - 1] : 0;
	struct scorer *s = qn_calloc(1, sizeof *s);
	s->m = j->m;
	s->out = &j->out[shard];
	s->cut = qn_lm_cut_begin(
	    (struct qn_slice){j->lines.p + from, j->end[shard] - from});
	while (score_lot(s))
		;
	free(s);
}

static bool score(struct qn_lm *lm, struct qn_slice lines, struct qn_pool *pool,
                  struct qn_lm_pieces *out, struct qn_err *e)
{
	size_t threads = (size_t)qn_pool_threads(pool);
	struct job j = {.m = (struct ngram_lm *)lm, .lines = lines};
	(void)e;
	j.end = qn_calloc(threads, sizeof *j.end);
	j.out = qn_calloc(threads, sizeof *j.out);
	for (size_t i = 0; i < threads; i++)
		j.end[i] =
		    qn_textlines_share(lines, i ? j.end[i - 1] : 0, i, threads);
	qn_pool_for(pool, threads, threads, score_share, &j);
	for (size_t i = 0; i < threads; i++) {
		struct qn_lm_piece *to = qn_lm_pieces_add(out, j.out[i].n);
		if (j.out[i].n)
			memcpy(to, j.out[i].at, j.out[i].n * sizeof *to);
		qn_lm_pieces_release(&j.out[i]);
	}
	free(j.out);
	free(j.end);
	return true;
}

/* --- generating ----------------------------------------------------------- */

static void take(struct qn_lm *lm, uint32_t piece)
{
	struct ngram_lm *m = (struct ngram_lm *)lm;
	qn_ngram_batch_next(&m->said);
	qn_ngram_batch_add(&m->said, piece);
	if (piece == QN_NGRAM_EOS)
		qn_ngram_batch_add(&m->said, QN_NGRAM_BOS);
	qn_ngram_batch_score(&m->said, &m->file);
}

static bool begin(struct qn_lm *lm, struct qn_slice text, struct qn_err *e)
{
	struct ngram_lm *m = (struct ngram_lm *)lm;
	struct qn_lm_cut cut = qn_lm_cut_begin(text);
	struct qn_slice piece;
	(void)e;
	take(lm, QN_NGRAM_EOS);
	while (qn_lm_cut_next(&cut, lm->unit, &piece)) {
		bool cut_off = piece.n == 0 &&
		               (text.n == 0 || text.p[text.n - 1] != '\n') &&
		               cut.p == cut.end;
		uint32_t id = QN_NGRAM_EOS;
		if (piece.n)
			qn_ngram_word_ids(&m->file, &piece, 1, &id);
		if (!cut_off)
			take(lm, id == QN_NGRAM_NONE ? QN_NGRAM_UNK : id);
	}
	return true;
}

static void next(struct qn_lm *lm, float *ln_p)
{
	struct ngram_lm *m = (struct ngram_lm *)lm;
	qn_ngram_batch_foretell(&m->said, &m->file, ln_p);
	if (!m->has_unk) /* no word that could be said */
		ln_p[QN_NGRAM_UNK] = -INFINITY;
	for (size_t i = 0; i < lm->vocabulary; i++)
		ln_p[i] *= (float)M_LN10;
}

static struct qn_slice spell(const struct qn_lm *lm, uint32_t piece)
{
	const struct ngram_lm *m = (const struct ngram_lm *)lm;
	return piece == QN_NGRAM_EOS ? (struct qn_slice){"", 0}
	                             : qn_ngram_file_word(&m->file, piece);
}

/* --- the whole ------------------------------------------------------------ */

static void free_model(struct qn_lm *lm)
{
	struct ngram_lm *m = (struct ngram_lm *)lm;
	qn_ngram_file_close(&m->file);
	free(m);
}

static const struct qn_lm_class ngram_class = {.score = score,
                                               .begin = begin,
                                               .next = next,
                                               .take = take,
                                               .spell = spell,
                                               .free = free_model};

/* The file has been opened or made; else `m` goes. */
static struct qn_lm *begin_with(struct ngram_lm *m, bool ok)
{
	if (!ok) {
		free(m);
		return NULL;
	}
	struct qn_ngram_values unk = m->file.value[QN_NGRAM_UNK];
	m->has_unk = qn_ngram_extends_left(unk) || qn_ngram_extends_right(unk);
	m->lm = (struct qn_lm){.type = &ngram_class,
	                       .unit = m->file.unit,
	                       .vocabulary = m->file.words};
	return &m->lm;
}

struct qn_lm *qn_ngram_lm_open(struct qn_tensors *t, struct qn_err *e)
{
	struct ngram_lm *m = qn_calloc(1, sizeof *m);
	return begin_with(m, qn_ngram_file_open(&m->file, t, e));
}

struct qn_lm *qn_ngram_lm_make(const struct qn_ngram_model *from,
                               struct qn_err *e)
{
	struct ngram_lm *m = qn_calloc(1, sizeof *m);
	return begin_with(m, qn_ngram_file_make(&m->file, from, e));
}

const struct qn_ngram_file *qn_ngram_lm_file(const struct qn_lm *lm)
{
	return lm->type == &ngram_class ? &((const struct ngram_lm *)lm)->file
	                                : NULL;
}
