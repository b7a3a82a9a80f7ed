/* SPDX-License-Identifier: MIT */
/*
 * tensorsums.c -- blocks hashed when they are first asked for.
 *
 * Two threads may hash a block at once and find the same.
 */
#include "base/tensorsums.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

bool qn_tensorsums_open(struct qn_tensorsums *s, const struct qn_tensors *t,
                        struct qn_err *e)
{
	const struct qn_tensor *sums = qn_tensors_find(t, "sums", QN_U64, 1, e);
	*s = (struct qn_tensorsums){.name = t->name};
	if (!sums)
		return false;
	const struct qn_tensor *pad =
	    qn_tensors_find(t, "sums.pad", QN_U8, 1, e);
	if (!pad)
		return false;
	/* The tensors tile the file, in the order of their places. */
	uint64_t header;
	memcpy(&header, t->file->p, sizeof header);
	s->data = t->file->p + sizeof header + header;
	for (size_t i = 0; i < t->n; i++)
		if (&t->tensor[i] != sums && &t->tensor[i] != pad)
			s->bytes += t->tensor[i].bytes;
	s->blocks = (s->bytes + QN_SUM_BLOCK - 1) / QN_SUM_BLOCK;
	if (t->n < 2 || sums != &t->tensor[t->n - 1] || pad != sums - 1 ||
	    sums->count != s->blocks)
		return qn_fail(e, "%s: its sums do not fit its data", t->name);
	s->sum = sums->data;
	s->known = qn_calloc(s->blocks / 64 + 1, sizeof *s->known);
	return true;
}

void qn_tensorsums_close(struct qn_tensorsums *s)
{
	free(s->known);
	s->known = NULL;
}

static bool check_block(struct qn_tensorsums *s, size_t i)
{
	uint64_t *word = &s->known[i / 64], bit = UINT64_C(1) << i % 64;
	if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit)
		return true;
	size_t at = i * QN_SUM_BLOCK, left = s->bytes - at;
	size_t n = left < QN_SUM_BLOCK ? left : QN_SUM_BLOCK;
	if (qn_hash(s->data + at, n) != s->sum[i])
		return false;
	__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
	return true;
}

bool qn_tensorsums_check(struct qn_tensorsums *s, const void *p, size_t n,
                         struct qn_err *e)
{
	size_t at = (size_t)((const char *)p - s->data);
	if (!n)
		return !e->failed;
	assert(at <= s->bytes && n <= s->bytes - at);
	for (size_t i = at / QN_SUM_BLOCK; i <= (at + n - 1) / QN_SUM_BLOCK;
	     i++)
		if (!check_block(s, i))
			return qn_fail(e,
			               "%s: damaged near byte %zu of its data; "
			               "make it anew",
			               s->name, i * QN_SUM_BLOCK);
	return !e->failed;
}
