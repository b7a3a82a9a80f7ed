/* SPDX-License-Identifier: MIT */
/* test_tensors.c -- safetensors files and the lists of words in them. */
#include "base/tensors.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define GOLDEN "tests/golden/vectors/"

static const float numbers[6] = {1, 2, 3, 4, 5, -0.5f};
static const char *const names[] = {"one", "", "drei\xff"};

/* A file with a matrix, a scalar and a list of words. */
static const char *write_sample(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_map words = {0};
	double scalar = 0.25;
	const char *path = scratch("sample.safetensors");
	for (size_t i = 0; i < 3; i++)
		qn_map_add(&words, qn_slice_of(names[i]));
	struct qn_tensors_out *out = qn_tensors_create(path, "sample");
	qn_tensors_out_meta(out, "note", "gr\xc3\xbc\xc3\x9f \"quoted\"");
	qn_tensors_out_metaf(out, "epochs", "%d", 5);
	qn_tensors_out_declare(out, "scalar", QN_F64, 0, NULL);
	qn_tensors_out_declare(out, "matrix", QN_F32, 2, (size_t[]){2, 3});
	qn_words_declare(out, "words", &words, 3);
	qn_tensors_out_write(out, &scalar, sizeof scalar);
	qn_tensors_out_write(out, numbers, sizeof numbers);
	qn_words_write(out, &words, 3);
	ck_assert_msg(qn_tensors_finish(out, &e), "%s", e.text);
	qn_map_release(&words);
	return path;
}

START_TEST(what_is_written_is_read)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors *t = qn_tensors_open(write_sample(), &e);
	ck_assert_msg(t != NULL, "%s", e.text);
	const struct qn_tensor *m = qn_tensors_find(t, "matrix", QN_F32, 2, &e);
	ck_assert_uint_eq(m->shape[0], 2);
	ck_assert_uint_eq(m->shape[1], 3);
	ck_assert_uint_eq(m->count, 6);
	ck_assert_mem_eq(m->data, numbers, sizeof numbers);
	const struct qn_tensor *s = qn_tensors_find(t, "scalar", QN_F64, 0, &e);
	ck_assert(*(const double *)s->data == 0.25);
	ck_assert_ptr_null(s->copy);
	ck_assert_str_eq(qn_tensors_meta(t, "format"), "quern");
	ck_assert_str_eq(qn_tensors_meta(t, "epochs"), "5");
	ck_assert_str_eq(qn_tensors_meta(t, "note"),
	                 "gr\xc3\xbc\xc3\x9f \"quoted\"");
	ck_assert_ptr_null(qn_tensors_meta(t, "absent"));
	ck_assert(qn_tensors_expect(t, "sample", &e));
	ck_assert(!e.failed);
	qn_tensors_close(t);
}
END_TEST

START_TEST(words_come_back_in_their_order)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors *t = qn_tensors_open(write_sample(), &e);
	struct qn_map all = {0}, two = {0};
	ck_assert(qn_words_read(t, "words", SIZE_MAX, &all, &e));
	ck_assert_uint_eq(all.count, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert(
		    qn_slice_eq(qn_map_string(&all, i), qn_slice_of(names[i])));
	ck_assert(qn_words_read(t, "words", 2, &two, &e));
	ck_assert_uint_eq(two.count, 2);
	qn_map_release(&all);
	qn_map_release(&two);
	qn_tensors_close(t);
}
END_TEST

START_TEST(the_data_begins_at_a_multiple_of_64_bytes)
{
	struct qn_buf b = scratch_read(write_sample());
	uint64_t length;
	memcpy(&length, b.p, sizeof length);
	ck_assert_uint_eq((8 + length) % 64, 0);
	ck_assert_int_eq(b.p[8], '{');
	qn_buf_release(&b);
}
END_TEST

START_TEST(asking_for_what_is_not_there_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors *t = qn_tensors_open(write_sample(), &e);
	struct qn_err missing = QN_ERR_INIT, type = QN_ERR_INIT,
	              rank = QN_ERR_INIT, kind = QN_ERR_INIT;
	ck_assert_ptr_null(qn_tensors_find(t, "absent", QN_F32, 2, &missing));
	ck_assert_ptr_nonnull(strstr(missing.text, "no tensor \"absent\""));
	ck_assert_ptr_null(qn_tensors_find(t, "matrix", QN_I64, 2, &type));
	ck_assert_ptr_nonnull(strstr(type.text, "F32"));
	ck_assert_ptr_null(qn_tensors_find(t, "matrix", QN_F32, 1, &rank));
	ck_assert(!qn_tensors_expect(t, "lda", &kind));
	ck_assert_ptr_nonnull(strstr(kind.text, "\"sample\", not \"lda\""));
	qn_tensors_close(t);
}
END_TEST

START_TEST(a_file_cut_at_any_byte_is_an_error)
{
	struct qn_buf b = scratch_read(write_sample());
	for (size_t n = 0; n < b.n; n++) {
		struct qn_err e = QN_ERR_INIT;
		const char *cut = scratch_write("cut", b.p, n);
		ck_assert_ptr_null(qn_tensors_open(cut, &e));
		ck_assert_int_eq(strncmp(e.text, cut, strlen(cut)), 0);
	}
	qn_buf_release(&b);
}
END_TEST

START_TEST(tensors_at_odd_addresses_are_copied)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors *t =
	    qn_tensors_open(GOLDEN "tiny-odd.safetensors", &e);
	ck_assert_msg(t != NULL, "%s", e.text);
	const struct qn_tensor *x =
	    qn_tensors_find(t, "vectors", QN_F32, 2, &e);
	ck_assert_ptr_nonnull(x->copy);
	ck_assert_uint_eq((uintptr_t)x->data % 4, 0);
	ck_assert(((const float *)x->data)[1] == -0.5f);
	qn_tensors_close(t);
}
END_TEST

START_TEST(every_lie_of_a_header_is_found)
{
	static const char *const lies[][2] = {
	    {"bad-overlap", "overlaps"},
	    {"bad-gap", "gap"},
	    {"bad-shape", "bad shape"},
	    {"bad-negative", "bad shape"},
	    {"bad-dtype", "no known type"},
	    {"bad-metadata", "not a string"},
	    {"bad-header", "not a safetensors file"},
	    {"bad-twice", "duplicate"},
	    {"bad-utf8", "decode"},
	};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct qn_err e = QN_ERR_INIT;
		char path[128];
		snprintf(path, sizeof path, GOLDEN "%s.safetensors",
		         lies[i][0]);
		ck_assert_ptr_null(qn_tensors_open(path, &e));
		ck_assert_msg(strstr(e.text, lies[i][1]) != NULL, "%s", e.text);
	}
}
END_TEST

START_TEST(a_list_of_words_is_checked_word_by_word)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_map words = {0};
	struct qn_tensors *t =
	    qn_tensors_open(GOLDEN "bad-words.safetensors", &e);
	ck_assert_ptr_nonnull(t);
	ck_assert(!qn_words_read(t, "words", SIZE_MAX, &words, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "outside"));
	qn_map_release(&words);
	qn_tensors_close(t);
}
END_TEST

START_TEST(bytes_stay_when_they_are_detached)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors *t = qn_tensors_open(write_sample(), &e);
	const float *m = qn_tensors_get(t, "matrix")->data;
	struct qn_bytes *file = qn_tensors_detach(t);
	ck_assert_mem_eq(m, numbers, sizeof numbers);
	qn_bytes_release(file);
	free(file);
}
END_TEST

START_TEST(metadata_that_is_not_utf8_fails_the_file)
{
	scratch_clear();
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("bad");
	struct qn_tensors_out *out = qn_tensors_create(path, "sample");
	qn_tensors_out_meta(out, "corpus", "\xff.txt");
	ck_assert(!qn_tensors_finish(out, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "not UTF-8"));
	ck_assert_uint_eq(scratch_count(), 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_made_is_reported_at_the_end)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensors_out *out =
	    qn_tensors_create(scratch("no/such/folder"), "sample");
	qn_tensors_out_declare(out, "x", QN_U8, 1, (size_t[]){3});
	qn_tensors_out_write(out, "abc", 3);
	ck_assert(!qn_tensors_finish(out, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "No such file or directory"));
}
END_TEST

SUITE(tensors, what_is_written_is_read, words_come_back_in_their_order,
      the_data_begins_at_a_multiple_of_64_bytes,
      asking_for_what_is_not_there_is_an_error,
      a_file_cut_at_any_byte_is_an_error, tensors_at_odd_addresses_are_copied,
      every_lie_of_a_header_is_found, a_list_of_words_is_checked_word_by_word,
      bytes_stay_when_they_are_detached,
      metadata_that_is_not_utf8_fails_the_file,
      a_file_that_cannot_be_made_is_reported_at_the_end)
