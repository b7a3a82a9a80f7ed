/* SPDX-License-Identifier: MIT */
/*
 * topicinput.c -- see topicinput.h.
 */
#include "apps/topicinput.h"

#include <string.h>

#include "topic/wordbags.h"

const char *const topicinput_formats[] = {"text",     "uci", "lda-c",
                                          "svmlight", "mtx", NULL};

struct qn_docwords *topicinput_read(struct topicinput *t, struct call *c)
{
	if (t->path && c->operands.n) {
		call_misuse(c, "documents come from --input or from an "
		               "operand");
		return NULL;
	}
	const char *path = c->operands.n ? c->operands.item[0] : t->path;
	if (c->ranks.size > 1 && (!path || strcmp(path, "-") == 0)) {
		qn_fail(&c->e, "standard input: only files can be shared out "
		               "among processes");
		return NULL;
	}
	return topicinput_read_from(t, path, c);
}

/* Cut text, or take bags; `known` as in qn_docwords_read(). */
static struct qn_docwords *
read_documents(struct topicdocs *docs, const char *path,
               const struct qn_tokenizer_options *cut,
               const struct qn_vocab_limits *limits, struct qn_vocab *known,
               struct call *c)
{
	if (docs->format)
		return qn_wordbags_read(path,
		                        (enum qn_bags_format)(docs->format - 1),
		                        docs->vocab, limits, known, &c->e);
	if (docs->vocab) {
		call_misuse(c, "--vocab goes with --input-format");
		return NULL;
	}
	struct qn_documents *from = docsource_open(&docs->source, path, c);
	struct qn_docwords *d =
	    from ? qn_docwords_read(from, cut, limits, known, call_pool(c),
	                            call_progress(c), &c->e)
	         : NULL;
	qn_documents_close(from);
	return d;
}

const char *topicinput_name(const char *path)
{
	return path && strcmp(path, "-") != 0 ? path : "standard input";
}

struct qn_docwords *topicinput_read_from(struct topicinput *t, const char *path,
                                         struct call *c)
{
	t->analyser.encoding = t->docs.source.source.encoding;
	if (!analyser_check(&t->analyser, c))
		return NULL;
	struct qn_docwords *d = read_documents(
	    &t->docs, path, &t->analyser.tokenizer, &t->limits, NULL, c);
	if (d && d->words)
		return d;
	if (d)
		qn_fail(&c->e, "%s: no words left to go by",
		        topicinput_name(path));
	qn_docwords_free(d);
	return NULL;
}

void topicinput_release(struct topicinput *t)
{
	analyser_release(&t->analyser);
}

struct qn_docwords *
topicinput_read_known(struct topicdocs *docs,
                      const struct qn_tokenizer_options *cut,
                      struct qn_vocab *known, struct call *c)
{
	static const struct qn_vocab_limits all = {.min_count = 1};
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_docwords *d = read_documents(docs, path, cut, &all, known, c);
	call_progress_end(c);
	return d;
}
