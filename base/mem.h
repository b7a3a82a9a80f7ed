/* SPDX-License-Identifier: MIT */
/*
 * mem.h -- memory: small requests, big arrays, arenas.
 *
 * A small request (a struct, a name, a growing buffer) does not fail: when
 * the system has none left it calls a settable handler that must not return.
 * A size that comes from a file or an option goes through qn_big_alloc(),
 * whose failure is an ordinary error.
 */
#ifndef QN_BASE_MEM_H
#define QN_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Called with the size that could not be had; must not return. */
typedef void qn_oom_handler(size_t bytes);

/* The default prints one line to standard error and aborts. */
QN_API void qn_set_oom_handler(qn_oom_handler *handler);

/* Call the handler: for what another library could not get. */
void qn_out_of_memory(size_t bytes) __attribute__((noreturn));

/* Like malloc, calloc, realloc of `n` elements of `size` bytes; never NULL. */
void *qn_malloc(size_t n, size_t size);
void *qn_calloc(size_t n, size_t size);
void *qn_realloc(void *p, size_t n, size_t size);

/* A NUL-terminated copy of `n` bytes; free() it. */
char *qn_strndup(const char *s, size_t n);

/* a * b, or an error that names `what` when it does not fit. */
bool qn_mul_size(size_t a, size_t b, const char *what, size_t *product,
                 struct qn_err *e);

/*
 * `n` elements of `size` bytes, zeroed, 64-byte aligned, in huge pages where
 * the system has them (random rows over tens of MB miss the TLB otherwise).
 * `what` names the array in the error.  Free with qn_big_free().
 */
void *qn_big_alloc(size_t n, size_t size, const char *what, struct qn_err *e);
void qn_big_free(void *p);

/* Pages of a file's map that lie between `begin` and `end` need not stay in
 * memory; they come back from the file if they are looked at again. */
void qn_pages_forget(const void *begin, const void *end);

/* The same as qn_big_alloc() for a table that grows as it is filled: without
 * memory the handler is called, as by qn_calloc(). */
void *qn_big_calloc(size_t n, size_t size);

/*
 * A bump allocator for many small things that die together: strings of a
 * vocabulary, scratch of a shard.  Zero-initialise; qn_arena_release() ends
 * the life of everything taken from it.
 */
struct qn_arena {
	struct qn_arena_block *head;
	size_t used;  /* bytes taken of the head block            */
	size_t size;  /* bytes of the head block                  */
	size_t total; /* bytes asked of the system, all blocks    */
};

void *qn_arena_alloc(struct qn_arena *a, size_t bytes); /* 16-aligned */
char *qn_arena_bytes(struct qn_arena *a, const char *s, size_t n); /* + NUL   */
void qn_arena_release(struct qn_arena *a);
#endif
