/* SPDX-License-Identifier: MIT */
/*
 * questions.c -- see questions.h.
 */
#include "apps/questions.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/morelike.h"
#include "text/textlines.h"

#define NONE UINT32_MAX /* no document to be like */

void questions_release(struct questions *q)
{
	qn_bytes_release(&q->file);
	qn_buf_release(&q->words);
	free(q->question);
	*q = (struct questions){.n = 0};
}

static void add(struct questions *q, struct qn_slice text, uint32_t like)
{
	if (q->n == q->room) {
		q->room = q->room ? 2 * q->room : 64;
		q->question =
		    qn_realloc(q->question, q->room, sizeof *q->question);
	}
	q->question[q->n] = (struct question){q->n, text, like};
	q->n++;
}

static bool take_file(struct questions *q, const char *path, struct qn_err *e)
{
	if (!qn_bytes_load(&q->file, path, e))
		return false;
	struct qn_slice rest = {q->file.p, q->file.n};
	while (rest.n)
		add(q, qn_textlines_cut(&rest), NONE);
	return true;
}

static bool take_document(struct questions *q, const char *like,
                          struct qn_index *x, struct qn_err *e)
{
	uint32_t doc = qn_index_find_document(x, qn_slice_of(like), e);
	if (doc == NONE)
		return qn_fail(e, "%s: no document \"%s\"", x->file->name,
		               like);
	add(q, (struct qn_slice){0}, doc);
	return true;
}

static void take_words(struct questions *q, const struct option_list *words)
{
	for (size_t i = 1; i < words->n; i++) {
		if (i > 1)
			qn_buf_putc(&q->words, ' ');
		qn_buf_puts(&q->words, words->item[i]);
	}
	add(q, qn_buf_slice(&q->words), NONE);
}

bool questions_take(struct questions *q, const char *queries, const char *like,
                    struct qn_index *x, struct call *c)
{
	if (queries)
		return take_file(q, queries, &c->e);
	if (like)
		return take_document(q, like, x, &c->e);
	take_words(q, &c->operands);
	return true;
}
