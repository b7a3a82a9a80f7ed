/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_ascii.c -- which kernel, and what the rules make of ASCII.
 *
 * The roles of ASCII characters are found by asking the automaton about
 * strings of two and three of them; it is then asked about every string of
 * three that is made of one character of each kind, and unless the masks'
 * answer is the same each time, they are not used.
 */
#include "text/wordbreak_ascii.h"

#include <string.h>

#include "base/kern.h"
#include "text/unicode.h"

extern const struct qn_ascii_kern qn_ascii_generic;
#ifdef __x86_64__
extern const struct qn_ascii_kern qn_ascii_avx2, qn_ascii_avx512;
#endif

const struct qn_ascii_kern *qn_ascii_kern(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return &qn_ascii_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return &qn_ascii_avx2;
#endif
	return &qn_ascii_generic;
}

/* Bit i: the rules part text[0, n), ASCII, before character i. */
static unsigned ask_rules(const struct qn_wordrules *r, const char *text,
                          size_t n)
{
	unsigned marks = 1;
	for (size_t begin = 0, i, last; begin < n; begin = last) {
		unsigned step = r->start;
		for (i = last = begin; i < n; i++) {
			unsigned state = step & QN_STEP_STATE;
			unsigned char c = (unsigned char)text[i];
			step = r->next[state + qn_wordrules_category(r, c)];
			if (step & (QN_STEP_BREAK | QN_STEP_BACK))
				break;
			if (step & QN_STEP_ACCEPT)
				last = i + 1;
		}
		/* A break comes where the match last was one. */
		marks |= 1U << last;
	}
	return marks & ((1U << n) - 1);
}

/* The same by masks. */
static unsigned ask_masks(const struct qn_ascii_kern *kern,
                          const struct qn_ascii_roles *roles, const char *text,
                          size_t n)
{
	uint64_t w[6];
	const struct qn_ascii_marks m = {w, w + 1, w + 2, w + 3, w + 4, w + 5};
	kern->mark((struct qn_slice){text, n}, roles, QN_PIECES_ALL, &m);
	return (unsigned)w[0];
}

static bool joins(const struct qn_wordrules *r, char a, char b, char c)
{
	const char text[3] = {a, b, c};
	return ask_rules(r, text, 3) == 1;
}

#define NOBODY 0xff

/* Put `c` into the first free place of [n]. */
static bool put(unsigned char *place, int n, char c)
{
	for (int i = 0; i < n; i++)
		if (place[i] == NOBODY) {
			place[i] = (unsigned char)c;
			return true;
		}
	return false;
}

static bool is_plain_word(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static bool find_roles(const struct qn_wordrules *r, struct qn_ascii_roles *to)
{
	bool ok = true;
	memset(to, NOBODY, sizeof *to);
	memset(to->lead, 0, sizeof to->lead);
	for (char c = '!'; ok && c < 127; c++) {
		bool letters = joins(r, 'a', c, 'a'),
		     digits = joins(r, '1', c, '1');
		if (is_plain_word(c))
			continue;
		if (ask_rules(r, (char[2]){'a', c}, 2) == 1)
			ok = put(&to->letter, 1, c);
		else if (letters && digits)
			ok = put(to->mid_both, 2, c);
		else if (letters)
			ok = put(&to->mid_letter, 1, c);
		else if (digits)
			ok = put(to->mid_number, 2, c);
	}
	return ok;
}

/* Every string of three characters out of one of each category: masks look no
 * further than that. */
static bool agree(const struct qn_wordrules *r,
                  const struct qn_ascii_roles *roles)
{
	const struct qn_ascii_kern *kern = qn_ascii_kern();
	char kind[128], text[3];
	size_t n = 0;
	for (char c = 0; c < 127; c++) {
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known |= qn_wordrules_category(r, (UChar32)kind[i]) ==
			         qn_wordrules_category(r, (UChar32)c);
		if (!known)
			kind[n++] = c;
	}
	for (size_t i = 0; i < n * n * n; i++) {
		size_t left = i;
		for (int at = 0; at < 3; at++, left /= n)
			text[at] = kind[left % n];
		if (ask_rules(r, text, 3) != ask_masks(kern, roles, text, 3))
			return false;
	}
	return true;
}

/* Whether a character is a letter in every respect. */
static bool is_letter(const struct qn_wordrules *r, UChar32 c)
{
	return qn_wordrules_category(r, c) == qn_wordrules_category(r, 'a') &&
	       qn_char_class(c) == QN_CHAR_LETTER;
}

/* How many characters of a lead byte are no letters; the last two of them
 * into `other`. */
static int count_others(const struct qn_wordrules *r, UChar32 lead,
                        unsigned char other[2])
{
	int n = 0;
	for (UChar32 i = 0; i < 64; i++)
		if (!is_letter(r, (lead & 0x1f) << 6 | i))
			other[n++ % 2] = (unsigned char)(0x80 | i);
	return n;
}

static void find_leads(const struct qn_wordrules *r, struct qn_ascii_roles *to)
{
	int ranges = 0;
	bool before = false;
	for (UChar32 lead = 0xc2; lead < 0xe0; lead++) {
		unsigned char other[2];
		int others = count_others(r, lead, other);
		if (others == 2 && to->times_lead == NOBODY) {
			to->times_lead = (unsigned char)lead;
			memcpy(to->times, other, sizeof other);
		}
		if (others == 0 && before)
			to->lead[ranges - 1].n++;
		else if (others == 0 && ranges < QN_LEAD_RANGES)
			to->lead[ranges++] =
			    (struct qn_lead_range){(unsigned char)lead, 1};
		before = others == 0 && ranges > 0 &&
		         to->lead[ranges - 1].first + to->lead[ranges - 1].n ==
		             lead + 1;
	}
}

struct qn_ascii_roles qn_ascii_roles(const struct qn_wordrules *r)
{
	struct qn_ascii_roles roles = {.fits = false};
	if (r->next)
		roles.fits = find_roles(r, &roles) && agree(r, &roles);
	if (roles.fits)
		find_leads(r, &roles);
	return roles;
}
