/* SPDX-License-Identifier: MIT */
/*
 * ldasave.c -- see ldasave.h.
 */
#include "topic/ldasave.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tensors.h"
#include "base/version.h"

/* A number that tells one corpus from another. */
static uint64_t hash_documents(const struct qn_docwords *d)
{
	uint64_t h = d->vocab->words.count;
	for (uint32_t i = 0; i < d->vocab->words.count; i++) {
		struct qn_slice word = qn_map_string(&d->vocab->words, i);
		uint64_t mix[2] = {h, qn_hash(word.p, word.n)};
		h = qn_hash(mix, sizeof mix);
	}
	uint64_t mix[3] = {h, qn_hash(d->id, d->words * sizeof *d->id),
	                   qn_hash(d->start, (d->n + 1) * sizeof *d->start)};
	return qn_hash(mix, sizeof mix);
}

/* What has to agree, in words. */
static void describe(const struct qn_lda *l, struct qn_buf *b)
{
	const struct qn_lda_options *o = &l->options;
	qn_buf_printf(b,
	              "version %s, %u topics, alpha %.17g, beta %.17g, seed "
	              "%llu, optimize-interval %d, optimize-burn-in %d, "
	              "symmetric %d, documents %016llx",
	              QN_VERSION, o->topics, o->alpha, o->beta,
	              (unsigned long long)o->seed, o->optimize_interval,
	              o->burn_in, o->symmetric,
	              (unsigned long long)hash_documents(l->docs));
}

/* The lists' topics; how many, if `out` is NULL, or written to it. */
static size_t put_order(const struct qn_lda *l, struct qn_tensors_out *out)
{
	struct qn_lda_count *count = qn_malloc(l->K, sizeof *count);
	size_t all = 0;
	for (size_t doc = 0; doc < l->docs->n; doc++) {
		size_t n = qn_lda_docs_get(&l->counts, doc, count);
		for (size_t i = 0; out && i < n; i++) {
			uint16_t topic = (uint16_t)count[i].topic;
			qn_tensors_out_write(out, &topic, sizeof topic);
		}
		all += n;
	}
	free(count);
	return all;
}

bool qn_lda_checkpoint(const struct qn_lda *l, struct qn_err *e)
{
	size_t n = l->docs->words;
	uint16_t *topic = qn_big_alloc(n, sizeof *topic, "tokens", e);
	if (!topic || !qn_lda_tokens_get(&l->tokens, l->docs, topic, e)) {
		qn_big_free(topic);
		return false;
	}
	struct qn_buf made = {0};
	describe(l, &made);
	struct qn_tensors_out *out =
	    qn_tensors_create(l->options.checkpoint, "lda-checkpoint");
	qn_tensors_out_meta(out, "made", made.p);
	qn_tensors_out_metaf(out, "beta", "%.17g", l->beta);
	qn_tensors_out_metaf(out, "sweeps", "%d", l->sweeps);
	qn_tensors_out_declare(out, "alpha", QN_F64, 1, (size_t[]){l->K});
	qn_tensors_out_declare(out, "topic", QN_U16, 1, &n);
	if (!l->counts.dense)
		qn_tensors_out_declare(out, "order", QN_U16, 1,
		                       (size_t[]){put_order(l, NULL)});
	qn_tensors_out_write(out, l->alpha, l->K * sizeof *l->alpha);
	qn_tensors_out_write(out, topic, n * sizeof *topic);
	if (!l->counts.dense)
		put_order(l, out);
	qn_buf_release(&made);
	qn_big_free(topic);
	return qn_tensors_finish(out, e);
}

static bool check_made(const struct qn_lda *l, const struct qn_tensors *file,
                       struct qn_err *e)
{
	const char *was = qn_tensors_meta(file, "made");
	struct qn_buf made = {0};
	describe(l, &made);
	if (!was || strcmp(was, made.p) != 0)
		qn_fail(e,
		        "%s: made with %s, not %s; give it the same text and "
		        "options, or remove it",
		        file->name, was ? was : "unknown options", made.p);
	qn_buf_release(&made);
	return !e->failed;
}

/* A number of the metadata; NaN if there is none. */
static double number(const struct qn_tensors *file, const char *key)
{
	const char *text = qn_tensors_meta(file, key);
	char *end = NULL;
	double x = text ? strtod(text, &end) : NAN;
	return text && end != text && !*end ? x : NAN;
}

static bool take(struct qn_lda *l, const struct qn_tensors *file,
                 struct qn_err *e)
{
	const struct qn_tensor *alpha, *topic, *order = NULL;
	double beta = number(file, "beta"), sweeps = number(file, "sweeps");
	alpha = qn_tensors_find(file, "alpha", QN_F64, 1, e);
	topic = qn_tensors_find(file, "topic", QN_U16, 1, e);
	if (!l->counts.dense)
		order = qn_tensors_find(file, "order", QN_U16, 1, e);
	if (e->failed)
		return false;
	bool ok = alpha->count == l->K && topic->count == l->docs->words &&
	          beta > 0 && beta <= 1e9 && sweeps >= 1 && sweeps <= 1e9;
	for (uint32_t k = 0; ok && k < l->K; k++) {
		l->alpha[k] = ((const double *)alpha->data)[k];
		ok = l->alpha[k] > 0 && l->alpha[k] <= 1e9;
	}
	const uint16_t *z = topic->data;
	for (size_t i = 0; ok && i < topic->count; i++)
		ok = z[i] < l->K;
	if (ok && !qn_lda_begin(l, z, e))
		return false;
	if (!ok || (order &&
	            !qn_lda_docs_order(&l->counts, order->data, order->count)))
		return qn_fail(e, "%s: it makes no sense", file->name);
	l->beta = beta;
	l->sweeps = (int)sweeps;
	return true;
}

bool qn_lda_resume(struct qn_lda *l, struct qn_err *e)
{
	const char *path = l->options.checkpoint;
	if (e->failed || (access(path, F_OK) != 0 && errno == ENOENT))
		return !e->failed;
	struct qn_tensors *file = qn_tensors_open(path, e);
	bool ok = file && qn_tensors_expect(file, "lda-checkpoint", e) &&
	          check_made(l, file, e) && take(l, file, e);
	qn_tensors_close(file);
	return ok;
}
