/* SPDX-License-Identifier: MIT */
/*
 * test_tensorsums.c -- damage is found where it is, and nowhere else.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/tensorsums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { BLOCK = QN_SUM_BLOCK };

/* Two tensors: `wide` 64-bit numbers, then `bytes` bytes. */
static struct qn_buf make_file(size_t wide, size_t bytes, bool summed)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("sums");
	struct qn_tensors_out *out = qn_tensors_create(path, "test");
	if (summed)
		qn_tensors_out_sum(out);
	qn_tensors_out_declare(out, "wide", QN_U64, 1, &wide);
	qn_tensors_out_declare(out, "bytes", QN_U8, 1, &bytes);
	for (uint64_t i = 0; i < wide; i++)
		qn_tensors_out_write(out, &i, sizeof i);
	for (size_t i = 0; i < bytes; i++)
		qn_tensors_out_write(out, &"quern"[i % 5], 1);
	ck_assert_msg(qn_tensors_finish(out, &e), "%s", e.text);
	return scratch_read(path);
}

static struct qn_tensors *open_bytes(const struct qn_buf *file,
                                     struct qn_err *e)
{
	return qn_tensors_open(scratch_write("sums", file->p, file->n), e);
}

/* Whether the bytes [at, at + n) of the data are sound. */
static bool sound(struct qn_tensorsums *s, size_t at, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	bool ok = qn_tensorsums_check(s, s->data + at, n, &e);
	ck_assert(ok != e.failed);
	ck_assert(ok || strstr(e.text, "damaged"));
	return ok;
}

START_TEST(a_flipped_bit_is_found_in_its_block_alone)
{
	struct qn_err e = QN_ERR_INIT;
	size_t wide = BLOCK / 8 + 100, bytes = 2 * BLOCK + 333;
	size_t data = wide * 8 + bytes;
	struct qn_buf file = make_file(wide, bytes, true);
	size_t from = file.n - (data + 7) / 8 * 8 - 8 * (data / BLOCK + 1);
	static const size_t at[] = {0,         7,         BLOCK - 1, BLOCK,
	                            BLOCK + 1, 2 * BLOCK, 3 * BLOCK};
	for (size_t i = 0; i < sizeof at / sizeof *at + 1; i++) {
		size_t where = i < sizeof at / sizeof *at ? at[i] : data - 1;
		size_t block = where / BLOCK, blocks = data / BLOCK + 1;
		struct qn_tensorsums s;
		file.p[from + where] ^= 4;
		struct qn_tensors *t = open_bytes(&file, &e);
		ck_assert_msg(qn_tensorsums_open(&s, t, &e), "%s", e.text);
		ck_assert_uint_eq(s.bytes, data);
		ck_assert_uint_eq(s.blocks, blocks);
		for (int twice = 0; twice < 2; twice++)
			for (size_t b = 0; b < blocks; b++)
				ck_assert(sound(&s, b * BLOCK, 1) ==
				          (b != block));
		ck_assert(!sound(&s, 0, data));
		ck_assert(sound(&s, where, 0));
		if (block)
			ck_assert(!sound(&s, block * BLOCK - 1, 2));
		qn_tensorsums_close(&s);
		qn_tensors_close(t);
		file.p[from + where] ^= 4;
	}
	qn_buf_release(&file);
}
END_TEST

START_TEST(a_flipped_sum_spoils_its_block)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensorsums s;
	struct qn_buf file = make_file(1, 3 * BLOCK, true);
	file.p[file.n - 16] ^= 1;
	struct qn_tensors *t = open_bytes(&file, &e);
	ck_assert(qn_tensorsums_open(&s, t, &e));
	ck_assert(sound(&s, 0, 2 * BLOCK));
	ck_assert(!sound(&s, 2 * BLOCK, 1));
	ck_assert(sound(&s, 3 * BLOCK, 1));
	qn_tensorsums_close(&s);
	qn_tensors_close(t);
	qn_buf_release(&file);
}
END_TEST

START_TEST(data_of_any_size_has_sums_that_fit)
{
	for (size_t n = 0; n < 3 * BLOCK; n += n < 40 ? 1 : BLOCK / 2 - 20) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_tensorsums s;
		struct qn_buf file = make_file(0, n, true);
		struct qn_tensors *t = open_bytes(&file, &e);
		ck_assert_msg(qn_tensorsums_open(&s, t, &e), "%zu: %s", n,
		              e.text);
		ck_assert_uint_eq(s.bytes, n);
		ck_assert(sound(&s, 0, n));
		qn_tensorsums_close(&s);
		qn_tensors_close(t);
		qn_buf_release(&file);
	}
}
END_TEST

static void refuse(const struct qn_buf *file)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tensorsums s;
	struct qn_tensors *t = open_bytes(file, &e);
	ck_assert_msg(t != NULL, "%s", e.text);
	ck_assert(!qn_tensorsums_open(&s, t, &e));
	ck_assert(e.failed);
	qn_tensors_close(t);
}

static void rename_tensor(struct qn_buf *file, const char *from, const char *to)
{
	char *at = memmem(file->p, file->n, from, strlen(from));
	ck_assert_ptr_nonnull(at);
	memcpy(at, to, strlen(to));
}

START_TEST(a_file_whose_sums_do_not_fit_is_refused)
{
	struct qn_buf none = make_file(10, 10, false);
	refuse(&none);
	qn_buf_release(&none);
	struct qn_buf file = make_file(10, 10, true);
	rename_tensor(&file, "\"sums\"", "\"gums\"");
	refuse(&file);
	rename_tensor(&file, "\"gums\"", "\"sums\"");
	rename_tensor(&file, "sums.pad", "sums.bad");
	refuse(&file);
	qn_buf_release(&file);
}
END_TEST

START_TEST(padding_before_data_is_refused)
{
	/* It would shift what the sums are of. */
	static const char *const name[] = {"sums.pad", "bytes", "sums"};
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("sums");
	struct qn_tensors_out *out = qn_tensors_create(path, "test");
	static const size_t n[] = {8, 8, 1};
	for (int i = 0; i < 3; i++)
		qn_tensors_out_declare(out, name[i], i < 2 ? QN_U8 : QN_U64, 1,
		                       &n[i]);
	uint64_t sum = qn_hash("abcdefgh", 8);
	qn_tensors_out_write(out, "abcdefghabcdefgh", 16);
	qn_tensors_out_write(out, &sum, sizeof sum);
	ck_assert_msg(qn_tensors_finish(out, &e), "%s", e.text);
	struct qn_buf file = scratch_read(path);
	refuse(&file);
	qn_buf_release(&file);
}
END_TEST

SUITE(tensorsums, a_flipped_bit_is_found_in_its_block_alone,
      a_flipped_sum_spoils_its_block, data_of_any_size_has_sums_that_fit,
      a_file_whose_sums_do_not_fit_is_refused, padding_before_data_is_refused)
