/* SPDX-License-Identifier: MIT */
/*
 * docsource.c -- see docsource.h.
 */
#include "apps/docsource.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* --id is a number with --tsv, a name with --jsonl. */
static bool take_id(struct docsource *d, struct call *c)
{
	char *end;
	if (!d->id)
		return true;
	if (d->source.jsonl) {
		d->source.jsonl_id = d->id;
		return true;
	}
	if (!d->source.tsv)
		return call_misuse(c, "--id goes with --jsonl or --tsv");
	errno = 0;
	unsigned long n = strtoul(d->id, &end, 10);
	if (d->id[0] < '0' || d->id[0] > '9' || *end || n < 1 || errno ||
	    n > UINT_MAX)
		return call_misuse(c, "--id: \"%s\" is no column, from 1",
		                   d->id);
	d->source.tsv_id = (unsigned)n;
	return true;
}

struct qn_documents *docsource_open(struct docsource *d, const char *path,
                                    struct call *c)
{
	if (d->source.jsonl && d->source.tsv) {
		call_misuse(c, "--jsonl and --tsv exclude each other");
		return NULL;
	}
	if (!take_id(d, c))
		return NULL;
	d->source.path = path;
	return qn_documents_open(&d->source, &c->e);
}
