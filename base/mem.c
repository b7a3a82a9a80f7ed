/* SPDX-License-Identifier: MIT */
/*
 * mem.c -- allocation that either succeeds, stops the program, or is an
 * ordinary error; which of them is the caller's choice of function.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HUGE_PAGE   ((size_t)2 << 20)
#define ARENA_FIRST ((size_t)64 << 10)
#define ARENA_MOST  ((size_t)4 << 20)

static void default_oom(size_t bytes)
{
	fprintf(stderr, "quern: out of memory (%zu bytes)\n", bytes);
	abort();
}

/* The library's one hook: set before threads start, read afterwards. */
static qn_oom_handler *oom = default_oom;

void qn_set_oom_handler(qn_oom_handler *handler)
{
	oom = handler ? handler : default_oom;
}

void qn_out_of_memory(size_t bytes)
{
	oom(bytes);
	abort();
}

static void *checked(void *p, size_t bytes)
{
	if (!p)
		qn_out_of_memory(bytes);
	return p;
}

static size_t total_bytes(size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		bytes = SIZE_MAX;
	return bytes ? bytes : 1;
}

void *qn_malloc(size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	return checked(malloc(bytes), bytes);
}

void *qn_calloc(size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	return checked(calloc(1, bytes), bytes);
}

void *qn_realloc(void *p, size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	return checked(realloc(p, bytes), bytes);
}

char *qn_strndup(const char *s, size_t n)
{
	char *copy = qn_malloc(n + 1, 1);
	if (n) /* an empty slice may point nowhere */
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

bool qn_mul_size(size_t a, size_t b, const char *what, size_t *product,
                 struct qn_err *e)
{
	if (__builtin_mul_overflow(a, b, product))
		return qn_fail(e, "%s: %zu x %zu is more than memory can hold",
		               what, a, b);
	return true;
}

void *qn_big_alloc(size_t n, size_t size, const char *what, struct qn_err *e)
{
	size_t bytes, room;
	if (e->failed || !qn_mul_size(n, size, what, &bytes, e))
		return NULL;
	size_t align = bytes >= HUGE_PAGE ? HUGE_PAGE : 64;
	if (__builtin_add_overflow(bytes ? bytes : 1, align - 1, &room)) {
		qn_fail(e, "%s: %zu bytes are more than memory can hold", what,
		        bytes);
		return NULL;
	}
	room &= ~(align - 1);
	void *p = aligned_alloc(align, room);
	if (!p) {
		qn_fail(e, "%s: no memory for %zu bytes", what, bytes);
		return NULL;
	}
#ifdef MADV_HUGEPAGE
	if (align == HUGE_PAGE)
		madvise(p, room, MADV_HUGEPAGE);
#endif
	memset(p, 0, bytes);
	return p;
}

void qn_big_free(void *p)
{
	free(p);
}

void *qn_big_calloc(size_t n, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	return checked(qn_big_alloc(n, size, "a table", &e),
	               total_bytes(n, size));
}

struct qn_arena_block {
	struct qn_arena_block *next;
	_Alignas(16) char bytes[];
};

void *qn_arena_alloc(struct qn_arena *a, size_t bytes)
{
	size_t need = (bytes + 15) & ~(size_t)15;
	if (!a->head || need > a->size - a->used) {
		size_t size = a->total < ARENA_FIRST ? ARENA_FIRST : a->total;
		if (size > ARENA_MOST)
			size = ARENA_MOST;
		if (size < need)
			size = need;
		struct qn_arena_block *b = qn_malloc(1, sizeof *b + size);
		b->next = a->head;
		a->head = b;
		a->used = 0;
		a->size = size;
		a->total += size;
	}
	void *p = a->head->bytes + a->used;
	a->used += need;
	return p;
}

char *qn_arena_bytes(struct qn_arena *a, const char *s, size_t n)
{
	char *copy = qn_arena_alloc(a, n + 1);
	if (n) /* an empty slice may point nowhere */
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void qn_arena_release(struct qn_arena *a)
{
	for (struct qn_arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct qn_arena){0};
}

void qn_pages_forget(const void *begin, const void *end)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = ((uintptr_t)begin + page - 1) / page * page;
	uintptr_t to = (uintptr_t)end / page * page;
	if (from < to)
		madvise((void *)from, to - from, MADV_DONTNEED);
}
