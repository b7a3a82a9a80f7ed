/* SPDX-License-Identifier: MIT */
/* test_input.c -- maps, pipes, compressed files, archives. */
#include "base/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/pipe.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

/* Everything a source gives, each member's name in brackets before it. */
static struct qn_buf read_all(const char *path, struct qn_err *e)
{
	struct qn_buf b = {0};
	struct qn_slice s;
	struct qn_input *in = qn_input_open(path, e);
	qn_buf_reserve(&b, 0);
	while (in && (s = qn_input_next(in, e)).n) {
		const char *member = qn_input_member(in);
		if (member)
			qn_buf_printf(&b, "[%s]", member);
		qn_buf_add(&b, s.p, s.n);
	}
	qn_input_close(in);
	return b;
}

static void assert_reads(const char *path, const void *bytes, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = read_all(path, &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	ck_assert_uint_eq(b.n, n);
	ck_assert_mem_eq(b.p, bytes, n);
	qn_buf_release(&b);
}

/* 100 kB that begin with every byte there is. */
static struct qn_buf sample(void)
{
	struct qn_buf b = {0};
	for (int i = 0; i < 256; i++)
		qn_buf_putc(&b, (char)i);
	for (int i = 0; b.n < 100000; i++)
		qn_buf_printf(&b, "line %d of the sample\n", i * i);
	return b;
}

/* `bytes` packed by libarchive; members 0 = just compressed. */
static const char *pack(const char *name, int filter, int format, int members,
                        const struct qn_buf *bytes)
{
	const char *path = scratch(name);
	struct archive *a = archive_write_new();
	archive_write_add_filter(a, filter);
	archive_write_set_format(a, format);
	ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
	for (int i = 0; i < (members ? members : 1); i++) {
		char member[32];
		struct archive_entry *entry = archive_entry_new();
		snprintf(member, sizeof member, "folder/%d.txt", i);
		archive_entry_set_pathname(entry, member);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)bytes->n);
		ck_assert_int_eq(archive_write_header(a, entry), ARCHIVE_OK);
		archive_write_data(a, bytes->p, bytes->n);
		archive_entry_free(entry);
	}
	ck_assert_int_eq(archive_write_free(a), ARCHIVE_OK);
	return path;
}

static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ,
                              ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_BZIP2,
                              ARCHIVE_FILTER_LZ4};

#define FILTERS (sizeof filters / sizeof *filters)

START_TEST(a_plain_file_is_given_as_it_is)
{
	struct qn_buf b = sample();
	assert_reads(scratch_write("plain", b.p, b.n), b.p, b.n);
	qn_buf_release(&b);
}
END_TEST

START_TEST(an_empty_file_is_no_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes bytes;
	const char *path = scratch_write("empty", "", 0);
	assert_reads(path, "", 0);
	assert_reads("/dev/null", "", 0);
	ck_assert(qn_bytes_load(&bytes, path, &e));
	ck_assert_uint_eq(bytes.n, 0);
	ck_assert_ptr_nonnull(bytes.p);
	qn_bytes_release(&bytes);
}
END_TEST

START_TEST(compression_is_told_by_content)
{
	struct qn_buf b = sample();
	for (size_t i = 0; i < FILTERS; i++)
		assert_reads(
		    pack("name.txt", filters[i], ARCHIVE_FORMAT_RAW, 0, &b),
		    b.p, b.n);
	/* A name alone means nothing. */
	assert_reads(scratch_write("text.gz", "not packed\n", 11),
	             "not packed\n", 11);
	qn_buf_release(&b);
}
END_TEST

START_TEST(texts_that_begin_a_little_like_an_archive_are_texts)
{
	static const char *const texts[] = {
	    "BZh9 is what bzip2 files begin with\n", "PK\n",   "\x1f\x8b",
	    "begin 644 x\n#86)C\n`\nend\n",          "070701", "#!/bin/sh\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n = strlen(texts[i]);
		assert_reads(scratch_write("text", texts[i], n), texts[i], n);
	}
}
END_TEST

START_TEST(members_of_archives_come_one_after_the_other)
{
	struct qn_buf b = {0};
	qn_buf_puts(&b, "some text\n");
	static const char expected[] =
	    "[folder/0.txt]some text\n[folder/1.txt]some text\n";
	static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR,
	                              ARCHIVE_FORMAT_TAR_PAX_RESTRICTED,
	                              ARCHIVE_FORMAT_ZIP};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		assert_reads(
		    pack("archive", ARCHIVE_FILTER_NONE, formats[i], 2, &b),
		    expected, sizeof expected - 1);
	assert_reads(pack("archive", ARCHIVE_FILTER_GZIP,
	                  ARCHIVE_FORMAT_TAR_USTAR, 2, &b),
	             expected, sizeof expected - 1);
	qn_buf_release(&b);
}
END_TEST

/* A child writes `bytes` into a FIFO, in dribs if `slow`. */
static void feed_fifo(const char *path, const struct qn_buf *bytes, bool slow)
{
	if (fork() != 0)
		return;
	int fd = open(path, O_WRONLY);
	for (size_t at = 0, n; at < bytes->n; at += n) {
		n = slow && at < 600 ? 1 : bytes->n - at;
		if (write(fd, bytes->p + at, n) < 0)
			_exit(1);
	}
	_exit(0);
}

START_TEST(a_fifo_is_opened_once_and_passes_everything)
{
	struct qn_buf b = sample(), packed;
	const char *fifo = scratch("fifo");
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	feed_fifo(fifo, &b, true);
	assert_reads(fifo, b.p, b.n);
	wait(NULL);
	packed = scratch_read(
	    pack("x.gz", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW, 0, &b));
	feed_fifo(fifo, &packed, true);
	assert_reads(fifo, b.p, b.n);
	wait(NULL);
	qn_buf_release(&packed);
	qn_buf_release(&b);
}
END_TEST

START_TEST(standard_input_is_read_from_where_it_stands)
{
	struct qn_buf b = sample();
	int fd = open(scratch_write("plain", b.p, b.n), O_RDONLY);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(lseek(STDIN_FILENO, 5003, SEEK_SET), 5003);
	assert_reads("-", b.p + 5003, b.n - 5003);
	close(fd);
	qn_buf_release(&b);
}
END_TEST

static void assert_fails(const char *path, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = read_all(path, &e);
	qn_buf_release(&b);
	ck_assert_msg(e.failed, "%s was read", path);
	ck_assert_int_eq(strncmp(e.text, path, strlen(path)), 0);
	ck_assert_msg(strstr(e.text, why) != NULL, "%s", e.text);
}

START_TEST(what_cannot_be_opened_is_one_sentence)
{
	assert_fails(scratch("missing"), ": No such file or directory");
	assert_fails("/", ": Is a directory");
	const char *path = scratch_write("secret", "x", 1);
	chmod(path, 0);
	if (geteuid() != 0)
		assert_fails(path, ": Permission denied");
}
END_TEST

START_TEST(packed_data_cut_short_is_an_error)
{
	struct qn_buf b = sample();
	for (size_t i = 0; i < FILTERS; i++) {
		struct qn_buf whole = scratch_read(
		    pack("whole", filters[i], ARCHIVE_FORMAT_RAW, 0, &b));
		for (size_t n = 20; n < whole.n; n += 1 + whole.n / 50)
			assert_fails(scratch_write("cut", whole.p, n),
			             ": compressed data is damaged or cut");
		qn_buf_release(&whole);
	}
	qn_buf_release(&b);
}
END_TEST

START_TEST(a_flipped_bit_of_packed_data_is_an_error)
{
	struct qn_buf b = sample();
	/* zstd and lz4 have a checksum only when they are asked for it. */
	static const int checked[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ,
	                              ARCHIVE_FILTER_BZIP2};
	for (size_t i = 0; i < sizeof checked / sizeof *checked; i++) {
		struct qn_buf whole = scratch_read(
		    pack("whole", checked[i], ARCHIVE_FORMAT_RAW, 0, &b));
		for (size_t n = 30; n < whole.n; n += 1 + whole.n / 50) {
			whole.p[n] ^= 4;
			struct qn_err e = QN_ERR_INIT;
			struct qn_buf got = read_all(
			    scratch_write("flip", whole.p, whole.n), &e);
			/* A bit that means nothing may be flipped. */
			ck_assert(e.failed || qn_slice_eq(qn_buf_slice(&got),
			                                  qn_buf_slice(&b)));
			qn_buf_release(&got);
			whole.p[n] ^= 4;
		}
		qn_buf_release(&whole);
	}
	qn_buf_release(&b);
}
END_TEST

START_TEST(gzip_members_and_padding_follow_one_another)
{
	struct qn_buf b = sample(), twice = {0}, zeroes = {0};
	struct qn_buf one = scratch_read(
	    pack("one", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW, 0, &b));
	qn_buf_add(&twice, one.p, one.n);
	qn_buf_add(&twice, one.p, one.n);
	qn_buf_add(&zeroes, one.p, one.n);
	for (int i = 0; i < 512; i++)
		qn_buf_putc(&zeroes, '\0');
	assert_reads(scratch_write("zeroes", zeroes.p, zeroes.n), b.p, b.n);
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf got =
	    read_all(scratch_write("twice", twice.p, twice.n), &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	ck_assert_uint_eq(got.n, 2 * b.n);
	qn_buf_release(&got);
	qn_buf_release(&one);
	qn_buf_release(&twice);
	qn_buf_release(&zeroes);
	qn_buf_release(&b);
}
END_TEST

START_TEST(the_end_is_told_again_and_again)
{
	struct qn_buf b = sample();
	const char *const paths[] = {
	    scratch_write("plain", b.p, b.n),
	    pack("b.zst", ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW, 0, &b),
	    pack("b.gz", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW, 0, &b),
	    pack("b.tar", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR, 2, &b),
	    pack("b.zip", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, 2, &b)};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_input *in = qn_input_open(paths[i], &e);
		while (qn_input_next(in, &e).n)
			;
		for (int again = 0; again < 3; again++)
			ck_assert_uint_eq(qn_input_next(in, &e).n, 0);
		ck_assert_msg(!e.failed, "%s: %s", paths[i], e.text);
		qn_input_close(in);
	}
	qn_buf_release(&b);
}
END_TEST

START_TEST(progress_counts_the_bytes_of_the_source)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = sample();
	const char *path =
	    pack("x.gz", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW, 0, &b);
	struct stat st;
	stat(path, &st);
	struct qn_input *in = qn_input_open(path, &e);
	ck_assert_str_eq(qn_input_name(in), path);
	ck_assert_uint_eq(qn_input_size(in), (size_t)st.st_size);
	while (qn_input_next(in, &e).n)
		ck_assert_uint_le(qn_input_offset(in), qn_input_size(in));
	ck_assert_uint_eq(qn_input_offset(in), qn_input_size(in));
	qn_input_close(in);
	qn_buf_release(&b);
}
END_TEST

/* Another program may write a question and wait for the answer. */
START_TEST(a_line_comes_before_the_next_one_is_written)
{
	struct qn_err e = QN_ERR_INIT;
	int fd[2], kept = dup(STDIN_FILENO);
	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(write(fd[1], "one\n", 4), 4);
	stdin_from(fd[0]);
	alarm(60); /* were it to wait for more, it would for ever */
	struct qn_input *in = qn_input_open("-", &e);
	struct qn_slice s = qn_input_next(in, &e);
	ck_assert(qn_slice_eq(s, qn_slice_of("one\n")));
	ck_assert_int_eq(write(fd[1], "two\n", 4), 4);
	s = qn_input_next(in, &e);
	ck_assert(qn_slice_eq(s, qn_slice_of("two\n")));
	close(fd[1]);
	ck_assert_uint_eq(qn_input_next(in, &e).n, 0);
	ck_assert(!e.failed);
	alarm(0);
	qn_input_close(in);
	stdin_from(kept);
}
END_TEST

START_TEST(a_whole_file_is_mapped_or_gathered)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = sample();
	struct qn_bytes map, gathered;
	ck_assert(qn_bytes_load(&map, scratch_write("a", b.p, b.n), &e));
	ck_assert(qn_bytes_load(
	    &gathered, pack("b", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW, 0, &b),
	    &e));
	ck_assert(map.mapped && !gathered.mapped);
	ck_assert_uint_eq(map.n, b.n);
	ck_assert_uint_eq(gathered.n, b.n);
	ck_assert_mem_eq(map.p, b.p, b.n);
	ck_assert_mem_eq(gathered.p, b.p, b.n);
	qn_bytes_release(&map);
	qn_bytes_release(&gathered);
	qn_buf_release(&b);
}
END_TEST

SUITE(input, a_plain_file_is_given_as_it_is, an_empty_file_is_no_error,
      compression_is_told_by_content,
      texts_that_begin_a_little_like_an_archive_are_texts,
      members_of_archives_come_one_after_the_other,
      a_fifo_is_opened_once_and_passes_everything,
      standard_input_is_read_from_where_it_stands,
      what_cannot_be_opened_is_one_sentence, packed_data_cut_short_is_an_error,
      a_flipped_bit_of_packed_data_is_an_error,
      gzip_members_and_padding_follow_one_another,
      the_end_is_told_again_and_again, progress_counts_the_bytes_of_the_source,
      a_line_comes_before_the_next_one_is_written,
      a_whole_file_is_mapped_or_gathered)
