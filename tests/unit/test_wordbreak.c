/* SPDX-License-Identifier: MIT */
/*
 * test_wordbreak.c -- word boundaries against the standard's own test file, and
 * bytes that are no text.
 */
#include "text/wordbreak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "tests/unit/suite.h"
#include "tests/unit/wordjudge.h"

#define STANDARD "/usr/share/unicode/auxiliary/WordBreakTest.txt"

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
		struct chars t = chars_of(qn_buf_slice(&s));
		cutter_part(&c, qn_buf_slice(&s), 0, end, &n);
		for (size_t i = 1; i <= t.n; i++) {
			bool ours = k < n && end[k] == t.at[i];
			ck_assert_msg(ours == marks[i], "%s", line);
			k += ours;
		}
		/* The judge of the other tests must pass, too. */
		chars_by_standard(&t);
		ck_assert(memcmp(t.boundary, marks, t.n + 1) == 0);
		chars_release(&t);
		cases++;
	}
	ck_assert_uint_ge(cases, 1823);
	fclose(f);
	qn_buf_release(&s);
	cutter_free(&c);
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

SUITE(wordbreak, every_case_of_the_standards_test_file_holds,
      bad_bytes_are_found)
