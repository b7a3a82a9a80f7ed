/* SPDX-License-Identifier: MIT */
/*
 * wordbags.c -- cells in any order, sorted by document when all are read.
 *
 * Every format is lines of numbers with blanks or a colon between; what a line
 * means is a function for each.
 */
#define _GNU_SOURCE /* memmem */
#include "topic/wordbags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/textlines.h"

#define BLOCK          ((size_t)1 << 20) /* bytes of lines at a time */
#define MOST_DOCUMENTS (1u << 26)
#define MOST_TOKENS    ((uint64_t)INT32_MAX)
#define LONGEST        40 /* characters of a number */

struct cell {
	uint32_t doc, word, count;
};

struct bags {
	struct qn_textlines *from;
	size_t line; /* from 1 */
	bool text;   /* vocabulary: names [names] of words */
	struct qn_map names;
	struct qn_vocab *known; /* or NULL                             */
	struct qn_vocab *vocab; /* of the words of cells               */
	struct cell *cell;      /* [n] */
	size_t n, room;
	uint32_t docs;
	uint64_t tokens;
	int header;     /* lines of it that are still to come */
	uint64_t words; /* by the header; 0: it has not said so */
};

static bool wrong(const struct bags *b, const char *what, struct qn_err *e)
{
	return qn_fail(e, "%s:%zu: %s", qn_textlines_name(b->from), b->line,
	               what);
}

/* --- numbers -------------------------------------------------------------- */

static void skip_blanks(struct qn_slice *rest)
{
	while (rest->n && (*rest->p == ' ' || *rest->p == '\t')) {
		rest->p++;
		rest->n--;
	}
}

/* Take a number off a line, up to a blank or `end`, which is taken too.  False
 * unless it is whole and at most `most`: 3, 3.0, 3e0. */
static bool take(struct qn_slice *rest, char end, double most, double *x)
{
	char text[LONGEST + 1], *stop;
	size_t n = 0;
	skip_blanks(rest);
	while (n < rest->n && n < LONGEST && rest->p[n] != ' ' &&
	       rest->p[n] != '\t' && rest->p[n] != end) {
		text[n] = rest->p[n];
		n++;
	}
	text[n] = 0;
	*x = strtod(text, &stop);
	bool ended = !end || (n < rest->n && rest->p[n] == end);
	rest->p += n + (ended && end);
	rest->n -= n + (ended && end);
	return n && !*stop && ended && *x >= 0 && *x <= most && *x == rint(*x);
}

/* --- cells ---------------------------------------------------------------- */

/* `count` tokens of the word of that number, whose name is, without a
 * vocabulary, `named`. */
static bool add_cell(struct bags *b, double doc, double word, double named,
                     double count, struct qn_err *e)
{
	char number[24];
	struct qn_slice name = {number, 0};
	if (b->text && word >= b->names.count)
		return wrong(b, "a word that the vocabulary does not have", e);
	if (b->text)
		name = qn_map_string(&b->names, (uint32_t)word);
	else
		name.n = (size_t)snprintf(number, sizeof number, "%.0f", named);
	uint32_t id = b->known ? qn_vocab_find(b->known, name)
	                       : qn_vocab_add(b->vocab, name, (uint64_t)count);
	if (count <= 0 || id == QN_MAP_NONE)
		return true;
	b->tokens += (uint64_t)count;
	if (b->tokens > MOST_TOKENS)
		return wrong(b, "too many tokens", e);
	if (b->n == b->room) {
		b->room = b->room ? 2 * b->room : 1024;
		b->cell = qn_realloc(b->cell, b->room, sizeof *b->cell);
	}
	b->cell[b->n++] = (struct cell){(uint32_t)doc, id, (uint32_t)count};
	return true;
}

/* "word:count" up to the end of the line. */
static bool add_row(struct bags *b, struct qn_slice rest, unsigned first,
                    size_t *cells, struct qn_err *e)
{
	double word, count, doc = b->docs;
	if (doc >= MOST_DOCUMENTS)
		return wrong(b, "too many documents", e);
	b->docs++;
	for (*cells = 0;; ++*cells) {
		skip_blanks(&rest);
		if (!rest.n || *rest.p == '#')
			return true;
		if (!take(&rest, ':', UINT32_MAX, &word) || word < first ||
		    !take(&rest, 0, MOST_TOKENS, &count))
			return wrong(
			    b, "\"word:count\" expected, whole numbers", e);
		if (!add_cell(b, doc, word - first, word, count, e))
			return false;
	}
}

/* --- lines ---------------------------------------------------------------- */

static bool read_ldac(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	double said;
	size_t cells;
	if (!take(&line, 0, UINT32_MAX, &said))
		return wrong(b, "how many words a document has expected", e);
	return add_row(b, line, 0, &cells, e) &&
	       ((double)cells == said ||
	        wrong(b, "not as many words as the line says", e));
}

static bool read_svm(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	size_t cells;
	skip_blanks(&line);
	while (line.n && *line.p != ' ' && *line.p != '\t') {
		line.p++;
		line.n--;
	}
	return add_row(b, line, 1, &cells, e);
}

static bool read_triple(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	double doc, word, count;
	if (!take(&line, 0, b->docs, &doc) || doc < 1 ||
	    !take(&line, 0, (double)b->words, &word) || word < 1 ||
	    !take(&line, 0, MOST_TOKENS, &count))
		return wrong(b,
		             "\"document word count\" expected, whole numbers "
		             "from 1",
		             e);
	return add_cell(b, doc - 1, word - 1, word, count, e);
}

/* A number of the header. */
static bool take_size(struct bags *b, struct qn_slice *line, double most,
                      double *x, struct qn_err *e)
{
	return take(line, 0, most, x) ||
	       wrong(b, "how many documents and words there are expected", e);
}

static bool read_uci(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	double x;
	if (b->header == 0)
		return read_triple(b, line, e);
	if (!take_size(b, &line, b->header == 3 ? MOST_DOCUMENTS : 1e15, &x, e))
		return false;
	if (b->header == 3)
		b->docs = (uint32_t)x;
	if (b->header == 2)
		b->words = (uint64_t)x;
	b->header--;
	return true;
}

static bool read_mtx(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	static const char first[] = "%%MatrixMarket matrix coordinate ";
	double docs, words;
	if (b->header == 2) {
		b->header--;
		return (line.n >= sizeof first &&
		        memcmp(line.p, first, sizeof first - 1) == 0 &&
		        memmem(line.p, line.n, " general", 8)) ||
		       wrong(b,
		             "\"%%MatrixMarket matrix coordinate ... "
		             "general\" expected",
		             e);
	}
	if (line.p[0] == '%')
		return true;
	if (b->header == 0)
		return read_triple(b, line, e);
	if (!take_size(b, &line, MOST_DOCUMENTS, &docs, e) ||
	    !take_size(b, &line, UINT32_MAX, &words, e))
		return false;
	b->docs = (uint32_t)docs;
	b->words = (uint64_t)words;
	b->header--;
	return true;
}

/* --- files ---------------------------------------------------------------- */

typedef bool line_fn(struct bags *b, struct qn_slice line, struct qn_err *e);

static bool read_lines(struct bags *b, const char *path, line_fn *fn,
                       struct qn_err *e)
{
	struct qn_slice block;
	b->line = 0;
	b->from = qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!b->from)
		return false;
	while (!e->failed && (block = qn_textlines_next(b->from, BLOCK, e)).n)
		while (block.n && !e->failed) {
			struct qn_slice line = qn_textlines_cut(&block);
			b->line++;
			if (line.n)
				fn(b, line, e);
		}
	if (!e->failed && b->header)
		wrong(b, "it ends before its numbers begin", e);
	qn_textlines_close(b->from);
	return !e->failed;
}

static bool read_name(struct bags *b, struct qn_slice line, struct qn_err *e)
{
	uint32_t n = b->names.count;
	return qn_map_fits(line, qn_textlines_name(b->from), e) &&
	       (qn_map_add(&b->names, line) == n ||
	        wrong(b, "a word that was there before", e));
}

/* Cells to documents, those of words with id[word] QN_MAP_NONE left out. */
static void put_documents(const struct bags *b, const uint32_t *id,
                          struct qn_docwords *to)
{
	size_t *next = qn_calloc((size_t)b->docs + 1, sizeof *next);
	uint32_t *order = qn_malloc(b->n, sizeof *order);
	for (size_t i = 0; i < b->n; i++)
		next[b->cell[i].doc + 1]++;
	for (uint32_t d = 0; d < b->docs; d++)
		next[d + 1] += next[d];
	for (size_t i = 0; i < b->n; i++)
		order[next[b->cell[i].doc]++] = (uint32_t)i;
	for (size_t d = 0, i = 0; d < b->docs; d++) {
		for (; i < next[d]; i++) {
			const struct cell *c = &b->cell[order[i]];
			uint32_t word = id ? id[c->word] : c->word;
			for (uint32_t k = 0; k < c->count; k++)
				if (word != QN_MAP_NONE)
					qn_docwords_add(to, word);
		}
		qn_docwords_end(to);
	}
	free(order);
	free(next);
}

struct qn_docwords *qn_wordbags_read(const char *path,
                                     enum qn_bags_format format,
                                     const char *vocab,
                                     const struct qn_vocab_limits *limits,
                                     struct qn_vocab *known, struct qn_err *e)
{
	static line_fn *const reader[] = {read_uci, read_ldac, read_svm,
	                                  read_mtx};
	static const int header[] = {3, 0, 0, 2};
	struct bags b = {.text = vocab != NULL, .known = known};
	struct qn_docwords *d = NULL;
	b.vocab = known ? known : qn_vocab_new();
	bool ok = !vocab || read_lines(&b, vocab, read_name, e);
	b.header = header[format];
	if (ok && read_lines(&b, path, reader[format], e)) {
		uint32_t *id = NULL;
		if (!known) {
			id = qn_malloc(b.vocab->words.count, sizeof *id);
			qn_vocab_sort(b.vocab, limits, id);
		}
		d = qn_docwords_new(b.vocab);
		d->borrowed = known != NULL;
		put_documents(&b, id, d);
		free(id);
	} else if (!known) {
		qn_vocab_free(b.vocab);
	}
	qn_map_release(&b.names);
	free(b.cell);
	return d;
}

/* Add a row's words; false with `e` set for what cannot be a count. */
static bool put_row(const struct qn_sparse *counts, size_t row,
                    struct qn_docwords *d, struct qn_err *e)
{
	for (size_t i = counts->start[row]; i < counts->start[row + 1]; i++) {
		double n = counts->value[i];
		if (!(n >= 0 && floor(n) == n))
			return qn_fail(e, "row %zu, column %u: %g is no count",
			               row, counts->column[i], n);
		if (n > (double)(MOST_TOKENS - d->words))
			return qn_fail(e, "more than %d words", INT32_MAX);
		while (n-- > 0)
			qn_docwords_add(d, counts->column[i]);
	}
	qn_docwords_end(d);
	return true;
}

struct qn_docwords *qn_wordbags_of(const struct qn_sparse *counts,
                                   struct qn_vocab *vocab, struct qn_err *e)
{
	struct qn_docwords *d = qn_docwords_new(vocab);
	bool ok = true;
	for (size_t row = 0; ok && row < counts->rows; row++)
		ok = put_row(counts, row, d, e);
	if (ok)
		return d;
	qn_docwords_free(d);
	return NULL;
}
