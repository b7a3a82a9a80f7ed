/* SPDX-License-Identifier: MIT */
/*
 * stopwords.c -- a set of words, from a list or a file.
 */
#include "text/stopwords.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "text/textlines.h"

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

static struct qn_slice trim(struct qn_slice s)
{
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_blank(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

static bool read_file(struct qn_stopwords *s, const char *path,
                      struct qn_err *e)
{
	struct qn_bytes bytes = {.p = NULL};
	if (!qn_bytes_load(&bytes, path, e))
		return false;
	struct qn_slice rest = {bytes.p, bytes.n};
	while (rest.n && !e->failed) {
		struct qn_slice word = trim(qn_textlines_cut(&rest));
		if (word.n && qn_map_fits(word, path, e))
			qn_map_add(&s->words, word);
	}
	qn_bytes_release(&bytes);
	return !e->failed;
}

struct qn_stopwords *qn_stopwords_open(const char *name, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_stopwords *s = qn_calloc(1, sizeof *s);
	const char *list = qn_stopwords_builtin(name);
	if (list) {
		struct qn_slice rest = qn_slice_of(list), word;
		while ((word = next_word(&rest)).n)
			qn_map_add(&s->words, word);
	} else if (!read_file(s, name, e)) {
		qn_stopwords_free(s);
		return NULL;
	}
	return s;
}

void qn_stopwords_free(struct qn_stopwords *s)
{
	if (!s)
		return;
	qn_map_release(&s->words);
	free(s);
}
