/* SPDX-License-Identifier: MIT */
/*
 * docnames.c -- lines are only begun with the first name.
 */
#include "text/docnames.h"

#include "base/err.h"

void qn_docnames_fill(struct qn_docnames *d, size_t n)
{
	for (; d->n < n; d->n++)
		qn_buf_putc(&d->text, '\n');
}

void qn_docnames_add(struct qn_docnames *d, struct qn_slice name, size_t number)
{
	if (!name.n && !d->n)
		return;
	qn_docnames_fill(d, number);
	size_t begin = d->text.n;
	qn_buf_add(&d->text, name.p, name.n);
	qn_one_line(d->text.p + begin, d->text.n - begin);
	qn_buf_putc(&d->text, '\n');
	d->n++;
}

void qn_docnames_join(struct qn_docnames *d, struct qn_docnames *more,
                      size_t number)
{
	if (more->n) {
		qn_docnames_fill(d, number);
		qn_buf_add(&d->text, more->text.p, more->text.n);
		d->n += more->n;
	}
	qn_buf_clear(&more->text);
	more->n = 0;
}
