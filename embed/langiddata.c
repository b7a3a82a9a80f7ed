/* SPDX-License-Identifier: MIT */
/*
 * langiddata.c -- see langiddata.h.
 */
#include "embed/langiddata.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/langid.h"
#include "text/textlines.h"

/* Counts to this power: in between as often as met and all the same. */
#define FLATTEN 0.6

/* --- reading -------------------------------------------------------------- */

/* Take what is before the first tab off `line`; false without a tab. */
static bool cut_field(struct qn_slice *line, struct qn_slice *field)
{
	const char *tab = memchr(line->p, '\t', line->n);
	if (!tab)
		return false;
	*field = (struct qn_slice){line->p, (size_t)(tab - line->p)};
	*line = (struct qn_slice){tab + 1, line->n - field->n - 1};
	return true;
}

static struct qn_slice copied(struct qn_langid_data *d, struct qn_slice s)
{
	return (struct qn_slice){qn_arena_bytes(&d->strings, s.p, s.n), s.n};
}

static struct qn_langid_class *class_of(struct qn_langid_data *d,
                                        struct qn_slice label)
{
	uint32_t id = qn_map_add(&d->labels, label);
	if (id == d->room) {
		size_t room = d->room ? 2 * d->room : 64;
		d->class = qn_realloc(d->class, room, sizeof *d->class);
		memset(d->class + d->room, 0,
		       (room - d->room) * sizeof *d->class);
		d->room = room;
	}
	return &d->class[id];
}

static bool add_text(struct qn_langid_data *d, struct qn_slice line,
                     struct qn_err *e)
{
	struct qn_slice label;
	if (!cut_field(&line, &label) || !label.n || label.n > 64)
		return qn_fail(e, "a line is a label, a tab and text");
	struct qn_langid_class *c = class_of(d, label);
	if (d->labels.count > QN_LANGID_MOST_LABELS)
		return qn_fail(e, "more than %d labels", QN_LANGID_MOST_LABELS);
	if (c->texts == c->text_room) {
		c->text_room = c->text_room ? 2 * c->text_room : 64;
		c->text = qn_realloc(c->text, c->text_room, sizeof *c->text);
	}
	c->text[c->texts++] = copied(d, line);
	return true;
}

static bool read_count(struct qn_slice s, double *count)
{
	char text[32], *end;
	if (!s.n || s.n >= sizeof text)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*count = strtod(text, &end);
	return !*end && *count >= 0 && *count < 1e18;
}

static bool add_word(struct qn_langid_data *d, struct qn_slice line,
                     struct qn_err *e)
{
	struct qn_slice label, word;
	double count;
	if (!cut_field(&line, &label) || !cut_field(&line, &word) ||
	    !read_count(line, &count))
		return qn_fail(e, "a line is a label, a word and its count, "
		                  "with tabs between");
	uint32_t id = qn_map_find(&d->labels, label);
	if (id == QN_MAP_NONE)
		return true;
	struct qn_langid_class *c = &d->class[id];
	if (c->words == c->word_room) {
		c->word_room = c->word_room ? 2 * c->word_room : 64;
		c->word = qn_realloc(c->word, c->word_room, sizeof *c->word);
		c->share = qn_realloc(c->share, c->word_room, sizeof *c->share);
	}
	c->word[c->words] = copied(d, word);
	c->share[c->words++] = pow(count, FLATTEN);
	return true;
}

typedef bool add_line(struct qn_langid_data *d, struct qn_slice line,
                      struct qn_err *e);

static bool read_file(struct qn_langid_data *d, const char *path, add_line *add,
                      struct qn_err *e)
{
	struct qn_textlines *lines =
	    qn_textlines_open(path, NULL, QN_INVALID_REPLACE, e);
	struct qn_slice block;
	size_t number = 0;
	while (lines && (block = qn_textlines_next(lines, 1 << 20, e)).n)
		while (block.n && !e->failed) {
			struct qn_err why = QN_ERR_INIT;
			struct qn_slice line = qn_textlines_cut(&block);
			number++;
			if (line.n && !add(d, line, &why))
				qn_fail(e, "%s: line %zu: %s",
				        qn_textlines_name(lines), number,
				        why.text);
		}
	if (lines)
		qn_textlines_close(lines);
	return !e->failed;
}

bool qn_langid_data_texts(struct qn_langid_data *d, const char *path,
                          struct qn_err *e)
{
	return read_file(d, path, add_text, e);
}

bool qn_langid_data_words(struct qn_langid_data *d, const char *path,
                          struct qn_err *e)
{
	return read_file(d, path, add_word, e);
}

void qn_langid_data_ready(struct qn_langid_data *d)
{
	for (uint32_t i = 0; i < d->labels.count; i++) {
		struct qn_langid_class *c = &d->class[i];
		for (size_t w = 1; w < c->words; w++)
			c->share[w] += c->share[w - 1];
		for (size_t w = 0; w < c->words; w++)
			c->share[w] /= c->share[c->words - 1];
	}
}

void qn_langid_data_release(struct qn_langid_data *d)
{
	for (uint32_t i = 0; i < d->labels.count; i++) {
		free(d->class[i].text);
		free(d->class[i].word);
		free(d->class[i].share);
	}
	free(d->class);
	qn_map_release(&d->labels);
	qn_arena_release(&d->strings);
	*d = (struct qn_langid_data){.room = 0};
}

/* --- drawing -------------------------------------------------------------- */

#define LONG_WORD 16 /* characters; more are taken for text without blanks */

/* Where character number `n` from `from` begins, or the end. */
static const char *skip_chars(const char *from, const char *end, size_t n)
{
	for (; from < end && n; n--)
		do
			from++;
		while (from < end && ((unsigned char)*from & 0xc0) == 0x80);
	return from;
}

static size_t count_chars(struct qn_slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static struct qn_slice some_chars(struct qn_slice s, size_t chars, size_t want,
                                  struct qn_rng *rng)
{
	size_t skip = qn_rng_below(rng, (uint32_t)(chars - want + 1));
	const char *from = skip_chars(s.p, s.p + s.n, skip);
	const char *to = skip_chars(from, s.p + s.n, want);
	return (struct qn_slice){from, (size_t)(to - from)};
}

struct qn_slice qn_langid_window(struct qn_slice text, size_t words,
                                 struct qn_rng *rng)
{
	const char *p = text.p, *end = p + text.n;
	size_t blanks = 0;
	for (size_t i = 0; i < text.n; i++)
		blanks += p[i] == ' ';
	if (blanks >= words) {
		uint32_t from =
		    qn_rng_below(rng, (uint32_t)(blanks + 2 - words));
		for (; from; from--)
			p = (const char *)memchr(p, ' ', (size_t)(end - p)) + 1;
		const char *to = p;
		for (size_t w = 0; w < words && to < end; w++) {
			to = memchr(to + (w > 0), ' ',
			            (size_t)(end - to) - (w > 0));
			to = to ? to : end;
		}
		end = to;
	}
	struct qn_slice window = {p, (size_t)(end - p)};
	size_t chars = count_chars(window);
	if (chars > LONG_WORD * words)
		window = some_chars(window, chars,
		                    words * (1 + qn_rng_below(rng, 4)), rng);
	return window;
}

static struct qn_slice draw_word(const struct qn_langid_class *c,
                                 struct qn_rng *rng)
{
	double x = qn_rng_double(rng);
	size_t from = 0, to = c->words - 1;
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (c->share[middle] < x)
			from = middle + 1;
		else
			to = middle;
	}
	return c->word[from];
}

void qn_langid_draw_words(const struct qn_langid_class *c, size_t words,
                          struct qn_rng *rng, struct qn_buf *to)
{
	for (size_t w = 0; w < words; w++) {
		struct qn_slice word = draw_word(c, rng);
		if (w)
			qn_buf_putc(to, ' ');
		qn_buf_add(to, word.p, word.n);
	}
}
