/* SPDX-License-Identifier: MIT */
/*
 * test_corpus.c -- a text as ids, however it comes and however it is cut.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/unit/pipe.h"
#include "tests/unit/scratch.h"
#include "text/corpus.h"

static const struct qn_corpus_options defaults = {
    .limits = {.min_count = 1}, .max_word = QN_CORPUS_W2V_WORD};

static struct qn_corpus *read_file(const char *path,
                                   const struct qn_corpus_options *o,
                                   int threads, struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_corpus *c = qn_corpus_read(path, NULL, o, pool, e);
	qn_pool_free(pool);
	return c;
}

static struct qn_corpus *corpus_of(const void *text, size_t n,
                                   const struct qn_corpus_options *o,
                                   int threads)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("text", text, n);
	struct qn_corpus *c = read_file(path, o, threads, &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	return c;
}

/* Every id's word, joined by spaces. */
static void expect_how(const void *text, size_t n,
                       const struct qn_corpus_options *o, const char *words)
{
	struct qn_corpus *c = corpus_of(text, n, o, 1);
	struct qn_buf b = {0};
	for (size_t i = 0; i < c->n; i++) {
		struct qn_slice w = qn_map_string(&c->vocab->words, c->id[i]);
		qn_buf_puts(&b, i ? " " : "");
		qn_buf_add(&b, w.p, w.n);
	}
	ck_assert_str_eq(b.p, words);
	ck_assert_uint_eq(c->raw, c->n);
	ck_assert_uint_eq(c->vocab->total, c->n);
	qn_buf_release(&b);
	qn_corpus_free(c);
}

static void expect(const void *text, size_t n, const char *words)
{
	expect_how(text, n, &defaults, words);
}

static void expect_text(const char *text, const char *words)
{
	expect(text, strlen(text), words);
}

START_TEST(words_end_where_word2vec_ends_them)
{
	expect_text("a b\tc\nd", "a b c </s> d");
	expect_text("a  b\n", "a b </s>");
	expect_text("a\n\nb\n", "a </s> </s> b </s>");
	expect_text("\n a\n", "</s> a </s>");
	expect_text("a\vb\fc\n", "a\vb\fc </s>");
}
END_TEST

START_TEST(a_carriage_return_is_as_if_it_were_not_there)
{
	expect_text("a\r\nb\r\n", "a </s> b </s>");
	expect_text("a\rb \r c\r\rd\n", "ab cd </s>");
}
END_TEST

START_TEST(the_line_end_spelt_out_is_the_same_word)
{
	expect_text("a </s> b\n", "a </s> b </s>");
}
END_TEST

START_TEST(the_end_of_the_file_ends_the_last_word)
{
	expect_text("a b", "a b");
	expect_text("a b\r", "a b");
	expect_text("a thirty-two-byte-word-without-an-end",
	            "a thirty-two-byte-word-without-an-end");
}
END_TEST

START_TEST(a_nul_is_an_ordinary_byte)
{
	struct qn_corpus *c = corpus_of("a a\0 a\0b a\n", 11, &defaults, 1);
	ck_assert_uint_eq(c->n, 5);
	ck_assert_uint_eq(c->vocab->words.count, 4);
	ck_assert_uint_eq(c->id[0], c->id[3]);
	ck_assert_uint_ne(c->id[0], c->id[1]);
	ck_assert_uint_ne(c->id[1], c->id[2]);
	qn_corpus_free(c);
}
END_TEST

START_TEST(for_fasttext_more_bytes_end_a_word)
{
	static const char text[] = "a\rb\vc\fd\0e  f\r\n"
	                           "averyveryveryverylongword\vg\n";
	struct qn_corpus_options o = defaults;
	o.fasttext = true;
	expect_how(text, sizeof text - 1, &o,
	           "a b c d e f </s> averyveryveryverylongword g </s>");
}
END_TEST

START_TEST(long_words_are_cut)
{
	char text[300], cut[QN_CORPUS_W2V_WORD + 3];
	memset(text, 'x', sizeof text);
	memset(cut, 'x', sizeof cut);
	text[250] = '\n';
	cut[QN_CORPUS_W2V_WORD] = '\0';
	struct qn_corpus *c = corpus_of(text, 251, &defaults, 1);
	struct qn_slice w = qn_map_string(&c->vocab->words, c->id[0]);
	ck_assert(qn_slice_eq(w, qn_slice_of(cut)));
	qn_corpus_free(c);
	struct qn_corpus_options o = defaults;
	o.max_word = 3;
	c = corpus_of("abcd abce abc ab\n", 17, &o, 1);
	ck_assert_uint_eq(c->vocab->words.count, 3);
	ck_assert_uint_eq(c->id[0], c->id[2]);
	qn_corpus_free(c);
	o.max_word = 0;
	c = corpus_of(text, 251, &o, 1);
	ck_assert_uint_eq(qn_map_string(&c->vocab->words, 1).n, 250);
	qn_corpus_free(c);
}
END_TEST

START_TEST(rare_words_leave_no_trace)
{
	struct qn_corpus_options o = defaults;
	o.limits.min_count = 2;
	struct qn_corpus *c = corpus_of("b a x a\ny b\n", 12, &o, 1);
	static const uint32_t ids[] = {2, 1, 1, 0, 2, 0};
	ck_assert_uint_eq(c->n, 6);
	ck_assert_uint_eq(c->raw, 8);
	ck_assert_uint_eq(c->vocab->total, 6);
	ck_assert_mem_eq(c->id, ids, sizeof ids);
	qn_corpus_free(c);
}
END_TEST

static void refuse(const char *text, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_corpus_options o = defaults;
	const char *path = scratch_write("text", text, strlen(text));
	o.limits.min_count = 5;
	ck_assert_ptr_null(read_file(path, &o, 2, &e));
	ck_assert_msg(strstr(e.text, why) != NULL, "\"%s\"", e.text);
	ck_assert_msg(strstr(e.text, path) == e.text, "\"%s\"", e.text);
}

START_TEST(a_text_without_words_is_refused)
{
	refuse("", "no words");
	refuse("\n\n\n", "no words");
	refuse(" \t\r ", "no words");
	refuse("a b c\n", "no words; none of 3 occurs 5 times, lower");
	struct qn_err e = QN_ERR_INIT;
	ck_assert_ptr_null(read_file("/no/such/file", &defaults, 1, &e));
	ck_assert(e.failed);
}
END_TEST

START_TEST(a_given_vocabulary_keeps_its_counts)
{
	static const char text[] = "a b c a d\n";
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("text", text, sizeof text - 1);
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_vocab *v = qn_vocab_new();
	qn_vocab_add(v, qn_slice_of("a"), 50);
	qn_vocab_add(v, qn_slice_of("c"), 90);
	struct qn_corpus *c = qn_corpus_read(path, v, &defaults, pool, &e);
	static const uint32_t ids[] = {2, 1, 2, 0};
	ck_assert_msg(c != NULL, "%s", e.text);
	ck_assert_uint_eq(c->n, 4);
	ck_assert_mem_eq(c->id, ids, sizeof ids);
	ck_assert_uint_eq(c->raw, 6);
	ck_assert_uint_eq(c->vocab->count[2], 50);
	ck_assert_uint_eq(c->vocab->total, 140);
	qn_corpus_free(c);

	v = qn_vocab_new();
	qn_vocab_add(v, qn_slice_of("z"), 50);
	ck_assert_ptr_null(qn_corpus_read(path, v, &defaults, pool, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "no words of the vocabulary"));
	qn_pool_free(pool);
}
END_TEST

/* --- properties ----------------------------------------------------------- */

/* Words of a steep distribution with separators of all kinds between. */
static char *random_text(uint64_t seed, size_t n)
{
	static const char letters[] = "etaoinshrdlu\0\xc3\xa9";
	static const char between[] = "      \t\n\r";
	struct qn_rng r = qn_rng_new(seed, 0);
	char *text = malloc(n);
	for (size_t i = 0; i < n; i++) {
		uint32_t at = qn_rng_below(&r, 14);
		at = at * qn_rng_below(&r, 14) / 13;
		text[i] = letters[at];
		if (qn_rng_below(&r, 5) == 0)
			text[i] = between[qn_rng_below(&r, 9)];
		if (qn_rng_below(&r, 3000) == 0 && i > 200)
			memset(text + i - 150, 'x', 150);
	}
	return text;
}

static void expect_same(const struct qn_corpus *a, const struct qn_corpus *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_uint_eq(a->raw, b->raw);
	ck_assert_mem_eq(a->id, b->id, a->n * sizeof *a->id);
	ck_assert_uint_eq(a->vocab->total, b->vocab->total);
	ck_assert_uint_eq(a->vocab->words.count, b->vocab->words.count);
	for (uint32_t id = 0; id < a->vocab->words.count; id++) {
		ck_assert_uint_eq(a->vocab->count[id], b->vocab->count[id]);
		ck_assert(qn_slice_eq(qn_map_string(&a->vocab->words, id),
		                      qn_map_string(&b->vocab->words, id)));
	}
}

START_TEST(any_number_of_threads_gives_the_same_corpus)
{
	const size_t n = 600000;
	struct qn_corpus_options o = defaults;
	o.limits.min_count = 2;
	char *text = random_text(1, n);
	struct qn_corpus *one = corpus_of(text, n, &o, 1);
	for (int threads = 2; threads <= 5; threads++) {
		struct qn_corpus *many = corpus_of(text, n, &o, threads);
		expect_same(one, many);
		qn_corpus_free(many);
	}
	qn_corpus_free(one);
	free(text);
}
END_TEST

START_TEST(a_pipe_gives_the_same_corpus_as_a_map)
{
	const size_t n = 300000;
	static const size_t steps[] = {1 << 20, 4096, 1009};
	struct qn_err e = QN_ERR_INIT;
	char *text = random_text(2, n);
	struct qn_corpus *map = corpus_of(text, n, &defaults, 1);
	for (size_t i = 0; i < 3; i++) {
		stdin_from(pipe_with(text, n, steps[i]));
		struct qn_corpus *c = read_file("-", &defaults, 2, &e);
		ck_assert_msg(c != NULL, "%s", e.text);
		expect_same(map, c);
		qn_corpus_free(c);
	}
	qn_corpus_free(map);
	free(text);
}
END_TEST

START_TEST(ids_in_a_scratch_file_are_the_same)
{
	const size_t n = 300000;
	char *text = random_text(3, n);
	struct qn_corpus_options o = defaults;
	struct qn_corpus *memory = corpus_of(text, n, &o, 2);
	o.memory = 1;
	struct qn_corpus *file = corpus_of(text, n, &o, 2);
	ck_assert_uint_eq(memory->mapped, 0);
	ck_assert_uint_ge(file->mapped, file->n * sizeof *file->id);
	expect_same(memory, file);
	qn_corpus_free(memory);
	qn_corpus_free(file);
	free(text);
}
END_TEST

START_TEST(chunks_follow_each_other_in_memory_and_past_it)
{
	const size_t words = 1500000, n = 2 * words;
	struct qn_corpus_options o = defaults;
	char *text = malloc(n);
	for (size_t i = 0; i < n; i++)
		text[i] = i % 2 ? '\n' : 'a';
	o.limits.min_count = 2;
	text[n / 2 / 2 * 2] = 'b'; /* dropped, so that ids move up */
	for (o.memory = 1; o.memory; o.memory = o.memory > 1 ? 0 : 9 << 20) {
		struct qn_corpus *c = corpus_of(text, n, &o, 2);
		size_t a = 0;
		ck_assert_uint_eq(c->n, n - 1);
		ck_assert_uint_eq(c->raw, n);
		for (size_t i = 0; i < c->n; i++)
			a += c->id[i];
		ck_assert_uint_eq(a, words - 1);
		ck_assert_uint_eq(c->id[0], 1);
		ck_assert_uint_eq(c->id[n / 2 - 1], 0);
		ck_assert_uint_eq(c->id[n / 2], 0);
		ck_assert_uint_eq(c->id[n - 2], 0);
		qn_corpus_free(c);
	}
	free(text);
}
END_TEST

START_TEST(no_scratch_folder_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_corpus_options o = defaults;
	const char *path = scratch_write("text", "a b\n", 4);
	o.memory = 1;
	setenv("TMPDIR", "/no/such/folder", 1);
	ck_assert_ptr_null(read_file(path, &o, 1, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "/no/such/folder"));
	unsetenv("TMPDIR");
}
END_TEST

static bool stop_at_once(void *ctx, const struct qn_report *r)
{
	ck_assert_str_eq(r->unit, "bytes");
	++*(int *)ctx;
	return false;
}

START_TEST(reading_can_be_stopped)
{
	struct qn_err e = QN_ERR_INIT;
	int calls = 0;
	const struct qn_progress p = {stop_at_once, &calls};
	struct qn_corpus_options o = defaults;
	const char *path = scratch_write("text", "a b\n", 4);
	o.progress = &p;
	ck_assert_ptr_null(read_file(path, &o, 2, &e));
	ck_assert(e.interrupted);
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(for_glove_the_line_end_is_no_word_that_can_be_spelt)
{
	struct qn_corpus_options o = {.limits = {.min_count = 1},
	                              .as_glove = true};
	static const char text[] = "b </s> b\na </s> b\n";
	struct qn_corpus *c = corpus_of(text, sizeof text - 1, &o, 1);
	static const uint32_t want[] = {1, 2, 1, 0, 3, 2, 1, 0};
	ck_assert_uint_eq(c->vocab->words.count, 4);
	ck_assert_uint_eq(c->vocab->words.entry[0].n, 0);
	ck_assert_uint_eq(qn_vocab_find(c->vocab, qn_slice_of("b")), 1);
	ck_assert_uint_eq(c->n, 8);
	for (size_t i = 0; i < c->n; i++)
		ck_assert_uint_eq(c->id[i], want[i]);
	qn_corpus_drop_ids(c);
	qn_corpus_free(c);
	o.count_only = true;
	c = corpus_of(text, sizeof text - 1, &o, 2);
	ck_assert_ptr_null(c->id);
	ck_assert_uint_eq(c->raw, 8);
	ck_assert_uint_eq(c->vocab->count[1], 3);
	qn_corpus_free(c);
}
END_TEST

SUITE(corpus, words_end_where_word2vec_ends_them,
      a_carriage_return_is_as_if_it_were_not_there,
      the_line_end_spelt_out_is_the_same_word,
      for_glove_the_line_end_is_no_word_that_can_be_spelt,
      the_end_of_the_file_ends_the_last_word, a_nul_is_an_ordinary_byte,
      for_fasttext_more_bytes_end_a_word, long_words_are_cut,
      rare_words_leave_no_trace, a_text_without_words_is_refused,
      a_given_vocabulary_keeps_its_counts,
      any_number_of_threads_gives_the_same_corpus,
      a_pipe_gives_the_same_corpus_as_a_map, ids_in_a_scratch_file_are_the_same,
      chunks_follow_each_other_in_memory_and_past_it,
      no_scratch_folder_is_an_error, reading_can_be_stopped)
