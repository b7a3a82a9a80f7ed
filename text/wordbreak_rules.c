/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_rules.c -- ICU's compiled rules, read and made ready.
 *
 * ubrk_getBinaryRules() is public, what it returns is not: its layout has a
 * version, which was 6 from ICU 68 to 76 at least.  With any other, or a
 * table that makes use of more than word rules need (look-ahead, the text's
 * beginning and end), there is no automaton, and whoever asked falls back on
 * the iterator itself.  Source: ICU 72, rbbidata.h and rbbi.cpp.
 */
#include "text/wordbreak_rules.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

#include "base/mem.h"

/* Unicode Standard Annex #29, revision 41 (Unicode 15.0), section 4.1.1, in
 * the notation of ICU's rules: matches are chained where the last character
 * of one may be the first of another, and the longest one is a piece. */
static const char uax29[] =
    "!!chain;"
    "$CR = [\\p{Word_Break=CR}]; $LF = [\\p{Word_Break=LF}];"
    "$NL = [\\p{Word_Break=Newline}]; $ZWJ = [\\p{Word_Break=ZWJ}];"
    "$Skip = [\\p{Word_Break=Extend} \\p{Word_Break=Format} $ZWJ];"
    "$Pict = [\\p{Extended_Pictographic}];"
    "$RI = [\\p{Word_Break=Regional_Indicator}];"
    "$Space = [\\p{Word_Break=WSegSpace}];"
    "$He = [\\p{Word_Break=Hebrew_Letter}];"
    "$AH = [\\p{Word_Break=ALetter} $He];"
    "$Nu = [\\p{Word_Break=Numeric}]; $Ka = [\\p{Word_Break=Katakana}];"
    "$Ex = [\\p{Word_Break=ExtendNumLet}];"
    "$SQ = [\\p{Word_Break=Single_Quote}];"
    "$DQ = [\\p{Word_Break=Double_Quote}];"
    "$Both = [\\p{Word_Break=MidNumLet} $SQ];"
    "$MidL = [\\p{Word_Break=MidLetter} $Both];"
    "$MidN = [\\p{Word_Break=MidNum} $Both];"
    "$CR $LF;"                              /* WB3 */
    "$ZWJ $Pict;"                           /* WB3c */
    "$Space $Space;"                        /* WB3d */
    "^$Skip+; [^$CR $LF $NL $Skip] $Skip*;" /* WB4 */
    "$AH $Skip* $AH;"                       /* WB5 */
    "$AH $Skip* $MidL $Skip* $AH;"          /* WB6, WB7 */
    "$He $Skip* $SQ;"                       /* WB7a */
    "$He $Skip* $DQ $Skip* $He;"            /* WB7b, WB7c */
    "$Nu $Skip* $Nu;"                       /* WB8 */
    "$AH $Skip* $Nu;"                       /* WB9 */
    "$Nu $Skip* $AH;"                       /* WB10 */
    "$Nu $Skip* $MidN $Skip* $Nu;"          /* WB11, WB12 */
    "$Ka $Skip* $Ka;"                       /* WB13 */
    "[$AH $Nu $Ka $Ex] $Skip* $Ex;"         /* WB13a */
    "$Ex $Skip* [$AH $Nu $Ka];"             /* WB13b */
    "^$RI $Skip* $RI;"                      /* WB15, WB16 */
    ".;";                                   /* WB999 */

static UBreakIterator *compile(const char *rules, UErrorCode *u)
{
	UParseError where;
	int32_t n = (int32_t)strlen(rules);
	UChar *text = qn_malloc((size_t)n, sizeof *text);
	u_charsToUChars(rules, text, n);
	UBreakIterator *it = ubrk_openRules(text, n, NULL, 0, &where, u);
	free(text);
	return it;
}

UBreakIterator *qn_wordrules_iterator(enum qn_word_rules rules,
                                      struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	if (e->failed)
		return NULL;
	UBreakIterator *it = rules == QN_WORDS_UAX29
	                         ? compile(uax29, &u)
	                         : ubrk_open(UBRK_WORD, "", NULL, 0, &u);
	if (U_FAILURE(u))
		qn_fail(e, "ICU has no word iterator: %s", u_errorName(u));
	return it;
}

/* --- ICU's layout --------------------------------------------------------- */

#define MAGIC   0xb1a0
#define VERSION 6

struct header {
	uint32_t magic;
	uint8_t version[4];
	uint32_t bytes, categories;
	uint32_t forward, forward_bytes; /* struct states */
	uint32_t reverse, reverse_bytes;
	uint32_t trie, trie_bytes;
};

struct states {
	uint32_t count, row_bytes, dictionary, look_ahead, flags;
	/* rows: accepting, look-ahead, tag, next[categories] */
};

enum { LOOK_AHEAD = 1, NEEDS_BEGINNING = 2, BYTES = 4 }; /* flags */
enum { STOP = 0, START = 1 };                            /* states */
enum { ACCEPTING, ROW_LOOK_AHEAD, TAG, NEXT };           /* of a row */
enum { END_OF_TEXT = 1, FIRST_CATEGORY = 3 };

struct source {
	struct header h;
	struct states s;
	const unsigned char *row;
};

/* Cell `i` of the row of a state. */
static unsigned cell(const struct source *t, unsigned state, unsigned i)
{
	const unsigned char *row = t->row + (size_t)state * t->s.row_bytes;
	uint16_t wide;
	if (t->s.flags & BYTES)
		return row[i];
	memcpy(&wide, row + 2 * i, sizeof wide);
	return wide;
}

static bool within(uint32_t at, uint32_t bytes, size_t n)
{
	return at <= n && bytes <= n - at;
}

static bool open_source(struct source *t, const unsigned char *p, size_t n)
{
	if (n < sizeof t->h)
		return false;
	memcpy(&t->h, p, sizeof t->h);
	if (t->h.magic != MAGIC || t->h.version[0] != VERSION ||
	    !within(t->h.forward, t->h.forward_bytes, n) ||
	    !within(t->h.trie, t->h.trie_bytes, n) ||
	    t->h.forward_bytes < sizeof t->s)
		return false;
	memcpy(&t->s, p + t->h.forward, sizeof t->s);
	t->row = p + t->h.forward + sizeof t->s;
	size_t width = t->s.flags & BYTES ? 1 : 2;
	return t->h.categories > FIRST_CATEGORY &&
	       t->s.row_bytes >= (NEXT + t->h.categories) * width &&
	       (uint64_t)t->s.count * t->s.row_bytes <=
	           t->h.forward_bytes - sizeof t->s &&
	       (uint64_t)t->s.count * t->h.categories <= QN_STEP_STATE + 1;
}

/* Whether the rules ask for no more than a longest match. */
static bool is_simple(const struct source *t)
{
	if (t->s.flags & (LOOK_AHEAD | NEEDS_BEGINNING))
		return false;
	for (unsigned s = 0; s < t->s.count; s++) {
		if (cell(t, s, ACCEPTING) > 1 || cell(t, s, ROW_LOOK_AHEAD) ||
		    cell(t, s, NEXT + END_OF_TEXT) != STOP)
			return false;
		for (unsigned c = 0; c < t->h.categories; c++)
			if (cell(t, s, NEXT + c) >= t->s.count)
				return false;
	}
	/* Every character is at least a piece by itself. */
	for (unsigned c = FIRST_CATEGORY; c < t->h.categories; c++)
		if (!cell(t, cell(t, START, NEXT + c), ACCEPTING))
			return false;
	return true;
}

static unsigned step_to(const struct source *t, unsigned state)
{
	return state * t->h.categories |
	       (cell(t, state, ACCEPTING) ? QN_STEP_ACCEPT : 0);
}

static unsigned step(const struct source *t, unsigned s, unsigned category)
{
	unsigned to = cell(t, s, NEXT + category);
	if (to != STOP)
		return step_to(t, to);
	if (!cell(t, s, ACCEPTING))
		return QN_STEP_BACK;
	return QN_STEP_BREAK | step_to(t, cell(t, START, NEXT + category));
}

static void build(struct qn_wordrules *r, const struct source *t)
{
	unsigned width = t->h.categories;
	r->next = qn_calloc((size_t)t->s.count * width, sizeof *r->next);
	for (unsigned s = START; s < t->s.count; s++)
		for (unsigned c = FIRST_CATEGORY; c < width; c++)
			r->next[s * width + c] = (uint16_t)step(t, s, c);
	r->start = START * width;
	r->dictionary = t->s.dictionary;
}

void qn_wordrules_load(struct qn_wordrules *r, const UBreakIterator *iterator)
{
	struct source t;
	UErrorCode u = U_ZERO_ERROR;
	/* The C interface asks for a pointer that it does not write through. */
	UBreakIterator *it = (UBreakIterator *)iterator;
	*r = (struct qn_wordrules){.next = NULL};
	int32_t n = ubrk_getBinaryRules(it, NULL, 0, &u);
	if (U_FAILURE(u) || n <= 0)
		return;
	r->binary = qn_malloc((size_t)n, 1);
	ubrk_getBinaryRules(it, r->binary, (uint32_t)n, &u);
	if (U_FAILURE(u) || !open_source(&t, r->binary, (size_t)n) ||
	    !is_simple(&t))
		return;
	r->trie =
	    ucptrie_openFromBinary(UCPTRIE_TYPE_ANY, UCPTRIE_VALUE_BITS_ANY,
	                           (unsigned char *)r->binary + t.h.trie,
	                           (int32_t)t.h.trie_bytes, NULL, &u);
	if (U_SUCCESS(u))
		build(r, &t);
}

void qn_wordrules_release(struct qn_wordrules *r)
{
	free(r->next);
	ucptrie_close(r->trie);
	free(r->binary);
	*r = (struct qn_wordrules){.next = NULL};
}
