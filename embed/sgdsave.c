/* SPDX-License-Identifier: MIT */
/*
 * sgdsave.c -- what a checkpoint says about the run that made it is a list
 * of keys and values; resuming makes the same list and compares.
 */
#include "embed/sgdsave.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/tensors.h"
#include "base/version.h"
#include "embed/finite.h"

uint64_t qn_sgd_vocab_hash(const struct qn_vocab *v)
{
	uint64_t h = v->words.count;
	for (uint32_t i = 0; i < v->words.count; i++) {
		struct qn_slice word = qn_map_string(&v->words, i);
		uint64_t mix[3] = {h, qn_hash(word.p, word.n), v->count[i]};
		h = qn_hash(mix, sizeof mix);
	}
	return h;
}

void qn_sgd_fact_set(struct qn_sgd_fact *f, const char *key, const char *format,
                     ...)
{
	va_list ap;
	va_start(ap, format);
	f->key = key;
	vsnprintf(f->value, sizeof f->value, format, ap);
	va_end(ap);
}

static bool due(const struct qn_sgd *r, const struct qn_sgd_save *s)
{
	return s->path && s->every > 0 &&
	       (r->epoch % s->every == 0 || r->epoch == r->epochs);
}

static bool checkpoint(const struct qn_sgd *r, const struct qn_sgd_save *s,
                       struct qn_err *e)
{
	if (!due(r, s))
		return true;
	struct qn_tensors_out *out = qn_tensors_create(s->path, s->kind);
	qn_tensors_out_meta(out, "version", QN_VERSION);
	for (size_t i = 0; i < s->facts; i++)
		qn_tensors_out_meta(out, s->fact[i].key, s->fact[i].value);
	qn_tensors_out_metaf(out, "epoch", "%d", r->epoch);
	qn_tensors_out_declare(out, "rows", QN_F32, 2,
	                       (size_t[]){r->rows, r->stride});
	if (r->dense_size > 0)
		qn_tensors_out_declare(out, "dense", QN_F32, 1,
		                       (size_t[]){r->dense_size});
	qn_tensors_out_write(out, r->slab,
	                     r->rows * r->stride * sizeof *r->slab);
	if (r->dense_size > 0)
		qn_tensors_out_write(out, r->dense,
		                     r->dense_size * sizeof *r->dense);
	return qn_tensors_finish(out, e);
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

static bool check_facts(const struct qn_tensors *file,
                        const struct qn_sgd_save *s, struct qn_err *e)
{
	check_fact(file, "version", QN_VERSION, e);
	for (size_t i = 0; i < s->facts && !e->failed; i++)
		check_fact(file, s->fact[i].key, s->fact[i].value, e);
	return !e->failed;
}

static bool load_rows(struct qn_sgd *r, const struct qn_tensors *file,
                      struct qn_err *e)
{
	const struct qn_tensor *rows, *dense = NULL;
	const char *epoch = qn_tensors_meta(file, "epoch");
	rows = qn_tensors_find(file, "rows", QN_F32, 2, e);
	if (r->dense_size > 0)
		dense = qn_tensors_find(file, "dense", QN_F32, 1, e);
	if (e->failed)
		return false;
	if (rows->shape[0] != r->rows || rows->shape[1] != r->stride ||
	    (dense && dense->shape[0] != r->dense_size))
		return qn_fail(e, "%s: its rows do not fit", file->name);
	int done = epoch ? atoi(epoch) : 0;
	if (done < 1 || done > r->epochs)
		return qn_fail(e, "%s: epoch out of range", file->name);
	memcpy(r->slab, rows->data, rows->bytes);
	if (dense)
		memcpy(r->dense, dense->data, dense->bytes);
	r->epoch = done;
	return true;
}

static bool resume(struct qn_sgd *r, const struct qn_sgd_save *s,
                   struct qn_err *e)
{
	if (e->failed || !s->resume ||
	    (access(s->path, F_OK) != 0 && errno == ENOENT))
		return !e->failed;
	struct qn_tensors *file = qn_tensors_open(s->path, e);
	bool ok = file && qn_tensors_expect(file, s->kind, e) &&
	          check_facts(file, s, e) && load_rows(r, file, e);
	qn_tensors_close(file);
	return ok;
}

/* Every line trains all of the dense block, which is small: if that is well
 * the rows are looked at when they are to be kept. */
static bool check_numbers(const struct qn_sgd *r, const struct qn_sgd_save *s,
                          struct qn_err *e)
{
	const char *what = "the learning rate";
	bool kept = r->dense_size == 0 || r->epoch == r->epochs || due(r, s);
	return qn_check_finite(r->dense, r->dense_size, what, e) &&
	       (!kept ||
	        qn_check_finite(r->slab, r->rows * r->stride, what, e));
}

bool qn_sgd_train(struct qn_sgd *r, const struct qn_sgd_save *s,
                  struct qn_err *e)
{
	if (!resume(r, s, e))
		return false;
	while (r->epoch < r->epochs)
		if (!qn_sgd_epoch(r, e) || !check_numbers(r, s, e) ||
		    !checkpoint(r, s, e))
			return false;
	return true;
}
