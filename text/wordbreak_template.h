/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_template.h -- the kernels of wordbreak_ascii.h, for one width of
 * vector.
 *
 * Included with W, the bytes of a vector, and KERN, the name of the set.  A
 * block of 64 bytes is compared with each class; each comparison becomes a
 * word of 64 bits; what decides a boundary is then ordinary arithmetic.
 */
#include <string.h>

#include "text/byteblock.h"
#include "text/wordbreak_ascii.h"

/* A block's bytes by class. */
struct classes {
	uint64_t letter; /* A-Z a-z                                 */
	uint64_t digit;
	uint64_t also;  /* joined as letters are, but none: '@'    */
	uint64_t under; /* '_'                                     */
	uint64_t mid_letter, mid_number;
	uint64_t space, lf, cr;
	uint64_t visible; /* 0x21 to 0x7e, and wide letters         */
	uint64_t high;    /* above ASCII, but for ...               */
	uint64_t wide;    /* ... letters of two bytes               */
};

/* Find the letters of two bytes among what is above ASCII.  One that the
 * block's end breaks stays there. */
static inline void find_wide(const struct block *b,
                             const struct qn_ascii_roles *r, struct classes *c)
{
	uint64_t lead = 0, trail = in_range(b, 0, 0x80, 0x40);
	for (int i = 0; i < QN_LEAD_RANGES; i++)
		if (r->lead[i].n)
			lead |= in_range(b, 0, r->lead[i].first, r->lead[i].n);
	uint64_t times = equal(b, r->times[0]) | equal(b, r->times[1]);
	lead |= equal(b, r->times_lead) & ~(times >> 1);
	lead &= trail >> 1;
	c->wide = lead | lead << 1;
	c->high &= ~c->wide;
	c->letter |= c->wide;
}

static inline struct classes
classify(const char *p, const struct qn_ascii_roles *r, enum qn_pieces pieces)
{
	struct classes c;
	struct block b;
	memcpy(&b, p, sizeof b);
	uint64_t both = equal(&b, r->mid_both[0]) | equal(&b, r->mid_both[1]);
	c.letter = in_range(&b, 0x20, 'a', 26);
	c.digit = in_range(&b, 0, '0', 10);
	c.also = equal(&b, r->letter);
	c.under = equal(&b, '_');
	c.mid_letter = both | equal(&b, r->mid_letter);
	c.mid_number =
	    both | equal(&b, r->mid_number[0]) | equal(&b, r->mid_number[1]);
	c.space = equal(&b, ' ');
	c.lf = equal(&b, '\n');
	c.cr = equal(&b, '\r');
	c.visible =
	    pieces == QN_PIECES_VISIBLE ? in_range(&b, 0, 0x21, 0x5e) : 0;
	c.high = above_ascii(&b);
	c.wide = 0;
	if (c.high) {
		find_wide(&b, r, &c);
		c.visible |= c.wide;
	}
	return c;
}

/* The same one place on, the last bit of the block before coming in. */
static inline uint64_t up(uint64_t mask, uint64_t before)
{
	return mask << 1 | before >> 63;
}

/* One place back, the first character of the block behind coming in. */
static inline uint64_t down(uint64_t mask, bool after)
{
	return mask >> 1 | (uint64_t)after << 63;
}

static inline bool is_letter(unsigned char c, const struct qn_ascii_roles *r)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || c == r->letter;
}

static inline bool is_digit(unsigned char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* What the next block needs to know of this one. */
struct carry {
	uint64_t letters, digits, words, mids, joints, space, cr, high, wanted;
};

static inline uint64_t wanted(const struct classes *c, uint64_t words,
                              uint64_t joints, enum qn_pieces pieces)
{
	if (pieces == QN_PIECES_ALL)
		return ~UINT64_C(0);
	return pieces == QN_PIECES_VISIBLE ? c->visible : words | joints;
}

/* Block `w`, behind which `next` stands. */
static inline void mark_block(const struct classes *c, unsigned char next,
                              const struct qn_ascii_roles *roles,
                              struct carry *k, enum qn_pieces pieces,
                              const struct qn_ascii_marks *m, size_t w)
{
	uint64_t letters = c->letter | c->also;
	uint64_t words = letters | c->digit | c->under;
	uint64_t mids = c->mid_letter | c->mid_number;
	uint64_t joints = (c->mid_letter & up(letters, k->letters) &
	                   down(letters, is_letter(next, roles))) |
	                  (c->mid_number & up(c->digit, k->digits) &
	                   down(c->digit, is_digit(next)));
	/* What follows the last character may be a letter that only the next
	 * block can see. */
	uint64_t high = c->high | (next > 0x7f ? mids & UINT64_C(1) << 63 : 0);
	uint64_t held = (words & up(words, k->words)) |
	                (c->space & up(c->space, k->space)) |
	                (c->lf & up(c->cr, k->cr));
	uint64_t joined = held | joints | up(joints, k->joints);
	uint64_t want = wanted(c, words, joints, pieces);

	m->high[w] = high;
	m->wide[w] = c->wide;
	m->safe[w] = ~(held | (up(words, k->words) & mids) |
	               (up(mids, k->mids) & words) | high | up(high, k->high));
	m->start[w] = ~joined & want;
	m->end[w] = ~joined & up(want, k->wanted);
	m->check[w] = ~joined & want & ~(c->letter | c->digit);
	*k = (struct carry){letters,  c->digit, words, mids, joints,
	                    c->space, c->cr,    high,  want};
}

/* Behind the text nothing begins, but what reached its end has ended. */
static void mark_text_end(size_t n, const struct qn_ascii_marks *m)
{
	uint64_t end = UINT64_C(1) << n % 64, before = end - 1;
	m->start[n / 64] &= before;
	m->check[n / 64] &= before;
	m->end[n / 64] &= before | end;
	m->safe[n / 64] |= end;
}

static inline bool mark_all(struct qn_slice text, struct qn_ascii_roles roles,
                            enum qn_pieces pieces, struct qn_ascii_marks m)
{
	size_t words = qn_ascii_marks_words(text.n), last = words - 1;
	struct carry k = {.wanted = 0};
	uint64_t high = 0;
	char tail[64] = {0};
	memcpy(tail, text.p + 64 * last, text.n % 64);
	for (size_t w = 0; w < words; w++) {
		const char *p = w < last ? text.p + 64 * w : tail;
		unsigned char next = 64 * (w + 1) < text.n
		                         ? (unsigned char)text.p[64 * (w + 1)]
		                         : 0;
		struct classes c = classify(p, &roles, pieces);
		mark_block(&c, next, &roles, &k, pieces, &m, w);
		high |= m.high[w];
	}
	mark_text_end(text.n, &m);
	return !high;
}

/* Each kind of pieces with a loop of its own. */
static bool mark(struct qn_slice text, const struct qn_ascii_roles *roles,
                 enum qn_pieces pieces, const struct qn_ascii_marks *m)
{
	if (pieces == QN_PIECES_WORDS)
		return mark_all(text, *roles, QN_PIECES_WORDS, *m);
	if (pieces == QN_PIECES_VISIBLE)
		return mark_all(text, *roles, QN_PIECES_VISIBLE, *m);
	return mark_all(text, *roles, QN_PIECES_ALL, *m);
}

#if W == 64
static inline uint32_t *spread_word(uint64_t mask, size_t base, uint32_t *to)
{
	__m512i place =
	    _mm512_add_epi32(_mm512_set1_epi32((int)base),
	                     _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	                                       11, 12, 13, 14, 15));
	for (int i = 0; i < 64; i += 16, mask >>= 16) {
		__mmask16 some = (__mmask16)mask;
		_mm512_storeu_si512(to,
		                    _mm512_maskz_compress_epi32(some, place));
		to += __builtin_popcount(some);
		place = _mm512_add_epi32(place, _mm512_set1_epi32(16));
	}
	return to;
}
#else
/* Four at a time: some are written over again, none is a branch. */
static inline uint32_t *spread_word(uint64_t mask, size_t base, uint32_t *to)
{
	int n = __builtin_popcountll(mask);
	for (int i = 0; i < n; i += 4)
		for (int j = i; j < i + 4; j++) {
			int at = mask ? __builtin_ctzll(mask) : 64;
			to[j] = (uint32_t)base + (uint32_t)at;
			mask &= mask - 1;
		}
	return to + n;
}
#endif

static size_t spread(const uint64_t *marks, size_t from, size_t to,
                     uint32_t *places)
{
	uint32_t *at = places;
	for (size_t w = from / 64; w <= to / 64; w++) {
		uint64_t mask = marks[w];
		if (w == from / 64)
			mask &= ~UINT64_C(0) << from % 64;
		if (w == to / 64)
			mask &= (UINT64_C(1) << to % 64) - 1;
		at = spread_word(mask, 64 * w, at);
	}
	return (size_t)(at - places);
}

/* --- UTF-8 ---------------------------------------------------------------- */

/* What a block leaves for the next: bytes that must be trail bytes, at its
 * beginning, and which of these may not be any. */
struct pending {
	uint64_t trail;
	uint64_t e0, ed, f0, f4; /* behind such a lead byte */
};

/* The bits pushed out of a word that is shifted up by n. */
static inline uint64_t up_from(uint64_t mask, int n)
{
	return mask >> (64 - n);
}

/* Leads of more than two bytes: the places of their trail bytes; those whose
 * first one is out of its range, where numbers would be too long, surrogates,
 * or too large. */
static inline uint64_t long_trails(const struct block *b, uint64_t three,
                                   uint64_t trail, struct pending *p,
                                   uint64_t *wrong)
{
	uint64_t four = in_range(b, 0, 0xf0, 5), more = three | four;
	uint64_t e0 = equal(b, 0xe0), ed = equal(b, 0xed), f0 = equal(b, 0xf0),
	         f4 = equal(b, 0xf4), low = in_range(b, 0, 0x80, 0x20),
	         lowest = in_range(b, 0, 0x80, 0x10);
	*wrong |= ((e0 << 1 | p->e0) & low) |
	          ((ed << 1 | p->ed) & trail & ~low) |
	          ((f0 << 1 | p->f0) & lowest) |
	          ((f4 << 1 | p->f4) & trail & ~lowest);
	*p = (struct pending){
	    up_from(more, 1) | up_from(more, 2) | up_from(four, 3),
	    up_from(e0, 1), up_from(ed, 1), up_from(f0, 1), up_from(f4, 1)};
	return more << 1 | more << 2 | four << 1 | four << 2 | four << 3;
}

/* Whether the block goes on as UTF-8. */
static inline bool goes_on(const struct block *b, struct pending *p)
{
	uint64_t high = above_ascii(b), wrong = 0, before = p->trail;
	if (!high && !before)
		return true;
	uint64_t trail = in_range(b, 0, 0x80, 0x40),
	         two = in_range(b, 0, 0xc2, 0x1e),
	         three = in_range(b, 0, 0xe0, 0x10),
	         rest = high & ~(trail | two | three);
	uint64_t trails = before | two << 1;
	if (three | rest | before) {
		trails |= long_trails(b, three, trail, p, &wrong);
		rest &= ~in_range(b, 0, 0xf0, 5);
	}
	p->trail |= up_from(two, 1);
	return !(wrong | rest | (trails ^ trail));
}

/* A character may have begun before the block at `i`. */
static size_t before_block(size_t i)
{
	return i < 3 ? 0 : i - 3;
}

static size_t utf8(const char *text, size_t n)
{
	struct pending p = {.trail = 0};
	struct block b;
	char tail[64] = {0};
	size_t i = 0;
	for (; n - i >= 64; i += 64) {
		memcpy(&b, text + i, sizeof b);
		if (!goes_on(&b, &p))
			return before_block(i);
	}
	memcpy(tail, text + i, n - i);
	memcpy(&b, tail, sizeof b);
	return goes_on(&b, &p) ? n : before_block(i);
}

/* --- lower case ----------------------------------------------------------- */

static inline vec lower_vector(vec v)
{
	vec capital = (vec)(v - 'A' < 26);
	return v | (capital & 0x20);
}

/* A block in lower case; the bits of lead bytes. */
static inline uint64_t lower_block(char *to, const char *from)
{
	struct block b;
	memcpy(&b, from, sizeof b);
	uint64_t leads = in_range(&b, 0, 0xc0, 0x40);
	for (int v = 0; v < 64 / W; v++)
		b.v[v] = lower_vector(b.v[v]);
	memcpy(to, &b, sizeof b);
	return leads;
}

static void lower(char *to, const char *from, size_t n, uint64_t *leads)
{
	char tail[64] = {0};
	size_t i = 0;
	for (; n - i >= 64; i += 64)
		leads[i / 64] = lower_block(to + i, from + i);
	if (i == n)
		return;
	memcpy(tail, from + i, n - i);
	leads[i / 64] = lower_block(tail, tail);
	memcpy(to + i, tail, n - i);
}

#define JOIN(a, b)  a##b
#define NAMED(kern) JOIN(qn_ascii_, kern)
const struct qn_ascii_kern NAMED(KERN) = {mark, spread, lower, utf8};
