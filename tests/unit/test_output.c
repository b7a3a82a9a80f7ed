/* SPDX-License-Identifier: MIT */
/* test_output.c -- whole files or none. */
#include "base/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static void assert_holds(const char *path, const char *text)
{
	struct qn_buf b = scratch_read(path);
	ck_assert_str_eq(b.p, text);
	qn_buf_release(&b);
}

static void write_file(const char *path, const char *text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_output *out = qn_output_open(path, &e);
	qn_output_puts(out, text);
	ck_assert_msg(qn_output_close(out, &e), "%s", e.text);
}

static mode_t mode_of(const char *path)
{
	struct stat st;
	ck_assert_int_eq(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

START_TEST(a_file_appears_when_it_is_closed)
{
	scratch_clear();
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("out");
	struct qn_output *out = qn_output_open(path, &e);
	qn_output_printf(out, "%d words\n", 7);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert(qn_output_ok(out));
	ck_assert(qn_output_close(out, &e));
	assert_holds(path, "7 words\n");
	ck_assert_uint_eq(scratch_count(), 1);
}
END_TEST

START_TEST(the_old_file_stays_when_anything_failed)
{
	scratch_clear();
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("out", "old", 3);
	struct qn_output *out = qn_output_open(path, &e);
	qn_output_puts(out, "new");
	qn_fail(&e, "something else");
	ck_assert(!qn_output_close(out, &e));
	ck_assert_str_eq(e.text, "something else");
	assert_holds(path, "old");
	struct qn_err f = QN_ERR_INIT;
	out = qn_output_open(path, &f);
	qn_output_puts(out, "new");
	qn_output_discard(out);
	assert_holds(path, "old");
	ck_assert_uint_eq(scratch_count(), 1);
}
END_TEST

START_TEST(much_is_written_in_order)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("out");
	struct qn_buf expected = {0}, big = {0};
	struct qn_output *out = qn_output_open(path, &e);
	for (int i = 0; i < 1000; i++) {
		qn_buf_clear(&big);
		for (int k = 0; k < (i % 100 == 0 ? 100000 : i); k++)
			qn_buf_putc(&big, (char)('a' + i % 26));
		qn_output_write(out, big.p, big.n);
		qn_output_printf(out, "%s|", i % 100 ? "" : big.p);
		qn_buf_add(&expected, big.p, big.n);
		if (i % 100 == 0)
			qn_buf_add(&expected, big.p, big.n);
		qn_buf_putc(&expected, '|');
	}
	ck_assert(qn_output_close(out, &e));
	struct qn_buf got = scratch_read(path);
	ck_assert_uint_eq(got.n, expected.n);
	ck_assert_mem_eq(got.p, expected.p, got.n);
	qn_buf_release(&got);
	qn_buf_release(&expected);
	qn_buf_release(&big);
}
END_TEST

START_TEST(a_new_file_obeys_the_umask_and_an_old_one_keeps_its_mode)
{
	mode_t old_mask = umask(027);
	write_file(scratch("new"), "x");
	ck_assert_int_eq(mode_of(scratch("new")), 0640);
	const char *old = scratch_write("old", "y", 1);
	chmod(old, 0604);
	write_file(old, "x");
	ck_assert_int_eq(mode_of(old), 0604);
	umask(old_mask);
}
END_TEST

START_TEST(a_link_survives_and_its_target_is_replaced)
{
	const char *target = scratch_write("target", "old", 3);
	const char *link = scratch("link"), *far = scratch("far");
	ck_assert_int_eq(symlink("target", link), 0);
	write_file(link, "new");
	assert_holds(target, "new");
	ck_assert_int_eq(readlink(link, (char[8]){0}, 8), 6);
	/* A link to a file that is yet to be. */
	ck_assert_int_eq(symlink("born", far), 0);
	write_file(far, "baby");
	assert_holds(scratch("born"), "baby");
	ck_assert_int_eq(readlink(far, (char[8]){0}, 8), 4);
}
END_TEST

static void assert_fails(const char *path, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_output *out = qn_output_open(path, &e);
	qn_output_puts(out, "x");
	ck_assert(!qn_output_close(out, &e));
	ck_assert_int_eq(strncmp(e.text, path, strlen(path)), 0);
	ck_assert_str_eq(e.text + strlen(path), why);
}

START_TEST(what_cannot_be_written_is_one_sentence)
{
	assert_fails("/dev/full", ": No space left on device");
	assert_fails("/", ": Is a directory");
	assert_fails(scratch("no/such/folder"), ": No such file or directory");
	const char *loop = scratch("loop");
	ck_assert_int_eq(symlink("loop", loop), 0);
	assert_fails(loop, ": Too many levels of symbolic links");
	if (geteuid() != 0) {
		const char *fixed = scratch_write("fixed", "x", 1);
		chmod(fixed, 0444);
		assert_fails(fixed, ": Permission denied");
	}
}
END_TEST

START_TEST(devices_are_written_in_place)
{
	write_file("/dev/null", "gone");
	struct stat st;
	ck_assert_int_eq(stat("/dev/null", &st), 0);
	ck_assert(S_ISCHR(st.st_mode));
}
END_TEST

START_TEST(a_handler_can_remove_what_is_unfinished)
{
	scratch_clear();
	struct qn_err e = QN_ERR_INIT;
	struct qn_output *a = qn_output_open(scratch("a"), &e);
	struct qn_output *b = qn_output_open(scratch("b"), &e);
	write_file(scratch("c"), "whole");
	ck_assert_uint_eq(scratch_count(), 3);
	qn_output_abandon_all();
	ck_assert_uint_eq(scratch_count(), 1);
	qn_output_discard(a);
	qn_output_discard(b);
}
END_TEST

START_TEST(many_files_may_be_open_at_once)
{
	scratch_clear();
	struct qn_output *out[100];
	struct qn_err e = QN_ERR_INIT;
	for (int i = 0; i < 100; i++) {
		char name[16];
		snprintf(name, sizeof name, "many%d", i);
		out[i] = qn_output_open(scratch(name), &e);
		qn_output_puts(out[i], name);
	}
	for (int i = 0; i < 100; i++)
		ck_assert(qn_output_close(out[i], &e));
	assert_holds(scratch("many99"), "many99");
	ck_assert_uint_eq(scratch_count(), 100);
}
END_TEST

START_TEST(a_long_name_has_room_for_its_temporary_one)
{
	char name[256];
	memset(name, 'n', 255);
	name[255] = '\0';
	write_file(scratch(name), "x");
	assert_holds(scratch(name), "x");
}
END_TEST

SUITE(output, a_file_appears_when_it_is_closed,
      the_old_file_stays_when_anything_failed, much_is_written_in_order,
      a_new_file_obeys_the_umask_and_an_old_one_keeps_its_mode,
      a_link_survives_and_its_target_is_replaced,
      what_cannot_be_written_is_one_sentence, devices_are_written_in_place,
      a_handler_can_remove_what_is_unfinished, many_files_may_be_open_at_once,
      a_long_name_has_room_for_its_temporary_one)
