/* SPDX-License-Identifier: MIT */
/*
 * test_wordbreak.c -- word boundaries against ICU's iterator, against a plain
 * reading of UAX #29, and against the standard's own test file.
 *
 * ICU's answer is that for UTF-16: over UTF-8 (UText) its Burmese dictionary
 * code adds units to bytes and gives other boundaries.  And it is that of an
 * iterator that has met Han before: until then a U+30FC in front of Kana
 * belongs to no dictionary for it, from then on to theirs.
 */
#include "tests/unit/suite.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/input.h"
#include "base/rng.h"
#include "text/unicode.h"
#include "text/wordbreak.h"

#define STANDARD "/usr/share/unicode/auxiliary/WordBreakTest.txt"
#define DATA     "../shared/data"

/* A text as characters, and where in its bytes each begins. */
struct text {
	UChar32 *c;     /* [n]                                 */
	uint32_t *at;   /* [n + 1]                             */
	bool *boundary; /* [n + 1] in front of the character   */
	size_t n;
};

static void text_release(struct text *t)
{
	free(t->c);
	free(t->at);
	free(t->boundary);
}

static struct text text_of(struct qn_slice s)
{
	struct text t = {.n = 0};
	t.c = malloc((s.n + 1) * sizeof *t.c);
	t.at = malloc((s.n + 1) * sizeof *t.at);
	t.boundary = calloc(s.n + 1, sizeof *t.boundary);
	for (size_t i = 0; i < s.n;) {
		int32_t used = 0, left = s.n - i < 4 ? (int32_t)(s.n - i) : 4;
		t.at[t.n] = (uint32_t)i;
		U8_NEXT_OR_FFFD(s.p + i, used, left, t.c[t.n]);
		t.n++;
		i += (size_t)used;
	}
	t.at[t.n] = (uint32_t)s.n;
	return t;
}

/* As ck_assert(), which tells its parent even that all is well: too slow for
 * what is asked about every piece. */
static void must(bool holds, const char *what)
{
	if (!holds)
		ck_abort_msg("not so: %s", what);
}

/* --- two judges ---------------------------------------------------------- */

static void by_icu(struct text *t, UBreakIterator *icu)
{
	UErrorCode u = U_ZERO_ERROR;
	UChar *units = malloc((2 * t->n + 1) * sizeof *units);
	size_t *of = malloc((2 * t->n + 1) * sizeof *of);
	int32_t n = 0, stop;
	for (size_t i = 0; i < t->n; i++) {
		of[n] = of[n + 1] = i;
		U16_APPEND_UNSAFE(units, n, t->c[i]);
	}
	of[n] = t->n;
	ubrk_setText(icu, units, n, &u);
	must(U_SUCCESS(u), "ICU takes the text");
	t->boundary[0] = true;
	while ((stop = ubrk_next(icu)) != UBRK_DONE)
		t->boundary[of[stop]] = true;
	free(units);
	free(of);
}

static int property(const struct text *t, size_t i)
{
	return u_getIntPropertyValue(t->c[i], UCHAR_WORD_BREAK);
}

static bool is_line_end(int p)
{
	return p == U_WB_CR || p == U_WB_LF || p == U_WB_NEWLINE;
}

static bool is_skipped(int p)
{
	return p == U_WB_EXTEND || p == U_WB_FORMAT || p == U_WB_ZWJ;
}

static bool is_ah(int p)
{
	return p == U_WB_ALETTER || p == U_WB_HEBREW_LETTER;
}

static bool is_mid(int p, int kind)
{
	return p == kind || p == U_WB_MIDNUMLET || p == U_WB_SINGLE_QUOTE;
}

/* The property of the next character before or behind that is not skipped
 * (WB4); -1: there is none. */
static int seen_before(const struct text *t, size_t *i)
{
	while (*i > 0) {
		int p = property(t, --*i);
		if (!is_skipped(p))
			return p;
	}
	return -1;
}

static int seen_behind(const struct text *t, size_t i)
{
	for (i++; i < t->n; i++)
		if (!is_skipped(property(t, i)))
			return property(t, i);
	return -1;
}

/* Whether the standard keeps character i and the one before it together: its
 * rules in their order. */
static bool holds(const struct text *t, size_t i)
{
	int left = property(t, i - 1), c = property(t, i);
	if (left == U_WB_CR && c == U_WB_LF)
		return true; /* WB3 */
	if (is_line_end(left) || is_line_end(c))
		return false; /* WB3a, WB3b */
	if (left == U_WB_ZWJ &&
	    u_hasBinaryProperty(t->c[i], UCHAR_EXTENDED_PICTOGRAPHIC))
		return true; /* WB3c */
	if (left == U_WB_WSEGSPACE && c == U_WB_WSEGSPACE)
		return true; /* WB3d */
	if (is_skipped(c))
		return true; /* WB4 */
	size_t at = i;
	int b = seen_before(t, &at), flags = b == U_WB_REGIONAL_INDICATOR;
	size_t more = at;
	int a = seen_before(t, &more), d = seen_behind(t, i);
	if (is_ah(b) && is_ah(c))
		return true; /* WB5 */
	if (is_ah(b) && is_mid(c, U_WB_MIDLETTER) && is_ah(d))
		return true; /* WB6 */
	if (is_ah(a) && is_mid(b, U_WB_MIDLETTER) && is_ah(c))
		return true; /* WB7 */
	if (b == U_WB_HEBREW_LETTER && c == U_WB_SINGLE_QUOTE)
		return true; /* WB7a */
	if (b == U_WB_HEBREW_LETTER && c == U_WB_DOUBLE_QUOTE &&
	    d == U_WB_HEBREW_LETTER)
		return true; /* WB7b */
	if (a == U_WB_HEBREW_LETTER && b == U_WB_DOUBLE_QUOTE &&
	    c == U_WB_HEBREW_LETTER)
		return true; /* WB7c */
	if ((b == U_WB_NUMERIC || is_ah(b)) && c == U_WB_NUMERIC)
		return true; /* WB8, WB9 */
	if (b == U_WB_NUMERIC && is_ah(c))
		return true; /* WB10 */
	if (a == U_WB_NUMERIC && is_mid(b, U_WB_MIDNUM) && c == U_WB_NUMERIC)
		return true; /* WB11 */
	if (b == U_WB_NUMERIC && is_mid(c, U_WB_MIDNUM) && d == U_WB_NUMERIC)
		return true; /* WB12 */
	if (b == U_WB_KATAKANA && c == U_WB_KATAKANA)
		return true; /* WB13 */
	bool joined = is_ah(b) || b == U_WB_NUMERIC || b == U_WB_KATAKANA;
	if ((joined || b == U_WB_EXTENDNUMLET) && c == U_WB_EXTENDNUMLET)
		return true; /* WB13a */
	if (b == U_WB_EXTENDNUMLET &&
	    (is_ah(c) || c == U_WB_NUMERIC || c == U_WB_KATAKANA))
		return true; /* WB13b */
	while (flags && seen_before(t, &at) == U_WB_REGIONAL_INDICATOR)
		flags++;
	return c == U_WB_REGIONAL_INDICATOR && flags % 2; /* WB15, WB16 */
}

static void by_standard(struct text *t)
{
	for (size_t i = 0; i <= t->n; i++)
		t->boundary[i] = i == 0 || i == t->n || !holds(t, i);
}

/* --- comparing ----------------------------------------------------------- */

struct cutter {
	struct qn_wordbreak *w;
	UBreakIterator *icu; /* NULL: the standard judges          */
	size_t step;         /* bytes of a part that is cut; 0: all */
};

static struct cutter cutter_new(enum qn_word_rules rules)
{
	struct qn_err e = QN_ERR_INIT;
	struct cutter c = {.w = qn_wordbreak_new(rules, &e)};
	if (rules == QN_WORDS_ICU)
		c.icu = qn_wordrules_iterator(rules, &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	if (c.icu) {
		struct text han = text_of(qn_slice_of("\u4e00\u4e00"));
		by_icu(&han, c.icu);
		text_release(&han);
	}
	return c;
}

static void cutter_free(struct cutter *c)
{
	qn_wordbreak_free(c->w);
	if (c->icu)
		ubrk_close(c->icu);
}

/* How many bytes of the text were cut; their pieces into `end`, [*n]. */
static size_t cut_part(const struct cutter *c, struct qn_slice s, size_t from,
                       uint32_t *end, size_t *n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_piece_list list;
	for (size_t step = c->step ? c->step : s.n;; step *= 2) {
		size_t left = s.n - from, take = step < left ? step : left;
		must(qn_wordbreak_cut(c->w, (struct qn_slice){s.p + from, take},
		                      take == left, QN_PIECES_ALL, &list, &e),
		     "it is cut");
		must(take < left || list.done == left, "the last is all cut");
		if (list.done)
			break;
	}
	size_t at = 0;
	for (size_t i = 0; i < list.n; i++) {
		must(list.begin[i] == at, "pieces follow each other");
		at = list.end[i];
		end[(*n)++] = (uint32_t)(from + at);
	}
	must(at == list.done, "pieces cover what is cut");
	return list.done;
}

/* Every boundary of ours is the judge's, and every one of the judge's ours. */
static void compare(const struct cutter *c, struct qn_slice s, const char *what)
{
	struct text t = text_of(s);
	uint32_t *end = malloc((s.n + 1) * sizeof *end);
	size_t n = 0, k = 0;
	if (c->icu)
		by_icu(&t, c->icu);
	else
		by_standard(&t);
	for (size_t at = 0; at < s.n;)
		at += cut_part(c, s, at, end, &n);
	for (size_t i = 1; i <= t.n; i++) {
		bool ours = k < n && end[k] == t.at[i];
		size_t from = t.at[i] > 30 ? t.at[i] - 30 : 0;
		if (ours != t.boundary[i])
			ck_abort_msg("%s: %s boundary at byte %u, behind "
			             "'%.*s'",
			             what, ours ? "a" : "no", t.at[i],
			             (int)(t.at[i] - from), s.p + from);
		k += ours;
	}
	must(k == n, "all pieces end at characters");
	free(end);
	text_release(&t);
}

/* --- the standard's file ------------------------------------------------- */

/* "÷ 0061 × 0062 ÷ # ...": the text, and the boundaries in `marks`. */
static void read_case(const char *line, struct qn_buf *s, bool *marks)
{
	size_t n = 0;
	qn_buf_clear(s);
	while (*line && *line != '#') {
		char *end;
		if ((unsigned char)*line >= 0x80) {
			/* U+00F7 ends in B7, U+00D7 in 97. */
			marks[n] = (unsigned char)line[1] == 0xb7;
			line += 2;
		} else if (*line == ' ' || *line == '\t') {
			line++;
		} else {
			UChar32 c = (UChar32)strtol(line, &end, 16);
			char bytes[4];
			int32_t used = 0;
			U8_APPEND_UNSAFE(bytes, used, c);
			qn_buf_add(s, bytes, (size_t)used);
			line = end;
			n++;
		}
	}
}

START_TEST(every_case_of_the_standards_test_file_holds)
{
	FILE *f = fopen(STANDARD, "r");
	if (!f) {
		fprintf(stderr, "no " STANDARD ": install unicode-data\n");
		return;
	}
	struct cutter c = cutter_new(QN_WORDS_UAX29);
	struct qn_buf s = {0};
	char line[4096];
	size_t cases = 0;
	while (fgets(line, sizeof line, f)) {
		bool marks[256] = {0};
		uint32_t end[256];
		size_t n = 0, k = 0;
		if (*line == '#')
			continue;
		read_case(line, &s, marks);
		struct text t = text_of(qn_buf_slice(&s));
		cut_part(&c, qn_buf_slice(&s), 0, end, &n);
		for (size_t i = 1; i <= t.n; i++) {
			bool ours = k < n && end[k] == t.at[i];
			ck_assert_msg(ours == marks[i], "%s", line);
			k += ours;
		}
		/* The judge of the other tests must pass, too. */
		by_standard(&t);
		ck_assert(memcmp(t.boundary, marks, t.n + 1) == 0);
		text_release(&t);
		cases++;
	}
	ck_assert_uint_ge(cases, 1823);
	fclose(f);
	qn_buf_release(&s);
	cutter_free(&c);
}
END_TEST

/* --- random texts -------------------------------------------------------- */

/* Characters of every value of Word_Break, of the scripts that ICU has
 * dictionaries for, emoji with what joins them, and any others. */
static UChar32 random_character(struct qn_rng *r)
{
	static const UChar32 pool[] = {
	    'a',     'Z',     '0',     '9',     ' ',     ' ',     '.',
	    ',',     ':',     ';',     '\'',    '"',     '_',     '-',
	    '@',     '\r',    '\n',    '\t',    0,       0x7f,    0x85,
	    0xa0,    0xad,    0xb7,    0xe9,    0x301,   0x308,   0x387,
	    0x3b1,   0x410,   0x5d0,   0x5d1,   0x5f4,   0x660,   0x600,
	    0x627,   0x66b,   0x66c,   0x903,   0x915,   0x94d,   0xe01,
	    0xe32,   0xe81,   0xead,   0x1000,  0x102c,  0x104b,  0x1780,
	    0x17b6,  0x200b,  0x200c,  0x200d,  0x200d,  0x2018,  0x2019,
	    0x2024,  0x2028,  0x202f,  0x2060,  0x20e3,  0x231a,  0x2640,
	    0x3000,  0x3031,  0x304b,  0x30ab,  0x30fc,  0x4e00,  0x65e5,
	    0x672c,  0xac00,  0xd55c,  0xfe0f,  0xfe13,  0xfe55,  0xfeff,
	    0xff10,  0xff1a,  0xff21,  0xff76,  0x1f1e6, 0x1f1fa, 0x1f468,
	    0x1f3fd, 0x1f6d1, 0x1d538, 0x1d7d8, 0xe0001, 0x20000};
	const uint32_t kinds = sizeof pool / sizeof *pool;
	uint32_t way = qn_rng_below(r, 16);
	if (way > 2)
		return pool[qn_rng_below(r, kinds)];
	UChar32 c = (UChar32)qn_rng_below(r, way == 0 ? 0x110000 : 0x3000);
	return U_IS_SURROGATE(c) ? ' ' : c;
}

static void random_text(struct qn_rng *r, struct qn_buf *s)
{
	static const UChar32 letters[] = {
	    'a',  'b',  'c',  '1',  ' ',  '.',  '\'',  ':',   ',',   '_',
	    0xc3, 0xd7, 0xe9, 0xf1, 0xf7, 0xff, 0x101, 0x17e, 0x24f, 0x430};
	const uint32_t n_letters = sizeof letters / sizeof *letters;
	uint32_t n = qn_rng_below(r, 10) ? qn_rng_below(r, 40) : 200;
	bool mostly_ascii = qn_rng_below(r, 3) == 0,
	     latin = qn_rng_below(r, 3) == 0;
	qn_buf_clear(s);
	for (uint32_t i = 0; i < n; i++) {
		char bytes[4];
		int32_t used = 0;
		UChar32 c = random_character(r);
		if (mostly_ascii && qn_rng_below(r, 20))
			c &= 0x7f;
		if (latin && qn_rng_below(r, 20))
			c = letters[qn_rng_below(r, n_letters)];
		U8_APPEND_UNSAFE(bytes, used, c);
		/* The same again: runs matter. */
		uint32_t times = qn_rng_below(r, 8) ? 1 : qn_rng_below(r, 40);
		while (times--)
			qn_buf_add(s, bytes, (size_t)used);
	}
}

static void random_texts(enum qn_word_rules rules, size_t step, uint64_t seeds)
{
	struct cutter c = cutter_new(rules);
	struct qn_buf s = {0};
	c.step = step;
	for (uint64_t seed = 0; seed < seeds; seed++) {
		struct qn_rng r = qn_rng_new(seed, 0);
		char what[40];
		random_text(&r, &s);
		snprintf(what, sizeof what, "seed %d", (int)seed);
		compare(&c, (struct qn_slice){s.p ? s.p : "", s.n}, what);
	}
	qn_buf_release(&s);
	cutter_free(&c);
}

START_TEST(random_texts_are_cut_as_icu_cuts_them)
{
	random_texts(QN_WORDS_ICU, 0, 20000);
}
END_TEST

/* --- scripts that need a dictionary -------------------------------------- */

static const struct script {
	UChar32 first[2]; /* letters: blocks of them */
	uint32_t n[2];
	const char *words;
} scripts[] = {
    {{0xe00, 0xe00},
     {96, 96},
     "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิต่างๆฯลฯกรุงเทพฯ"},
    {{0xe80, 0xe80}, {96, 96}, "ມະນຸດເກີດມາມີສິດເສລີພາບແລະສະເໝີໜ້າກັນໃນທຸກໆດ້ານ"},
    {{0x1000, 0xaa60}, {160, 32}, "လူတိုင်းသည်တူညီလွတ်လပ်သောဂုဏ်သိက္ခာဖြင့်မွေးဖွားလာသူများဖြစ်သည်"},
    {{0x1780, 0x1780},
     {96, 96},
     "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាពក្នុងសេចក្ដីថ្លៃថ្នូរ"},
    {{0x4e00, 0x20000},
     {0x5200, 0xa6d7},
     "人人生而自由在尊严和权利上一律平等他们赋有理性和良心研究生命起源"},
    {{0x3040, 0x30a0},
     {96, 96},
     "すべての人間は生まれながらにして自由でありコンピューターを使うーパソコ"
     "ン"},
    {{0xff65, 0x3300}, {60, 88}, "ｶﾞﾊﾟ㌔㍍㋐㋑ゟヿ豈更車ー々〆〱〲"}};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

/* Some characters of a script's words, or one of its letters. */
static void add_script(struct qn_rng *r, const struct script *s,
                       struct qn_buf *to)
{
	struct text words = text_of(qn_slice_of(s->words));
	uint32_t n = 1, at = qn_rng_below(r, (uint32_t)words.n);
	char bytes[4];
	int32_t used = 0;
	if (qn_rng_below(r, 4)) {
		n += qn_rng_below(r, 12);
		n = at + n < words.n ? n : (uint32_t)words.n - at;
		qn_buf_add(to, s->words + words.at[at],
		           words.at[at + n] - words.at[at]);
	} else {
		uint32_t block = qn_rng_below(r, 2);
		UChar32 c =
		    s->first[block] + (UChar32)qn_rng_below(r, s->n[block]);
		U8_APPEND_UNSAFE(bytes, used, c);
		qn_buf_add(to, bytes, (size_t)used);
	}
	text_release(&words);
}

/* One script mostly, now and then another, or anything. */
static void random_scripts(struct qn_rng *r, struct qn_buf *s)
{
	uint32_t main_one = qn_rng_below(r, SCRIPTS), n = qn_rng_below(r, 12);
	qn_buf_clear(s);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t way = qn_rng_below(r, 16);
		char bytes[4];
		int32_t used = 0;
		if (way == 0) {
			U8_APPEND_UNSAFE(bytes, used, random_character(r));
			qn_buf_add(s, bytes, (size_t)used);
		} else if (way == 1) {
			add_script(r, &scripts[qn_rng_below(r, SCRIPTS)], s);
		} else {
			add_script(r, &scripts[main_one], s);
		}
	}
}

START_TEST(scripts_with_dictionaries_are_cut_as_icu_cuts_them)
{
	const char *seeds = getenv("QUERN_TEST_SEEDS");
	uint64_t n = seeds ? strtoul(seeds, NULL, 10) : 10000;
	struct cutter c = cutter_new(QN_WORDS_ICU);
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < n; seed++) {
		struct qn_rng r = qn_rng_new(seed, 3);
		char what[40];
		random_scripts(&r, &s);
		snprintf(what, sizeof what, "seed %zu", (size_t)seed);
		compare(&c, (struct qn_slice){s.p ? s.p : "", s.n}, what);
	}
	qn_buf_release(&s);
	cutter_free(&c);
}
END_TEST

START_TEST(random_texts_are_cut_as_the_standard_says)
{
	random_texts(QN_WORDS_UAX29, 0, 20000);
}
END_TEST

START_TEST(parts_of_a_text_are_cut_as_the_whole)
{
	for (size_t step = 1; step < 200; step += 1 + step / 3) {
		random_texts(QN_WORDS_ICU, step, 500);
		random_texts(QN_WORDS_UAX29, step, 500);
	}
}
END_TEST

START_TEST(any_bytes_are_cut_as_if_mended)
{
	struct cutter c[2] = {cutter_new(QN_WORDS_ICU),
	                      cutter_new(QN_WORDS_UAX29)};
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < 20000; seed++) {
		struct qn_rng r = qn_rng_new(seed, 1);
		random_text(&r, &s);
		for (uint32_t n = s.n ? qn_rng_below(&r, 9) : 0; n; n--)
			s.p[qn_rng_below(&r, (uint32_t)s.n)] =
			    (char)qn_rng_below(&r, 256);
		for (int i = 0; i < 2; i++) {
			c[i].step = seed % 2 ? 0 : 1 + seed % 70;
			compare(&c[i], (struct qn_slice){s.p ? s.p : "", s.n},
			        "bytes");
		}
	}
	qn_buf_release(&s);
	cutter_free(&c[0]);
	cutter_free(&c[1]);
}
END_TEST

START_TEST(bad_bytes_are_found)
{
	static const struct {
		const char *text;
		size_t n, bad;
	} cases[] = {{"plain", 5, SIZE_MAX},       {"caf\xc3\xa9", 5, SIZE_MAX},
	             {"caf\xe9 x", 6, 3},          {"\xe6\x97\xa5\xff", 4, 3},
	             {"a\xed\xa0\x80", 4, 1},      {"\xe0\x80\x80", 3, 0},
	             {"a \xf4\x90\x80\x80", 6, 2}, {"a\xc3", 2, 1}};
	struct qn_err e = QN_ERR_INIT;
	struct qn_piece_list list;
	struct cutter c = cutter_new(QN_WORDS_ICU);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct qn_slice s = {cases[i].text, cases[i].n};
		qn_wordbreak_cut(c.w, s, true, QN_PIECES_ALL, &list, &e);
		ck_assert_uint_eq(list.bad, cases[i].bad);
	}
	cutter_free(&c);
}
END_TEST

/* Pieces that are asked for are those of all that hold what it takes. */
START_TEST(pieces_are_chosen_by_what_they_hold)
{
	struct qn_err e = QN_ERR_INIT;
	struct cutter c = cutter_new(QN_WORDS_ICU);
	struct qn_wordbreak *all = qn_wordbreak_new(QN_WORDS_ICU, &e);
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct qn_rng r = qn_rng_new(seed, 2);
		struct qn_piece_list whole, some;
		random_text(&r, &s);
		struct qn_slice text = {s.p ? s.p : "", s.n};
		bool words = seed & 1;
		qn_wordbreak_cut(all, text, true, QN_PIECES_ALL, &whole, &e);
		qn_wordbreak_cut(c.w, text, true,
		                 words ? QN_PIECES_WORDS : QN_PIECES_VISIBLE,
		                 &some, &e);
		struct text t = text_of(text);
		size_t k = 0, at = 0;
		for (size_t i = 0; i < whole.n; i++) {
			unsigned bits = 0;
			for (; t.at[at] < whole.end[i]; at++)
				bits |= qn_char_class(t.c[at]);
			if (words)
				bits &= QN_CHAR_LETTER | QN_CHAR_NUMBER;
			if (!bits)
				continue;
			must(k < some.n && some.begin[k] == whole.begin[i] &&
			         some.end[k] == whole.end[i],
			     "what is asked for is listed");
			k++;
		}
		must(k == some.n, "nothing else is listed");
		text_release(&t);
	}
	qn_buf_release(&s);
	qn_wordbreak_free(all);
	cutter_free(&c);
}
END_TEST

/* --- texts of the world -------------------------------------------------- */

/* The first `most` bytes of a file, by runs of whole lines; its size. */
static size_t compare_file(const struct cutter *c, const char *path,
                           size_t most)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_input *in = qn_input_open(path, &e);
	struct qn_buf s = {0};
	struct qn_slice got;
	size_t n = 0;
	while (in && n < most && (got = qn_input_next(in, &e)).n) {
		size_t take = got.n < most - n ? got.n : most - n;
		qn_buf_add(&s, got.p, take);
		n += take;
		if (s.n < (size_t)1 << 20 && n < most)
			continue;
		compare(c, qn_buf_slice(&s), path);
		qn_buf_clear(&s);
	}
	if (s.n)
		compare(c, qn_buf_slice(&s), path);
	ck_assert_msg(!e.failed, "%s", e.text);
	qn_input_close(in);
	qn_buf_release(&s);
	return n;
}

static size_t compare_folder(const struct cutter *c, const char *folder,
                             size_t most)
{
	DIR *d = opendir(folder);
	size_t n = 0;
	for (struct dirent *entry; d && (entry = readdir(d));) {
		char path[1024];
		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR)
			n += compare_folder(c, path, most);
		else
			n += compare_file(c, path, most);
	}
	if (d)
		closedir(d);
	return n;
}

/* QUERN_TEST_BYTES=1000000000 goes through all of every file. */
START_TEST(texts_of_the_world_are_cut_as_icu_cuts_them)
{
	const char *most = getenv("QUERN_TEST_BYTES");
	struct cutter c = cutter_new(QN_WORDS_ICU);
	c.step = 32768;
	size_t n = compare_folder(
	    &c, DATA, most ? strtoul(most, NULL, 10) : (size_t)30 << 10);
	if (!n)
		fprintf(stderr, "no " DATA ": nothing compared with ICU\n");
	else if (most)
		fprintf(stderr, "%zu bytes are cut as ICU cuts them\n", n);
	cutter_free(&c);
}
END_TEST

SUITE(wordbreak, every_case_of_the_standards_test_file_holds,
      random_texts_are_cut_as_icu_cuts_them,
      scripts_with_dictionaries_are_cut_as_icu_cuts_them,
      random_texts_are_cut_as_the_standard_says,
      parts_of_a_text_are_cut_as_the_whole, any_bytes_are_cut_as_if_mended,
      bad_bytes_are_found, pieces_are_chosen_by_what_they_hold,
      texts_of_the_world_are_cut_as_icu_cuts_them)
