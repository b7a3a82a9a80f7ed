/* SPDX-License-Identifier: MIT */
/*
 * files.h -- files for readers that want a path: one in memory, or several in
 * a folder that goes when the program ends.  Included first.
 */
#ifndef QN_TESTS_FUZZ_FILES_H
#define QN_TESTS_FUZZ_FILES_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct fuzz_path {
	char text[512];
};

/* The name of an open file. */
static inline struct fuzz_path path_of(int fd)
{
	struct fuzz_path path;
	snprintf(path.text, sizeof path.text, "/proc/self/fd/%d", fd);
	return path;
}

/* A file of these bytes in memory, open at its end; close() frees it. */
static inline int memory_file(const void *bytes, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	return fd;
}

/* Memory where there is such a folder: writers sync their files. */
static char fuzz_folder[64];

static inline struct fuzz_path in_folder(const char *name)
{
	struct fuzz_path path;
	snprintf(path.text, sizeof path.text, "%s/%s", fuzz_folder, name);
	return path;
}

static inline void remove_folder(void)
{
	DIR *d = opendir(fuzz_folder);
	for (struct dirent *entry; d && (entry = readdir(d));)
		unlink(in_folder(entry->d_name).text);
	if (d)
		closedir(d);
	rmdir(fuzz_folder);
}

static inline void make_folder(void)
{
	if (*fuzz_folder)
		return;
	snprintf(fuzz_folder, sizeof fuzz_folder, "%s/quern-fuzz-XXXXXX",
	         access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(fuzz_folder))
		abort();
	atexit(remove_folder);
}

/* Into the folder, which is made for the first. */
static inline void put(const char *name, const void *bytes, size_t n)
{
	make_folder();
	FILE *f = fopen(in_folder(name).text, "wb");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}
#endif
