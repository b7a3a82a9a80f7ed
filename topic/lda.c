/* SPDX-License-Identifier: MIT */
/*
 * lda.c -- a run: topics at random, then sweeps, block by block.
 *
 * Random numbers are functions of the seed, the sweep and the block, so a run
 * that goes on from the topics of all tokens after some sweep ends with the
 * bytes of one that never stopped.
 */
#include "topic/lda.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/ranks.h"
#include "topic/ldaprior.h"
#include "topic/ldaranks.h"
#include "topic/ldasave.h"
#include "topic/ldascore.h"

#define SCORE_EVERY 10 /* sweeps, as Mallet's */

/* What a block's sampling needs for itself; [Kp] unless said otherwise. */
struct qn_lda_desk {
	int32_t *row, *total;
	float *alpha, *inverse, *weight;
	float *sum;     /* [Kp / 16]                      */
	float *partial; /* [Kp + QN_LDA_LANES]            */
};

/* --- beginning and end ---------------------------------------------------- */

bool qn_lda_check(const struct qn_lda_options *o, struct qn_err *e)
{
	return qn_check_range("num-topics", o->topics, 1, QN_LDA_TOPICS, e) &&
	       qn_check_range("num-iterations", o->iterations, 0, 1e9, e) &&
	       qn_check_range("alpha", o->alpha, 1e-6, 1e6, e) &&
	       qn_check_range("beta", o->beta, 1e-6, 1e6, e) &&
	       qn_check_range("optimize-interval", o->optimize_interval, 0, 1e9,
	                      e) &&
	       qn_check_range("optimize-burn-in", o->burn_in, 0, 1e9, e) &&
	       qn_check_range("convergence", o->convergence, 0, 1e6, e) &&
	       qn_check_range("checkpoint", o->checkpoint_every, 0, 1e9, e);
}

static bool open_desk(struct qn_lda_desk *d, size_t Kp, struct qn_err *e)
{
	d->row = qn_big_alloc(Kp, sizeof *d->row, "topics", e);
	d->total = qn_big_alloc(Kp, sizeof *d->total, "topics", e);
	d->alpha = qn_big_alloc(Kp, sizeof *d->alpha, "topics", e);
	d->inverse = qn_big_alloc(Kp, sizeof *d->inverse, "topics", e);
	d->weight = qn_big_alloc(Kp, sizeof *d->weight, "topics", e);
	d->sum = qn_big_alloc(Kp / QN_LDA_LANES, sizeof *d->sum, "topics", e);
	d->partial =
	    qn_big_alloc(Kp + QN_LDA_LANES, sizeof *d->partial, "topics", e);
	return !e->failed;
}

static void close_desk(struct qn_lda_desk *d)
{
	qn_big_free(d->row);
	qn_big_free(d->total);
	qn_big_free(d->alpha);
	qn_big_free(d->inverse);
	qn_big_free(d->weight);
	qn_big_free(d->sum);
	qn_big_free(d->partial);
}

/* No token is counted. */
static bool open_counts(struct qn_lda *l, struct qn_err *e)
{
	qn_lda_docs_release(&l->counts);
	memcpy(l->total, l->held_total, qn_lda_padded(l->K) * sizeof *l->total);
	return qn_lda_docs_init(&l->counts, l->docs, &l->options.labels, l->K,
	                        e);
}

/* The words of a part of the documents are of these topics. */
static bool begin_part(struct qn_lda *l, size_t part, const uint16_t *topic,
                       struct qn_err *e)
{
	size_t first = l->tokens.doc_begin[part],
	       end = l->tokens.doc_begin[part + 1];
	size_t n = l->docs->start[end] - l->docs->start[first];
	if (!qn_lda_tokens_put(&l->tokens, l->docs, part, topic, e))
		return false;
	qn_lda_docs_count(&l->counts, l->docs, first, end, topic);
	for (size_t i = 0; i < n; i++)
		l->total[topic[i]]++;
	return true;
}

bool qn_lda_begin(struct qn_lda *l, const uint16_t *topic, struct qn_err *e)
{
	const struct qn_lda_tokens *t = &l->tokens;
	bool ok = open_counts(l, e);
	for (size_t p = 0; ok && p < t->parts; p++)
		ok = begin_part(l, p, topic + l->docs->start[t->doc_begin[p]],
		                e);
	return ok;
}

/* Part by part, as topics of all tokens at once would be the most that memory
 * ever has to hold. */
static bool begin_at_random(struct qn_lda *l, struct qn_err *e)
{
	const struct qn_lda_tokens *t = &l->tokens;
	struct qn_rng rng = qn_rng_new(l->options.seed, 0);
	bool ok = open_counts(l, e);
	for (size_t p = 0; ok && p < t->parts; p++) {
		size_t n = l->docs->start[t->doc_begin[p + 1]] -
		           l->docs->start[t->doc_begin[p]];
		uint16_t *topic =
		    qn_big_alloc(n + 1, sizeof *topic, "tokens", e);
		for (size_t i = 0; topic && i < n; i++)
			topic[i] = (uint16_t)qn_rng_below(&rng, l->K);
		ok = topic && begin_part(l, p, topic, e);
		qn_big_free(topic);
	}
	return ok;
}

static bool check_labels(const struct qn_lda_options *o,
                         const struct qn_docwords *d, struct qn_err *e)
{
	const struct qn_docwords *of = o->labels.of;
	if (!of)
		return true;
	if (of->n != d->n)
		return qn_fail(e, "labels of %zu documents, but there are %zu",
		               of->n, d->n);
	if (of->vocab->words.count > o->topics)
		return qn_fail(e, "%u labels, but %u topics",
		               of->vocab->words.count, o->topics);
	if (!o->labels.weight || of->words > QN_LDA_MOST / o->labels.weight)
		return qn_fail(e, "labels worth no token, or more than %zu",
		               QN_LDA_MOST);
	return true;
}

struct qn_lda *qn_lda_new(const struct qn_lda_options *o,
                          const struct qn_docwords *d, struct qn_err *e)
{
	if (e->failed || !qn_lda_check(o, e) || !check_labels(o, d, e))
		return NULL;
	if (d->words == 0) {
		qn_fail(e, "%zu documents without a word to go by", d->n);
		return NULL;
	}
	struct qn_lda *l = qn_calloc(1, sizeof *l);
	*l = (struct qn_lda){.options = *o,
	                     .docs = d,
	                     .K = o->topics,
	                     .V = d->vocab->words.count,
	                     .beta = o->beta,
	                     .likelihood = NAN};
	size_t Kp = qn_lda_padded(l->K);
	l->alpha = qn_malloc(l->K, sizeof *l->alpha);
	for (uint32_t k = 0; k < l->K; k++)
		l->alpha[k] =
		    o->topic_alpha ? o->topic_alpha[k] : o->alpha / l->K;
	l->total = qn_calloc(Kp, sizeof *l->total);
	l->held_total = qn_calloc(Kp, sizeof *l->held_total);
	for (size_t i = 0; o->held && i < o->held->n; i++)
		l->held_total[o->held->cell[i].topic] +=
		    (int32_t)o->held->cell[i].count;
	bool ok = qn_lda_tokens_init(&l->tokens, d, o->held, e);
	l->desk = qn_calloc(l->tokens.parts, sizeof *l->desk);
	for (size_t i = 0; ok && i < l->tokens.parts; i++)
		ok = open_desk(&l->desk[i], Kp, e);
	if (ok && begin_at_random(l, e))
		return l;
	qn_lda_free(l);
	return NULL;
}

void qn_lda_free(struct qn_lda *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->tokens.parts; i++)
		close_desk(&l->desk[i]);
	qn_lda_tokens_release(&l->tokens);
	qn_lda_docs_release(&l->counts);
	free(l->alpha);
	free(l->total);
	free(l->held_total);
	free(l->desk);
	free(l);
}

/* --- a sweep -------------------------------------------------------------- */

/* A diagonal of blocks: part p of the documents, p + shift of the words; those
 * of this rank are from part `first` on. */
struct diagonal {
	struct qn_lda *l;
	size_t shift, first;
};

/* What each block begins with. */
static void set_desk(const struct qn_lda *l, struct qn_lda_desk *d)
{
	float beta_sum = (float)(l->V * l->beta);
	memcpy(d->total, l->total, l->counts.Kp * sizeof *d->total);
	for (uint32_t k = 0; k < l->K; k++) {
		d->alpha[k] = (float)l->alpha[k];
		d->inverse[k] = 1.0f / ((float)d->total[k] + beta_sum);
	}
}

static void sample_block(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct diagonal *d = ctx;
	struct qn_lda *l = d->l;
	size_t part = d->first + shard;
	struct qn_lda_tokens *t = &l->tokens;
	struct qn_lda_desk *desk = &l->desk[part];
	size_t words = (part + d->shift) % t->parts;
	uint64_t block = part * t->parts + words;
	(void)begin;
	(void)end;
	set_desk(l, desk);
	struct qn_lda_pass p = {
	    .at = t->at + t->slot_begin[words] * t->columns,
	    .words = t->slot_begin[words + 1] - t->slot_begin[words],
	    .part = part,
	    .columns = t->columns,
	    .doc = t->doc,
	    .topic = t->topic,
	    .counts = l->counts.counts,
	    .list = l->counts.list,
	    .K = l->K,
	    .Kp = l->counts.Kp,
	    .alpha = desk->alpha,
	    .beta = (float)l->beta,
	    .beta_sum = (float)(l->V * l->beta),
	    .total = desk->total,
	    .inverse = desk->inverse,
	    .rng = qn_rng_new(l->options.seed,
	                      ((uint64_t)l->sweeps + 1) << 16 | block),
	    .row = desk->row,
	    .weight = desk->weight,
	    .sum = desk->sum,
	    .partial = desk->partial,
	};
	const struct qn_lda_kern *kern = qn_lda_kern();
	(l->counts.dense ? kern->dense : kern->sparse)[l->counts.wide](&p);
}

/* What the blocks of a diagonal, those from parts `first` to `end` being this
 * rank's, did to n_k, added up. */
static bool merge_totals(struct qn_lda *l, size_t first, size_t end,
                         struct qn_ranks *ranks, struct qn_err *e)
{
	int32_t *change = qn_calloc(l->K, sizeof *change);
	for (size_t i = first; i < end; i++)
		for (uint32_t k = 0; k < l->K; k++)
			change[k] += l->desk[i].total[k] - l->total[k];
	bool ok = qn_ranks_sum_changes(ranks, change, l->K, e);
	for (uint32_t k = 0; ok && k < l->K; k++)
		l->total[k] += change[k];
	free(change);
	return ok;
}

/* False with `e` set when another rank has failed. */
static bool sweep(struct qn_lda *l, struct qn_pool *pool, struct qn_err *e)
{
	struct qn_ranks *ranks = qn_pool_ranks(pool);
	size_t first, end;
	qn_lda_own_parts(l, ranks, &first, &end);
	for (size_t shift = 0; shift < l->tokens.parts; shift++) {
		struct diagonal d = {l, shift, first};
		qn_pool_for(pool, end - first, end - first, sample_block, &d);
		if (!merge_totals(l, first, end, ranks, e) ||
		    !qn_lda_send_topics(l, shift, ranks, e))
			return false;
	}
	l->sweeps++;
	return true;
}

void qn_lda_sweep(struct qn_lda *l, struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	sweep(l, pool, &e);
}

/* --- all sweeps ----------------------------------------------------------- */

static bool tell(const struct qn_lda *l, struct qn_err *e)
{
	double tokens = (double)l->tokens.n;
	const struct qn_report r = {.what = "sampling",
	                            .unit = "tokens",
	                            .done = tokens * l->sweeps,
	                            .total = tokens * l->options.iterations,
	                            .loss = l->likelihood,
	                            .rate = NAN,
	                            .measure = "LL/token"};
	return qn_progress_tell(l->options.progress, &r) ||
	       qn_fail_interrupted(e, "sampling");
}

/* Whether the sweep that was done is one of every `n`, 0 being never. */
static bool every(const struct qn_lda *l, int n)
{
	return n > 0 && l->sweeps % n == 0;
}

static bool scores(const struct qn_lda *l, bool heard)
{
	return every(l, SCORE_EVERY) && (heard || l->options.convergence > 0);
}

/* Score every SCORE_EVERY sweeps; converged: it has not risen enough since. */
static void watch(struct qn_lda *l, bool heard, struct qn_pool *pool)
{
	const struct qn_lda_options *o = &l->options;
	double was = l->likelihood;
	if (!scores(l, heard))
		return;
	l->likelihood = qn_lda_likelihood(l, pool);
	l->converged = o->convergence > 0 && l->sweeps > o->burn_in &&
	               l->likelihood - was < o->convergence;
}

static bool optimizes(const struct qn_lda *l)
{
	return l->sweeps > l->options.burn_in &&
	       every(l, l->options.optimize_interval);
}

/* Whether what follows a sweep looks at all documents. */
static bool needs_counts(const struct qn_lda *l, bool heard)
{
	return optimizes(l) || scores(l, heard) ||
	       every(l, l->options.checkpoint_every) ||
	       l->sweeps == l->options.iterations;
}

/* All ranks begin with the same.  `*heard` becomes whether anybody asks any of
 * them for a likelihood. */
static bool meet(const struct qn_lda *l, struct qn_ranks *ranks, bool *heard,
                 struct qn_err *e)
{
	uint64_t any = *heard;
	bool ok =
	    qn_ranks_same(ranks, qn_vocab_hash(l->docs->vocab) ^ l->docs->words,
	                  "documents", e) &&
	    qn_ranks_same(ranks, (uint64_t)l->sweeps,
	                  "checkpoints: have they got one folder?", e) &&
	    qn_ranks_sum_counts(ranks, &any, 1, e);
	*heard = any > 0;
	return ok;
}

bool qn_lda_train(struct qn_lda *l, struct qn_pool *pool, struct qn_err *e)
{
	const struct qn_lda_options *o = &l->options;
	struct qn_ranks *ranks = qn_pool_ranks(pool);
	bool heard = o->progress && o->progress->report;
	if (e->failed || (o->resume && !qn_lda_resume(l, e)) || !tell(l, e) ||
	    (ranks->size > 1 && !meet(l, ranks, &heard, e)))
		return false;
	while (l->sweeps < o->iterations && !l->converged) {
		if (!sweep(l, pool, e) || (needs_counts(l, heard) &&
		                           !qn_lda_send_counts(l, ranks, e)))
			return false;
		if (optimizes(l))
			qn_lda_optimize(l, pool);
		watch(l, heard, pool);
		bool last = l->sweeps == o->iterations || l->converged;
		if ((every(l, o->checkpoint_every) ||
		     (last && o->checkpoint_every)) &&
		    ranks->rank == 0 && !qn_lda_checkpoint(l, e))
			return false;
		if (last && heard)
			l->likelihood = qn_lda_likelihood(l, pool);
		if (!tell(l, e))
			return false;
	}
	return true;
}

/* --- counts --------------------------------------------------------------- */

static bool document_adds_up(const struct qn_lda *l, const uint16_t *topic,
                             size_t doc, struct qn_lda_count *count)
{
	const struct qn_docwords *d = l->docs;
	size_t n = qn_lda_docs_get(&l->counts, doc, count), sum = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t found = count[i].held;
		for (size_t k = d->start[doc]; k < d->start[doc + 1]; k++)
			found += topic[k] == count[i].topic;
		if (found != count[i].n || found == 0)
			return false;
		sum += found - count[i].held;
	}
	return sum == d->start[doc + 1] - d->start[doc];
}

bool qn_lda_adds_up(const struct qn_lda *l)
{
	struct qn_err e = QN_ERR_INIT;
	uint16_t *topic = qn_malloc(l->docs->words, sizeof *topic);
	struct qn_lda_count *count = qn_malloc(l->K, sizeof *count);
	int32_t *total = qn_calloc(l->counts.Kp, sizeof *total);
	memcpy(total, l->held_total, l->counts.Kp * sizeof *total);
	bool ok = qn_lda_tokens_get(&l->tokens, l->docs, topic, &e);
	for (size_t doc = 0; ok && doc < l->docs->n; doc++)
		ok = document_adds_up(l, topic, doc, count);
	for (size_t i = 0; ok && i < l->docs->words; i++)
		total[topic[i]]++;
	ok = ok && memcmp(total, l->total, l->counts.Kp * sizeof *total) == 0;
	free(topic);
	free(count);
	free(total);
	return ok;
}
