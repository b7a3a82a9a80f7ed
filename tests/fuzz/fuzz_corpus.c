/* SPDX-License-Identifier: MIT */
/*
 * fuzz_corpus.c -- any bytes as a text: whole or in two blocks cut anywhere,
 * its words must be the same, and as many as word2vec.c would count.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/scanner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scan(struct qn_scanner *s, struct qn_idstore *store,
                 size_t max_word, const char *p, size_t n, size_t cut)
{
	/* Copies of the exact size, so that reading beyond them is seen. */
	char *head = malloc(cut), *tail = malloc(n - cut);
	memcpy(head, p, cut);
	memcpy(tail, p + cut, n - cut);
	qn_scanner_init(s, NULL, QN_EOS, max_word, false, store);
	qn_scanner_feed(s, head, head + cut);
	qn_scanner_feed(s, tail, tail + n - cut);
	qn_scanner_finish(s);
	free(head);
	free(tail);
}

/* The number of words, by the rules as word2vec.c's ReadWord() has them. */
static size_t count_words(const char *p, size_t n)
{
	size_t words = 0;
	bool in_word = false;
	for (size_t i = 0; i < n; i++) {
		bool ends = p[i] == ' ' || p[i] == '\t' || p[i] == '\n';
		if (p[i] == '\r')
			continue;
		words += ends && in_word;
		words += p[i] == '\n';
		in_word = !ends;
	}
	return words + in_word;
}

static void compare(struct qn_scanner *a, struct qn_scanner *b)
{
	size_t n = qn_idlist_count(&a->ids);
	uint32_t *ids = malloc((n + 1) * sizeof *ids);
	uint32_t *more = malloc((n + 1) * sizeof *more);
	if (a->raw != b->raw || n != qn_idlist_count(&b->ids) || n != a->raw ||
	    a->vocab->total != n || b->vocab->total != n)
		abort();
	qn_idlist_pour(&a->ids, NULL, ids);
	qn_idlist_pour(&b->ids, NULL, more);
	if (memcmp(ids, more, n * sizeof *ids) != 0)
		abort();
	for (size_t i = 0; i < n; i++)
		a->vocab->count[ids[i]]--;
	for (uint32_t id = 0; id < a->vocab->words.count; id++)
		if (a->vocab->count[id])
			abort();
	free(ids);
	free(more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t longest[] = {0, 3, 16, 98};
	struct qn_scanner whole, cut;
	struct qn_idstore store;
	if (size < 2)
		return 0;
	const char *text = (const char *)data + 2;
	size_t n = size - 2, max_word = longest[data[0] % 4];
	qn_idstore_init(&store, 0);
	scan(&whole, &store, max_word, text, n, n);
	scan(&cut, &store, max_word, text, n, n * data[1] / 255);
	if (whole.raw != count_words(text, n))
		abort();
	compare(&whole, &cut);
	qn_scanner_release(&whole);
	qn_scanner_release(&cut);
	qn_idstore_release(&store);
	return 0;
}
