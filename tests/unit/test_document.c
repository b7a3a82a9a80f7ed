/* SPDX-License-Identifier: MIT */
/*
 * test_document.c -- documents from lines, archives and folders.
 */
#include "tests/unit/suite.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/pipe.h"
#include "tests/unit/scratch.h"
#include "text/document.h"

/* "name=text;" for each document. */
static void expect(const char *path, const char *encoding,
                   const char *documents)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = {0};
	struct qn_document one;
	size_t n = 0;
	const struct qn_document_source from = {.path = path,
	                                        .encoding = encoding};
	struct qn_documents *d = qn_documents_open(&from, &e);
	qn_buf_puts(&b, "");
	while (d && qn_documents_next(d, &one, &e)) {
		ck_assert_uint_eq(one.number, n++);
		qn_buf_add(&b, one.name.p, one.name.n);
		qn_buf_putc(&b, '=');
		qn_buf_add(&b, one.text.p, one.text.n);
		qn_buf_putc(&b, ';');
	}
	ck_assert_msg(!e.failed, "%s", e.text);
	ck_assert_str_eq(b.p, documents);
	qn_documents_close(d);
	qn_buf_release(&b);
}

static void expect_text(const char *text, const char *documents)
{
	const char *path = scratch_write("text", text, strlen(text));
	expect(path, NULL, documents);
	/* Whatever the pipe's blocks are. */
	for (size_t step = 1; step <= 4; step++) {
		stdin_from(pipe_with(text, strlen(text), step));
		expect("-", NULL, documents);
	}
}

START_TEST(a_line_is_a_document)
{
	expect_text("", "");
	expect_text("\n", "=;");
	expect_text("a\nb b\n", "=a;=b b;");
	expect_text("a\n\nb", "=a;=;=b;");
}
END_TEST

START_TEST(line_ends_of_other_systems_are_line_ends)
{
	expect_text("a\r\nb\rc\r\n\r\nd\r", "=a;=b\rc;=;=d\r;");
}
END_TEST

START_TEST(lines_longer_than_a_block_are_joined)
{
	const size_t n = 3000000;
	struct qn_err e = QN_ERR_INIT;
	struct qn_document one;
	char *text = malloc(n + 3);
	memset(text, 'x', n);
	memcpy(text + n, "\nyz", 3);
	stdin_from(pipe_with(text, n + 3, 65536));
	struct qn_documents *d =
	    qn_documents_open(&(struct qn_document_source){0}, &e);
	ck_assert(qn_documents_next(d, &one, &e));
	ck_assert(qn_slice_eq(one.text, (struct qn_slice){text, n}));
	ck_assert(qn_documents_next(d, &one, &e));
	ck_assert(qn_slice_eq(one.text, qn_slice_of("yz")));
	ck_assert(!qn_documents_next(d, &one, &e));
	qn_documents_close(d);
	free(text);
}
END_TEST

START_TEST(encodings_are_converted_before_lines_are_cut)
{
	static const char latin[] = "caf\xe9\n\xdf";
	static const char wide[] = "\xff\xfe"
	                           "a\0\n\0\x3d\xd8\x69\xdc";
	const char *path = scratch_write("text", latin, sizeof latin - 1);
	expect(path, "latin1", "=caf\xc3\xa9;=\xc3\x9f;");
	path = scratch_write("text", wide, sizeof wide - 1);
	expect(path, "UTF-16", "=a;=\xf0\x9f\x91\xa9;");
}
END_TEST

START_TEST(bytes_that_an_encoding_does_not_allow_are_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_document one;
	const char *path = scratch_write("text", "ab\xff", 3);
	struct qn_document_source from = {.path = path, .encoding = "US-ASCII"};
	struct qn_documents *d = qn_documents_open(&from, &e);
	while (d && qn_documents_next(d, &one, &e))
		;
	ck_assert_ptr_nonnull(strstr(e.text, path));
	ck_assert_ptr_nonnull(strstr(e.text, "US-ASCII"));
	qn_documents_close(d);
	e = QN_ERR_INIT;
	from.encoding = "klingon";
	ck_assert_ptr_null(qn_documents_open(&from, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "klingon"));
}
END_TEST

static void add_member(struct archive *a, const char *path, const char *text)
{
	struct archive_entry *entry = archive_entry_new();
	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)strlen(text));
	archive_write_header(a, entry);
	archive_write_data(a, text, strlen(text));
	archive_entry_free(entry);
}

START_TEST(a_member_of_an_archive_is_a_document)
{
	const char *path = scratch_write("text", "", 0);
	struct archive *a = archive_write_new();
	archive_write_set_format_ustar(a);
	archive_write_add_filter_gzip(a);
	ck_assert_int_eq(archive_write_open_filename(a, path), 0);
	add_member(a, "b.txt", "two\nlines");
	add_member(a, "a/c.txt", "one\n");
	archive_write_free(a);
	expect(path, NULL, "b.txt=two\nlines;a/c.txt=one\n;");
}
END_TEST

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void unput(const char *folder, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	ck_assert_int_eq(remove(path), 0);
}

START_TEST(a_file_of_a_folder_is_a_document)
{
	char folder[] = "/tmp/quern-test-XXXXXX", sub[64];
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(sub, sizeof sub, "%s/sub", folder);
	ck_assert_int_eq(mkdir(sub, 0755), 0);
	expect(folder, NULL, "");
	put_file(folder, "z", "last\n");
	put_file(folder, "a", "");
	put_file(folder, ".hidden", "x");
	put_file(sub, "b", "in\nside");
	expect(folder, NULL, "a=;sub/b=in\nside;z=last\n;");
	unput(sub, "b");
	unput(folder, ".hidden");
	unput(folder, "a");
	unput(folder, "z");
	unput(folder, "sub");
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

static void expect_fields(struct qn_document_source from, const char *text,
                          const char *documents)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = {0};
	struct qn_document one;
	from.path = scratch_write("text", text, strlen(text));
	struct qn_documents *d = qn_documents_open(&from, &e);
	qn_buf_puts(&b, "");
	while (d && qn_documents_next(d, &one, &e))
		qn_buf_printf(&b, "%.*s=%.*s;", (int)one.name.n, one.name.p,
		              (int)one.text.n, one.text.p);
	if (e.failed)
		qn_buf_puts(&b, e.text + strlen(from.path));
	ck_assert_str_eq(b.p, documents);
	qn_documents_close(d);
	qn_buf_release(&b);
}

START_TEST(a_field_of_a_json_line_is_a_document)
{
	struct qn_document_source from = {.jsonl = "t"};
	expect_fields(from, "{\"t\":\"a\\u00e9\"}\n\n{\"t\":\"\"}",
	              "=a\xc3\xa9;=;=;");
	expect_fields(from, "{\"t\":1}\n",
	              ": line 1: field \"t\" is not a string");
	expect_fields(from, "{\"t\":\"a\"}\n{}\n",
	              "=a;: line 2: no field \"t\"");
	expect_fields(from, "3\n",
	              ": line 1: not JSON at byte 1: '[' or '{' "
	              "expected near '3'");
	from.jsonl_id = "n";
	expect_fields(from,
	              "{\"t\":\"a\",\"n\":7}\n{\"n\":\"x\",\"t\":\"b\"}\n",
	              "7=a;x=b;");
}
END_TEST

START_TEST(a_column_is_a_document)
{
	struct qn_document_source from = {.tsv = 2};
	expect_fields(from, "a\tb c\td\r\n\nx\t\n", "=b c;=;=;");
	expect_fields(from, "a\tb\nx\n", "=b;: line 2: it has no column 2");
	from.tsv_id = 1;
	expect_fields(from, "a\tb\n", "a=b;");
}
END_TEST

START_TEST(what_is_not_utf8_is_named_by_its_line)
{
	struct qn_document_source from = {.path = NULL};
	expect_fields(from, "a\nb\xff\n",
	              "=a;: line 2: not UTF-8 at byte 2; use "
	              "--invalid=replace to go on");
	from.invalid = QN_INVALID_REPLACE;
	expect_fields(from, "b\xff\n", "=b\xef\xbf\xbd;");
	from.invalid = QN_INVALID_SKIP;
	expect_fields(from, "b\xff\n", "=b;");
}
END_TEST

START_TEST(a_text_in_memory_is_a_document)
{
	const struct qn_slice text[] = {
	    {"a\nb", 3}, {"", 0}, {"c\xff", 2}, {"d", 1}};
	struct qn_err e = QN_ERR_INIT;
	struct qn_document one;
	struct qn_documents *d = qn_documents_of(text, 4);
	ck_assert(!qn_documents_are_lines(d));
	ck_assert(qn_documents_next(d, &one, &e));
	ck_assert(qn_slice_eq(one.text, text[0]));
	ck_assert(qn_documents_next(d, &one, &e));
	ck_assert_uint_eq(one.text.n, 0);
	ck_assert_uint_eq(one.number, 1);
	ck_assert(!qn_documents_next(d, &one, &e));
	ck_assert_str_eq(e.text, "documents: 2: not UTF-8 at byte 2; use "
	                         "--invalid=replace to go on");
	qn_documents_close(d);

	e = QN_ERR_INIT;
	d = qn_documents_of(NULL, 0);
	ck_assert(!qn_documents_next(d, &one, &e));
	ck_assert(!e.failed);
	qn_documents_close(d);
}
END_TEST

SUITE(document, a_line_is_a_document, line_ends_of_other_systems_are_line_ends,
      lines_longer_than_a_block_are_joined,
      encodings_are_converted_before_lines_are_cut,
      bytes_that_an_encoding_does_not_allow_are_an_error,
      a_member_of_an_archive_is_a_document, a_file_of_a_folder_is_a_document,
      a_field_of_a_json_line_is_a_document, a_column_is_a_document,
      what_is_not_utf8_is_named_by_its_line, a_text_in_memory_is_a_document)
