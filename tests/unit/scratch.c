/* SPDX-License-Identifier: MIT */
/*
 * scratch.c -- a temporary folder for each test.  Check forks, so the folder
 * belongs to the process that asked for it first.
 */
#include "tests/unit/scratch.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/suite.h"

#define PATHS 8

static char folder[256];
static pid_t owner;

static void each_file(void (*fn)(const char *path, size_t *n), size_t *n)
{
	DIR *d = opendir(folder);
	for (struct dirent *entry; d && (entry = readdir(d));) {
		char path[PATH_MAX];
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		fn(path, n);
	}
	if (d)
		closedir(d);
}

static void remove_one(const char *path, size_t *n)
{
	(void)n;
	if (unlink(path) != 0)
		rmdir(path);
}

static void count_one(const char *path, size_t *n)
{
	(void)path;
	++*n;
}

static void clean_up(void)
{
	if (owner != getpid())
		return;
	each_file(remove_one, NULL);
	rmdir(folder);
}

static void set_up(void)
{
	if (owner == getpid())
		return;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/quern-test-XXXXXX",
	         tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	owner = getpid();
	atexit(clean_up);
}

const char *scratch(const char *name)
{
	static char paths[PATHS][512];
	static int turn;
	set_up();
	char *path = paths[turn++ % PATHS];
	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

const char *scratch_write(const char *name, const void *bytes, size_t n)
{
	const char *path = scratch(name);
	FILE *f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
	return path;
}

struct qn_buf scratch_read(const char *path)
{
	struct qn_buf b = {0};
	char block[4096];
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s cannot be opened", path);
	qn_buf_reserve(&b, 0);
	for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
		qn_buf_add(&b, block, n);
	fclose(f);
	return b;
}

void scratch_clear(void)
{
	set_up();
	each_file(remove_one, NULL);
}

size_t scratch_count(void)
{
	size_t n = 0;
	set_up();
	each_file(count_one, &n);
	return n;
}
