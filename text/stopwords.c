/* SPDX-License-Identifier: MIT */
/*
 * stopwords.c -- a set of words, from a list or a file.
 */
#include "text/stopwords.h"

#include <stdlib.h>

#include "base/input.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word of `rest`, which goes on behind it; empty at the end. */
static struct qn_slice next_word(struct qn_slice *rest)
{
	while (rest->n && is_blank(*rest->p)) {
		rest->p++;
		rest->n--;
	}
	struct qn_slice word = {rest->p, 0};
	while (rest->n && !is_blank(*rest->p)) {
		rest->p++;
		rest->n--;
		word.n++;
	}
	return word;
}

static void add_words(struct qn_stopwords *s, struct qn_slice rest,
                      const char *name, struct qn_err *e)
{
	struct qn_slice word;
	while ((word = next_word(&rest)).n && qn_map_fits(word, name, e))
		qn_map_add(&s->words, word);
}

struct qn_stopwords *qn_stopwords_open(const char *name, struct qn_err *e)
{
	struct qn_bytes bytes = {.p = NULL};
	const char *list = qn_stopwords_builtin(name);
	if (e->failed || (!list && !qn_bytes_load(&bytes, name, e)))
		return NULL;
	struct qn_stopwords *s = qn_calloc(1, sizeof *s);
	add_words(
	    s, list ? qn_slice_of(list) : (struct qn_slice){bytes.p, bytes.n},
	    name, e);
	qn_bytes_release(&bytes);
	if (!e->failed)
		return s;
	qn_stopwords_free(s);
	return NULL;
}

void qn_stopwords_free(struct qn_stopwords *s)
{
	if (!s)
		return;
	qn_map_release(&s->words);
	free(s);
}
