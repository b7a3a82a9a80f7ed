/* SPDX-License-Identifier: MIT */
/*
 * faults.c -- a program whose n-th allocation, write or thread fails.
 *
 * The linker puts these functions in the place of the C library's in all that
 * is Quern's own (--wrap; with 64-bit file offsets some are called NAME64).
 * The environment says which call is to fail:
 *
 *	QUERN_FAULT=memory:17   the 17th of its kind and no other: memory,
 *	                        write, thread, or library, which is what
 *	                        libraries that Quern calls allocate (but ICU
 *	                        and jansson, which ask Quern: apps/signals.c)
 *	QUERN_FAULTS=FILE       how many there were of each kind, at the end
 */
#define _GNU_SOURCE /* dladdr */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { MEMORY, WRITE, THREAD, LIBRARY, KINDS };
static const char *const names[] = {"memory", "write", "thread", "library"};
static atomic_long calls[KINDS];
static long fails[KINDS]; /* 0: none */

__attribute__((constructor)) static void begin(void)
{
	const char *fault = getenv("QUERN_FAULT");
	for (int k = 0; fault && k < KINDS; k++) {
		size_t n = strlen(names[k]);
		if (strncmp(fault, names[k], n) == 0 && fault[n] == ':')
			fails[k] = atol(fault + n + 1);
	}
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("QUERN_FAULTS");
	FILE *f = path ? fopen(path, "w") : NULL;
	if (!f)
		return;
	for (int k = 0; k < KINDS; k++)
		fprintf(f, "%s %ld\n", names[k], atomic_load(&calls[k]));
	fclose(f);
}

/* Whether this call is the one, with errno set. */
static int is_to_fail(enum kind k, int number)
{
	if (atomic_fetch_add(&calls[k], 1) + 1 != fails[k])
		return 0;
	errno = number;
	return 1;
}

#define WRAP(type, name, arguments, values, kind, number, failure)             \
	type __real_##name arguments;                                          \
	type __wrap_##name arguments;                                          \
	type __wrap_##name arguments                                           \
	{                                                                      \
		if (is_to_fail(kind, number))                                  \
			return failure;                                        \
		return __real_##name values;                                   \
	}

WRAP(void *, malloc, (size_t n), (n), MEMORY, ENOMEM, NULL)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), MEMORY, ENOMEM, NULL)
WRAP(void *, realloc, (void *p, size_t n), (p, n), MEMORY, ENOMEM, NULL)
WRAP(void *, aligned_alloc, (size_t align, size_t n), (align, n), MEMORY,
     ENOMEM, NULL)
WRAP(void *, mmap64,
     (void *p, size_t n, int protect, int flags, int fd, off_t at),
     (p, n, protect, flags, fd, at), MEMORY, ENOMEM, MAP_FAILED)

WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off_t at),
     (fd, p, n, at), WRITE, ENOSPC, -1)
WRAP(int, fsync, (int fd), (fd), WRITE, EIO, -1)
WRAP(int, ftruncate64, (int fd, off_t n), (fd, n), WRITE, EIO, -1)
WRAP(int, renameat, (int a, const char *from, int b, const char *to),
     (a, from, b, to), WRITE, EIO, -1)
WRAP(int, mkstemp64, (char *name), (name), WRITE, EACCES, -1)

WRAP(int, pthread_create,
     (pthread_t * t, const pthread_attr_t *a, void *(*run)(void *), void *arg),
     (t, a, run, arg), THREAD, EAGAIN, EAGAIN)

/* What it says on standard error is how the failure is known. */
ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (fd != STDERR_FILENO && is_to_fail(WRITE, ENOSPC))
		return -1;
	return __real_write(fd, p, n);
}

/* --- what libraries allocate ---------------------------------------------- */

/* A sanitizer puts its own malloc() there. */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif
#ifndef __SANITIZE_ADDRESS__

static int is_library(const void *caller)
{
	static const char *const libraries[] = {"/libarchive", "/libstemmer",
	                                        "/libz"};
	Dl_info info;
	if (!dladdr(caller, &info) || !info.dli_fname)
		return 0;
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		if (strstr(info.dli_fname, libraries[i]))
			return 1;
	return 0;
}

#define LIBRARY_WRAP(name, arguments, values)                                  \
	void *__libc_##name arguments;                                         \
	__attribute__((visibility("default"))) void *name arguments            \
	{                                                                      \
		if (is_library(__builtin_return_address(0)) &&                 \
		    is_to_fail(LIBRARY, ENOMEM))                               \
			return NULL;                                           \
		return __libc_##name values;                                   \
	}

LIBRARY_WRAP(malloc, (size_t n), (n))
LIBRARY_WRAP(calloc, (size_t n, size_t size), (n, size))
LIBRARY_WRAP(realloc, (void *p, size_t n), (p, n))
#endif
