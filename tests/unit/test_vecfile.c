/* SPDX-License-Identifier: MIT */
/*
 * test_vecfile.c -- vector files: the golden ones, round trips, and every
 * way of being cut short or wrong.
 */
#include "embed/vecfile.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "embed/vecio.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define GOLDEN "tests/golden/vectors/"
#define SHARED "../shared/data/models/"

static struct qn_vectors *load(const char *path, enum qn_vecformat format)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_load(path, format, 0, &e);
	ck_assert_msg(v != NULL, "%s", e.text);
	ck_assert_uint_eq(v->n, v->words.count);
	return v;
}

static void save(const struct qn_vectors *v, const char *path,
                 enum qn_vecformat format)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert_msg(qn_vectors_save(v, path, format, &e), "%s", e.text);
}

static void assert_same(const struct qn_vectors *a, const struct qn_vectors *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_int_eq(a->dim, b->dim);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert(qn_slice_eq(qn_map_string(&a->words, (uint32_t)i),
		                      qn_map_string(&b->words, (uint32_t)i)));
		ck_assert_mem_eq(qn_vectors_row(a, i), qn_vectors_row(b, i),
		                 (size_t)a->dim * sizeof(float));
	}
}

/* The sentence that a file's refusal gives, which begins with its name. */
static const char *refusal(const char *path, enum qn_vecformat format)
{
	static struct qn_err e;
	e = QN_ERR_INIT;
	ck_assert_msg(!qn_vectors_load(path, format, 0, &e), "%s", path);
	ck_assert(e.failed);
	ck_assert_int_eq(strncmp(e.text, path, strlen(path)), 0);
	return e.text;
}

/* `n` rows of floats of many sizes. */
static struct qn_vectors *sample(size_t n, int dim)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(n, dim, &e);
	uint32_t bits = 1;
	for (size_t i = 0; i < n; i++) {
		char word[32];
		snprintf(word, sizeof word, "w\xc3\xb6rt%zu", i);
		qn_map_add(&v->words, qn_slice_of(word));
		for (int d = 0; d < dim; d++) {
			bits = bits * 1664525 + 1013904223;
			float x = (float)ldexp((double)bits / 4294967296.0 - .5,
			                       (int)(bits % 80) - 40);
			v->owned[i * v->stride + (size_t)d] = x;
		}
	}
	return v;
}

static const struct {
	const char *name;
	enum qn_vecformat format;
	const char *beside;
} formats[] = {
    {"x.txt", QN_VEC_W2V_TEXT, NULL},
    {"x.bin", QN_VEC_W2V_BINARY, NULL},
    {"x.glove", QN_VEC_GLOVE, NULL},
    {"x.safetensors", QN_VEC_SAFETENSORS, NULL},
    {"x.npy", QN_VEC_NPY, ".vocab"},
    {"x.tsv", QN_VEC_TSV, ".meta"},
};

#define FORMATS (sizeof formats / sizeof *formats)

START_TEST(golden_files_of_every_format_say_the_same)
{
	static const char *const names[] = {
	    "tiny.bin",         "tiny-gensim.bin",
	    "tiny-loose.txt",   "tiny-twice.txt",
	    "tiny.glove.txt",   "tiny.npy",
	    "tiny-f8.npy",      "tiny.tsv",
	    "tiny.safetensors", "tiny-odd.safetensors",
	    "tiny.txt.gz",      "tiny.bin.xz"};
	struct qn_vectors *truth = load(GOLDEN "tiny.txt", QN_VEC_AUTO);
	ck_assert_uint_eq(truth->n, 3);
	ck_assert(qn_vectors_row(truth, 0)[2] == 0.1f);
	ck_assert(signbit(qn_vectors_row(truth, 2)[1]));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[128];
		snprintf(path, sizeof path, GOLDEN "%s", names[i]);
		struct qn_vectors *v = load(path, QN_VEC_AUTO);
		assert_same(v, truth);
		qn_vectors_free(v);
	}
	qn_vectors_free(truth);
}
END_TEST

START_TEST(writers_make_the_golden_files_byte_for_byte)
{
	static const struct {
		const char *name;
		enum qn_vecformat format;
	} files[] = {
	    {"tiny.txt", QN_VEC_W2V_TEXT}, {"tiny.bin", QN_VEC_W2V_BINARY},
	    {"tiny.vec", QN_VEC_FASTTEXT}, {"tiny.glove.txt", QN_VEC_GLOVE},
	    {"tiny.npy", QN_VEC_NPY},      {"tiny.tsv", QN_VEC_TSV}};
	struct qn_vectors *v = load(GOLDEN "tiny.txt", QN_VEC_AUTO);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char path[128];
		const char *made = scratch(files[i].name);
		snprintf(path, sizeof path, GOLDEN "%s", files[i].name);
		save(v, made, files[i].format);
		struct qn_buf a = scratch_read(path), b = scratch_read(made);
		ck_assert_uint_eq(a.n, b.n);
		ck_assert_mem_eq(a.p, b.p, a.n);
		qn_buf_release(&a);
		qn_buf_release(&b);
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(round_trips_are_exact)
{
	static const int dims[] = {1, 3, 16, 50};
	for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
		struct qn_vectors *v = sample(200, dims[d]);
		for (size_t i = 0; i < FORMATS; i++) {
			const char *path = scratch(formats[i].name);
			save(v, path, formats[i].format);
			struct qn_vectors *w = load(path, QN_VEC_AUTO);
			assert_same(v, w);
			qn_vectors_free(w);
		}
		qn_vectors_free(v);
	}
}
END_TEST

START_TEST(five_digits_survive_a_vec_file)
{
	struct qn_vectors *v = sample(200, 7);
	save(v, scratch("a.vec"), QN_VEC_AUTO);
	struct qn_vectors *w = load(scratch("a.vec"), QN_VEC_AUTO);
	save(w, scratch("b.vec"), QN_VEC_AUTO);
	struct qn_vectors *x = load(scratch("b.vec"), QN_VEC_AUTO);
	assert_same(w, x);
	for (size_t i = 0; i < v->n; i++)
		for (int d = 0; d < v->dim; d++) {
			float a = qn_vectors_row(v, i)[d];
			float b = qn_vectors_row(w, i)[d];
			ck_assert(fabsf(a - b) <= 5.1e-5f * fabsf(a));
		}
	qn_vectors_free(v);
	qn_vectors_free(w);
	qn_vectors_free(x);
}
END_TEST

START_TEST(mapped_formats_are_not_copied)
{
	struct qn_vectors *v = sample(100, 5);
	for (size_t i = 0; i < FORMATS; i++) {
		save(v, scratch(formats[i].name), formats[i].format);
		struct qn_vectors *w =
		    load(scratch(formats[i].name), formats[i].format);
		bool mapped = formats[i].format == QN_VEC_SAFETENSORS ||
		              formats[i].format == QN_VEC_NPY;
		ck_assert_int_eq(w->map != NULL, mapped);
		ck_assert_int_eq(w->owned == NULL, mapped);
		qn_vectors_free(w);
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_limit_takes_the_first_rows)
{
	struct qn_vectors *v = sample(100, 5);
	for (size_t i = 0; i < FORMATS; i++) {
		struct qn_err e = QN_ERR_INIT;
		const char *path = scratch(formats[i].name);
		save(v, path, formats[i].format);
		struct qn_vectors *w =
		    qn_vectors_load(path, formats[i].format, 7, &e);
		ck_assert_msg(w != NULL, "%s", e.text);
		ck_assert_uint_eq(w->n, 7);
		ck_assert_uint_eq(w->words.count, 7);
		ck_assert_mem_eq(qn_vectors_row(w, 6), qn_vectors_row(v, 6),
		                 5 * sizeof(float));
		qn_vectors_free(w);
	}
	qn_vectors_free(v);
}
END_TEST

/* The first `n` bytes of a file beside its whole companion must be refused;
 * GloVe's format, which has no header, may give the whole rows there are. */
static void check_cut(const struct qn_buf *whole, size_t n, size_t rows,
                      enum qn_vecformat format, const char *name)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write(name, whole->p, n);
	struct qn_vectors *v = qn_vectors_load(path, format, 0, &e);
	if (v) {
		ck_assert_msg(format == QN_VEC_GLOVE, "%s cut at %zu", name, n);
		ck_assert_int_eq(whole->p[n - 1], '\n');
		ck_assert_uint_lt(v->n, rows);
		qn_vectors_free(v);
		return;
	}
	ck_assert_int_eq(strncmp(e.text, path, strlen(path)), 0);
}

static void check_cuts(const struct qn_vectors *v, size_t step)
{
	for (size_t i = 0; i < FORMATS; i++) {
		char beside[32];
		save(v, scratch(formats[i].name), formats[i].format);
		struct qn_buf b = scratch_read(scratch(formats[i].name));
		for (size_t n = 0; n < b.n; n += step)
			check_cut(&b, n, v->n, formats[i].format,
			          formats[i].name);
		scratch_write(formats[i].name, b.p, b.n);
		qn_buf_release(&b);
		if (!formats[i].beside)
			continue;
		snprintf(beside, sizeof beside, "%s%s", formats[i].name,
		         formats[i].beside);
		b = scratch_read(scratch(beside));
		for (size_t n = 0; n < b.n; n += step) {
			scratch_write(beside, b.p, n);
			refusal(scratch(formats[i].name), formats[i].format);
		}
		qn_buf_release(&b);
	}
}

START_TEST(a_tiny_file_cut_at_any_byte_is_an_error)
{
	struct qn_vectors *v = load(GOLDEN "tiny.txt", QN_VEC_AUTO);
	check_cuts(v, 1);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_larger_file_cut_at_every_97th_byte_is_an_error)
{
	struct qn_vectors *v = sample(60, 20);
	check_cuts(v, 97);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_mark_of_the_byte_order_may_come_first)
{
	static const char text[] = "\357\273\2772 2\na 1 2\nb 3 4\n";
	struct qn_vectors *v =
	    load(scratch_write("marked", text, sizeof text - 1), QN_VEC_AUTO);
	ck_assert_uint_eq(v->n, 2);
	ck_assert_int_eq(v->dim, 2);
	ck_assert(qn_vectors_find(v, qn_slice_of("b"))[1] == 4);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_promise_the_file_cannot_keep_is_refused_at_once)
{
	ck_assert_ptr_nonnull(
	    strstr(refusal(GOLDEN "bad-promise.txt", QN_VEC_AUTO), "promises"));
	ck_assert_ptr_nonnull(
	    strstr(refusal(GOLDEN "bad-promise.bin", QN_VEC_AUTO), "promises"));
	static const char *const headers[] = {
	    "18446744073709551615 18446744073709551615\na 1\n",
	    "1 18446744073709551615\na 1\n", "18446744073709551615 1\na 1\n",
	    "1 4294967297\na 1\n", "99999999999999999999 1\na 1\n"};
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		const char *path =
		    scratch_write("huge", headers[i], strlen(headers[i]));
		refusal(path, QN_VEC_W2V_TEXT);
		refusal(path, QN_VEC_W2V_BINARY);
	}
}
END_TEST

START_TEST(wrong_files_are_refused_with_their_line)
{
	static const char *const wrong[][2] = {
	    {"bad-number.txt", "line 3: \"0x10\" is not a number"},
	    {"bad-short.txt", "line 3: 2 numbers, not 3"},
	    {"bad-long.txt", "line 3: more than 3 numbers (\"4\")"},
	    {"bad-more.txt", "line 3: more rows than the header's 1"},
	    {"bad-empty.txt", "empty"},
	    {"bad-newlines.txt", "holds no vectors"},
	    {"bad-zero.txt", "holds no vectors"},
	    {"bad-fasttext.bin", "fastText model"},
	    {"bad-trailing.bin", "follow the last of 3 rows"},
	    {"bad-mixed.bin", "newline is missing"},
	    {"bad-words.safetensors", "outside"},
	    {"bad-missing.safetensors", "no tensor \"vectors\""},
	    {"bad-order.npy", "C order"},
	    {"bad-words.npy", "2 words for 3 vectors"},
	    {"bad-words.tsv", "2 words for 3 vectors"}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char path[128];
		snprintf(path, sizeof path, GOLDEN "%s", wrong[i][0]);
		const char *text = refusal(path, QN_VEC_AUTO);
		ck_assert_msg(strstr(text, wrong[i][1]) != NULL, "%s", text);
	}
}
END_TEST

START_TEST(numbers_of_another_type_are_called_by_it)
{
	static const char text[] =
	    "\223NUMPY\1\0\72\0{'descr': '<f2', 'fortran_order': False, "
	    "'shape': (1, 1)}\n12";
	const char *path = scratch_write("h.npy", text, sizeof text - 1);
	const char *said = refusal(path, QN_VEC_AUTO);
	ck_assert_msg(strstr(said, "of type '<f2'; save it"), "%s", said);
}
END_TEST

START_TEST(glove_words_may_hold_spaces)
{
	static const char text[] = "the 0.5 1\n. . . 2 -3\nat name@x.com 4 5\n"
	                           "3 6 7\n 8 9\nnan nan -inf\n";
	struct qn_vectors *v =
	    load(scratch_write("x.txt", text, sizeof text - 1), QN_VEC_AUTO);
	ck_assert_uint_eq(v->n, 6);
	ck_assert_int_eq(v->dim, 2);
	const float *dots = qn_vectors_find(v, qn_slice_of(". . ."));
	ck_assert(dots && dots[0] == 2 && dots[1] == -3);
	ck_assert_ptr_nonnull(qn_vectors_find(v, qn_slice_of("at name@x.com")));
	ck_assert(qn_vectors_find(v, qn_slice_of("3"))[0] == 6);
	ck_assert(qn_vectors_find(v, qn_slice_of(""))[1] == 9);
	ck_assert(isnan(qn_vectors_find(v, qn_slice_of("nan"))[0]));
	save(v, scratch("y"), QN_VEC_GLOVE);
	struct qn_vectors *w = load(scratch("y"), QN_VEC_GLOVE);
	ck_assert_uint_eq(w->n, 6);
	ck_assert_ptr_nonnull(qn_vectors_find(w, qn_slice_of(". . .")));
	qn_vectors_free(v);
	qn_vectors_free(w);
}
END_TEST

START_TEST(words_that_a_format_cannot_hold_are_refused)
{
	static const char *const words[] = {"a b", "a\tb", "a\nb", " a", "a "};
	static const bool fits[][5] = {
	    /* a b   a\tb   a\nb   _a     a_  */
	    {false, false, false, false, false}, /* w2v-text    */
	    {false, true, false, false, false},  /* w2v-binary  */
	    {true, true, false, false, false},   /* glove       */
	    {true, true, true, true, true},      /* safetensors */
	    {true, true, false, true, true},     /* npy         */
	    {true, false, false, true, true},    /* tsv         */
	};
	for (size_t k = 0; k < 5; k++) {
		struct qn_vectors *v = sample(2, 2);
		qn_map_release(&v->words);
		qn_map_add(&v->words, qn_slice_of("first"));
		qn_map_add(&v->words, qn_slice_of(words[k]));
		for (size_t i = 0; i < FORMATS; i++) {
			struct qn_err e = QN_ERR_INIT;
			const char *path = scratch(formats[i].name);
			ck_assert_msg(qn_vectors_save(v, path,
			                              formats[i].format,
			                              &e) == fits[i][k],
			              "%s %zu %s", formats[i].name, k, e.text);
			if (!fits[i][k])
				continue;
			struct qn_vectors *w = load(path, formats[i].format);
			assert_same(v, w);
			qn_vectors_free(w);
		}
		qn_vectors_free(v);
	}
}
END_TEST

START_TEST(an_empty_word_is_a_word)
{
	struct qn_vectors *v = sample(3, 2);
	qn_map_release(&v->words);
	qn_map_add(&v->words, qn_slice_of(""));
	qn_map_add(&v->words, qn_slice_of("b"));
	qn_map_add(&v->words, qn_slice_of("c"));
	for (size_t i = 0; i < FORMATS; i++) {
		save(v, scratch(formats[i].name), formats[i].format);
		struct qn_vectors *w =
		    load(scratch(formats[i].name), formats[i].format);
		assert_same(v, w);
		qn_vectors_free(w);
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_projector_word_file_may_have_columns)
{
	scratch_write("x.tsv", "1\t2\n3\t4\n", 8);
	scratch_write("x.tsv.meta", "word\tcount\nmill\t7\nstone\t5\n", 26);
	struct qn_vectors *v = load(scratch("x.tsv"), QN_VEC_AUTO);
	ck_assert_uint_eq(v->n, 2);
	ck_assert(qn_vectors_find(v, qn_slice_of("stone"))[1] == 4);
	qn_vectors_free(v);
}
END_TEST

START_TEST(rows_of_two_bytes_a_number_all_have_room)
{
	struct qn_vectors *v = load(GOLDEN "tiny-narrow.tsv", QN_VEC_AUTO);
	ck_assert_uint_eq(v->n, 100);
	ck_assert_uint_le(v->n, v->room);
	ck_assert(*qn_vectors_find(v, qn_slice_of("100")) == 1);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_row_without_room_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_rows_new("x", 1, 2, 1, 8, &e);
	ck_assert_ptr_eq(qn_rows_next(v, "x", &e), v->owned);
	ck_assert(qn_rows_name(v, qn_slice_of("a"), "x", &e));
	ck_assert_ptr_null(qn_rows_next(v, "x", &e));
	ck_assert(e.failed);
	qn_vectors_free(v);
}
END_TEST

START_TEST(the_format_is_told_without_an_extension)
{
	struct qn_vectors *v = sample(9, 4);
	for (size_t i = 0; i < FORMATS; i++) {
		struct qn_err e = QN_ERR_INIT;
		if (formats[i].beside)
			continue;
		save(v, scratch("file"), formats[i].format);
		struct qn_vectors *w =
		    qn_vectors_load(scratch("file"), QN_VEC_AUTO, 0, &e);
		ck_assert_msg(w != NULL, "%s", e.text);
		assert_same(v, w);
		qn_vectors_free(w);
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(names_of_formats_are_parsed)
{
	struct qn_err e = QN_ERR_INIT;
	enum qn_vecformat f;
	for (int i = QN_VEC_W2V_TEXT; i <= QN_VEC_TSV; i++) {
		const char *name = qn_vecformat_name((enum qn_vecformat)i);
		ck_assert(qn_vecformat_parse(name, &f, &e));
		ck_assert_int_eq((int)f, i);
	}
	ck_assert(!qn_vecformat_parse("xml", &f, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "w2v-binary"));
	ck_assert_int_eq(qn_vecformat_for_output("a.b.vec"), QN_VEC_FASTTEXT);
	ck_assert_int_eq(qn_vecformat_for_output("vectors"), QN_VEC_W2V_TEXT);
}
END_TEST

START_TEST(a_full_disk_leaves_one_sentence)
{
	struct qn_vectors *v = sample(500, 100);
	static const enum qn_vecformat one_file[] = {
	    QN_VEC_W2V_TEXT, QN_VEC_W2V_BINARY, QN_VEC_GLOVE,
	    QN_VEC_SAFETENSORS};
	for (size_t i = 0; i < sizeof one_file / sizeof *one_file; i++) {
		struct qn_err e = QN_ERR_INIT;
		ck_assert(!qn_vectors_save(v, "/dev/full", one_file[i], &e));
		ck_assert_str_eq(e.text, "/dev/full: No space left on device");
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(files_of_the_original_tools_are_read)
{
	static const struct {
		const char *path;
		size_t n;
		int dim;
	} files[] = {{SHARED "euclidean_vectors.bin", 2747, 10},
	             {SHARED "word2vec_pre_kv_c", 1750, 10},
	             {SHARED "test_glove.txt", 76, 50},
	             {SHARED "crime-and-punishment.vec", 291, 5},
	             {SHARED "pang_lee_polarity_fasttext.vec.xz", 1694, 100}};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (access(files[i].path, R_OK) != 0) {
			printf("skipped: %s is not here\n", files[i].path);
			continue;
		}
		struct qn_vectors *v = load(files[i].path, QN_VEC_AUTO);
		ck_assert_uint_eq(v->n, files[i].n);
		ck_assert_int_eq(v->dim, files[i].dim);
		ck_assert_ptr_nonnull(qn_vectors_find(v, qn_slice_of("the")));
		qn_vectors_free(v);
	}
}
END_TEST

SUITE(vecfile, golden_files_of_every_format_say_the_same,
      writers_make_the_golden_files_byte_for_byte, round_trips_are_exact,
      five_digits_survive_a_vec_file, mapped_formats_are_not_copied,
      a_limit_takes_the_first_rows, a_tiny_file_cut_at_any_byte_is_an_error,
      a_mark_of_the_byte_order_may_come_first,
      a_larger_file_cut_at_every_97th_byte_is_an_error,
      a_promise_the_file_cannot_keep_is_refused_at_once,
      wrong_files_are_refused_with_their_line,
      numbers_of_another_type_are_called_by_it, glove_words_may_hold_spaces,
      words_that_a_format_cannot_hold_are_refused, an_empty_word_is_a_word,
      a_projector_word_file_may_have_columns,
      rows_of_two_bytes_a_number_all_have_room, a_row_without_room_is_an_error,
      the_format_is_told_without_an_extension, names_of_formats_are_parsed,
      a_full_disk_leaves_one_sentence, files_of_the_original_tools_are_read)
