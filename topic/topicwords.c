/* SPDX-License-Identifier: MIT */
/*
 * topicwords.c -- a line, or what is behind its second tab, cut at blanks.
 */
#include "topic/topicwords.h"

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

static void add_topic(struct qn_docwords *to, struct qn_slice line, size_t most)
{
	struct qn_slice rest = behind_tabs(line, 2);
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

struct qn_docwords *qn_topics_read(const char *path, size_t most,
                                   struct qn_err *e)
{
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return NULL;
	struct qn_docwords *topics = new_topics();
	struct qn_slice block;
	while ((block = qn_textlines_next(from, BLOCK, e)).n)
		while (block.n) {
			struct qn_slice line = qn_textlines_cut(&block);
			if (line.n)
				add_topic(topics, line, most);
		}
	if (topics->words == 0)
		qn_fail(e, "%s: no topic, a line of words each",
		        qn_textlines_name(from));
	qn_textlines_close(from);
	if (!e->failed)
		return topics;
	qn_docwords_free(topics);
	return NULL;
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
