/* SPDX-License-Identifier: MIT */
/*
 * langidtext.c -- see langidtext.h.
 *
 * Characters are looked up one by one.  A word in which a mark composes with
 * what is before it, or follows another mark, is read a second time through
 * ICU's normaliser; other words are in NFC as they are.
 */
#include "embed/langidtext.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/inline.h"

#define MEND_BYTES 512 /* a longer word stays as it is */

struct reading {
	const uint32_t *chars;
	struct qn_langid_text *to;
	size_t begin;  /* of the word: unit[begin] is the blank before it */
	uint32_t hash; /* of the word so far                              */
	bool joins;    /* an apostrophe waits for a letter                */
	bool composes; /* the word has to be normalised                   */
	UChar32 last;  /* the character before, 0 at a word's beginning   */
	uint32_t was;  /* its MARK and OWNED                              */
};

static void begin_word(struct reading *r)
{
	r->begin = r->to->n - 1;
	r->hash = 0x1234567;
	r->joins = r->composes = false;
	r->last = 0;
	r->was = 0;
}

static void add_letter(struct reading *r, uint32_t letter)
{
	r->to->unit[r->to->n++] = letter;
	r->hash = qn_langid_mix(r->hash, letter);
}

static void add_entry(struct reading *r, uint32_t entry)
{
	if (entry & QN_LANGID_JOINS) {
		r->joins = r->to->n > r->begin + 1;
		return;
	}
	if (r->joins)
		add_letter(r, '\'');
	r->joins = false;
	add_letter(r, entry & QN_LANGID_LETTER);
}

static bool decomposes(const UNormalizer2 *nfc, UChar32 c)
{
	UChar pair[4];
	UErrorCode status = U_ZERO_ERROR;
	return unorm2_getRawDecomposition(nfc, c, pair, 4, &status) >= 0;
}

/* Whether mark `c` does something to what is before it. */
static bool disturbs(const struct reading *r, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	return U_SUCCESS(status) &&
	       (r->was || unorm2_composePair(nfc, r->last, c) >= 0 ||
	        decomposes(nfc, c) || decomposes(nfc, r->last));
}

/* The word again, from its bytes. */
static void mend_word(struct reading *r, struct qn_slice bytes)
{
	UChar raw[MEND_BYTES], word[2 * MEND_BYTES];
	int32_t n = 0;
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8WithSub(raw, MEND_BYTES, &n, bytes.p, (int32_t)bytes.n,
	                     0xfffd, NULL, &status);
	n = unorm2_normalize(unorm2_getNFCInstance(&status), raw, n, word,
	                     2 * MEND_BYTES, &status);
	if (U_FAILURE(status))
		return;
	r->to->n = r->begin + 1;
	begin_word(r);
	for (int32_t i = 0; i < n && r->to->n < QN_LANGID_UNITS - 2;) {
		UChar32 c;
		U16_NEXT(word, i, n, c);
		uint32_t entry = c < QN_LANGID_TOP ? r->chars[c] : 0;
		if (entry && !(entry & QN_LANGID_OWNED))
			add_entry(r, entry);
	}
}

/* A word ends whose bytes are these. */
static void end_word(struct reading *r, const char *from, const char *to)
{
	struct qn_langid_text *t = r->to;
	if (r->composes && to - from <= MEND_BYTES)
		mend_word(r, (struct qn_slice){from, (size_t)(to - from)});
	size_t letters = t->n - 1 - r->begin;
	if (letters >= QN_LANGID_LONG)
		t->word[t->words++] = r->hash;
	if (letters) {
		t->unit[t->n++] = ' ';
		t->letters = true;
	}
	begin_word(r);
}

/* A letter of an owned script: a word of its own, so to speak, with the marks
 * that follow it. */
static void add_owned(struct reading *r, uint32_t entry)
{
	if (!(entry & QN_LANGID_MARK)) {
		r->to->owned[entry & QN_LANGID_LETTER]++;
		r->to->owned_letters++;
	}
	r->to->letters = true;
	r->was = QN_LANGID_OWNED;
}

/* A word of its own, but not after itself: a number is one sign, and so is a
 * ruler. */
static void add_sign(struct reading *r, uint32_t sign)
{
	struct qn_langid_text *t = r->to;
	if (t->n >= 2 && t->unit[t->n - 2] == sign && t->unit[t->n - 1] == ' ')
		return;
	t->unit[t->n++] = sign;
	t->unit[t->n++] = ' ';
	begin_word(r);
}

INLINE UChar32 next_char(const char **p, const char *end)
{
	const uint8_t *s = (const uint8_t *)*p;
	int32_t i = 0, n = end - *p < 8 ? (int32_t)(end - *p) : 8;
	UChar32 c = s[0];
	if (c < 0x80)
		i = 1;
	else
		U8_NEXT(s, i, n, c);
	*p += i;
	return c;
}

/* Whether an entry is a letter that stands for itself: no flag, no sign. */
static bool is_plain(uint32_t entry)
{
	return entry - 1 < ((uint32_t)QN_LANGID_SIGN << 21) - 1;
}

/* All letters from `p` on, of which the first has `entry`, that are plain;
 * where they end.  Nearly all of most texts. */
static const char *add_plain(struct reading *r, uint32_t entry, UChar32 c,
                             const char *p, const char *end)
{
	struct qn_langid_text *t = r->to;
	const char *next = p;
	uint32_t hash = r->hash;
	size_t n = t->n;
	for (;;) {
		uint32_t letter = entry & QN_LANGID_LETTER;
		t->unit[n++] = letter;
		hash = qn_langid_mix(hash, letter);
		r->last = c;
		p = next;
		if (p == end || n >= QN_LANGID_UNITS - 3)
			break;
		c = next_char(&next, end);
		entry = (uint32_t)c < QN_LANGID_TOP ? r->chars[c] : 0;
		if (!is_plain(entry))
			break;
	}
	r->was = 0;
	r->hash = hash;
	t->n = n;
	return p;
}

static void add_char(struct reading *r, UChar32 c, uint32_t entry)
{
	if (entry & QN_LANGID_MARK)
		r->composes = r->composes || disturbs(r, c);
	r->was = entry & QN_LANGID_MARK;
	r->last = c;
	add_entry(r, entry);
}

static void begin_piece(struct qn_langid_text *to)
{
	to->unit[0] = ' ';
	to->n = 1;
	to->words = to->owned_letters = 0;
	to->letters = false;
	memset(to->owned, 0, sizeof to->owned);
}

static void end_piece(struct qn_langid_text *to)
{
	if (to->n == 1)
		to->n = 0;
	for (size_t k = 0; k < QN_LANGID_AHEAD; k++)
		to->unit[to->n + k] = ' ';
}

static bool is_sign(uint32_t entry)
{
	return qn_langid_script(entry) == QN_LANGID_SIGN;
}

bool qn_langid_read(const uint32_t *chars, struct qn_slice *rest,
                    struct qn_langid_text *to)
{
	struct reading r = {.chars = chars, .to = to};
	const char *p = rest->p, *end = p + rest->n, *word = p;
	if (p == end)
		return false;
	begin_piece(to);
	begin_word(&r);
	/* Room for an apostrophe, a letter and a blank, or one and a sign. */
	while (p < end && to->n < QN_LANGID_UNITS - 3) {
		const char *from = p;
		UChar32 c = next_char(&p, end);
		uint32_t entry = (uint32_t)c < QN_LANGID_TOP ? chars[c] : 0;
		if (r.was & QN_LANGID_OWNED && entry & QN_LANGID_MARK)
			continue;
		if (!entry || entry & QN_LANGID_OWNED || is_sign(entry)) {
			end_word(&r, word, from);
			if (entry & QN_LANGID_OWNED)
				add_owned(&r, entry);
			else if (entry)
				add_sign(&r, entry & QN_LANGID_LETTER);
			continue;
		}
		if (to->n == r.begin + 1)
			word = from;
		if (is_plain(entry) && !r.joins)
			p = add_plain(&r, entry, c, p, end);
		else
			add_char(&r, c, entry);
	}
	end_word(&r, word, p);
	end_piece(to);
	rest->p = p;
	rest->n = (size_t)(end - p);
	return true;
}
