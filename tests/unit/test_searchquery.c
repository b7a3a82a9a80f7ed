/* SPDX-License-Identifier: MIT */
/*
 * test_searchquery.c -- what a query is taken for.
 */
#include "text/searchquery.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/suite.h"
#include "text/tokenize.h"

static struct qn_tokenizer *usual(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_tokenizer *t = qn_tokenizer_new(&about.tokenizer, &e);
	ck_assert_ptr_nonnull(t);
	return t;
}

/* "+title:a b*2" for a clause of the tokens a and b asked for twice. */
static const char *show(const struct qn_query *q)
{
	static char text[4096];
	static const char *const sign[] = {"", "+", "-"};
	size_t n = 0;
	*text = '\0';
	for (size_t i = 0; i < q->n; i++) {
		const struct qn_clause *c = &q->clause[i];
		n += (size_t)sprintf(
		    text + n, "%s%s%s", i ? ", " : "", sign[c->occur],
		    c->field == QN_FIELD_TITLE ? "title:" : "");
		for (size_t k = 0; k < c->n; k++) {
			struct qn_slice s = qn_query_token(q, c->from + k);
			n += (size_t)sprintf(text + n, "%s%.*s", k ? " " : "",
			                     (int)s.n, s.p);
		}
		if (c->weight != 1)
			n += (size_t)sprintf(text + n, "*%g", c->weight);
	}
	return text;
}

static void expect(const char *query, bool plain, const char *wanted)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_query q = {.n = 0};
	struct qn_tokenizer *t = usual();
	ck_assert(qn_query_parse(&q, qn_slice_of(query), plain, t, &e));
	ck_assert_str_eq(show(&q), wanted);
	/* Used again, it is as new. */
	qn_query_clear(&q);
	ck_assert(qn_query_parse(&q, qn_slice_of(query), plain, t, &e));
	ck_assert_str_eq(show(&q), wanted);
	qn_query_release(&q);
	qn_tokenizer_free(t);
}

START_TEST(words_phrases_signs_and_fields_are_told_apart)
{
	expect("", false, "");
	expect(" \t\r\n ", false, "");
	expect("Mill", false, "mill");
	expect("mill stones", false, "mill, stones");
	expect("\"mill stones\"", false, "mill stones");
	expect("+mill -stones", false, "+mill, -stones");
	expect("title:mill +title:stones", false, "title:mill, +title:stones");
	expect("text:mill", false, "mill");
	expect("-\"mill stones\" +title:\"the quern\"", false,
	       "-mill stones, +title:the quern");
	expect("\"a b\"c", false, "a b, c");
	expect("\"a b\"\"c d\"", false, "a b, c d");
}
END_TEST

START_TEST(what_is_no_sign_is_text)
{
	expect("+ - + mill", false, "mill");
	expect("+", false, "");
	expect("mill -", false, "mill");
	expect("++mill", false, "+mill");
	expect("-+mill", false, "-mill");
	expect("title: mill", false, "title, mill");
	expect("title:", false, "title");
	expect("author:mill", false, "author mill");
	expect("\"mill stones", false, "mill, stones");
	expect("mill \"", false, "mill");
	expect("\"\"", false, "");
	expect("\" \" mill", false, "mill");
	expect("+\"\"", false, "");
	expect("title:+mill", false, "title:mill");
	expect("!? ... -!", false, "");
	expect("semi-detached", false, "semi detached");
	expect("mill+stone", false, "mill stone");
}
END_TEST

START_TEST(a_plain_query_is_words_and_nothing_else)
{
	expect("+mill -stones \"a b\" title:x", true,
	       "mill, stones, a, b, title, x");
	expect("mill mill", true, "mill*2");
}
END_TEST

START_TEST(what_is_asked_for_again_weighs_more)
{
	expect("mill mill MILL", false, "mill*3");
	expect("mill \"mill\" stone", false, "mill*2, stone");
	expect("\"a b\" c \"A, b\"", false, "a b*2, c");
	expect("a title:a", false, "a, title:a");
	expect("\"a b\" \"b a\" ab", false, "a b, b a, ab");
	/* What must occur and should is what must. */
	expect("mill +mill", false, "+mill*2");
	expect("+mill mill stone", false, "+mill*2, stone");
	expect("mill -mill", false, "mill, -mill");
	expect("-mill -mill", false, "-mill*2");
}
END_TEST

START_TEST(any_byte_is_a_query_or_is_refused)
{
	struct qn_tokenizer *t = usual();
	char text[300];
	for (int c = 0; c < 256; c++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_query q = {.n = 0};
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = (char)(i % 7 ? c : "+-\"t:a "[i / 7 % 7]);
		struct qn_slice s = {text, sizeof text};
		bool ok = qn_query_parse(&q, s, false, t, &e);
		ck_assert(ok == !e.failed);
		ck_assert(ok == (c < 128));
		qn_query_release(&q);
	}
	qn_tokenizer_free(t);
}
END_TEST

START_TEST(clauses_can_be_added_one_by_one)
{
	struct qn_query q = {.n = 0};
	qn_query_add(&q, QN_FIELD_TEXT, qn_slice_of("a"), 0.5);
	qn_query_add(&q, QN_FIELD_TITLE, qn_slice_of("a"), 2);
	qn_query_add(&q, QN_FIELD_TEXT, qn_slice_of("a"), 1);
	ck_assert_str_eq(show(&q), "a*1.5, title:a*2");
	qn_query_release(&q);
}
END_TEST

SUITE(searchquery, words_phrases_signs_and_fields_are_told_apart,
      what_is_no_sign_is_text, a_plain_query_is_words_and_nothing_else,
      what_is_asked_for_again_weighs_more, any_byte_is_a_query_or_is_refused,
      clauses_can_be_added_one_by_one)
