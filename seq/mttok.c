/* SPDX-License-Identifier: MIT */
/*
 * mttok.c -- where the characters of a line are cut off from each other.
 *
 * What the substitutions of 13a, one after the other over the whole line,
 * amount to for a run P1 ... Pk of periods and commas between a and b:
 *
 *	s/([^0-9])([.,])/\1 \2 /    a no digit: cuts out P1, P3, P5 ...
 *	                            a digit: cuts out P2, P4 ...
 *	s/([.,])([^0-9])/ \1 \2/    cuts out the others, but for Pk if b is
 *	                            a digit
 *
 * since a match takes both its characters away.  mteval-v14 does the same
 * with numbers and punctuation of all scripts.  Where a line begins or ends
 * without a space having been put there, it counts as a digit does.
 *
 * Source: the rules of sacreBLEU 2.6 (specification and behaviour), NIST's
 * mteval-v13a and -v14, Tercom's Normalizer.
 */
#define _GNU_SOURCE
#include "seq/mttok.h"

#include <assert.h>
#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "seq/mtkind.h"
#include "text/tokenize.h"

struct qn_mttok {
	struct qn_mttok_options o;
	unsigned char ascii[128]; /* enum qn_mtkind                      */
	bool cuts[256]; /* first bytes of characters that are no OTHER    */
	bool padded;    /* a line begins and ends with a space            */
	struct qn_pychars chars;
	struct qn_buf lower, plain, kept;
	struct qn_tokenizer *words; /* ICU's, for the rules that need it */
	struct qn_slice *token;     /* [room] */
	size_t n, room;
};

/* The class of the character at *i, which is moved behind it. */
static enum qn_mtkind next_kind(struct qn_mttok *t, struct qn_slice s,
                                size_t *i)
{
	unsigned char byte = (unsigned char)s.p[*i];
	uint32_t c;
	if (byte < 0x80) {
		++*i;
		return t->ascii[byte];
	}
	U8_NEXT_UNSAFE(s.p, *i, c);
	return qn_mtkind_of(&t->o, &t->chars, c);
}

/* Most letters of two bytes share their first with nothing at which a line is
 * cut, so that they need not be decoded. */
static void find_cuts(struct qn_mttok *t)
{
	for (uint32_t c = 0; c < 0x80; c++)
		t->cuts[c] = t->ascii[c] != QN_MTKIND_OTHER;
	for (uint32_t byte = 0xc0; byte < 0x100; byte++) {
		uint32_t c = (byte & 0x1f) << 6, end = c + 64;
		while (c < end &&
		       qn_mtkind_of(&t->o, &t->chars, c) == QN_MTKIND_OTHER)
			c++;
		t->cuts[byte] = byte >= 0xe0 || c < end;
	}
}

static struct qn_tokenizer *open_words(enum qn_mttok_rule rule,
                                       struct qn_err *e)
{
	if (rule != QN_MTTOK_JA && rule != QN_MTTOK_KO)
		return NULL;
	return qn_tokenizer_new(&QN_TOKENIZER_DEFAULTS, e);
}

bool qn_mttok_check(enum qn_mttok_rule rule, struct qn_err *e)
{
	qn_tokenizer_free(open_words(rule, e));
	return !e->failed;
}

struct qn_mttok *qn_mttok_new(const struct qn_mttok_options *o)
{
	struct qn_mttok *t = qn_calloc(1, sizeof *t);
	struct qn_err e = QN_ERR_INIT;
	t->o = *o;
	t->words = open_words(o->rule, &e);
	assert(!e.failed);
	t->padded = o->rule == QN_MTTOK_13A || o->rule == QN_MTTOK_TERCOM;
	for (uint32_t c = 0; c < 128; c++)
		t->ascii[c] = (unsigned char)qn_mtkind_of(&t->o, &t->chars, c);
	if (o->rule == QN_MTTOK_TERCOM && o->normalized)
		t->ascii['\''] = QN_MTKIND_QUOTE;
	find_cuts(t);
	return t;
}

void qn_mttok_free(struct qn_mttok *t)
{
	if (!t)
		return;
	qn_tokenizer_free(t->words);
	qn_pychars_release(&t->chars);
	qn_buf_release(&t->lower);
	qn_buf_release(&t->plain);
	qn_buf_release(&t->kept);
	free(t->token);
	free(t);
}

/* --- before --------------------------------------------------------------- */

static void lower_ascii(struct qn_slice s, struct qn_buf *out)
{
	qn_buf_add(out, s.p, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (out->p[i] >= 'A' && out->p[i] <= 'Z')
			out->p[i] |= 0x20;
}

/* The line in lower case, if that is asked for, without white space at its
 * end (str.rstrip()). */
static struct qn_slice prepare(struct qn_mttok *t, struct qn_slice line)
{
	bool bytes = t->o.rule == QN_MTTOK_BYTES;
	if (!bytes)
		line = qn_py_rstrip(&t->chars, line);
	if (!t->o.lower)
		return line;
	qn_buf_clear(&t->lower);
	if (bytes)
		lower_ascii(line, &t->lower);
	else
		qn_py_lower(&t->chars, line, &t->lower);
	return qn_buf_slice(&t->lower);
}

/* Put `to` in the place of each `from` in `b`, which does not grow. */
static void replace(struct qn_buf *b, const char *from, const char *to)
{
	size_t n = strlen(from), m = strlen(to), end = 0;
	for (size_t i = 0; i < b->n;) {
		bool hit = b->n - i >= n && memcmp(b->p + i, from, n) == 0;
		if (hit)
			memcpy(b->p + end, to, m);
		else
			b->p[end] = b->p[i];
		end += hit ? m : 1;
		i += hit ? n : 1;
	}
	b->n = end;
}

/* Entities of mteval, in its order: "&amp;lt;" becomes "<". */
static struct qn_slice unescape(struct qn_mttok *t, struct qn_slice s)
{
	static const char skipped[] = "<skipped>";
	bool skips = t->o.rule == QN_MTTOK_13A && s.n &&
	             memmem(s.p, s.n, skipped, sizeof skipped - 1);
	if (!skips && (!s.n || !memchr(s.p, '&', s.n)))
		return s;
	qn_buf_clear(&t->plain);
	qn_buf_add(&t->plain, s.p, s.n);
	if (skips)
		replace(&t->plain, skipped, "");
	replace(&t->plain, "&quot;", "\"");
	replace(&t->plain, "&amp;", "&");
	replace(&t->plain, "&lt;", "<");
	replace(&t->plain, "&gt;", ">");
	return qn_buf_slice(&t->plain);
}

/* --- tokens --------------------------------------------------------------- */

static void put(struct qn_mttok *t, const char *p, size_t n)
{
	if (n == 0)
		return;
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->token = qn_realloc(t->token, t->room, sizeof *t->token);
	}
	t->token[t->n++] = (struct qn_slice){p, n};
}

/* A walk along a line. */
struct walk {
	struct qn_slice s;
	size_t begin; /* of the token so far, which ends at `at`      */
	size_t at;    /* the character that is looked at              */
	enum qn_mtkind
	    before;          /* of that before it                            */
	uint64_t cuts;       /* bit i: s.p[seen + i] may be cut at   */
	size_t seen, unseen; /* where `cuts` begins and ends         */
};

static void cut(struct qn_mttok *t, struct walk *w, size_t end, size_t begin)
{
	put(t, w->s.p + w->begin, end - w->begin);
	w->begin = begin;
}

/* The run of stops that begins at w->at, the first of them ending at `end`:
 * see above.  Where it ends. */
static size_t stops(struct qn_mttok *t, struct walk *w, size_t end)
{
	size_t k = 1, last = w->at;
	enum qn_mtkind behind = QN_MTKIND_OTHER;
	for (size_t i = end; i < w->s.n; k++, last = end, end = i)
		if ((behind = next_kind(t, w->s, &i)) != QN_MTKIND_STOP)
			break;
	bool a = w->at == 0 ? !t->padded : w->before == QN_MTKIND_DIGIT;
	bool b = end == w->s.n ? !t->padded : behind == QN_MTKIND_DIGIT;
	if (a && b && k == 1)
		return end;
	cut(t, w, w->at, w->at);
	for (size_t i = w->at; i < last;) {
		next_kind(t, w->s, &i);
		cut(t, w, i, i);
	}
	if (!b || (k % 2 == 1) != a)
		cut(t, w, end, end);
	return end;
}

/* "'s" before a space, or what one is put before. */
static bool is_possessive(struct qn_slice s, size_t i)
{
	return s.n - i >= 2 && s.p[i + 1] == 's' &&
	       (s.n - i == 2 || qn_mtkind_is_punct((unsigned char)s.p[i + 2]));
}

/* The next bytes of the line, up to 64, at which it may be cut: without a
 * branch, as where a word ends cannot be foretold. */
static void look_ahead(const struct qn_mttok *t, struct walk *w, size_t at)
{
	size_t n = w->s.n - at < 64 ? w->s.n - at : 64;
	const unsigned char *p = (const unsigned char *)w->s.p + at;
	w->cuts = 0;
	for (size_t i = 0; i < n; i++)
		w->cuts |= (uint64_t)t->cuts[p[i]] << i;
	w->seen = at;
	w->unseen = at + n;
}

/* Where the run of bytes at which nothing is cut, that w->at is in, ends. */
static size_t uncut_end(const struct qn_mttok *t, struct walk *w)
{
	for (size_t at = w->at; at < w->s.n; at = w->unseen) {
		if (at >= w->unseen)
			look_ahead(t, w, at);
		uint64_t cuts = w->cuts >> (at - w->seen);
		if (cuts)
			return at + (size_t)__builtin_ctzll(cuts);
	}
	return w->s.n;
}

static void cut_line(struct qn_mttok *t, struct qn_slice s)
{
	struct walk w = {.s = s, .before = QN_MTKIND_OTHER};
	while (w.at < s.n) {
		size_t next = uncut_end(t, &w);
		enum qn_mtkind kind = QN_MTKIND_OTHER;
		if (next == w.at)
			kind = next_kind(t, s, &next);
		if (kind == QN_MTKIND_SPACE) {
			cut(t, &w, w.at, next);
		} else if (kind == QN_MTKIND_ALONE ||
		           (kind == QN_MTKIND_DASH &&
		            w.before == QN_MTKIND_DIGIT)) {
			cut(t, &w, w.at, w.at);
			cut(t, &w, next, next);
		} else if (kind == QN_MTKIND_STOP) {
			next = stops(t, &w, next);
		} else if (kind == QN_MTKIND_QUOTE && is_possessive(s, w.at)) {
			cut(t, &w, w.at, w.at);
		}
		w.before = kind;
		w.at = next;
	}
	if (s.n)
		cut(t, &w, s.n, s.n);
}

/* Where ICU cuts, which with a line that is valid can only run out of
 * memory. */
static void cut_words(struct qn_mttok *t, struct qn_slice s)
{
	struct qn_err e = QN_ERR_INIT;
	const struct qn_token *token;
	size_t n;
	qn_tokenizer_begin(t->words, s, &e);
	while (qn_tokenizer_batch(t->words, &token, &n, &e))
		for (size_t i = 0; i < n; i++)
			put(t, s.p + token[i].begin,
			    token[i].end - token[i].begin);
	if (e.failed)
		qn_out_of_memory(s.n);
}

/* --- after ---------------------------------------------------------------- */

static bool is_dropped(const struct qn_mttok *t, uint32_t c)
{
	if (c < 0x80)
		return c && strchr(".,?:;!\"()", (int)c);
	return t->o.asian && qn_mtkind_is_asian_punct(c);
}

/* Tokens without punctuation, those that had nothing else left out. */
static void drop_punct(struct qn_mttok *t)
{
	size_t n = t->n, bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += t->token[i].n;
	qn_buf_clear(&t->kept);
	qn_buf_reserve(&t->kept, bytes);
	t->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = t->token[i];
		size_t begin = t->kept.n;
		for (size_t at = 0, next = 0; at < s.n; at = next) {
			uint32_t c;
			U8_NEXT_UNSAFE(s.p, next, c);
			if (!is_dropped(t, c))
				qn_buf_add(&t->kept, s.p + at, next - at);
		}
		put(t, t->kept.p + begin, t->kept.n - begin);
	}
}

static bool is_punct(char c)
{
	return qn_mtkind_is_punct((unsigned char)c) ? c != ' '
	                                            : strchr("',-.", c) && c;
}

/* chrF's words: "(hi)" is "(hi" and ")". */
static void split_punct(struct qn_mttok *t)
{
	size_t n = t->n;
	if (!n)
		return;
	if (2 * n > t->room) {
		t->room = 2 * n;
		t->token = qn_realloc(t->token, t->room, sizeof *t->token);
	}
	/* From behind, so that none is overwritten before its turn. */
	memmove(t->token + (t->room - n), t->token, n * sizeof *t->token);
	const struct qn_slice *from = t->token + (t->room - n);
	t->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = from[i];
		size_t first = 0;
		U8_FWD_1_UNSAFE(s.p, first);
		if (first < s.n && is_punct(s.p[s.n - 1])) {
			put(t, s.p, s.n - 1);
			put(t, s.p + s.n - 1, 1);
		} else if (first < s.n && is_punct(s.p[0])) {
			put(t, s.p, 1);
			put(t, s.p + 1, s.n - 1);
		} else {
			put(t, s.p, s.n);
		}
	}
}

const struct qn_slice *qn_mttok_line(struct qn_mttok *t, struct qn_slice line,
                                     size_t *n)
{
	struct qn_slice s = prepare(t, line);
	bool tercom = t->o.rule == QN_MTTOK_TERCOM;
	if (t->o.rule == QN_MTTOK_13A || (tercom && t->o.normalized))
		s = unescape(t, s);
	while (t->o.rule == QN_MTTOK_ZH && s.n) {
		size_t i = 0;
		if (next_kind(t, s, &i) != QN_MTKIND_SPACE)
			break;
		s.p += i;
		s.n -= i;
	}
	t->n = 0;
	if (t->words)
		cut_words(t, s);
	else
		cut_line(t, s);
	if (tercom && t->o.no_punct)
		drop_punct(t);
	if (t->o.rule == QN_MTTOK_CHRF)
		split_punct(t);
	*n = t->n;
	return t->token;
}
