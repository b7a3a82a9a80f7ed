/* SPDX-License-Identifier: MIT */
/*
 * test_inverted.c -- what an index holds of its documents, and that it is the
 * same however it came about.
 */
#include "text/inverted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"

#define OK(e) ck_assert_msg(!(e).failed, "%s", (e).text)

/* id, title and text, by tabs */
static const struct qn_document_source COLUMNS = {
    .tsv = 3, .tsv_id = 1, .tsv_title = 2};

static struct qn_index *build(const char *text,
                              const struct qn_document_source *source,
                              const struct qn_index_about *about)
{
	return small_index_open(
	    small_index("index", qn_slice_of(text), source, about, 1));
}

static void same_files(const char *a, const char *b)
{
	struct qn_buf x = scratch_read(a), y = scratch_read(b);
	ck_assert_uint_eq(x.n, y.n);
	ck_assert(memcmp(x.p, y.p, x.n) == 0);
	qn_buf_release(&x);
	qn_buf_release(&y);
}

/* --- terms and postings --------------------------------------------------- */

/* "doc:tf@positions doc:..." of a term; "" if no document holds it. */
static const char *show(struct qn_index *x, enum qn_field field,
                        const char *token)
{
	static char text[1024];
	struct qn_err e = QN_ERR_INIT;
	struct qn_postings p;
	size_t n = 0;
	uint32_t term = qn_index_term(x, field, qn_slice_of(token), &e);
	*text = '\0';
	if (term == QN_NO_TERM)
		return text;
	ck_assert(qn_index_postings(x, term, &p, &e));
	for (uint32_t d = 0; d < x->about.documents; d++) {
		uint32_t rank = qn_postings_rank(&p, d), at[32];
		if (rank == QN_NO_RANK)
			continue;
		uint32_t tf = qn_postings_tf(&p, rank);
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%u:%u",
		                      n ? " " : "", d, tf);
		if (!x->about.positions)
			continue;
		ck_assert_uint_le(tf, 32);
		ck_assert(qn_postings_positions(&p, rank, tf, at));
		for (uint32_t i = 0; i < tf; i++)
			n += (size_t)snprintf(text + n, sizeof text - n, "%c%u",
			                      i ? ',' : '@', at[i]);
	}
	return text;
}

START_TEST(words_are_found_with_frequencies_and_positions)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = build("The quern turns the grain.\n"
	                           "A mill; a QUERN!\n"
	                           "\n"
	                           "grain",
	                           NULL, NULL);
	ck_assert_uint_eq(x->about.documents, 4);
	ck_assert_uint_eq(x->about.ever, 4);
	ck_assert_uint_eq(x->about.tokens[QN_FIELD_TEXT], 10);
	ck_assert_uint_eq(x->terms, 6);
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "the"), "0:2@0,3");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "quern"), "0:1@1 1:1@3");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "grain"), "0:1@4 3:1@0");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "a"), "1:2@0,2");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "Quern"), "");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, ""), "");
	ck_assert_str_eq(show(x, QN_FIELD_TITLE, "quern"), "");
	static const uint32_t length[] = {5, 4, 0, 1};
	ck_assert(memcmp(x->length[QN_FIELD_TEXT], length, sizeof length) == 0);
	ck_assert_ptr_null(x->length[QN_FIELD_TITLE]);
	/* Terms lie in the order of their bytes. */
	for (uint32_t t = 0; t + 1 < x->terms; t++) {
		struct qn_slice a = qn_index_spell(x, t, &e);
		struct qn_slice b = qn_index_spell(x, t + 1, &e);
		int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
		ck_assert(c < 0 || (c == 0 && a.n < b.n));
	}
	OK(e);
	qn_index_close(x);
}
END_TEST

START_TEST(names_titles_and_texts_come_back)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	about.texts = true;
	struct qn_index *x = build("q1\tThe Quern\tIt turns.\n"
	                           "\n"
	                           "q3\t\tquern  quern\n",
	                           &COLUMNS, &about);
	static const char *const wanted[][3] = {
	    {"q1", "The Quern", "It turns."},
	    {"1", "", ""},
	    {"q3", "", "quern  quern"},
	};
	char room[24];
	ck_assert_uint_eq(x->about.documents, 3);
	for (uint32_t d = 0; d < 3; d++) {
		struct qn_slice got[] = {qn_index_name(x, d, room, &e),
		                         qn_index_title(x, d, &e),
		                         qn_index_text(x, d, &e)};
		for (int i = 0; i < 3; i++)
			ck_assert(
			    qn_slice_eq(got[i], qn_slice_of(wanted[d][i])));
	}
	OK(e);
	ck_assert_str_eq(show(x, QN_FIELD_TITLE, "quern"), "0:1@1");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "quern"), "2:2@0,1");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "the"), "");
	qn_index_close(x);
}
END_TEST

START_TEST(documents_without_names_are_called_by_their_numbers)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = build("a\nb\n", NULL, NULL);
	char room[24];
	ck_assert(!x->about.names && !x->about.titles && !x->about.texts);
	ck_assert(qn_slice_eq(qn_index_name(x, 1, room, &e), qn_slice_of("1")));
	ck_assert_uint_eq(qn_index_title(x, 1, &e).n, 0);
	ck_assert_uint_eq(qn_index_text(x, 1, &e).n, 0);
	OK(e);
	qn_index_close(x);
}
END_TEST

START_TEST(without_positions_there_are_none)
{
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	about.positions = false;
	struct qn_index *x = build("a b a\nb\n", NULL, &about);
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "a"), "0:2");
	ck_assert_str_eq(show(x, QN_FIELD_TEXT, "b"), "0:1 1:1");
	qn_index_close(x);
}
END_TEST

/* --- what is odd ---------------------------------------------------------- */

START_TEST(an_index_of_nothing_is_an_index)
{
	static const char *const texts[] = {"", "\n", "\n\n\n", "!\n ...\n"};
	static const uint32_t documents[] = {0, 1, 3, 2};
	for (int i = 0; i < 4; i++) {
		struct qn_scored hit[3];
		struct qn_index *x = build(texts[i], NULL, NULL);
		ck_assert_uint_eq(x->about.documents, documents[i]);
		ck_assert_uint_eq(x->terms, 0);
		ck_assert_str_eq(show(x, QN_FIELD_TEXT, "a"), "");
		struct qn_scoring_options o = QN_SCORING_DEFAULTS;
		ck_assert_uint_eq(
		    small_index_ask(x, "a \"a b\" -c", 3, &o, false, hit), 0);
		o.scoring = QN_SCORE_TFIDF;
		ck_assert_uint_eq(small_index_ask(x, "a", 3, &o, false, hit),
		                  0);
		memcpy(o.smart, "Lfb", 4);
		ck_assert_uint_eq(small_index_ask(x, "a", 3, &o, false, hit),
		                  0);
		qn_index_close(x);
	}
}
END_TEST

START_TEST(one_enormous_line_is_one_document)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf text = {0};
	enum { WORDS = 300000 };
	for (uint32_t i = 0; i < WORDS; i++)
		qn_buf_printf(&text, "%s%u ", i % 3 ? "w" : "the t", i % 1000);
	struct qn_index *x = small_index_open(
	    small_index("index", qn_buf_slice(&text), NULL, NULL, 2));
	qn_buf_release(&text);
	ck_assert_uint_eq(x->about.documents, 1);
	ck_assert_uint_eq(x->length[QN_FIELD_TEXT][0], WORDS + WORDS / 3);
	struct qn_postings p;
	uint32_t term = qn_index_term(x, QN_FIELD_TEXT, qn_slice_of("the"), &e);
	ck_assert(qn_index_postings(x, term, &p, &e));
	ck_assert_uint_eq(qn_postings_tf(&p, 0), WORDS / 3);
	uint32_t *at = qn_malloc(WORDS, sizeof *at);
	ck_assert(qn_postings_positions(&p, 0, WORDS / 3, at));
	for (uint32_t i = 0; i < WORDS / 3; i++)
		ck_assert_uint_eq(at[i], 4 * i);
	free(at);
	struct qn_scored hit[2];
	ck_assert_uint_eq(small_index_ask(x, "\"the t0\"", 2, NULL, false, hit),
	                  1);
	qn_index_close(x);
}
END_TEST

/* --- however it came about ------------------------------------------------ */

/* Lines of words, some of them empty, with ids and titles. */
static struct qn_buf make_lines(size_t lines, uint64_t seed, bool columns)
{
	struct qn_buf b = {0};
	struct qn_rng r = qn_rng_new(seed, 0);
	for (size_t i = 0; i < lines; i++) {
		uint32_t n = qn_rng_below(&r, 60);
		if (columns)
			qn_buf_printf(&b, "id%zu-%u\t%s %u\t", i,
			              (unsigned)seed, i % 3 ? "some title" : "",
			              (unsigned)i % 9);
		for (uint32_t k = 0; k < n; k++) {
			double u = qn_rng_double(&r);
			qn_buf_printf(&b, "w%u ",
			              (unsigned)(5000 * u * u * u * u));
		}
		qn_buf_putc(&b, '\n');
	}
	return b;
}

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
	struct qn_buf text = make_lines(140000, 3, true);
	ck_assert_uint_gt(text.n, (size_t)17 << 20);
	small_index("one", qn_buf_slice(&text), &COLUMNS, NULL, 1);
	for (int threads = 2; threads <= 4; threads += 2) {
		small_index("more", qn_buf_slice(&text), &COLUMNS, NULL,
		            threads);
		same_files(scratch("one"), scratch("more"));
	}
	qn_buf_release(&text);
}
END_TEST

/* Behind the end of the line that holds byte `at`. */
static size_t line_end(const struct qn_buf *text, size_t at)
{
	const char *end = memchr(text->p + at, '\n', text->n - at);
	return (size_t)(end + 1 - text->p);
}

static struct qn_slice part(const struct qn_buf *text, size_t from, size_t to)
{
	return (struct qn_slice){text->p + from, to - from};
}

static void check_steps(bool columns)
{
	struct qn_buf text = make_lines(3000, 5, columns);
	const struct qn_document_source *source = columns ? &COLUMNS : NULL;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	about.texts = true;
	size_t cut = line_end(&text, text.n / 3);
	struct qn_slice left = part(&text, 0, cut);
	struct qn_slice right = part(&text, cut, text.n);
	small_index("all", qn_buf_slice(&text), source, &about, 2);
	small_index("left", left, source, &about, 1);
	small_index("right", right, source, &about, 1);
	const char *two[] = {scratch("left"), scratch("right")};
	small_index_merge("z", two, 2, NULL, 0);
	same_files(scratch("all"), scratch("z"));
	small_index_add("z", scratch("left"), right, source);
	same_files(scratch("all"), scratch("z"));
	const char *all = scratch("all");
	small_index_merge("z", &all, 1, NULL, 0);
	same_files(scratch("all"), scratch("z"));
	qn_buf_release(&text);
}

START_TEST(an_index_made_in_steps_is_that_made_at_once)
{
	check_steps(false);
	check_steps(true);
}
END_TEST

START_TEST(deleting_is_building_without)
{
	static const uint32_t gone[] = {0, 1, 7, 64, 65, 1999, 2999};
	struct qn_buf text = make_lines(3000, 6, true), rest = {0};
	size_t from = 0;
	for (uint32_t i = 0, k = 0; i < 3000; i++) {
		size_t to = line_end(&text, from);
		if (k < 7 && gone[k] == i)
			k++;
		else
			qn_buf_add(&rest, text.p + from, to - from);
		from = to;
	}
	const char *all =
	    small_index("all", qn_buf_slice(&text), &COLUMNS, NULL, 1);
	const char *left = small_index_merge("left", &all, 1, gone, 7);
	struct qn_index *a = small_index_open(left);
	struct qn_index *b = small_index_open(
	    small_index("rest", qn_buf_slice(&rest), &COLUMNS, NULL, 1));
	/* But for the number of documents that ever were. */
	ck_assert_uint_eq(a->about.ever, 3000);
	ck_assert_uint_eq(b->about.ever, 2993);
	for (size_t i = 0; i < a->file->n; i++) {
		const struct qn_tensor *s = &a->file->tensor[i];
		const struct qn_tensor *t = &b->file->tensor[i];
		ck_assert_str_eq(s->name, t->name);
		if (strcmp(s->name, "about") == 0 ||
		    strcmp(s->name, "sums") == 0)
			continue;
		ck_assert_uint_eq(s->bytes, t->bytes);
		ck_assert(memcmp(s->data, t->data, s->bytes) == 0);
	}
	qn_index_close(a);
	qn_index_close(b);
	qn_buf_release(&text);
	qn_buf_release(&rest);
}
END_TEST

/* The names of all documents, with a space behind each. */
static const char *names(const char *path)
{
	static char text[256];
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = small_index_open(path);
	size_t n = 0;
	char room[24];
	*text = '\0';
	for (uint32_t d = 0; d < x->about.documents; d++) {
		struct qn_slice name = qn_index_name(x, d, room, &e);
		n += (size_t)snprintf(text + n, sizeof text - n, "%.*s ",
		                      (int)name.n, name.p);
	}
	OK(e);
	qn_index_close(x);
	return text;
}

/* Each is the file "z" afterwards. */
static void without(const char *name, uint32_t gone)
{
	const char *path = scratch(name);
	small_index_merge("z", &path, 1, &gone, 1);
}

static void with(const char *name, const char *text)
{
	small_index_add("z", scratch(name), qn_slice_of(text), NULL);
}

static void merged(const char *a, const char *b)
{
	const char *two[] = {scratch(a), scratch(b)};
	small_index_merge("z", two, 2, NULL, 0);
}

static void expect(const char *wanted)
{
	ck_assert_str_eq(names(scratch("z")), wanted);
}

START_TEST(documents_keep_their_ids)
{
	small_index("x", qn_slice_of("a\nb\nc\nd\n"), NULL, NULL, 1);
	without("x", 1);
	expect("0 2 3 ");
	with("z", "e\n");
	expect("0 2 3 4 ");
	without("z", 0);
	expect("2 3 4 ");
	/* The ids of documents that are gone are not given again. */
	without("x", 3);
	expect("0 1 2 ");
	rename(scratch("z"), scratch("y"));
	with("y", "e\nf\n");
	expect("0 1 2 4 5 ");
	/* Numbers go on in the order of the indexes. */
	merged("y", "x");
	expect("0 1 2 4 5 6 7 ");
	merged("x", "y");
	expect("0 1 2 3 4 5 6 ");
	with("z", "e\n");
	expect("0 1 2 3 4 5 6 8 ");
	static const uint32_t all[] = {0, 1, 2, 3};
	const char *path = scratch("x");
	small_index_merge("z", &path, 1, all, 4);
	expect("");
	with("z", "e\n");
	expect("4 ");
}
END_TEST

START_TEST(taking_nothing_away_changes_nothing)
{
	const char *x =
	    small_index("x", qn_slice_of("a b\n\nc\n"), NULL, NULL, 1);
	same_files(x, small_index_merge("y", &x, 1, NULL, 0));
}
END_TEST

START_TEST(names_that_come_later_leave_the_numbers_before)
{
	small_index("x", qn_slice_of("a\nb\n"), NULL, NULL, 1);
	small_index("y", qn_slice_of("n1\tt\tc\nn2\tt\td\n"), &COLUMNS, NULL,
	            1);
	merged("x", "y");
	expect("0 1 n1 n2 ");
	merged("y", "x");
	expect("n1 n2 2 3 ");
}
END_TEST

/* --- what is refused ------------------------------------------------------ */

START_TEST(a_file_that_is_no_index_is_refused)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert_ptr_null(qn_index_open(scratch("missing"), &e));
	ck_assert(e.failed);
	const char *path =
	    small_index("x", qn_slice_of("a b\nb\n"), NULL, NULL, 1);
	struct qn_buf file = scratch_read(path);
	for (size_t n = 0; n < file.n; n += 5) {
		struct qn_err cut = QN_ERR_INIT;
		path = scratch_write("cut", file.p, n);
		ck_assert_ptr_null(qn_index_open(path, &cut));
		ck_assert(cut.failed);
	}
	qn_buf_release(&file);
}
END_TEST

SUITE(inverted, words_are_found_with_frequencies_and_positions,
      names_titles_and_texts_come_back,
      documents_without_names_are_called_by_their_numbers,
      without_positions_there_are_none, an_index_of_nothing_is_an_index,
      one_enormous_line_is_one_document,
      any_number_of_threads_gives_the_same_bytes,
      an_index_made_in_steps_is_that_made_at_once, deleting_is_building_without,
      documents_keep_their_ids, taking_nothing_away_changes_nothing,
      names_that_come_later_leave_the_numbers_before,
      a_file_that_is_no_index_is_refused)
