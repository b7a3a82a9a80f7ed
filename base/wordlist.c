/* SPDX-License-Identifier: MIT */
/*
 * wordlist.c -- lists of byte strings as a pair of tensors.
 */
#include "base/tensors.h"

#include <stdint.h>
#include <stdio.h>

#define NAME_ROOM 256

static const char *part(char room[NAME_ROOM], const char *name,
                        const char *suffix)
{
	snprintf(room, NAME_ROOM, "%s.%s", name, suffix);
	return room;
}

/* The offsets go first, so that they stay aligned. */
void qn_words_declare(struct qn_tensors_out *out, const char *name,
                      const struct qn_map *words, size_t n)
{
	char room[NAME_ROOM];
	size_t bytes = 0, offsets = n + 1;
	for (size_t i = 0; i < n; i++)
		bytes += words->entry[i].n;
	qn_tensors_out_declare(out, part(room, name, "offsets"), QN_I64, 1,
	                       &offsets);
	qn_tensors_out_declare(out, part(room, name, "bytes"), QN_U8, 1,
	                       &bytes);
}

void qn_words_write(struct qn_tensors_out *out, const struct qn_map *words,
                    size_t n)
{
	int64_t at = 0;
	qn_tensors_out_write(out, &at, sizeof at);
	for (size_t i = 0; i < n; i++) {
		at += words->entry[i].n;
		qn_tensors_out_write(out, &at, sizeof at);
	}
	for (size_t i = 0; i < n; i++)
		qn_tensors_out_write(out, words->entry[i].p, words->entry[i].n);
}

/* String i of a list of `n`; false unless its place makes sense. */
static bool word_at(const int64_t *at, size_t i, const char *bytes,
                    size_t total, struct qn_slice *word)
{
	if (at[i] < 0 || at[i + 1] < at[i] || (uint64_t)at[i + 1] > total ||
	    at[i + 1] - at[i] >= UINT32_MAX)
		return false;
	*word = (struct qn_slice){bytes + at[i], (size_t)(at[i + 1] - at[i])};
	return true;
}

bool qn_words_read(const struct qn_tensors *t, const char *name, size_t limit,
                   struct qn_map *words, struct qn_err *e)
{
	char room[NAME_ROOM];
	const struct qn_tensor *offsets =
	    qn_tensors_find(t, part(room, name, "offsets"), QN_I64, 1, e);
	const struct qn_tensor *bytes =
	    qn_tensors_find(t, part(room, name, "bytes"), QN_U8, 1, e);
	if (e->failed)
		return false;
	size_t n = offsets->count ? offsets->count - 1 : 0;
	if (n > limit)
		n = limit;
	if (n >= QN_MAP_NONE - 1)
		return qn_fail(e, "%s: %zu words are too many", t->name, n);
	for (size_t i = 0; i < n; i++) {
		struct qn_slice word;
		if (!word_at(offsets->data, i, bytes->data, bytes->bytes,
		             &word))
			return qn_fail(e,
			               "%s: \"%s\" puts word %zu outside of "
			               "the list",
			               t->name, room, i);
		if (!qn_map_fits(word, t->name, e))
			return false;
		if (qn_map_add(words, word) != i)
			return qn_fail(
			    e, "%s: word %zu (\"%.*s\") occurs twice", t->name,
			    i, (int)(word.n < 100 ? word.n : 100), word.p);
	}
	return true;
}
