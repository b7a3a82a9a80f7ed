/* SPDX-License-Identifier: MIT */
/*
 * vocabjoin.c -- words travel as {count, length, bytes}, one behind the other.
 */
#include "text/vocabjoin.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct head {
	uint64_t count;
	uint32_t n; /* bytes that follow */
};

static void pack(struct qn_buf *b, const struct qn_vocab *v)
{
	for (uint32_t i = 0; i < v->words.count; i++) {
		struct qn_slice word = qn_map_string(&v->words, i);
		struct head head;
		memset(&head, 0, sizeof head); /* what pads it, too */
		head.count = v->count[i];
		head.n = (uint32_t)word.n;
		qn_buf_add(b, &head, sizeof head);
		qn_buf_add(b, word.p, word.n);
	}
}

static void unpack(struct qn_vocab *v, const char *p, size_t n)
{
	for (const char *end = p + n; p < end;) {
		struct head head;
		memcpy(&head, p, sizeof head);
		p += sizeof head;
		qn_vocab_add(v, (struct qn_slice){p, head.n}, head.count);
		p += head.n;
	}
}

struct qn_vocab *qn_vocab_join(const struct qn_vocab *own, uint32_t *to,
                               struct qn_ranks *ranks, struct qn_err *e)
{
	struct qn_buf packed = {.p = NULL};
	size_t *bytes = qn_calloc((size_t)ranks->size, sizeof *bytes);
	struct qn_vocab *v = NULL;
	pack(&packed, own);
	char *all = qn_ranks_collect(ranks, packed.p, packed.n, bytes, e);
	qn_buf_release(&packed);
	if (all) {
		size_t at = 0;
		v = qn_vocab_new();
		for (int i = 0; i < ranks->size; at += bytes[i++])
			unpack(v, all + at, bytes[i]);
		for (uint32_t i = 0; to && i < own->words.count; i++)
			to[i] = qn_vocab_find(v, qn_map_string(&own->words, i));
	}
	qn_big_free(all);
	free(bytes);
	return v;
}
