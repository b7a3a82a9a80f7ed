/* SPDX-License-Identifier: MIT */
/*
 * translatevocab.c -- see translatevocab.h.
 *
 * Subword units that are learnt here are GPT-2's pretokens spelt in characters:
 * punctuation stands apart, and what no unit was learnt for is spelt in bytes.
 */
#include "seq/translatevocab.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/tensorname.h"
#include "text/textlines.h"
#include "text/unicode.h"

#define BLOCK   ((size_t)1 << 20) /* bytes read at a time */
#define UNKNOWN "<unk>"

void qn_mtvocab_release(struct qn_mtvocab *v)
{
	qn_subword_free(v->units);
	qn_map_release(&v->words);
	*v = (struct qn_mtvocab){.units = NULL};
}

/* --- learning ------------------------------------------------------------- */

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
                        const struct qn_mtvocab_options *o, struct qn_err *e)
{
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, o->encoding, o->invalid, e);
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
                        const struct qn_mtvocab_options *o, struct qn_err *e)
{
	const struct qn_vocab_limits limits = {.min_count = o->min_count};
	struct qn_vocab *counts = qn_vocab_new();
	for (size_t i = 0; i < n; i++)
		count_words(counts, path[i], o, e);
	qn_vocab_sort(counts, &limits, NULL);
	qn_map_add(&v->words, qn_slice_of(UNKNOWN));
	for (uint32_t i = 0; i < counts->words.count; i++)
		qn_map_add(&v->words, qn_map_string(&counts->words, i));
	qn_vocab_free(counts);
	return !e->failed;
}

bool qn_mtvocab_learn(struct qn_mtvocab *v, const char *const *path, size_t n,
                      const struct qn_mtvocab_options *o, struct qn_pool *pool,
                      const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_bpe_train_options learn = QN_BPE_TRAIN_DEFAULTS;
	if (o->units == 0)
		return learn_words(v, path, n, o, e);
	learn.vocab_size = o->units;
	learn.characters = learn.spaced = true;
	learn.encoding = o->encoding;
	learn.invalid = o->invalid;
	struct qn_bpe *bpe = qn_bpe_train(path, n, &learn, pool, progress, e);
	if (bpe)
		v->units = qn_subword_of_bpe(bpe);
	return bpe != NULL;
}

bool qn_mtvocab_take(struct qn_mtvocab *v, const char *path, bool target,
                     struct qn_err *e)
{
	v->units = e->failed ? NULL : qn_subword_load(path, NULL, e);
	if (target && v->units &&
	    qn_subword_kind(v->units) == QN_SUBWORD_WORDPIECE)
		qn_fail(e,
		        "%s: WordPiece does not give back spaces and capitals, "
		        "which translations need; take it for sources only",
		        path);
	return !e->failed;
}

/* --- sentences ------------------------------------------------------------ */

bool qn_mtencoder_init(struct qn_mtencoder *c, const struct qn_mtvocab *v,
                       struct qn_err *e)
{
	const struct qn_subword_options o = {.dropout = 0};
	*c = (struct qn_mtencoder){.vocab = v};
	c->units = v->units ? qn_subword_encoder_new(v->units, &o, e) : NULL;
	return !e->failed;
}

void qn_mtencoder_release(struct qn_mtencoder *c)
{
	qn_subword_encoder_free(c->units);
	qn_buf_release(&c->line);
}

static bool is_bpe(const struct qn_mtvocab *v)
{
	return v->units && qn_subword_kind(v->units) == QN_SUBWORD_BPE;
}

static bool encode_units(struct qn_mtencoder *c, struct qn_slice line,
                         struct qn_pieceids *ids, struct qn_err *e)
{
	size_t before = ids->n;
	qn_buf_clear(&c->line);
	if (is_bpe(c->vocab))
		qn_buf_putc(&c->line, ' ');
	qn_buf_add(&c->line, line.p, line.n);
	if (!qn_subword_encode(c->units, qn_buf_slice(&c->line), 0, ids, e))
		return false;
	for (size_t i = before; i < ids->n; i++)
		ids->id[i]++;
	return true;
}

bool qn_mtencoder_line(struct qn_mtencoder *c, struct qn_slice line,
                       struct qn_pieceids *ids, struct qn_err *e)
{
	struct qn_slice rest = line, word = next_word(&rest);
	if (c->units && word.n) {
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

static void join_words(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                       struct qn_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = qn_map_string(&v->words, id[i] - 1);
		if (i)
			qn_buf_putc(out, ' ');
		qn_buf_add(out, s.p, s.n);
	}
}

/* But for the space that a sentence of BPE begins with. */
static void join_units(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                       struct qn_buf *out)
{
	struct qn_err none = QN_ERR_INIT;
	struct qn_buf text = {0};
	uint32_t *own = qn_malloc(n + 1, sizeof *own);
	for (size_t i = 0; i < n; i++)
		own[i] = id[i] - 1;
	qn_subword_decode(v->units, own, n, &text, &none);
	size_t space = is_bpe(v) && text.n && *text.p == ' ';
	if (text.n > space)
		qn_buf_add(out, text.p + space, text.n - space);
	qn_buf_release(&text);
	free(own);
}

/* Single bytes are pieces, too: what is said with them need not be a line. */
void qn_mtvocab_decode(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                       struct qn_buf *out)
{
	struct qn_buf text = {0};
	(v->units ? join_units : join_words)(v, id, n, &text);
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
	else if (v->units)
		qn_subword_show(v->units, id - 1, out);
	else
		join_words(v, &id, 1, out);
}

const char *qn_mtvocab_mark(const struct qn_mtvocab *v)
{
	return v->units ? qn_subword_mark(v->units) : "";
}

/* --- files ---------------------------------------------------------------- */

void qn_mtvocab_declare(const struct qn_mtvocab *v, const char *prefix,
                        struct qn_tensors_out *out)
{
	struct qn_tensor_name name = {""};
	if (v->units)
		qn_subword_declare(v->units, prefix, out);
	else
		qn_words_declare(out, qn_tensor_named(&name, prefix, "words"),
		                 &v->words, v->words.count);
}

void qn_mtvocab_write(const struct qn_mtvocab *v, struct qn_tensors_out *out)
{
	if (v->units)
		qn_subword_write(v->units, out);
	else
		qn_words_write(out, &v->words, v->words.count);
}

bool qn_mtvocab_load(struct qn_mtvocab *v, const char *prefix,
                     const struct qn_tensors *t, struct qn_err *e)
{
	struct qn_tensor_name name = {""};
	v->units = qn_subword_read(t, prefix, e);
	if (v->units || e->failed)
		return !e->failed;
	if (!qn_words_read(t, qn_tensor_named(&name, prefix, "words"), SIZE_MAX,
	                   &v->words, e))
		return false;
	if (v->words.count == 0 ||
	    !qn_slice_eq(qn_map_string(&v->words, 0), qn_slice_of(UNKNOWN)))
		return qn_fail(e, "%s: its words do not begin with " UNKNOWN,
		               t->name);
	return true;
}
