/* SPDX-License-Identifier: MIT */
/*
 * buf.h -- borrowed slices and growing buffers of bytes.
 */
#ifndef QN_BASE_BUF_H
#define QN_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"

/* `n` bytes somebody else owns; not NUL-terminated, any byte may occur. */
struct qn_slice {
	const char *p;
	size_t n;
};

static inline struct qn_slice qn_slice_of(const char *s)
{
	return (struct qn_slice){s, strlen(s)};
}

static inline bool qn_slice_eq(struct qn_slice a, struct qn_slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/*
 * A growable run of bytes.  Zero-initialise.  After any append `p` is never
 * NULL and p[n] is NUL, so it can be handed to C string functions.
 */
struct qn_buf {
	char *p;
	size_t n;   /* bytes in use          */
	size_t cap; /* bytes allocated, > n  */
};

QN_API void qn_buf_reserve(struct qn_buf *b,
                           size_t more); /* room for n + more */
QN_API void qn_buf_add(struct qn_buf *b, const void *bytes, size_t n);
QN_API void qn_buf_puts(struct qn_buf *b, const char *s);
QN_API void qn_buf_putc(struct qn_buf *b, char c);
QN_API void qn_buf_printf(struct qn_buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
QN_API void qn_buf_clear(struct qn_buf *b);   /* keeps the memory */
QN_API void qn_buf_release(struct qn_buf *b); /* frees it         */

static inline struct qn_slice qn_buf_slice(const struct qn_buf *b)
{
	return (struct qn_slice){b->p, b->n};
}
#endif
