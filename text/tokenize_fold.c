/* SPDX-License-Identifier: MIT */
/*
 * tokenize_fold.c -- the table of single characters, and ICU for the rest.
 *
 * Full case folding (the default mappings of CaseFolding.txt, through ICU).
 * A locale is taken into account by lower-casing first: "I" is then a
 * dotless i in Turkish, and folding leaves that alone.
 */
#include "text/tokenize_fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/unicode.h"
#include "text/wordbreak_ascii.h"

#define PAGES (0x20000 >> 6) /* what is beyond them is odd */

/* A folded character of as many bytes as it had; else zeroes. */
struct fold {
	char bytes[4];
};

struct qn_folder {
	bool lower, accents;
	char *locale; /* NULL: none */
	const UNormalizer2 *form, *nfd;
	bool simple; /* nothing but lower case without a locale */
	struct qn_utf16 a, b;
	struct qn_fold_odd odd; /* of the token in hand          */
	uint64_t *lead;         /* [lead_room] see qn_ascii_kern */
	size_t lead_room;
	const struct fold *page[PAGES]; /* NULL: not met yet; caseless:
	                             nothing in it changes        */
};

static const struct fold caseless[64];

struct qn_folder *qn_folder_new(bool lower, const char *locale, bool accents,
                                const UNormalizer2 *form, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	if (e->failed)
		return NULL;
	if (lower && locale && !*uloc_getISO3Language(locale)) {
		qn_fail(e, "no language is called \"%s\"", locale);
		return NULL;
	}
	struct qn_folder *f = qn_calloc(1, sizeof *f);
	f->lower = lower;
	f->accents = accents;
	f->nfd = unorm2_getNFDInstance(&u);
	f->form = accents && !form ? unorm2_getNFCInstance(&u) : form;
	if (lower && locale)
		f->locale = qn_strndup(locale, strlen(locale));
	f->simple = lower && !f->locale && !accents && !form;
	if (U_FAILURE(u))
		qn_fail(e, "ICU: %s", u_errorName(u));
	if (!e->failed)
		return f;
	qn_folder_free(f);
	return NULL;
}

void qn_folder_free(struct qn_folder *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < PAGES; i++)
		if (f->page[i] != caseless)
			free((struct fold *)f->page[i]);
	qn_fold_odd_release(&f->odd);
	free(f->lead);
	qn_utf16_release(&f->a);
	qn_utf16_release(&f->b);
	free(f->locale);
	free(f);
}

/* --- one character -------------------------------------------------------- */

/* Also whether it stays as it is. */
static struct fold fold_character(UChar32 c, bool *same)
{
	UErrorCode u = U_ZERO_ERROR;
	UChar from[2], to[8];
	int32_t n = 0, i = 0, at = 0;
	UChar32 is;
	struct fold f = {{0}};
	U16_APPEND_UNSAFE(from, n, c);
	n = u_strFoldCase(to, 8, from, n, U_FOLD_CASE_DEFAULT, &u);
	*same = false;
	if (U_FAILURE(u) || n < 1)
		return f;
	U16_NEXT(to, i, n, is);
	*same = is == c && i == n;
	if (i == n && U8_LENGTH(is) == U8_LENGTH(c))
		U8_APPEND_UNSAFE(f.bytes, at, is);
	return f;
}

static const struct fold *fill(struct qn_folder *f, size_t number)
{
	struct fold *page = qn_malloc(64, sizeof *page);
	bool cased = false, same;
	for (size_t i = 0; i < 64; i++) {
		page[i] = fold_character((UChar32)(number << 6 | i), &same);
		cased |= !same;
	}
	if (cased)
		return f->page[number] = page;
	free(page);
	return f->page[number] = caseless;
}

static void note_odd(struct qn_fold_odd *odd, size_t at)
{
	if (odd->n == odd->room) {
		odd->room = odd->room ? 2 * odd->room : 64;
		odd->at = qn_realloc(odd->at, odd->room, sizeof *odd->at);
	}
	odd->at[odd->n++] = (uint32_t)at;
}

static inline const struct fold *page_at(struct qn_folder *f, size_t number)
{
	static const struct fold odd[64];
	if (number >= PAGES)
		return odd;
	const struct fold *page = f->page[number];
	return page ? page : fill(f, number);
}

/* The character at p[at], which has more than a byte. */
static inline void fold_at(struct qn_folder *f, char *p, size_t at,
                           struct qn_fold_odd *odd)
{
	const unsigned char *u = (const unsigned char *)p + at;
	const struct fold *page;
	size_t n = 2;
	if (u[0] < 0xe0) {
		page = page_at(f, u[0] & 0x1f);
	} else if (u[0] < 0xf0) {
		n = 3;
		page = page_at(f, (u[0] & 0xfU) << 6 | (u[1] & 0x3fU));
	} else {
		n = 4;
		page = page_at(f, (u[0] & 7U) << 12 | (u[1] & 0x3fU) << 6 |
		                      (u[2] & 0x3fU));
	}
	if (page == caseless)
		return;
	const struct fold *c = &page[u[n - 1] & 0x3f];
	if (!c->bytes[0])
		note_odd(odd, at);
	else if (n == 2)
		memcpy(p + at, c->bytes, 2);
	else
		memcpy(p + at, c->bytes, n);
}

/* --- where they lie ------------------------------------------------------- */

bool qn_folder_is_simple(const struct qn_folder *f)
{
	return f->simple;
}

void qn_fold_odd_release(struct qn_fold_odd *odd)
{
	free(odd->at);
}

void qn_folder_copy(struct qn_folder *f, char *to, struct qn_slice from,
                    struct qn_fold_odd *odd)
{
	size_t words = (from.n + 63) / 64;
	if (words > f->lead_room) {
		f->lead_room = 2 * words;
		f->lead = qn_realloc(f->lead, f->lead_room, sizeof *f->lead);
	}
	odd->n = 0;
	if (!f->lower || f->locale) {
		memcpy(to, from.p, from.n);
		return;
	}
	qn_ascii_kern()->lower(to, from.p, from.n, f->lead);
	for (size_t w = 0; f->simple && w < words; w++)
		for (uint64_t lead = f->lead[w]; lead; lead &= lead - 1)
			fold_at(f, to, 64 * w + (size_t)__builtin_ctzll(lead),
			        odd);
}

/* False if a character does not keep its length. */
static bool put_simple(struct qn_folder *f, struct qn_slice token,
                       struct qn_buf *out)
{
	qn_buf_reserve(out, token.n);
	qn_folder_copy(f, out->p + out->n, token, &f->odd);
	if (f->odd.n)
		return false;
	out->n += token.n;
	out->p[out->n] = '\0';
	return true;
}

/* --- by ICU --------------------------------------------------------------- */

static bool is_blank(const UChar *p, int32_t n)
{
	unsigned bits = 0;
	for (int32_t i = 0; i < n;) {
		UChar32 c;
		U16_NEXT(p, i, n, c);
		bits |= qn_char_class(c);
	}
	return bits == 0;
}

static bool put_by_icu(struct qn_folder *f, struct qn_slice token,
                       struct qn_buf *out, struct qn_err *e)
{
	struct qn_utf16 *is = &f->a, *to = &f->b, *swap;
	bool ok = qn_utf16_decode(token, is, e);
#define STEP(call) (ok = ok && (call), swap = is, is = to, to = swap)
	if (f->lower && f->locale)
		STEP(qn_utf16_lower(is->p, is->n, f->locale, to, e));
	if (f->lower)
		STEP(qn_utf16_fold(is->p, is->n, to, e));
	if (f->accents) {
		STEP(qn_utf16_normalize(f->nfd, is->p, is->n, to, e));
		if (ok)
			qn_utf16_drop_marks(is);
	}
	if (f->form)
		STEP(qn_utf16_normalize(f->form, is->p, is->n, to, e));
#undef STEP
	/* A mark on a space is a space without its mark. */
	if (!ok || is_blank(is->p, is->n))
		return ok;
	return qn_utf16_append(is->p, is->n, out, e);
}

bool qn_folder_put(struct qn_folder *f, struct qn_slice token,
                   struct qn_buf *out, struct qn_err *e)
{
	if (!f->lower && !f->accents) {
		qn_buf_add(out, token.p, token.n);
		return true;
	}
	if (f->simple && put_simple(f, token, out))
		return true;
	return put_by_icu(f, token, out, e);
}
