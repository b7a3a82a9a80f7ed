/* SPDX-License-Identifier: MIT */
/*
 * reportdocs.c -- see reportdocs.h.
 */
#include "apps/reportdocs.h"

#include <stdlib.h>

#define CHARACTERS 300 /* of a text, to begin with */

bool reportdocs_classes(struct reportdocs *r, struct qn_documents *from,
                        struct qn_err *e)
{
	struct qn_document d;
	size_t room = 0;
	while (qn_documents_next(from, &d, e)) {
		if (r->n == room) {
			room = room ? 2 * room : 1024;
			r->class_of =
			    qn_realloc(r->class_of, room, sizeof *r->class_of);
		}
		r->class_of[r->n++] = qn_map_add(&r->classes, d.title);
		if (r->classes.count > REPORTDOCS_CLASSES)
			return qn_fail(
			    e,
			    "%s: document %zu: more than %d "
			    "classes; name a field with fewer values",
			    qn_documents_name(from), d.number,
			    REPORTDOCS_CLASSES);
	}
	return !e->failed;
}

/* The first characters of a text. */
static struct qn_slice beginning(struct qn_slice text)
{
	size_t n = 0, characters = 0;
	for (; n < text.n; n++)
		if ((text.p[n] & 0xc0) != 0x80 && characters++ == CHARACTERS)
			break;
	return (struct qn_slice){text.p, n};
}

static struct qn_slice keep(struct reportdocs *r, struct qn_slice s)
{
	return (struct qn_slice){qn_arena_bytes(&r->strings, s.p, s.n), s.n};
}

bool reportdocs_texts(struct reportdocs *r, struct qn_documents *from,
                      const bool *wanted, size_t n, struct qn_err *e)
{
	struct qn_document d;
	r->doc = qn_calloc(n, sizeof *r->doc);
	while (qn_documents_next(from, &d, e) && d.number < n)
		if (wanted[d.number])
			r->doc[d.number] = (struct reportdoc){
			    keep(r, d.name), keep(r, beginning(d.text))};
	return !e->failed;
}

void reportdocs_release(struct reportdocs *r)
{
	qn_map_release(&r->classes);
	qn_arena_release(&r->strings);
	free(r->class_of);
	free(r->doc);
}
