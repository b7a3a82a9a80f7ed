/* SPDX-License-Identifier: MIT */
/*
 * tokenize.c -- a line in chunks, a chunk in pieces, a piece to a token.
 *
 *	line (UTF-8) --> chunk (UTF-16, normalised) --> piece --> token (UTF-8)
 *	     |                                                      ^
 *	     `--- mode space with nothing to ask of Unicode --------´
 *
 * ICU counts in int32_t and works on UTF-16, so a long line is taken in chunks
 * that stay in the cache.  A chunk ends between a space and a printing ASCII
 * character: by the rules of UAX #29 there is a boundary, whatever stands
 * further left or right, no rule looks across it, and nothing that stands
 * right of it composes with what stands left.  So chunks change no result.
 */
#include "text/tokenize.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/mem.h"
#include "text/unicode.h"
#include "text/utf16.h"

/* Bytes of a line that are worked on at once. */
#define CHUNK ((size_t)64 << 10)

struct qn_tokenizer {
	struct qn_tokenizer_options o;
	bool raw; /* mode space, bytes as they are        */
	UBreakIterator *breaks;
	const UNormalizer2 *form, *nfd, *nfc; /* form: NULL = as it is  */

	struct qn_slice rest;   /* of the line, not loaded                   */
	struct qn_buf mended;   /* the line, when it was not UTF-8           */
	struct qn_utf16 source; /* a chunk as it was                         */
	struct qn_utf16 normal; /* and normalised                            */
	const UChar *u;         /* [n] the chunk that is being cut           */
	int32_t n, at;          /* `at`: where the next piece begins         */
	struct qn_utf16 a, b;   /* a token while it is folded                */
	struct qn_buf out;      /* the token                                 */
};

static void get_forms(struct qn_tokenizer *t, UErrorCode *u)
{
	if (t->o.form == QN_FORM_NFC)
		t->form = unorm2_getNFCInstance(u);
	else if (t->o.form == QN_FORM_NFKC)
		t->form = unorm2_getNFKCInstance(u);
	t->nfd = unorm2_getNFDInstance(u);
	t->nfc = unorm2_getNFCInstance(u);
}

static bool asks_unicode(const struct qn_tokenizer_options *o)
{
	return o->mode != QN_TOKEN_SPACE || o->form != QN_FORM_AS_IS ||
	       o->punct != QN_PUNCT_KEEP || o->numbers != QN_NUMBERS_KEEP ||
	       o->lower || o->fold_accents || o->min_length > 1;
}

struct qn_tokenizer *qn_tokenizer_new(const struct qn_tokenizer_options *o,
                                      struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	if (e->failed)
		return NULL;
	struct qn_tokenizer *t = qn_calloc(1, sizeof *t);
	t->o = *o;
	t->raw = !asks_unicode(o);
	get_forms(t, &u);
	if (o->mode == QN_TOKEN_ICU)
		t->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &u);
	if (U_SUCCESS(u))
		return t;
	qn_fail(e, "ICU has no word iterator: %s", u_errorName(u));
	qn_tokenizer_free(t);
	return NULL;
}

void qn_tokenizer_free(struct qn_tokenizer *t)
{
	if (!t)
		return;
	if (t->breaks)
		ubrk_close(t->breaks);
	qn_buf_release(&t->mended);
	qn_buf_release(&t->out);
	qn_utf16_release(&t->source);
	qn_utf16_release(&t->normal);
	qn_utf16_release(&t->a);
	qn_utf16_release(&t->b);
	free(t);
}

bool qn_tokenizer_begin(struct qn_tokenizer *t, struct qn_slice line,
                        struct qn_err *e)
{
	if (e->failed)
		return false;
	t->rest = line;
	t->n = t->at = 0;
	if (t->raw)
		return true;
	size_t good = qn_utf8_check(line);
	if (good == line.n)
		return true;
	if (t->o.invalid == QN_INVALID_ERROR) {
		t->rest.n = 0;
		return qn_fail(e,
		               "not UTF-8 at byte %zu; use --invalid=replace "
		               "to go on",
		               good + 1);
	}
	qn_buf_clear(&t->mended);
	qn_utf8_mend(line, t->o.invalid == QN_INVALID_REPLACE, &t->mended);
	t->rest = qn_buf_slice(&t->mended);
	return true;
}

/* --- chunks -------------------------------------------------------------- */

static bool cuts_at(struct qn_slice s, size_t i)
{
	return s.p[i - 1] == ' ' && s.p[i] > ' ' && s.p[i] < 0x7f;
}

/* Bytes of the next chunk: near CHUNK, or as many as it must be. */
static size_t chunk_length(struct qn_slice s)
{
	if (s.n <= CHUNK)
		return s.n;
	for (size_t i = CHUNK; i > 0; i--)
		if (cuts_at(s, i))
			return i;
	for (size_t i = CHUNK + 1; i < s.n; i++)
		if (cuts_at(s, i))
			return i;
	return s.n;
}

/* word2vec.c reads as if carriage returns were not there. */
static void drop_returns(struct qn_utf16 *s)
{
	int32_t kept = 0;
	for (int32_t i = 0; i < s->n; i++)
		if (s->p[i] != '\r')
			s->p[kept++] = s->p[i];
	s->n = kept;
}

static bool normalize_chunk(struct qn_tokenizer *t, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	if (!t->form ||
	    unorm2_spanQuickCheckYes(t->form, t->u, t->n, &u) == t->n)
		return true;
	if (!qn_utf16_normalize(t->form, t->u, t->n, &t->normal, e))
		return false;
	t->u = t->normal.p;
	t->n = t->normal.n;
	return true;
}

/* False at the end of the line, or on failure. */
static bool load_chunk(struct qn_tokenizer *t, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	size_t n = chunk_length(t->rest);
	t->n = t->at = 0;
	if (n == 0)
		return false;
	if (n > INT32_MAX)
		return qn_fail(e, "%zu bytes without a space", n);
	if (!qn_utf16_decode((struct qn_slice){t->rest.p, n}, &t->source, e))
		return false;
	t->rest.p += n;
	t->rest.n -= n;
	if (t->o.mode == QN_TOKEN_SPACE)
		drop_returns(&t->source);
	t->u = t->source.p;
	t->n = t->source.n;
	if (!normalize_chunk(t, e))
		return false;
	if (t->breaks)
		ubrk_setText(t->breaks, t->u, t->n, &u);
	return U_SUCCESS(u) || qn_fail(e, "ICU: %s", u_errorName(u));
}

/* Where the piece that begins at `at` ends. */
static int32_t piece_end(struct qn_tokenizer *t)
{
	if (t->breaks)
		return ubrk_next(t->breaks);
	int32_t i = t->at;
	while (i < t->n && t->u[i] != ' ' && t->u[i] != '\t')
		i++;
	/* A blank is a piece, which is never a token. */
	return i > t->at ? i : i + 1;
}

/* --- tokens -------------------------------------------------------------- */

/* What is in a piece; *ascii tells whether it is nothing but ASCII. */
static unsigned classify(const UChar *p, int32_t n, bool *ascii)
{
	unsigned bits = 0;
	int32_t i = 0;
	while (i < n && p[i] < 0x80)
		bits |= qn_ascii_class[p[i++]];
	*ascii = i == n;
	while (i < n) {
		UChar32 c;
		U16_NEXT(p, i, n, c);
		bits |= qn_char_class(c);
	}
	return bits;
}

static bool is_number(unsigned bits)
{
	return (bits & QN_CHAR_NUMBER) && !(bits & QN_CHAR_LETTER);
}

static bool keeps(const struct qn_tokenizer_options *o, unsigned bits)
{
	if (!bits)
		return false;
	if (o->punct == QN_PUNCT_DROP && bits == QN_CHAR_OTHER)
		return false;
	return !(o->numbers == QN_NUMBERS_DROP && is_number(bits));
}

static void put_ascii(struct qn_tokenizer *t, const UChar *p, int32_t n)
{
	qn_buf_clear(&t->out);
	qn_buf_reserve(&t->out, (size_t)n);
	char *to = t->out.p;
	if (t->o.lower)
		for (int32_t i = 0; i < n; i++)
			to[i] =
			    (char)(p[i] + ((unsigned)p[i] - 'A' < 26 ? 32 : 0));
	else
		for (int32_t i = 0; i < n; i++)
			to[i] = (char)p[i];
	t->out.n = (size_t)n;
	to[n] = '\0';
}

static bool is_blank(const UChar *p, int32_t n)
{
	bool ascii;
	return classify(p, n, &ascii) == 0;
}

/* Folding may leave a text that is no longer normalised, or none: a mark on a
 * space is a space without its mark. */
static bool put_folded(struct qn_tokenizer *t, const UChar *p, int32_t n,
                       struct qn_err *e)
{
	bool changed = t->o.lower || t->o.fold_accents;
	const UNormalizer2 *form = t->form;
	if (t->o.lower) {
		if (!qn_utf16_fold(p, n, &t->a, e))
			return false;
		p = t->a.p;
		n = t->a.n;
	}
	if (t->o.fold_accents) {
		if (!qn_utf16_normalize(t->nfd, p, n, &t->b, e))
			return false;
		qn_utf16_drop_marks(&t->b);
		p = t->b.p;
		n = t->b.n;
		form = form ? form : t->nfc;
	}
	if (changed && form) {
		struct qn_utf16 *to = p == t->a.p ? &t->b : &t->a;
		if (!qn_utf16_normalize(form, p, n, to, e))
			return false;
		p = to->p;
		n = to->n;
	}
	return !(changed && is_blank(p, n)) &&
	       qn_utf16_encode(p, n, &t->out, e);
}

/* The token of a piece into `out`; false if there is none. */
static bool put_piece(struct qn_tokenizer *t, const UChar *p, int32_t n,
                      struct qn_err *e)
{
	bool ascii;
	unsigned bits = classify(p, n, &ascii);
	if (!keeps(&t->o, bits))
		return false;
	if (t->o.numbers == QN_NUMBERS_FOLD && is_number(bits)) {
		qn_buf_clear(&t->out);
		qn_buf_putc(&t->out, '0');
	} else if (ascii) {
		put_ascii(t, p, n);
	} else if (!put_folded(t, p, n, e)) {
		return false;
	}
	return t->out.n > 0 &&
	       (t->o.min_length <= 1 ||
	        qn_utf8_length(qn_buf_slice(&t->out)) >= t->o.min_length);
}

/* Mode space over the bytes themselves. */
static bool next_raw(struct qn_tokenizer *t, struct qn_slice *token)
{
	const char *p = t->rest.p, *end = p + t->rest.n;
	bool returns = false;
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	*token = (struct qn_slice){p, 0};
	for (; p < end && *p != ' ' && *p != '\t'; p++)
		returns |= *p == '\r';
	token->n = (size_t)(p - token->p);
	t->rest = (struct qn_slice){p, (size_t)(end - p)};
	if (returns) {
		qn_buf_clear(&t->out);
		for (size_t i = 0; i < token->n; i++)
			if (token->p[i] != '\r')
				qn_buf_putc(&t->out, token->p[i]);
		*token = qn_buf_slice(&t->out);
	}
	return token->n > 0;
}

bool qn_tokenizer_next(struct qn_tokenizer *t, struct qn_slice *token,
                       struct qn_err *e)
{
	if (t->raw)
		return next_raw(t, token);
	while (!e->failed) {
		if (t->at == t->n && !load_chunk(t, e))
			return false;
		if (t->at == t->n)
			continue; /* nothing but carriage returns */
		const UChar *piece = t->u + t->at;
		int32_t end = piece_end(t), n = end - t->at;
		t->at = end;
		if (put_piece(t, piece, n, e)) {
			*token = qn_buf_slice(&t->out);
			return true;
		}
	}
	return false;
}
