/* SPDX-License-Identifier: MIT */
/*
 * questions.c -- see questions.h.
 */
#include "apps/questions.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/morelike.h"

#define NONE  UINT32_MAX        /* no document to be like */
#define BYTES ((size_t)1 << 20) /* of a file at a time    */

void questions_release(struct questions *q)
{
	qn_textlines_close(q->lines);
	qn_buf_release(&q->words);
	free(q->question);
	*q = (struct questions){.lines = NULL};
}

static bool take_document(struct questions *q, const char *like,
                          struct qn_index *x, struct qn_err *e)
{
	uint32_t doc = qn_index_find_document(x, qn_slice_of(like), e);
	if (doc == NONE)
		return qn_fail(e, "%s: no document \"%s\"", x->file->name,
		               like);
	q->only = (struct question){0, {0}, doc};
	return true;
}

static void take_words(struct questions *q, const struct option_list *words)
{
	for (size_t i = 1; i < words->n; i++) {
		if (i > 1)
			qn_buf_putc(&q->words, ' ');
		qn_buf_puts(&q->words, words->item[i]);
	}
	q->only = (struct question){0, qn_buf_slice(&q->words), NONE};
}

bool questions_open(struct questions *q, const char *queries, const char *like,
                    struct qn_index *x, struct call *c)
{
	q->name = queries;
	if (queries)
		q->lines =
		    qn_textlines_open(queries, NULL, QN_INVALID_ERROR, &c->e);
	else if (like)
		take_document(q, like, x, &c->e);
	else
		take_words(q, &c->operands);
	return !c->e.failed;
}

static size_t take_lines(struct questions *q, size_t most, struct qn_err *e)
{
	size_t n = 0;
	if (!q->rest.n)
		q->rest = qn_textlines_next(q->lines, BYTES, e);
	for (; n < most && q->rest.n; n++)
		q->question[n] = (struct question){
		    q->taken + n, qn_textlines_cut(&q->rest), NONE};
	return n;
}

size_t questions_next(struct questions *q, size_t most, struct qn_err *e)
{
	size_t n = !q->taken;
	if (q->room < most) {
		q->room = most;
		q->question = qn_realloc(q->question, most, sizeof q->only);
	}
	if (q->lines)
		n = take_lines(q, most, e);
	else
		q->question[0] = q->only;
	q->taken += n;
	return n;
}
