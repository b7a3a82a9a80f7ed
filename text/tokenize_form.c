/* SPDX-License-Identifier: MIT */
/*
 * tokenize_form.c -- through UTF-16, in which ICU normalises.
 *
 * A text is normalised piece by piece where it matters what became what: a
 * piece begins with a character that nothing before it can be joined to.
 */
#include "text/tokenize_form.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "text/unicode.h"

void qn_former_release(struct qn_former *f)
{
	qn_utf16_release(&f->from);
	qn_utf16_release(&f->to);
}

/* Where the piece that begins at `at` ends, and its bytes in UTF-8. */
static int32_t piece_end(const struct qn_former *f, int32_t at, size_t *bytes)
{
	const UChar *p = f->from.p;
	int32_t n = f->from.n, i = at;
	UChar32 c;
	*bytes = 0;
	while (i < n) {
		int32_t next = i;
		U16_NEXT(p, next, n, c);
		if (i > at && unorm2_hasBoundaryBefore(f->form, c))
			break;
		*bytes += U8_LENGTH(c);
		i = next;
	}
	return i;
}

static bool put_pieces(struct qn_former *f, struct qn_buf *out,
                       struct qn_text_map *map, struct qn_err *e)
{
	size_t was = 0, bytes;
	bool copied = false; /* the last run was */
	for (int32_t at = 0, end; at < f->from.n; at = end, was += bytes) {
		end = piece_end(f, at, &bytes);
		const UChar *p = f->from.p + at;
		if (!qn_utf16_normalize(f->form, p, end - at, &f->to, e))
			return false;
		bool same =
		    f->to.n == end - at &&
		    memcmp(f->to.p, p, (size_t)f->to.n * sizeof *p) == 0;
		if (!same || !copied)
			qn_text_map_add(map, out->n, was, !same);
		copied = same;
		if (!qn_utf16_append(f->to.p, f->to.n, out, e))
			return false;
	}
	qn_text_map_add(map, out->n, was, false);
	return true;
}

bool qn_former_put(struct qn_former *f, struct qn_slice text,
                   struct qn_buf *out, struct qn_text_map *map,
                   struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	qn_buf_clear(out);
	if (!f->form || qn_utf8_ascii(text) == text.n) {
		qn_buf_add(out, text.p, text.n);
		return !e->failed;
	}
	if (!qn_utf16_decode(text, &f->from, e))
		return false;
	int32_t good =
	    unorm2_spanQuickCheckYes(f->form, f->from.p, f->from.n, &u);
	if (U_SUCCESS(u) && good == f->from.n) {
		qn_buf_add(out, text.p, text.n);
		return true;
	}
	if (map)
		return put_pieces(f, out, map, e);
	return qn_utf16_normalize(f->form, f->from.p, f->from.n, &f->to, e) &&
	       qn_utf16_append(f->to.p, f->to.n, out, e);
}
