/* SPDX-License-Identifier: MIT */
/*
 * topicinput.c -- see topicinput.h.
 */
#include "apps/topicinput.h"

struct qn_docwords *topicinput_read(struct topicinput *t, struct call *c)
{
	if (t->path && c->operands.n) {
		call_misuse(c, "documents come from --input or from an "
		               "operand");
		return NULL;
	}
	return topicinput_read_from(
	    t, c->operands.n ? c->operands.item[0] : t->path, c);
}

struct qn_docwords *topicinput_read_from(struct topicinput *t, const char *path,
                                         struct call *c)
{
	t->analyser.encoding = t->docs.source.encoding;
	if (!analyser_check(&t->analyser, c))
		return NULL;
	struct qn_documents *from = docsource_open(&t->docs, path, c);
	struct qn_docwords *d =
	    from ? qn_docwords_read(from, &t->analyser.tokenizer, &t->limits,
	                            NULL, call_pool(c), call_progress(c), &c->e)
	         : NULL;
	if (d && d->words == 0)
		qn_fail(&c->e, "%s: no words left to go by",
		        qn_documents_name(from));
	qn_documents_close(from);
	if (!c->e.failed)
		return d;
	qn_docwords_free(d);
	return NULL;
}

void topicinput_release(struct topicinput *t)
{
	analyser_release(&t->analyser);
}

struct qn_docwords *
topicinput_read_known(struct docsource *docs,
                      const struct qn_tokenizer_options *cut,
                      struct qn_vocab *known, struct call *c)
{
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_documents *from = docsource_open(docs, path, c);
	struct qn_docwords *d =
	    from ? qn_docwords_read(from, cut, NULL, known, call_pool(c),
	                            call_progress(c), &c->e)
	         : NULL;
	qn_documents_close(from);
	call_progress_end(c);
	return d;
}
