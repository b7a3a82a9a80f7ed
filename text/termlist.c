/* SPDX-License-Identifier: MIT */
/*
 * termlist.c -- a list in memory and in a file.
 */
#include "text/termlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/unicode.h"

#define NAME_ROOM 64

void qn_term_print(struct qn_slice term, struct qn_buf *out)
{
	if (!memchr(term.p, '\n', term.n) && !memchr(term.p, '\r', term.n)) {
		qn_buf_add(out, term.p, term.n);
		return;
	}
	for (size_t i = 0; i < term.n; i++) {
		if (term.p[i] == '\n')
			qn_buf_puts(out, "\\n");
		else if (term.p[i] == '\r')
			qn_buf_puts(out, "\\r");
		else
			qn_buf_putc(out, term.p[i]);
	}
}

bool qn_termlist_init(struct qn_termlist *l, size_t n, struct qn_err *e)
{
	*l = (struct qn_termlist){.n = n};
	l->at = qn_big_alloc(n + 1, sizeof *l->at, "terms", e);
	l->df = qn_big_alloc(n, sizeof *l->df, "terms", e);
	l->cf = qn_big_alloc(n, sizeof *l->cf, "terms", e);
	if (e->failed)
		qn_termlist_release(l);
	return !e->failed;
}

void qn_termlist_release(struct qn_termlist *l)
{
	qn_big_free(l->at);
	qn_big_free(l->df);
	qn_big_free(l->cf);
	free(l->bytes);
	*l = (struct qn_termlist){.n = 0};
}

static const char *part(char room[NAME_ROOM], const char *name,
                        const char *suffix)
{
	snprintf(room, NAME_ROOM, "%s.%s", name, suffix);
	return room;
}

void qn_termlist_declare(struct qn_tensors_out *out, const char *name,
                         const struct qn_termlist *l)
{
	char room[NAME_ROOM];
	size_t n = l->n, offsets = n + 1, bytes = (size_t)l->at[n];
	qn_tensors_out_declare(out, part(room, name, "cf"), QN_U64, 1, &n);
	qn_tensors_out_declare(out, part(room, name, "offsets"), QN_I64, 1,
	                       &offsets);
	qn_tensors_out_declare(out, part(room, name, "df"), QN_U32, 1, &n);
	qn_tensors_out_declare(out, part(room, name, "bytes"), QN_U8, 1,
	                       &bytes);
}

void qn_termlist_write(struct qn_tensors_out *out, const struct qn_termlist *l)
{
	qn_tensors_out_write(out, l->cf, l->n * sizeof *l->cf);
	qn_tensors_out_write(out, l->at, (l->n + 1) * sizeof *l->at);
	qn_tensors_out_write(out, l->df, l->n * sizeof *l->df);
	qn_tensors_out_write(out, l->bytes, (size_t)l->at[l->n]);
}

/* Whether `term` may follow `before`. */
static bool rises(struct qn_slice before, struct qn_slice term)
{
	size_t n = before.n < term.n ? before.n : term.n;
	int order = memcmp(before.p, term.p, n);
	return order < 0 || (order == 0 && before.n < term.n);
}

static bool check_places(const struct qn_termlist *l, size_t bytes)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i] < 0 || l->at[i + 1] <= l->at[i] ||
		    (uint64_t)l->at[i + 1] > bytes)
			return false;
	return l->at[0] == 0 && (uint64_t)l->at[l->n] == bytes;
}

static bool check_terms(const struct qn_termlist *l, uint64_t documents,
                        const char *file, struct qn_err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		struct qn_slice term = qn_termlist_get(l, i);
		if (qn_utf8_check(term) != term.n ||
		    memchr(term.p, '\0', term.n) ||
		    (i && !rises(qn_termlist_get(l, i - 1), term)))
			return qn_fail(e,
			               "%s: term %zu is not UTF-8 or out of "
			               "order; make the model anew",
			               file, i);
		if (l->df[i] == 0 || l->df[i] > documents ||
		    l->cf[i] < l->df[i])
			return qn_fail(e,
			               "%s: the counts of term %zu make no "
			               "sense; make the model anew",
			               file, i);
	}
	return true;
}

bool qn_termlist_read(const struct qn_tensors *t, const char *name,
                      uint64_t documents, struct qn_termlist *l,
                      struct qn_err *e)
{
	char room[NAME_ROOM];
	const struct qn_tensor *cf =
	    qn_tensors_find(t, part(room, name, "cf"), QN_U64, 1, e);
	const struct qn_tensor *df =
	    qn_tensors_find(t, part(room, name, "df"), QN_U32, 1, e);
	const struct qn_tensor *bytes =
	    qn_tensors_find(t, part(room, name, "bytes"), QN_U8, 1, e);
	const struct qn_tensor *at =
	    qn_tensors_find(t, part(room, name, "offsets"), QN_I64, 1, e);
	if (e->failed)
		return false;
	size_t n = cf->count;
	if (df->count != n || at->count != n + 1)
		return qn_fail(e, "%s: the tensors of \"%s\" differ in length",
		               t->name, name);
	if (!qn_termlist_init(l, n, e))
		return false;
	l->bytes = qn_malloc(bytes->bytes, 1);
	memcpy(l->cf, cf->data, cf->bytes);
	memcpy(l->df, df->data, df->bytes);
	memcpy(l->at, at->data, at->bytes);
	memcpy(l->bytes, bytes->data, bytes->bytes);
	if (!check_places(l, bytes->bytes))
		return qn_fail(e, "%s: \"%s\" puts a term outside of the list",
		               t->name, room);
	return check_terms(l, documents, t->name, e);
}
