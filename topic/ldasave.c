/* SPDX-License-Identifier: MIT */
/*
 * ldasave.c -- see ldasave.h.
 */
#include "topic/ldasave.h"

#include <math.h>
#include <stdlib.h>

#include "base/checkpoint.h"
#include "base/mem.h"

#define KIND "lda-checkpoint"

/* A number that tells one corpus from another. */
static uint64_t hash_documents(const struct qn_docwords *d)
{
	uint64_t mix[3] = {qn_vocab_hash(d->vocab),
	                   qn_hash(d->id, d->words * sizeof *d->id),
	                   qn_hash(d->start, (d->n + 1) * sizeof *d->start)};
	return qn_hash(mix, sizeof mix);
}

/* The same of what is known before; 0 if that is nothing. */
static uint64_t hash_beginning(const struct qn_lda_options *o)
{
	uint64_t mix = 0;
	for (uint32_t k = 0; o->topic_alpha && k < o->topics; k++)
		mix = qn_hash(&o->topic_alpha[k], sizeof *o->topic_alpha) +
		      mix * 31;
	for (size_t i = 0; o->held && i < o->held->n; i++) {
		const struct qn_lda_held_cell *c = &o->held->cell[i];
		uint64_t cell[] = {c->word, c->topic, c->count, mix};
		mix = qn_hash(cell, sizeof cell);
	}
	if (o->labels.of) {
		uint64_t labels[] = {hash_documents(o->labels.of),
		                     o->labels.weight, mix};
		mix = qn_hash(labels, sizeof labels);
	}
	return mix;
}

/* What has to agree. */
#define FACTS 10

static void facts_of(const struct qn_lda *l, struct qn_fact f[FACTS])
{
	const struct qn_lda_options *o = &l->options;
	qn_fact_set(&f[0], "num-topics", "%u", o->topics);
	qn_fact_set(&f[1], "alpha", "%.17g", o->alpha);
	qn_fact_set(&f[2], "beta", "%.17g", o->beta);
	qn_fact_set(&f[3], "seed", "%llu", (unsigned long long)o->seed);
	qn_fact_set(&f[4], "optimize-interval", "%d", o->optimize_interval);
	qn_fact_set(&f[5], "optimize-burn-in", "%d", o->burn_in);
	qn_fact_set(&f[6], "use-symmetric-alpha", "%d", o->symmetric);
	qn_fact_set(&f[7], "text", "%016llx",
	            (unsigned long long)hash_documents(l->docs));
	qn_fact_set(&f[8], "convergence", "%.17g", o->convergence);
	qn_fact_set(&f[9], "topics to begin with", "%016llx",
	            (unsigned long long)hash_beginning(o));
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
	struct qn_fact fact[FACTS];
	facts_of(l, fact);
	struct qn_tensors_out *out =
	    qn_checkpoint_create(l->options.checkpoint, KIND, fact, FACTS);
	qn_tensors_out_metaf(out, "learnt beta", "%.17g", l->beta);
	qn_tensors_out_metaf(out, "sweeps", "%d", l->sweeps);
	qn_tensors_out_metaf(out, "likelihood", "%.17g", l->likelihood);
	qn_tensors_out_metaf(out, "converged", "%d", l->converged);
	qn_tensors_out_declare(out, "alpha", QN_F64, 1, (size_t[]){l->K});
	qn_tensors_out_declare(out, "topic", QN_U16, 1, &n);
	if (!l->counts.dense)
		qn_tensors_out_declare(out, "order", QN_U16, 1,
		                       (size_t[]){put_order(l, NULL)});
	qn_tensors_out_write(out, l->alpha, l->K * sizeof *l->alpha);
	qn_tensors_out_write(out, topic, n * sizeof *topic);
	if (!l->counts.dense)
		put_order(l, out);
	qn_big_free(topic);
	return qn_tensors_finish(out, e);
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
	double beta = number(file, "learnt beta"),
	       sweeps = number(file, "sweeps");
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
	l->likelihood = number(file, "likelihood");
	l->converged = number(file, "converged") > 0;
	return true;
}

bool qn_lda_resume(struct qn_lda *l, struct qn_err *e)
{
	struct qn_fact fact[FACTS];
	facts_of(l, fact);
	struct qn_tensors *file =
	    qn_checkpoint_open(l->options.checkpoint, KIND, fact, FACTS, e);
	if (file)
		take(l, file, e);
	qn_tensors_close(file);
	return !e->failed;
}
