/* SPDX-License-Identifier: MIT */
/*
 * stem.c -- libstemmer, which keeps a stemmer's memory from word to word.
 */
#include "text/stem.h"

#include <libstemmer.h>
#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"

struct qn_stemmer {
	struct sb_stemmer *snowball;
};

static void fail(const char *language, struct qn_err *e)
{
	struct qn_buf names = {.p = NULL};
	for (const char **name = sb_stemmer_list(); *name; name++)
		qn_buf_printf(&names, "%s%s", names.n ? ", " : "", *name);
	qn_fail(e, "no stemmer for \"%s\"; there are %s", language, names.p);
	qn_buf_release(&names);
}

struct qn_stemmer *qn_stemmer_new(const char *language, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct sb_stemmer *snowball = sb_stemmer_new(language, "UTF_8");
	if (!snowball) {
		fail(language, e);
		return NULL;
	}
	struct qn_stemmer *s = qn_malloc(1, sizeof *s);
	s->snowball = snowball;
	return s;
}

void qn_stemmer_free(struct qn_stemmer *s)
{
	if (!s)
		return;
	sb_stemmer_delete(s->snowball);
	free(s);
}

struct qn_slice qn_stem(struct qn_stemmer *s, struct qn_slice word)
{
	if (word.n > INT_MAX / 4)
		return word;
	const sb_symbol *stem = sb_stemmer_stem(
	    s->snowball, (const sb_symbol *)word.p, (int)word.n);
	if (!stem) /* libstemmer found no memory */
		return word;
	return (struct qn_slice){(const char *)stem,
	                         (size_t)sb_stemmer_length(s->snowball)};
}
