/* SPDX-License-Identifier: MIT */
/*
 * lmvocab.c -- see lmvocab.h.
 *
 * One pass: pieces get ids as they come, which are changed for good ones when
 * all have been counted.
 */
#include "seq/lmvocab.h"

#include <stdlib.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "text/textlines.h"
#include "text/vocab.h"

#define BLOCK   ((size_t)1 << 20) /* bytes cut at a time */
#define UNKNOWN "<unk>"

void qn_lmvocab_release(struct qn_lmvocab *v)
{
	qn_map_release(&v->pieces);
	qn_lmpairs_free(v->pairs);
	*v = (struct qn_lmvocab){.unknown = 0};
}

size_t qn_lmvocab_count(const struct qn_lmvocab *v)
{
	return v->pairs ? v->pairs->bpe->pieces.count + 1 : v->pieces.count;
}

struct qn_slice qn_lmvocab_spell(const struct qn_lmvocab *v, uint32_t id)
{
	if (id == QN_LM_END)
		return (struct qn_slice){"", 0};
	return v->pairs ? qn_map_string(&v->pairs->bpe->pieces, id - 1)
	                : qn_map_string(&v->pieces, id);
}

void qn_lmtext_add(struct qn_lmtext *t, uint32_t id)
{
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 1024;
		t->id = qn_realloc(t->id, t->room, sizeof *t->id);
	}
	t->id[t->n++] = id;
}

/* --- a text --------------------------------------------------------------- */

static void add_lines(struct qn_lmtext *t, struct qn_vocab *counts,
                      enum qn_lm_unit unit, struct qn_slice lines)
{
	struct qn_lm_cut cut = qn_lm_cut_begin(lines);
	struct qn_slice piece;
	while (qn_lm_cut_next(&cut, unit, &piece)) {
		if (!piece.n)
			piece = qn_slice_of(QN_EOS);
		qn_lmtext_add(t, qn_vocab_add(counts, piece, 1));
	}
}

static void count(struct qn_lmtext *t, struct qn_vocab *counts,
                  enum qn_lm_unit unit, struct qn_textlines *from,
                  const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_slice lines;
	while ((lines = qn_textlines_next(from, BLOCK, e)).n) {
		add_lines(t, counts, unit, lines);
		if (!qn_progress_at(progress, "reading", "bytes",
		                    qn_textlines_offset(from),
		                    qn_textlines_size(from)))
			qn_fail_interrupted(e, "reading");
	}
	if (!e->failed && t->n == 0)
		qn_fail(e, "%s: there is no text to learn from",
		        qn_textlines_name(from));
}

/* Ids for sorted words; "<unk>", which `rare` pieces are or become, has its
 * place among them by that. */
static void number(struct qn_lmvocab *v, const struct qn_vocab *counts,
                   uint64_t rare, uint32_t *id)
{
	for (uint32_t i = 0; i < counts->words.count; i++) {
		if (i > QN_LM_END && counts->count[i] < rare)
			qn_map_add(&v->pieces, qn_slice_of(UNKNOWN));
		id[i] =
		    qn_map_add(&v->pieces, qn_map_string(&counts->words, i));
	}
	v->unknown = qn_map_add(&v->pieces, qn_slice_of(UNKNOWN));
}

static void settle(struct qn_lmtext *t, struct qn_lmvocab *v,
                   struct qn_vocab *counts, uint64_t min_count)
{
	const struct qn_vocab_limits limits = {.min_count = min_count,
	                                       .pin_first = true};
	uint32_t *now = qn_malloc(counts->words.count, sizeof *now);
	uint64_t rare = 0;
	qn_vocab_sort(counts, &limits, now);
	uint32_t said = qn_map_find(&counts->words, qn_slice_of(UNKNOWN));
	for (size_t i = 0; i < t->n; i++) {
		uint32_t word = now[t->id[i]];
		rare += word == QN_MAP_NONE || word == said;
	}
	uint32_t *id = qn_malloc(counts->words.count, sizeof *id);
	number(v, counts, rare, id);
	for (size_t i = 0; i < t->n; i++) {
		uint32_t word = now[t->id[i]];
		t->id[i] = word == QN_MAP_NONE ? v->unknown : id[word];
	}
	free(id);
	free(now);
}

/* The text by ids of its words or characters as they came, and their counts;
 * NULL with `e` set. */
static struct qn_vocab *read_text(struct qn_lmtext *t, enum qn_lm_unit unit,
                                  const char *path,
                                  const struct qn_progress *progress,
                                  struct qn_err *e)
{
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return NULL;
	struct qn_vocab *counts = qn_vocab_new();
	qn_vocab_add(counts, qn_slice_of(QN_EOS), 0);
	count(t, counts, unit, from, progress, e);
	qn_textlines_close(from);
	if (!e->failed)
		return counts;
	qn_vocab_free(counts);
	return NULL;
}

bool qn_lmtext_read(struct qn_lmtext *t, struct qn_lmvocab *v, const char *path,
                    uint64_t min_count, const struct qn_progress *progress,
                    struct qn_err *e)
{
	struct qn_vocab *counts = read_text(t, v->unit, path, progress, e);
	if (!counts)
		return false;
	settle(t, v, counts, min_count);
	qn_vocab_free(counts);
	return true;
}

/* --- by subwords ---------------------------------------------------------- */

/* Every word of a text is cut but once. */
struct cuts {
	struct qn_pieceids ids;
	size_t *at; /* [words + 1] where each one's begin */
};

static bool cut_words(struct cuts *c, struct qn_lmpairs *pairs,
                      const struct qn_vocab *words, struct qn_err *e)
{
	uint32_t n = words->words.count;
	c->at = qn_calloc((size_t)n + 1, sizeof *c->at);
	for (uint32_t i = QN_LM_END + 1; i < n; i++) {
		c->at[i] = c->ids.n;
		if (!qn_lmpairs_cut(pairs, qn_map_string(&words->words, i),
		                    &c->ids, e))
			return false;
	}
	c->at[n] = c->ids.n;
	return true;
}

/* Ids of words become those of their pieces. */
static void spell_out(struct qn_lmtext *t, const struct cuts *c)
{
	struct qn_lmtext out = {.n = 0};
	for (size_t i = 0; i < t->n; i++) {
		uint32_t word = t->id[i];
		if (word == QN_LM_END)
			qn_lmtext_add(&out, QN_LM_END);
		else
			for (size_t k = c->at[word]; k < c->at[word + 1]; k++)
				qn_lmtext_add(&out, c->ids.id[k] + 1);
	}
	free(t->id);
	*t = out;
}

bool qn_lmtext_read_pairs(struct qn_lmtext *t, struct qn_lmvocab *v,
                          const char *path, uint32_t size,
                          const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_vocab *words = read_text(t, QN_LM_BPE, path, progress, e);
	struct cuts c = {.at = NULL};
	if (words && !v->pairs)
		v->pairs = qn_lmpairs_learn(words, size, progress, e);
	if (v->pairs && words && cut_words(&c, v->pairs, words, e))
		spell_out(t, &c);
	qn_pieceids_release(&c.ids);
	free(c.at);
	qn_vocab_free(words);
	return !e->failed;
}

/* --- files ---------------------------------------------------------------- */

void qn_lmvocab_declare(const struct qn_lmvocab *v, struct qn_tensors_out *out)
{
	if (v->pairs)
		qn_bpe_declare(v->pairs->bpe, "bpe.", out);
	else
		qn_words_declare(out, "pieces", &v->pieces, v->pieces.count);
}

void qn_lmvocab_write(const struct qn_lmvocab *v, struct qn_tensors_out *out)
{
	if (v->pairs)
		qn_bpe_write(v->pairs->bpe, out);
	else
		qn_words_write(out, &v->pieces, v->pieces.count);
}

bool qn_lmvocab_load(struct qn_lmvocab *v, const struct qn_tensors *t,
                     struct qn_err *e)
{
	if (v->unit == QN_LM_BPE) {
		struct qn_bpe *bpe = qn_bpe_read(t, "bpe.", e);
		v->pairs = bpe ? qn_lmpairs_new(bpe, e) : NULL;
		return v->pairs != NULL;
	}
	if (!qn_words_read(t, "pieces", SIZE_MAX, &v->pieces, e))
		return false;
	v->unknown = qn_map_find(&v->pieces, qn_slice_of(UNKNOWN));
	if (v->unknown == QN_MAP_NONE ||
	    !qn_slice_eq(qn_map_string(&v->pieces, QN_LM_END),
	                 qn_slice_of(QN_EOS)))
		return qn_fail(e,
		               "%s: its pieces do not begin with " QN_EOS
		               ", or lack " UNKNOWN,
		               t->name);
	return true;
}
