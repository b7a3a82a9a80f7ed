/* SPDX-License-Identifier: MIT */
/*
 * topicwords.c -- lines, or what is behind their second tab, cut at blanks.
 */
#include "topic/topicwords.h"

#include <string.h>

#include "text/textlines.h"

#define BLOCK ((size_t)1 << 20) /* bytes of lines at a time */

static struct qn_docwords *new_topics(void)
{
	struct qn_docwords *topics = qn_docwords_new(qn_vocab_new());
	topics->borrowed = false;
	return topics;
}

/* Behind the `n`-th tab of a line; all of it if there are fewer. */
static struct qn_slice behind_tabs(struct qn_slice line, int n)
{
	struct qn_slice rest = line;
	while (n-- > 0) {
		const char *tab = rest.n ? memchr(rest.p, '\t', rest.n) : NULL;
		if (!tab)
			return line;
		rest.n -= (size_t)(tab + 1 - rest.p);
		rest.p = tab + 1;
	}
	return rest;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first `most` words, 0: all. */
static void add_words(struct qn_docwords *to, struct qn_slice rest, size_t most)
{
	const char *end = rest.p + rest.n;
	size_t n = 0;
	for (const char *p = rest.p; p < end && (!most || n < most);) {
		const char *from = p;
		while (p < end && !is_blank(*p))
			p++;
		struct qn_slice word = {from, (size_t)(p - from)};
		if (word.n) {
			qn_docwords_add(to, qn_vocab_add(to->vocab, word, 1));
			n++;
		}
		p += p < end;
	}
	qn_docwords_end(to);
}

typedef void line_fn(struct qn_docwords *to, struct qn_slice line, size_t most);

/* What `put` makes of a file's lines; NULL with `e` set. */
static struct qn_docwords *read_lines(const char *path, line_fn *put,
                                      size_t most, struct qn_err *e)
{
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return NULL;
	struct qn_docwords *to = new_topics();
	struct qn_slice block;
	while ((block = qn_textlines_next(from, BLOCK, e)).n)
		while (block.n)
			put(to, qn_textlines_cut(&block), most);
	qn_textlines_close(from);
	if (!e->failed)
		return to;
	qn_docwords_free(to);
	return NULL;
}

static void add_topic(struct qn_docwords *to, struct qn_slice line, size_t most)
{
	if (line.n)
		add_words(to, behind_tabs(line, 2), most);
}

struct qn_docwords *qn_topics_read(const char *path, size_t most,
                                   struct qn_err *e)
{
	struct qn_docwords *topics = read_lines(path, add_topic, most, e);
	if (!topics || topics->words)
		return topics;
	qn_fail(e, "%s: no topic, a line of words each",
	        strcmp(path, "-") == 0 ? "standard input" : path);
	qn_docwords_free(topics);
	return NULL;
}

struct qn_docwords *qn_topics_first(const struct qn_docwords *topics,
                                    size_t most, const struct qn_vocab *known)
{
	struct qn_docwords *to = new_topics();
	for (size_t k = 0; k < topics->n; k++) {
		size_t n = 0;
		for (size_t i = topics->start[k];
		     i < topics->start[k + 1] && (!most || n < most); i++) {
			struct qn_slice word =
			    qn_map_string(&topics->vocab->words, topics->id[i]);
			if (known && qn_vocab_find(known, word) == QN_MAP_NONE)
				continue;
			qn_docwords_add(to, qn_vocab_add(to->vocab, word, 1));
			n++;
		}
		qn_docwords_end(to);
	}
	return to;
}

struct qn_docwords *qn_labels_read(const char *path, struct qn_err *e)
{
	return read_lines(path, add_words, 0, e);
}

struct qn_docwords *qn_topics_of(const struct qn_lda_model *m, size_t most)
{
	struct qn_docwords *topics = new_topics();
	struct qn_lda_top top = qn_lda_model_top(m, most);
	for (uint32_t k = 0; k < m->K; k++) {
		for (uint32_t i = 0; i < top.n[k]; i++) {
			uint32_t word = top.word[k * most + i];
			qn_docwords_add(
			    topics,
			    qn_vocab_add(topics->vocab,
			                 qn_map_string(&m->vocab->words, word),
			                 1));
		}
		qn_docwords_end(topics);
	}
	qn_lda_top_release(&top);
	return topics;
}
