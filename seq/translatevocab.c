/* SPDX-License-Identifier: MIT */
/*
 * translatevocab.c -- see translatevocab.h.
 *
 * Subword units are GPT-2's pretokens spelt in characters: punctuation stands
 * apart, and what no unit was learnt for is spelt in bytes.
 */
#include "seq/translatevocab.h"

#include <stdio.h>
#include <string.h>

#include "text/textlines.h"
#include "text/unicode.h"

#define BLOCK   ((size_t)1 << 20) /* bytes read at a time */
#define UNKNOWN "<unk>"

void qn_mtvocab_release(struct qn_mtvocab *v)
{
	qn_bpe_free(v->bpe);
	qn_map_release(&v->words);
	*v = (struct qn_mtvocab){.bpe = NULL};
}

/* --- learning ----------------------------------------------------------------- */

/* Take the next word off a line; empty at its end. */
static struct qn_slice next_word(struct qn_slice *line)
{
	const char *p = line->p, *end = p + line->n;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	const char *from = p;
	while (p < end && *p != ' ' && *p != '\t')
		p++;
	*line = (struct qn_slice){p, (size_t)(end - p)};
	return (struct qn_slice){from, (size_t)(p - from)};
}

static void count_words(struct qn_vocab *counts, const char *path,
                        struct qn_err *e)
{
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	struct qn_slice lines, word;
	while (from && (lines = qn_textlines_next(from, BLOCK, e)).n)
		while (lines.n && !e->failed) {
			struct qn_slice line = qn_textlines_cut(&lines);
			while ((word = next_word(&line)).n &&
			       qn_map_fits(word, path, e))
				qn_vocab_add(counts, word, 1);
		}
	qn_textlines_close(from);
}

static bool learn_words(struct qn_mtvocab *v, const char *const *path, size_t n,
                        uint64_t min_count, struct qn_err *e)
{
	const struct qn_vocab_limits limits = {.min_count = min_count};
	struct qn_vocab *counts = qn_vocab_new();
	for (size_t i = 0; i < n; i++)
		count_words(counts, path[i], e);
	qn_vocab_sort(counts, &limits, NULL);
	qn_map_add(&v->words, qn_slice_of(UNKNOWN));
	for (uint32_t i = 0; i < counts->words.count; i++)
		qn_map_add(&v->words, qn_map_string(&counts->words, i));
	qn_vocab_free(counts);
	return !e->failed;
}

bool qn_mtvocab_learn(struct qn_mtvocab *v, const char *const *path, size_t n,
                      uint32_t units, uint64_t min_count, struct qn_pool *pool,
                      const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_bpe_train_options o = QN_BPE_TRAIN_DEFAULTS;
	if (units == 0)
		return learn_words(v, path, n, min_count, e);
	o.vocab_size = units;
	o.characters = o.spaced = true;
	v->bpe = qn_bpe_train(path, n, &o, pool, progress, e);
	return v->bpe != NULL;
}

/* --- sentences ---------------------------------------------------------------- */

bool qn_mtencoder_init(struct qn_mtencoder *c, const struct qn_mtvocab *v,
                       struct qn_err *e)
{
	*c = (struct qn_mtencoder){.vocab = v};
	c->bpe = v->bpe ? qn_bpe_encoder_new(v->bpe, 0, e) : NULL;
	return !e->failed;
}

void qn_mtencoder_release(struct qn_mtencoder *c)
{
	qn_bpe_encoder_free(c->bpe);
	qn_buf_release(&c->line);
}

static bool encode_units(struct qn_mtencoder *c, struct qn_slice line,
                         struct qn_pieceids *ids, struct qn_err *e)
{
	size_t before = ids->n;
	qn_buf_clear(&c->line);
	qn_buf_putc(&c->line, ' ');
	qn_buf_add(&c->line, line.p, line.n);
	if (!qn_bpe_encode(c->bpe, qn_buf_slice(&c->line), ids, e))
		return false;
	for (size_t i = before; i < ids->n; i++)
		ids->id[i]++;
	return true;
}

bool qn_mtencoder_line(struct qn_mtencoder *c, struct qn_slice line,
                       struct qn_pieceids *ids, struct qn_err *e)
{
	struct qn_slice rest = line, word = next_word(&rest);
	if (c->bpe && word.n) {
		size_t n = (size_t)(line.p + line.n - word.p);
		return encode_units(c, (struct qn_slice){word.p, n}, ids, e);
	}
	for (; word.n; word = next_word(&rest)) {
		uint32_t id = qn_map_find(&c->vocab->words, word);
		qn_pieceids_add(ids,
		                id == QN_MAP_NONE ? QN_MT_UNKNOWN : id + 1);
	}
	return !e->failed;
}

static struct qn_slice piece(const struct qn_mtvocab *v, uint32_t id)
{
	return qn_map_string(v->bpe ? &v->bpe->pieces : &v->words, id - 1);
}

static void join(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                 struct qn_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = piece(v, id[i]);
		if (!v->bpe && i)
			qn_buf_putc(out, ' ');
		if (v->bpe && i == 0 && s.n && *s.p == ' ')
			s = (struct qn_slice){s.p + 1, s.n - 1};
		qn_buf_add(out, s.p, s.n);
	}
}

/* Single bytes are pieces, too: what is said with them need not be a line. */
void qn_mtvocab_decode(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                       struct qn_buf *out)
{
	struct qn_buf text = {0};
	join(v, id, n, &text);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n' || text.p[i] == '\r')
			text.p[i] = ' ';
	qn_utf8_mend(qn_buf_slice(&text), true, out);
	qn_buf_release(&text);
}

void qn_mtvocab_show(const struct qn_mtvocab *v, uint32_t id,
                     struct qn_buf *out)
{
	if (id == 0)
		qn_buf_puts(out, QN_EOS);
	else if (v->bpe)
		qn_bpe_show(v->bpe, id - 1, out);
	else
		qn_buf_add(out, piece(v, id).p, piece(v, id).n);
}

/* --- files -------------------------------------------------------------------- */

struct name {
	char text[64];
};

static const char *words_name(struct name *name, const char *prefix)
{
	snprintf(name->text, sizeof name->text, "%swords", prefix);
	return name->text;
}

void qn_mtvocab_declare(const struct qn_mtvocab *v, const char *prefix,
                        struct qn_tensors_out *out)
{
	struct name name = {""};
	if (v->bpe)
		qn_bpe_declare(v->bpe, prefix, out);
	else
		qn_words_declare(out, words_name(&name, prefix), &v->words,
		                 v->words.count);
}

void qn_mtvocab_write(const struct qn_mtvocab *v, struct qn_tensors_out *out)
{
	if (v->bpe)
		qn_bpe_write(v->bpe, out);
	else
		qn_words_write(out, &v->words, v->words.count);
}

bool qn_mtvocab_load(struct qn_mtvocab *v, const char *prefix,
                     const struct qn_tensors *t, struct qn_err *e)
{
	struct name name = {""};
	snprintf(name.text, sizeof name.text, "%smerges", prefix);
	if (qn_tensors_get(t, name.text)) {
		v->bpe = qn_bpe_read(t, prefix, e);
		return v->bpe != NULL;
	}
	if (!qn_words_read(t, words_name(&name, prefix), SIZE_MAX, &v->words,
	                   e))
		return false;
	if (v->words.count == 0 ||
	    !qn_slice_eq(qn_map_string(&v->words, 0), qn_slice_of(UNKNOWN)))
		return qn_fail(e, "%s: its words do not begin with " UNKNOWN,
		               t->name);
	return true;
}
