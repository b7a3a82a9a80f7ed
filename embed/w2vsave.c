/* SPDX-License-Identifier: MIT */
/*
 * w2vsave.c -- what a checkpoint says about the run that made it is a list
 * of keys and values; resuming makes the same list and compares.
 */
#include "embed/w2vsave.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/tensors.h"
#include "base/version.h"

#define KIND "word2vec-checkpoint"

struct fact {
	const char *key; /* also the option to name in a message */
	char value[32];
};
#define FACTS 14

static uint64_t vocab_hash(const struct qn_vocab *v)
{
	uint64_t h = v->words.count;
	for (uint32_t i = 0; i < v->words.count; i++) {
		struct qn_slice word = qn_map_string(&v->words, i);
		uint64_t mix[3] = {h, qn_hash(word.p, word.n), v->count[i]};
		h = qn_hash(mix, sizeof mix);
	}
	return h;
}

static void set(struct fact *f, const char *key, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	f->key = key;
	vsnprintf(f->value, sizeof f->value, format, ap);
	va_end(ap);
}

static void facts_of(const struct qn_w2v_run *r, struct fact f[FACTS])
{
	const struct qn_w2v_options *o = r->o;
	int i = 0;
	set(&f[i++], "version", "%s", QN_VERSION);
	set(&f[i++], "cbow", "%d", o->model == QN_W2V_CBOW);
	set(&f[i++], "size", "%d", o->dim);
	set(&f[i++], "window", "%d", o->window);
	set(&f[i++], "negative", "%d", o->negative);
	set(&f[i++], "hs", "%d", o->hs);
	set(&f[i++], "negatives", "%s", o->per_pair ? "per-pair" : "shared");
	set(&f[i++], "iter", "%d", o->epochs);
	set(&f[i++], "alpha", "%.9g", (double)r->alpha);
	set(&f[i++], "sample", "%.9g", (double)o->sample);
	set(&f[i++], "seed", "%llu", (unsigned long long)o->seed);
	set(&f[i++], "deterministic", "%d", o->deterministic);
	set(&f[i++], "words in the text", "%zu", r->corpus->n);
	set(&f[i++], "vocabulary", "%016llx",
	    (unsigned long long)vocab_hash(r->corpus->vocab));
}

bool qn_w2v_checkpoint(const struct qn_w2v_run *r, struct qn_err *e)
{
	const struct qn_w2v_params *m = &r->model;
	struct fact fact[FACTS];
	facts_of(r, fact);
	struct qn_tensors_out *out = qn_tensors_create(r->o->checkpoint, KIND);
	for (int i = 0; i < FACTS; i++)
		qn_tensors_out_meta(out, fact[i].key, fact[i].value);
	qn_tensors_out_metaf(out, "epoch", "%d", r->epoch);
	qn_tensors_out_declare(out, "rows", QN_F32, 2,
	                       (size_t[]){m->rows, m->stride});
	qn_tensors_out_write(out, m->slab,
	                     m->rows * m->stride * sizeof *m->slab);
	return qn_tensors_finish(out, e);
}

static bool check_facts(const struct qn_w2v_run *r,
                        const struct qn_tensors *file, struct qn_err *e)
{
	struct fact fact[FACTS];
	facts_of(r, fact);
	for (int i = 0; i < FACTS; i++) {
		const char *was = qn_tensors_meta(file, fact[i].key);
		if (!was || strcmp(was, fact[i].value) != 0)
			return qn_fail(e,
			               "%s: made with %s %s, not %s; give it "
			               "the same text and options, or remove "
			               "it",
			               file->name, fact[i].key,
			               was ? was : "unknown", fact[i].value);
	}
	return true;
}

static bool load_rows(struct qn_w2v_run *r, const struct qn_tensors *file,
                      struct qn_err *e)
{
	struct qn_w2v_params *m = &r->model;
	const struct qn_tensor *rows =
	    qn_tensors_find(file, "rows", QN_F32, 2, e);
	const char *epoch = qn_tensors_meta(file, "epoch");
	if (!rows)
		return false;
	if (rows->shape[0] != m->rows || rows->shape[1] != m->stride)
		return qn_fail(e, "%s: its rows do not fit", file->name);
	int done = epoch ? atoi(epoch) : 0;
	if (done < 1 || done > r->o->epochs)
		return qn_fail(e, "%s: epoch out of range", file->name);
	memcpy(m->slab, rows->data, rows->bytes);
	r->epoch = done;
	return true;
}

bool qn_w2v_resume(struct qn_w2v_run *r, struct qn_err *e)
{
	const char *path = r->o->checkpoint;
	if (e->failed || (access(path, F_OK) != 0 && errno == ENOENT))
		return !e->failed;
	struct qn_tensors *file = qn_tensors_open(path, e);
	bool ok = file && qn_tensors_expect(file, KIND, e) &&
	          check_facts(r, file, e) && load_rows(r, file, e);
	qn_tensors_close(file);
	return ok;
}
