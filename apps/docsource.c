/* SPDX-License-Identifier: MIT */
/*
 * docsource.c -- see docsource.h.
 */
#include "apps/docsource.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* What --id or --title names: a column, from 1, with --tsv; a field with
 * --jsonl. */
static bool take_name(const struct docsource *d, const char *option,
                      const char *name, const char **field, unsigned *column,
                      struct call *c)
{
	char *end;
	if (!name)
		return true;
	if (d->source.jsonl) {
		*field = name;
		return true;
	}
	if (!d->source.tsv)
		return call_misuse(c, "--%s goes with --jsonl or --tsv",
		                   option);
	errno = 0;
	unsigned long n = strtoul(name, &end, 10);
	if (name[0] < '0' || name[0] > '9' || *end || n < 1 || errno ||
	    n > UINT_MAX)
		return call_misuse(c,
		                   "\"%s\" is no column: with --tsv they "
		                   "are numbers, from 1",
		                   name);
	*column = (unsigned)n;
	return true;
}

struct qn_documents *docsource_open(struct docsource *d, const char *path,
                                    struct call *c)
{
	if (d->source.jsonl && d->source.tsv) {
		call_misuse(c, "--jsonl and --tsv exclude each other");
		return NULL;
	}
	if (!take_name(d, "id", d->id, &d->source.jsonl_id, &d->source.tsv_id,
	               c) ||
	    !take_name(d, "title", d->title, &d->source.jsonl_title,
	               &d->source.tsv_title, c))
		return NULL;
	d->source.path = path;
	return qn_documents_open(&d->source, &c->e);
}
