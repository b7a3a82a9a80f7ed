/* SPDX-License-Identifier: MIT */
/*
 * vocab.c -- counting, the one sort, and the two-column file.
 *
 * The sort copies the words that stay into a fresh map in their new order:
 * the arena then holds them from the most frequent down, and everything that
 * was counted only to be dropped is given back.
 */
#include "text/vocab.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/mem.h"
#include "base/output.h"

/* Bytes of a word that a message shows. */
#define SHOWN 60

struct qn_vocab *qn_vocab_new(void)
{
	return qn_calloc(1, sizeof(struct qn_vocab));
}

void qn_vocab_free(struct qn_vocab *v)
{
	if (!v)
		return;
	qn_map_release(&v->words);
	free(v->count);
	free(v);
}

static void grow_counts(struct qn_vocab *v)
{
	uint32_t old = v->room;
	v->room = v->words.room;
	v->count = qn_realloc(v->count, v->room, sizeof *v->count);
	memset(v->count + old, 0, (v->room - old) * sizeof *v->count);
}

uint32_t qn_vocab_add(struct qn_vocab *v, struct qn_slice word, uint64_t n)
{
	uint32_t id = qn_map_add(&v->words, word);
	if (id >= v->room)
		grow_counts(v);
	v->count[id] += n;
	v->total += n;
	return id;
}

void qn_vocab_merge(struct qn_vocab *v, const struct qn_vocab *from,
                    uint32_t *renumber)
{
	for (uint32_t i = 0; i < from->words.count; i++) {
		uint32_t id = qn_vocab_add(v, qn_map_string(&from->words, i),
		                           from->count[i]);
		if (renumber)
			renumber[i] = id;
	}
}

uint64_t qn_vocab_hash(const struct qn_vocab *v)
{
	uint64_t h = v->words.count;
	for (uint32_t i = 0; i < v->words.count; i++) {
		struct qn_slice word = qn_map_string(&v->words, i);
		uint64_t mix[3] = {h, qn_hash(word.p, word.n), v->count[i]};
		h = qn_hash(mix, sizeof mix);
	}
	return h;
}

size_t qn_vocab_bytes(const struct qn_vocab *v)
{
	return sizeof *v + qn_map_bytes(&v->words) + v->room * sizeof *v->count;
}

uint32_t qn_vocab_find(const struct qn_vocab *v, struct qn_slice word)
{
	return qn_map_find(&v->words, word);
}

/* What the sort moves about: one word that stays. */
struct item {
	uint64_t count;
	struct qn_slice word;
	uint32_t old; /* its id so far */
};

/* Falling count, then bytes (which for UTF-8 is code point order). */
static int by_count(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return qn_words_compare(a->word, b->word);
}

/* Falling count, then the order in which words were first added. */
static int by_count_and_age(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return (a->old > b->old) - (a->old < b->old);
}

/* A byte as a signed char, which may be less than the 0 of a word's end. */
static int signed_byte(struct qn_slice word, size_t i)
{
	return i < word.n ? (signed char)word.p[i] : 0;
}

/* Falling count, then bytes as GloVe's program compares them. */
static int by_count_as_glove(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	size_t n = a->word.n < b->word.n ? a->word.n : b->word.n, i = 0;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	while (i < n && a->word.p[i] == b->word.p[i])
		i++;
	return signed_byte(a->word, i) - signed_byte(b->word, i);
}

/* Falling count, then in no order that words would show. */
static int by_count_at_random(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	uint64_t x = qn_hash(a->word.p, a->word.n);
	uint64_t y = qn_hash(b->word.p, b->word.n);
	return x == y ? by_count(pa, pb) : x < y ? -1 : 1;
}

static uint32_t collect(const struct qn_vocab *v,
                        const struct qn_vocab_limits *limits, struct item *item)
{
	uint32_t n = 0;
	for (uint32_t id = 0; id < v->words.count; id++)
		if (v->count[id] >= limits->min_count ||
		    (id == 0 && limits->pin_first))
			item[n++] = (struct item){
			    v->count[id], qn_map_string(&v->words, id), id};
	return n;
}

/* Replace what `v` holds by the items, in their order. */
static void rebuild(struct qn_vocab *v, const struct item *item, uint32_t n,
                    uint32_t *renumber)
{
	struct qn_vocab fresh = {.count = NULL};
	if (renumber)
		for (uint32_t id = 0; id < v->words.count; id++)
			renumber[id] = QN_MAP_NONE;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = qn_vocab_add(&fresh, item[i].word, item[i].count);
		if (renumber)
			renumber[item[i].old] = id;
	}
	qn_map_release(&v->words);
	free(v->count);
	*v = fresh;
}

void qn_vocab_sort(struct qn_vocab *v, const struct qn_vocab_limits *limits,
                   uint32_t *renumber)
{
	struct item *item = qn_malloc(v->words.count, sizeof *item);
	uint32_t n = collect(v, limits, item);
	uint32_t pinned = limits->pin_first && n > 0;
	bool cut = limits->max_size && n - pinned > limits->max_size;
	qsort(item + pinned, n - pinned, sizeof *item,
	      limits->as_glove && cut ? by_count_at_random
	      : limits->as_glove      ? by_count_as_glove
	      : limits->by_age        ? by_count_and_age
	                              : by_count);
	if (cut)
		n = limits->max_size + pinned;
	if (cut && limits->as_glove)
		qsort(item + pinned, n - pinned, sizeof *item,
		      by_count_as_glove);
	rebuild(v, item, n, renumber);
	free(item);
}

void qn_vocab_put(struct qn_output *out, struct qn_slice word, char separator,
                  uint64_t count)
{
	char tail[24], *p = tail + sizeof tail;
	*--p = '\n';
	do
		*--p = (char)('0' + count % 10);
	while (count /= 10);
	*--p = separator;
	qn_output_write(out, word.p, word.n);
	qn_output_write(out, p, (size_t)(tail + sizeof tail - p));
}

bool qn_vocab_save(const struct qn_vocab *v, const char *path, char separator,
                   struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	for (uint32_t id = 0; id < v->words.count && qn_output_ok(out); id++)
		qn_vocab_put(out, qn_map_string(&v->words, id), separator,
		             v->count[id]);
	return qn_output_close(out, e);
}

/* All of `s` as a decimal number below 2^64. */
static bool parse_count(struct qn_slice s, uint64_t *count)
{
	*count = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';
		if (digit > 9 || __builtin_mul_overflow(*count, 10, count) ||
		    __builtin_add_overflow(*count, digit, count))
			return false;
	}
	return s.n > 0;
}

/* The line cut at its last space or tab: a count never holds one. */
static bool cut_line(struct qn_slice line, struct qn_slice *word,
                     struct qn_slice *count)
{
	size_t at = line.n;
	while (at > 0 && line.p[at - 1] != ' ' && line.p[at - 1] != '\t')
		at--;
	if (at < 2)
		return false;
	*word = (struct qn_slice){line.p, at - 1};
	*count = (struct qn_slice){line.p + at, line.n - at};
	return true;
}

static bool load_line(struct qn_vocab *v, const char *path,
                      struct qn_slice line, struct qn_err *e)
{
	size_t number = (size_t)v->words.count + 1;
	struct qn_slice word, digits;
	uint64_t count, sum;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (!cut_line(line, &word, &digits) || !parse_count(digits, &count) ||
	    __builtin_add_overflow(v->total, count, &sum))
		return qn_fail(e, "%s: line %zu: not \"word count\"", path,
		               number);
	if (!qn_map_fits(word, path, e))
		return false;
	uint32_t id = qn_vocab_add(v, word, count);
	if (id + (size_t)1 != number)
		return qn_fail(
		    e, "%s: line %zu: \"%.*s\" was already on line %zu", path,
		    number, word.n < SHOWN ? (int)word.n : SHOWN, word.p,
		    id + (size_t)1);
	return true;
}

static bool load_lines(struct qn_vocab *v, const char *path,
                       struct qn_slice text, struct qn_err *e)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((stop ? stop : end) - p);
		if (!load_line(v, path, (struct qn_slice){p, n}, e))
			return false;
		p += n + (stop != NULL);
	}
	return true;
}

struct qn_vocab *qn_vocab_load(const char *path, struct qn_err *e)
{
	struct qn_bytes bytes = {.p = NULL};
	if (!qn_bytes_load(&bytes, path, e))
		return NULL;
	struct qn_vocab *v = qn_vocab_new();
	const char *name = path && strcmp(path, "-") ? path : "standard input";
	bool ok = load_lines(v, name, (struct qn_slice){bytes.p, bytes.n}, e);
	qn_bytes_release(&bytes);
	if (ok)
		return v;
	qn_vocab_free(v);
	return NULL;
}
