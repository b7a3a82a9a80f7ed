/* SPDX-License-Identifier: MIT */
/*
 * test_toyworld.c -- the toy world is the same for everybody, and holds what
 * it promises.
 */
#include "tests/unit/suite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "corpora/toywords.h"
#include "corpora/toyworld.h"

enum { FEWEST = 30 }; /* times a planted word occurs in half a million */

static struct qn_buf text_of(uint64_t seed, size_t words, bool punctuate)
{
	struct qn_toyworld_options o = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = {0};
	o.seed = seed;
	o.words = words;
	o.punctuate = punctuate;
	qn_toyworld_text(&o, &text);
	return text;
}

/* The words of a text and how often each occurs. */
struct census {
	struct qn_map words;
	size_t *count; /* [words.count] */
	size_t total;
};

static struct census count_words(const struct qn_buf *text)
{
	struct census c = {0};
	c.count = calloc(text->n, sizeof *c.count);
	ck_assert_ptr_nonnull(c.count);
	for (const char *p = text->p; *p; c.total++) {
		size_t n = strcspn(p, " \n");
		c.count[qn_map_add(&c.words, (struct qn_slice){p, n})]++;
		p += n + 1;
	}
	return c;
}

static void release_census(struct census *c)
{
	qn_map_release(&c->words);
	free(c->count);
}

static size_t count_of(const struct census *c, struct qn_slice word)
{
	uint32_t id = qn_map_find(&c->words, word);
	return id == QN_MAP_NONE ? 0 : c->count[id];
}

START_TEST(the_same_seed_gives_the_same_bytes)
{
	struct qn_buf a = text_of(7, 20000, false);
	struct qn_buf b = text_of(7, 20000, false);
	struct qn_buf c = text_of(8, 20000, false);
	ck_assert(qn_slice_eq(qn_buf_slice(&a), qn_buf_slice(&b)));
	ck_assert(!qn_slice_eq(qn_buf_slice(&a), qn_buf_slice(&c)));
	qn_buf_release(&a);
	qn_buf_release(&b);
	qn_buf_release(&c);
}
END_TEST

START_TEST(a_longer_text_begins_with_the_shorter_one)
{
	struct qn_buf a = text_of(7, 1000, false), b = text_of(7, 9000, false);
	ck_assert_uint_lt(a.n, b.n);
	ck_assert_int_eq(memcmp(a.p, b.p, a.n), 0);
	qn_buf_release(&a);
	qn_buf_release(&b);
}
END_TEST

START_TEST(as_many_words_come_as_were_asked_for_to_the_line)
{
	struct qn_toyworld_options o = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = {0};
	o.words = 10000;
	size_t words = qn_toyworld_text(&o, &text);
	struct census c = count_words(&text);
	ck_assert_uint_eq(c.total, words);
	ck_assert_uint_ge(words, 10000);
	ck_assert_uint_lt(words, 10200);
	release_census(&c);
	qn_buf_release(&text);
}
END_TEST

START_TEST(bare_text_has_small_letters_and_single_spaces_only)
{
	struct qn_buf text = text_of(1, 20000, false);
	ck_assert_uint_eq(strspn(text.p, "abcdefghijklmnopqrstuvwxyz \n"),
	                  text.n);
	ck_assert_ptr_null(strstr(text.p, "  "));
	ck_assert_ptr_null(strstr(text.p, " \n"));
	qn_buf_release(&text);
}
END_TEST

START_TEST(punctuated_text_has_the_same_words)
{
	struct qn_buf bare = text_of(1, 20000, false);
	struct qn_buf full = text_of(1, 20000, true);
	size_t n = 0;
	for (size_t i = 0; i < full.n; i++) {
		char c = full.p[i];
		if (strchr(",.\"", c))
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		ck_assert_uint_lt(n, bare.n);
		ck_assert_int_eq(c, bare.p[n++]);
	}
	ck_assert_uint_eq(n, bare.n);
	ck_assert_int_ge(full.p[0], 'A');
	ck_assert_int_le(full.p[0], 'Z');
	ck_assert_int_eq(full.p[full.n - 2], '.');
	qn_buf_release(&bare);
	qn_buf_release(&full);
}
END_TEST

/* How often the text has a word of the tables, which spell names with a
 * capital. */
static size_t count_planted(const struct census *c, struct qn_slice word)
{
	char lower[64];
	ck_assert_uint_lt(word.n, sizeof lower);
	for (size_t i = 0; i < word.n; i++)
		lower[i] = (char)tolower((unsigned char)word.p[i]);
	return count_of(c, (struct qn_slice){lower, word.n});
}

/* A word that no sentence uses would be a mistake in the tables. */
START_TEST(every_word_of_the_tables_occurs_often)
{
	struct qn_buf text = text_of(1, 500000, false);
	struct census c = count_words(&text);
	for (int t = 0; t < qn_toy_table_count; t++)
		for (int i = 0; i < qn_toy_tables[t].rows; i++) {
			const char *p = qn_toy_tables[t].row[i];
			for (; *p; p += strspn(p, " |")) {
				struct qn_slice w = {p, strcspn(p, " |")};
				ck_assert_msg(count_planted(&c, w) >= FEWEST,
				              "too few of %.*s", (int)w.n, p);
				p += w.n;
			}
		}
	ck_assert_uint_ge(c.words.count, 600);
	ck_assert_uint_le(c.words.count, 2000);
	release_census(&c);
	qn_buf_release(&text);
}
END_TEST

/* The four words of a question differ and are in the text. */
static void check_question(const char *line, const struct census *c)
{
	struct qn_slice word[4];
	for (int i = 0; i < 4; i++) {
		word[i] = (struct qn_slice){line, strcspn(line, " \n")};
		line += word[i].n + 1;
		ck_assert_uint_ge(count_of(c, word[i]), FEWEST);
		for (int j = 0; j < i; j++)
			ck_assert(!qn_slice_eq(word[i], word[j]));
	}
	ck_assert_int_eq(line[-1], '\n');
}

START_TEST(every_question_asks_for_words_of_the_text)
{
	struct qn_toyworld_options o = QN_TOYWORLD_DEFAULTS;
	struct qn_buf text = text_of(o.seed, o.words, false), questions = {0};
	struct census c = count_words(&text);
	size_t asked = 0, sections = 0;
	qn_toyworld_questions(&o, &questions);
	for (const char *p = questions.p; *p; p = strchr(p, '\n') + 1) {
		if (*p == ':') {
			sections++;
			continue;
		}
		asked++;
		check_question(p, &c);
	}
	/* 24 places, 23 pairs of people, 37 nouns; ordered pairs of each */
	ck_assert_uint_eq(sections, 3);
	ck_assert_uint_eq(asked, 24 * 23 + 23 * 22 + 37 * 36);
	release_census(&c);
	qn_buf_release(&text);
	qn_buf_release(&questions);
}
END_TEST

/* "moored" is said about harbours, "sowed" about farms. */
START_TEST(lines_keep_to_their_topic_for_the_most_part)
{
	struct qn_toyworld_options o = QN_TOYWORLD_DEFAULTS;
	static const char *const tell[][2] = {{"harbour", " boatswain "},
	                                      {"farm", " milkmaid "},
	                                      {"war", " sergeant "},
	                                      {"market", " pedlar "}};
	size_t right = 0, wrong = 0;
	for (uint64_t line = 0; line < 3000; line++) {
		int topic = qn_toyworld_topic(&o, line);
		ck_assert_int_lt(topic, qn_toyworld_topics());
		struct qn_buf text = {0};
		qn_toyworld_line(&o, line, &text);
		for (size_t i = 0; i < 4; i++) {
			if (!strstr(text.p, tell[i][1]))
				continue;
			if (!strcmp(qn_toyworld_topic_name(topic), tell[i][0]))
				right++;
			else
				wrong++;
		}
		qn_buf_release(&text);
	}
	ck_assert_uint_ge(right, 200);
	ck_assert_uint_lt(wrong * 3, right);
}
END_TEST

SUITE(toyworld, the_same_seed_gives_the_same_bytes,
      a_longer_text_begins_with_the_shorter_one,
      as_many_words_come_as_were_asked_for_to_the_line,
      bare_text_has_small_letters_and_single_spaces_only,
      punctuated_text_has_the_same_words, every_word_of_the_tables_occurs_often,
      every_question_asks_for_words_of_the_text,
      lines_keep_to_their_topic_for_the_most_part)
