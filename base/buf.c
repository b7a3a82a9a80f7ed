/* SPDX-License-Identifier: MIT */
/*
 * buf.c -- the growing buffer.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void qn_buf_reserve(struct qn_buf *b, size_t more)
{
	size_t need = b->n + more + 1;
	if (need <= b->cap)
		return;
	size_t cap = b->cap + b->cap / 2;
	if (cap < need)
		cap = need;
	if (cap < 64)
		cap = 64;
	b->p = qn_realloc(b->p, cap, 1);
	b->cap = cap;
	b->p[b->n] = '\0';
}

void qn_buf_add(struct qn_buf *b, const void *bytes, size_t n)
{
	qn_buf_reserve(b, n);
	if (n)
		memcpy(b->p + b->n, bytes, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void qn_buf_puts(struct qn_buf *b, const char *s)
{
	qn_buf_add(b, s, strlen(s));
}

void qn_buf_putc(struct qn_buf *b, char c)
{
	qn_buf_add(b, &c, 1);
}

void qn_buf_printf(struct qn_buf *b, const char *format, ...)
{
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, format, ap);
	if (n > 0) {
		qn_buf_reserve(b, (size_t)n);
		vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
		b->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

void qn_buf_clear(struct qn_buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

void qn_buf_release(struct qn_buf *b)
{
	free(b->p);
	*b = (struct qn_buf){0};
}
