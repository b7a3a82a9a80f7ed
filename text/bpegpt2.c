/* SPDX-License-Identifier: MIT */
/*
 * bpegpt2.c -- GPT-2's two files: vocab.json and merges.txt.
 *
 *	{"!": 0, "\"": 1, ..., "\u0120the": 262, ...}
 *
 *	#version: 0.2
 *	\u0120 t
 *	\u0120t he
 *
 * Pieces are spelt in the alphabet of text/bytealphabet.h.  Ids must be 0, 1,
 * 2, ... without a gap, in whatever order they stand.  Pieces without a merge
 * ("<|endoftext|>") are decoded but never come from text.
 *
 * Source: the files published with Radford et al., "Language Models are
 * Unsupervised Multitask Learners", 2019.
 */
#include "text/bpe.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/input.h"
#include "base/output.h"
#include "text/bytealphabet.h"
#include "text/textlines.h"

/* --- the vocabulary ------------------------------------------------------- */

/* piece[id]: the key of each id; false with `e` set unless they are dense. */
static bool sort_pieces(json_t *object, const char **piece, size_t n,
                        const char *name, struct qn_err *e)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		json_int_t id =
		    json_is_integer(value) ? json_integer_value(value) : -1;
		if (id < 0 || (size_t)id >= n || piece[id])
			return qn_fail(e,
			               "%s: the ids are not the numbers from 0 "
			               "to %zu, each once: see \"%.40s\"",
			               name, n - 1, key);
		piece[id] = key;
	}
	return true;
}

static bool add_pieces(struct qn_bpe *b, const char *const *piece, size_t n,
                       const char *name, struct qn_err *e)
{
	struct qn_bytealphabet a;
	struct qn_buf bytes = {0};
	qn_bytealphabet_init(&a);
	for (size_t id = 0; id < n && !e->failed; id++) {
		qn_buf_clear(&bytes);
		if (!qn_bytealphabet_get(&a, qn_slice_of(piece[id]), &bytes) ||
		    qn_map_add(&b->pieces, qn_buf_slice(&bytes)) != id)
			qn_fail(e,
			        "%s: \"%.40s\" is not spelt in GPT-2's "
			        "alphabet of bytes",
			        name, piece[id]);
	}
	qn_buf_release(&bytes);
	return !e->failed;
}

static bool parse_vocab(struct qn_bpe *b, struct qn_slice text,
                        const char *name, struct qn_err *e)
{
	json_error_t why;
	json_t *object =
	    json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
	if (!object)
		return qn_fail(e, "%s: line %d: %s", name, why.line, why.text);
	size_t n = json_object_size(object);
	bool ok = json_is_object(object) && n && n <= QN_BPE_MOST;
	if (!ok)
		qn_fail(e, "%s: not a JSON object of pieces and ids", name);
	const char **piece = qn_calloc(n + 1, sizeof *piece);
	ok = ok && sort_pieces(object, piece, n, name, e) &&
	     add_pieces(b, piece, n, name, e);
	free(piece);
	json_decref(object);
	return ok;
}

/* --- merges --------------------------------------------------------------- */

struct merge_reader {
	struct qn_bpe *b;
	struct qn_bytealphabet alphabet;
	struct qn_buf bytes;
	const char *name;
	size_t line;
};

/* The id of `text`, which it also appends to r->bytes. */
static uint32_t find_piece(struct merge_reader *r, struct qn_slice text)
{
	size_t at = r->bytes.n;
	if (!text.n || !qn_bytealphabet_get(&r->alphabet, text, &r->bytes))
		return QN_MAP_NONE;
	struct qn_slice bytes = {r->bytes.p + at, r->bytes.n - at};
	return qn_map_find(&r->b->pieces, bytes);
}

static bool add_line(struct merge_reader *r, struct qn_slice line,
                     struct qn_err *e)
{
	const char *gap = memchr(line.p, ' ', line.n);
	if (!gap)
		return qn_fail(e,
		               "%s: line %zu: not two pieces with a space "
		               "between them",
		               r->name, r->line);
	size_t n = (size_t)(gap - line.p);
	struct qn_bpe_merge m;
	qn_buf_clear(&r->bytes);
	m.left = find_piece(r, (struct qn_slice){line.p, n});
	m.right = find_piece(r, (struct qn_slice){gap + 1, line.n - n - 1});
	m.result = qn_map_find(&r->b->pieces, qn_buf_slice(&r->bytes));
	if (m.left == QN_MAP_NONE || m.right == QN_MAP_NONE ||
	    m.result == QN_MAP_NONE)
		return qn_fail(e,
		               "%s: line %zu: a piece that the vocabulary does "
		               "not have; do the two files belong together?",
		               r->name, r->line);
	qn_bpe_add_merge(r->b, m);
	return true;
}

static bool parse_merges(struct qn_bpe *b, struct qn_slice text,
                         const char *name, struct qn_err *e)
{
	struct merge_reader r = {.b = b, .name = name};
	qn_bytealphabet_init(&r.alphabet);
	qn_buf_reserve(&r.bytes, 64);
	while (text.n && !e->failed) {
		struct qn_slice line = qn_textlines_cut(&text);
		bool heading = r.line++ == 0 && line.n >= 8 &&
		               memcmp(line.p, "#version", 8) == 0;
		if (!heading && line.n)
			add_line(&r, line, e);
	}
	qn_buf_release(&r.bytes);
	return !e->failed;
}

struct qn_bpe *qn_bpe_load_gpt2(const char *vocab, const char *merges,
                                struct qn_err *e)
{
	struct qn_bytes v = {0}, m = {0};
	struct qn_bpe *b = qn_bpe_new(QN_PRETOKEN_GPT2);
	bool ok = qn_bytes_load(&v, vocab, e) && qn_bytes_load(&m, merges, e);
	ok = ok && parse_vocab(b, (struct qn_slice){v.p, v.n}, vocab, e) &&
	     parse_merges(b, (struct qn_slice){m.p, m.n}, merges, e) &&
	     qn_bpe_seal(b, merges, e);
	qn_bytes_release(&v);
	qn_bytes_release(&m);
	if (ok)
		return b;
	qn_bpe_free(b);
	return NULL;
}

/* --- writing -------------------------------------------------------------- */

static void write_vocab(const struct qn_bpe *b, struct qn_output *out)
{
	struct qn_buf text = {0};
	for (uint32_t id = 0; id < b->pieces.count; id++) {
		qn_buf_clear(&text);
		qn_bpe_show(b, id, &text);
		qn_output_puts(out, id ? ", \"" : "{\"");
		for (size_t i = 0; i < text.n; i++) {
			if (text.p[i] == '"' || text.p[i] == '\\')
				qn_output_write(out, "\\", 1);
			qn_output_write(out, text.p + i, 1);
		}
		qn_output_printf(out, "\": %u", id);
	}
	qn_output_puts(out, "}\n");
	qn_buf_release(&text);
}

static void write_merges(const struct qn_bpe *b, struct qn_output *out)
{
	struct qn_buf line = {0};
	qn_output_puts(out, "#version: 0.2\n");
	for (uint32_t i = 0; i < b->n_merges; i++) {
		qn_buf_clear(&line);
		qn_bpe_show(b, b->merge[i].left, &line);
		qn_buf_putc(&line, ' ');
		qn_bpe_show(b, b->merge[i].right, &line);
		qn_buf_putc(&line, '\n');
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
}

bool qn_bpe_save_gpt2(const struct qn_bpe *b, const char *vocab,
                      const char *merges, struct qn_err *e)
{
	if (b->characters || b->rule != QN_PRETOKEN_GPT2)
		return qn_fail(e,
		               "%s: GPT-2's files hold models of bytes cut by "
		               "its own pattern only; save as .safetensors",
		               vocab);
	struct qn_output *v = qn_output_open(vocab, e);
	struct qn_output *m = qn_output_open(merges, e);
	if (!e->failed) {
		write_vocab(b, v);
		write_merges(b, m);
		qn_output_finish(v, e);
		qn_output_finish(m, e);
	}
	qn_output_close(v, e);
	return qn_output_close(m, e);
}

char *qn_bpe_merges_name(const char *vocab)
{
	static const struct {
		const char *vocab, *merges;
	} pairs[] = {{"vocab.json", "merges.txt"},
	             {"encoder.json", "vocab.bpe"},
	             {".json", ".merges.txt"},
	             {"", ".merges.txt"}};
	size_t n = strlen(vocab);
	for (size_t i = 0;; i++) {
		size_t tail = strlen(pairs[i].vocab);
		if (n < tail || strcmp(vocab + n - tail, pairs[i].vocab) != 0)
			continue;
		struct qn_buf name = {0};
		qn_buf_add(&name, vocab, n - tail);
		qn_buf_puts(&name, pairs[i].merges);
		return name.p;
	}
}
