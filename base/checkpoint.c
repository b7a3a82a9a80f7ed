/* SPDX-License-Identifier: MIT */
/*
 * checkpoint.c -- see checkpoint.h.
 */
#include "base/checkpoint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/version.h"

void qn_fact_set(struct qn_fact *f, const char *key, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	f->key = key;
	vsnprintf(f->value, sizeof f->value, format, ap);
	va_end(ap);
}

struct qn_tensors_out *qn_checkpoint_create(const char *path, const char *kind,
                                            const struct qn_fact *fact,
                                            size_t n)
{
	struct qn_tensors_out *out = qn_tensors_create(path, kind);
	qn_tensors_out_meta(out, "version", QN_VERSION);
	for (size_t i = 0; i < n; i++)
		qn_tensors_out_meta(out, fact[i].key, fact[i].value);
	return out;
}

static bool check_fact(const struct qn_tensors *file, const char *key,
                       const char *value, struct qn_err *e)
{
	const char *was = qn_tensors_meta(file, key);
	if (was && strcmp(was, value) == 0)
		return true;
	return qn_fail(e,
	               "%s: made with %s %s, not %s; give it the same text "
	               "and options, or remove it",
	               file->name, key, was ? was : "unknown", value);
}

struct qn_tensors *qn_checkpoint_open(const char *path, const char *kind,
                                      const struct qn_fact *fact, size_t n,
                                      struct qn_err *e)
{
	if (e->failed || (access(path, F_OK) != 0 && errno == ENOENT))
		return NULL;
	struct qn_tensors *file = qn_tensors_open(path, e);
	bool ok = file && qn_tensors_expect(file, kind, e) &&
	          check_fact(file, "version", QN_VERSION, e);
	for (size_t i = 0; ok && i < n; i++)
		ok = check_fact(file, fact[i].key, fact[i].value, e);
	if (ok)
		return file;
	qn_tensors_close(file);
	return NULL;
}
