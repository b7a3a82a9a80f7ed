/* SPDX-License-Identifier: MIT */
/*
 * cuttext.c -- characters are looked up once, into a bitmap with a bit for
 * each byte that belongs to a word; words are where runs of bits begin and
 * end.
 */
#include "text/cuttext.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define PADDING 64 /* bytes behind the text that may be read */

void qn_cuttext_init(struct qn_cuttext *t, const struct qn_analyzer_options *o)
{
	bool words = o->kind == QN_ANALYZER_WORD;
	*t = (struct qn_cuttext){.kind = words ? QN_ASCII_WORD : QN_ASCII_DARK,
	                         .keep_case = o->keep_case,
	                         .accents = o->accents,
	                         .scan = qn_ascii_scan(),
	                         .kern = qn_ascii_kern()};
}

void qn_cuttext_release(struct qn_cuttext *t)
{
	qn_pychars_release(&t->chars);
	qn_strip_release(&t->strip);
	qn_buf_release(&t->lower);
	qn_buf_release(&t->plain);
	free(t->bits);
	free(t->word);
}

/* --- the text ------------------------------------------------------------- */

/* Room for the text and for the bits of `n` bytes. */
static void make_room(struct qn_cuttext *t, struct qn_buf *text, size_t n)
{
	size_t blocks = n / QN_ASCII_BLOCK + 1;
	qn_buf_reserve(text, blocks * QN_ASCII_BLOCK + PADDING);
	if (blocks <= t->bit_room)
		return;
	t->bit_room = blocks + blocks / 2;
	free(t->bits);
	t->bits = qn_malloc(t->bit_room + 1, sizeof *t->bits);
}

/* Text that is not all ASCII, lower-cased and without accents. */
static struct qn_buf *prepare_other(struct qn_cuttext *t, struct qn_slice text,
                                    struct qn_err *e)
{
	struct qn_buf *b = &t->lower;
	qn_buf_clear(b);
	if (t->keep_case)
		qn_buf_add(b, text.p, text.n);
	else
		qn_py_lower(&t->chars, text, b);
	if (t->accents == QN_ACCENTS_KEEP)
		return b;
	qn_buf_clear(&t->plain);
	qn_strip_accents(&t->strip, qn_buf_slice(b),
	                 t->accents == QN_ACCENTS_ASCII, &t->plain, e);
	return &t->plain;
}

static void set_bits(uint64_t *bits, size_t begin, size_t end)
{
	for (; begin < end; begin++)
		bits[begin / 64] |= UINT64_C(1) << begin % 64;
}

/* Where from `i` on the first byte above 127 lies, or s.n. */
static inline size_t next_other(struct qn_slice s, size_t i)
{
	const uint64_t others = UINT64_C(0x8080808080808080);
	for (uint64_t eight; i + sizeof eight <= s.n; i += sizeof eight) {
		memcpy(&eight, s.p + i, sizeof eight);
		if (eight & others)
			break;
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

/*
 * The bits of the characters that are not ASCII, which with `lower` are
 * lower-cased where they lie.  False if that cannot be, as one has a lower
 * case of another length or one that depends on its neighbours.
 */
static bool finish_others(struct qn_cuttext *t, char *p, size_t n, bool lower)
{
	struct qn_slice s = {p, n};
	for (size_t i = next_other(s, 0); i < n; i = next_other(s, i)) {
		size_t begin = i, at = i;
		uint32_t c, is;
		U8_NEXT_UNSAFE(p, i, c);
		is = qn_pychar(&t->chars, c);
		if (lower && (is & QN_PY_LOWER) != c) {
			c = is & QN_PY_LOWER;
			if (is & QN_PY_ODD || U8_LENGTH(c) != i - begin)
				return false;
			U8_APPEND_UNSAFE(p, at, c);
			is = qn_pychar(&t->chars, c);
		}
		if (t->kind == QN_ASCII_WORD ? is & QN_PY_WORD
		                             : !(is & QN_PY_SPACE))
			set_bits(t->bits, begin, i);
	}
	return true;
}

bool qn_cuttext_set(struct qn_cuttext *t, struct qn_slice text,
                    struct qn_err *e)
{
	struct qn_buf *b = &t->lower;
	bool lower = !t->keep_case;
	qn_buf_clear(b);
	make_room(t, b, text.n);
	t->ascii = t->scan(text, t->kind, lower, b->p, t->bits);
	b->n = text.n;
	if (!t->ascii && (t->accents != QN_ACCENTS_KEEP ||
	                  !finish_others(t, b->p, b->n, lower))) {
		b = prepare_other(t, text, e);
		make_room(t, b, b->n);
		t->ascii =
		    t->scan(qn_buf_slice(b), t->kind, false, b->p, t->bits);
		if (!t->ascii)
			finish_others(t, b->p, b->n, false);
	}
	t->text = qn_buf_slice(b);
	return !e->failed;
}

/* --- words ---------------------------------------------------------------- */

/* Leave out runs of a single bit. */
static void drop_ones(uint64_t *bits, size_t blocks)
{
	uint64_t before = 0;
	for (size_t b = 0; b < blocks; b++) {
		uint64_t m = bits[b], next = b + 1 < blocks ? bits[b + 1] : 0;
		bits[b] = m & ((m << 1 | before >> 63) | (m >> 1 | next << 63));
		before = m;
	}
}

/* Runs of bits to t->word; how many there are.  The bit behind the end is never
 * set, so that every run ends. */
static size_t find_runs(struct qn_cuttext *t, size_t n)
{
	size_t most = n / 2 + 34, blocks = n / 64 + 1;
	if (most > t->word_room) {
		t->word_room = most + most / 2;
		free(t->word);
		t->word = qn_malloc(t->word_room, sizeof *t->word);
	}
	uint64_t before = 0;
	for (size_t b = 0; b < blocks; b++) {
		uint64_t m = t->bits[b];
		t->bits[b] = m ^ (m << 1 | before >> 63);
		before = m;
	}
	t->bits[blocks] = 0;
	return t->kern->spread(t->bits, 0, 64 * blocks, (uint32_t *)t->word) /
	       2;
}

/* Leave out words of one character of several bytes. */
static size_t drop_wide_ones(struct qn_cuttext *t, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct qn_span w = t->word[i];
		unsigned char lead = (unsigned char)t->text.p[w.at];
		t->word[kept] = w;
		kept += w.end - w.at > 1U + U8_COUNT_TRAIL_BYTES_UNSAFE(lead);
	}
	return kept;
}

size_t qn_cuttext_words(struct qn_cuttext *t)
{
	if (t->kind != QN_ASCII_WORD)
		return find_runs(t, t->text.n);
	drop_ones(t->bits, t->text.n / 64 + 1);
	size_t n = find_runs(t, t->text.n);
	return t->ascii ? n : drop_wide_ones(t, n);
}
