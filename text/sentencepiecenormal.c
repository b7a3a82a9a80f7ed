/* SPDX-License-Identifier: MIT */
/*
 * sentencepiecenormal.c -- a model's own normalisation.
 *
 * The longest run of characters for which there is a rule becomes that rule's
 * string.  Rules lie in a trie of the Darts library, 32 bits a unit:
 *
 *	bit 31        the unit is a value, its lower bits where the string is
 *	bits 10..30   where the children are: xor with the unit's own place,
 *	              256 times as far if bit 9 is set
 *	bit 8         the first child is a value
 *	bits 0..7     the byte that leads here
 *
 * Source: Yata, "Darts-clone", and SentencePiece's normalizer.
 */
#include "text/sentencepiece.h"

#include <unicode/utf8.h>

#define SPACE_SIGN  "\xe2\x96\x81" /* U+2581 */
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static uint32_t unit_at(const struct qn_spm_rules *r, size_t i)
{
	const unsigned char *p = r->unit + 4 * i;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static size_t offset(uint32_t unit)
{
	return (size_t)(unit >> 10) << ((unit & 1u << 9) >> 6);
}

/* The string a rule has at `at`; empty where the file is damaged. */
static struct qn_slice string_at(const struct qn_spm_rules *r, size_t at)
{
	if (at >= r->strings.n)
		return (struct qn_slice){"", 0};
	const char *p = r->strings.p + at;
	return (struct qn_slice){p, strnlen(p, r->strings.n - at)};
}

/* The longest rule for the beginning of `text`: its bytes, or 0. */
static size_t longest_rule(const struct qn_spm_rules *r, struct qn_slice text,
                           struct qn_slice *result)
{
	size_t longest = 0, at = 0;
	if (!r->n_units)
		return 0;
	at ^= offset(unit_at(r, 0));
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];
		at ^= byte;
		if (at >= r->n_units)
			break;
		uint32_t unit = unit_at(r, at);
		if ((unit & (1u << 31 | 0xff)) != byte)
			break;
		at ^= offset(unit);
		if (at >= r->n_units)
			break;
		if (unit & 1u << 8) {
			longest = i + 1;
			*result = string_at(r, unit_at(r, at) & ~(1u << 31));
		}
	}
	return longest;
}

bool qn_spm_has_rule(const struct qn_spm_rules *r, unsigned char byte)
{
	if (!r->n_units)
		return false;
	size_t at = offset(unit_at(r, 0)) ^ byte;
	return at < r->n_units && (unit_at(r, at) & (1u << 31 | 0xff)) == byte;
}

/* What the beginning of `text` becomes; returns the bytes it takes. */
static size_t next(const struct qn_sentencepiece *s,
                   const struct qn_spm_rules *r, struct qn_slice text,
                   struct qn_slice *result)
{
	unsigned char first = (unsigned char)*text.p;
	*result = (struct qn_slice){text.p, 1};
	if (first < 0x80 && r == &s->rules && s->plain[first])
		return 1;
	size_t n = r == &s->rules ? qn_spm_user(s, text) : 0;
	if (n) {
		result->n = n;
		return n;
	}
	n = longest_rule(r, text, result);
	if (n)
		return n;
	int32_t at = 0;
	int32_t left = text.n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)text.n;
	UChar32 c;
	U8_NEXT(text.p, at, left, c);
	if (c < 0) {
		*result = qn_slice_of(REPLACEMENT);
		return 1;
	}
	result->n = (size_t)at;
	return (size_t)at;
}

static void skip(struct qn_slice *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static bool is_space(struct qn_slice s)
{
	return s.n == 1 && *s.p == ' ';
}

static void put(const struct qn_spm_rules *r, struct qn_slice s,
                struct qn_buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (r->escape && s.p[i] == ' ')
			qn_buf_add(out, SPACE_SIGN, 3);
		else
			qn_buf_putc(out, s.p[i]);
}

static void trim_end(const struct qn_spm_rules *r, struct qn_buf *out)
{
	const char *space = r->escape ? SPACE_SIGN : " ";
	size_t n = r->escape ? 3 : 1;
	while (out->n >= n && memcmp(out->p + out->n - n, space, n) == 0)
		out->n -= n;
	if (out->p)
		out->p[out->n] = '\0';
}

void qn_spm_normalise(const struct qn_sentencepiece *s,
                      const struct qn_spm_rules *r, struct qn_slice text,
                      struct qn_buf *out)
{
	const struct qn_slice space = {" ", 1};
	struct qn_slice part;
	size_t n;
	while (r->trim && text.n) {
		n = next(s, r, text, &part);
		if (!is_space(part))
			break;
		skip(&text, n);
	}
	if (!text.n)
		return;
	qn_buf_reserve(out, text.n + text.n / 2);
	if (r->dummy_prefix && !s->suffix)
		put(r, space, out);
	bool after_space = r->trim;
	for (; text.n; skip(&text, n)) {
		n = next(s, r, text, &part);
		while (after_space && part.n && *part.p == ' ')
			skip(&part, 1);
		if (part.n) {
			put(r, part, out);
			after_space = part.p[part.n - 1] == ' ';
		}
		after_space = after_space && r->trim;
	}
	if (r->trim)
		trim_end(r, out);
	if (r->dummy_prefix && s->suffix)
		put(r, space, out);
}
