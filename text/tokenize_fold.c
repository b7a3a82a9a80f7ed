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

#define PAGES (0x10000 >> 6) /* beyond them all is left to ICU */

/* A folded character: its bytes, and how many; 0: ICU must be asked. */
struct fold {
	char bytes[3];
	unsigned char n;
};

struct qn_folder {
	bool lower, accents;
	char *locale; /* NULL: none */
	const UNormalizer2 *form, *nfd;
	bool simple; /* nothing but lower case without a locale */
	struct qn_utf16 a, b;
	struct fold *page[PAGES]; /* NULL: not met yet */
};

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
		free(f->page[i]);
	qn_utf16_release(&f->a);
	qn_utf16_release(&f->b);
	free(f->locale);
	free(f);
}

/* --- one character ------------------------------------------------------- */

static struct fold fold_character(UChar32 c)
{
	UErrorCode u = U_ZERO_ERROR;
	UChar from[2], to[8];
	int32_t n = 0, at = 0;
	struct fold f = {.n = 0};
	U16_APPEND_UNSAFE(from, n, c);
	n = u_strFoldCase(to, 8, from, n, U_FOLD_CASE_DEFAULT, &u);
	if (U_FAILURE(u) || n != 1 || U16_IS_SURROGATE(*to))
		return f;
	U8_APPEND_UNSAFE(f.bytes, at, *to);
	f.n = (unsigned char)at;
	return f;
}

static const struct fold *fill(struct qn_folder *f, size_t number)
{
	struct fold *page = qn_malloc(64, sizeof *page);
	for (size_t i = 0; i < 64; i++)
		page[i] = fold_character((UChar32)(number << 6 | i));
	f->page[number] = page;
	return page;
}

static const struct fold *find(struct qn_folder *f, size_t number,
                               unsigned char last)
{
	const struct fold *page = f->page[number];
	if (!page)
		page = fill(f, number);
	return &page[last & 0x3f];
}

/* The fold of the character at `p`, and its own length. */
static inline const struct fold *fold_at(struct qn_folder *f,
                                         const unsigned char *p, size_t *n)
{
	static const struct fold beyond = {.n = 0};
	if (p[0] < 0x80) {
		*n = 1;
		return find(f, p[0] >> 6, p[0]);
	}
	if (p[0] < 0xe0) {
		*n = 2;
		return find(f, p[0] & 0x1f, p[1]);
	}
	*n = 3;
	if (p[0] >= 0xf0)
		return &beyond;
	return find(f, (p[0] & 0xfU) << 6 | (p[1] & 0x3fU), p[2]);
}

/* False if there is a character that ICU must be asked about. */
static bool put_simple(struct qn_folder *f, struct qn_slice token,
                       struct qn_buf *out)
{
	size_t n;
	qn_buf_reserve(out, 3 * token.n + sizeof(struct fold));
	char *to = out->p + out->n;
	for (size_t i = 0; i < token.n; i += n) {
		const struct fold *c =
		    fold_at(f, (const unsigned char *)token.p + i, &n);
		if (!c->n)
			return false;
		memcpy(to, c, sizeof *c);
		to += c->n;
	}
	out->n = (size_t)(to - out->p);
	*to = '\0';
	return true;
}

/* --- by ICU -------------------------------------------------------------- */

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
