/* SPDX-License-Identifier: MIT */
/*
 * translate.c -- see translate.h.
 */
#include "seq/translate.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct qn_translation {
	struct qn_translate_options o;
	const struct qn_mtnet **net;   /* [n] */
	struct qn_mtweights **weights; /* [n] */
	size_t n;
	const struct qn_translator *first;
};

static bool check(struct qn_translator *const *model, size_t n,
                  const struct qn_translate_options *o, struct qn_err *e)
{
	for (size_t i = 1; i < n; i++) {
		const struct qn_mtshape *a = &model[0]->net->shape;
		const struct qn_mtshape *b = &model[i]->net->shape;
		if (a->source_words != b->source_words ||
		    a->target_words != b->target_words)
			return qn_fail(e, "models of different vocabularies "
			                  "cannot translate together");
	}
	const struct qn_mtnet *first = model[0]->net;
	if (o->beam.layer && first->class->recurrent)
		return qn_fail(e, "attention of kind %s is not in layers",
		               first->class->name);
	return qn_beam_check(&o->beam, e) &&
	       qn_check_range("attention layer", (double)o->beam.layer, 0,
	                      (double)first->shape.decoder_layers, e) &&
	       qn_check_range("batch", (double)o->batch, 1, 65536, e);
}

struct qn_translation *qn_translation_new(struct qn_translator *const *model,
                                          size_t n,
                                          const struct qn_translate_options *o,
                                          struct qn_err *e)
{
	if (e->failed || !check(model, n, o, e))
		return NULL;
	struct qn_translation *t = qn_calloc(1, sizeof *t);
	t->o = *o;
	t->n = n;
	t->first = model[0];
	t->net = (const struct qn_mtnet **)qn_calloc(n, sizeof *t->net);
	t->weights = (struct qn_mtweights **)qn_calloc(n, sizeof *t->weights);
	for (size_t i = 0; i < n && !e->failed; i++) {
		t->net[i] = model[i]->net;
		t->weights[i] = t->net[i]->class->weights(t->net[i], e);
	}
	if (!e->failed)
		return t;
	qn_translation_free(t);
	return NULL;
}

void qn_translation_free(struct qn_translation *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (t->net[i])
			t->net[i]->class->free_weights(t->weights[i]);
	free(t->net);
	free(t->weights);
	free(t);
}

const struct qn_translator *qn_translation_model(const struct qn_translation *t)
{
	return t->first;
}

const struct qn_translate_options *
qn_translation_options(const struct qn_translation *t)
{
	return &t->o;
}

/* --- batches -------------------------------------------------------------- */

struct entry {
	size_t pieces;
	size_t source;
};

/* The longest first: what one batch has room for, the next ones have too. */
static int by_length(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->pieces != y->pieces)
		return x->pieces > y->pieces ? -1 : 1;
	return x->source < y->source ? -1 : 1;
}

struct run {
	struct qn_translation *t;
	const uint32_t *id;
	const size_t *at;
	uint64_t first;
	struct entry *entry; /* [n], those with a piece at all */
	size_t n;
	struct qn_beam_result *result;
	atomic_size_t next; /* entry that nobody has taken */
	struct qn_err *e;   /* [shards] */
};

/* The ids of a batch, one after the other. */
struct packed_sources {
	uint32_t *x, *x_at;
	uint64_t *number;
	struct qn_beam_result *result;
};

static void fill(const struct run *r, struct packed_sources *s, size_t first,
                 size_t n)
{
	size_t x = 0;
	s->x_at[0] = 0;
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = &r->entry[first + i];
		memcpy(s->x + x, r->id + r->at[e->source],
		       e->pieces * sizeof *s->x);
		x += e->pieces;
		s->x_at[i + 1] = (uint32_t)x;
		s->number[i] = r->first + e->source;
	}
}

static bool translate_batch(struct run *r, struct qn_beam *beam, size_t first,
                            struct qn_err *e)
{
	size_t n = r->n - first < r->t->o.batch ? r->n - first : r->t->o.batch;
	struct packed_sources s = {
	    .x = qn_malloc(n * r->entry[first].pieces, sizeof *s.x),
	    .x_at = qn_malloc(n + 1, sizeof *s.x_at),
	    .number = qn_malloc(n, sizeof *s.number),
	    .result = qn_calloc(n, sizeof *s.result)};
	fill(r, &s, first, n);
	const struct qn_mtbatch batch = {.pairs = n, .x = s.x, .x_at = s.x_at};
	bool ok = qn_beam_run(beam, &batch, s.number, s.result, e);
	for (size_t i = 0; i < n; i++)
		r->result[r->entry[first + i].source] = s.result[i];
	free(s.x);
	free(s.x_at);
	free(s.number);
	free(s.result);
	return ok;
}

/* As long as there are batches. */
static void work(void *ctx, size_t shard, size_t from, size_t to)
{
	struct run *r = ctx;
	struct qn_beam *beam =
	    qn_beam_new(&r->t->o.beam, r->t->net, r->t->weights, r->t->n);
	size_t first;
	(void)from, (void)to;
	while ((first = atomic_fetch_add(&r->next, r->t->o.batch)) < r->n)
		if (!translate_batch(r, beam, first, &r->e[shard]))
			break;
	qn_beam_free(beam);
}

bool qn_translation_run(struct qn_translation *t, const uint32_t *id,
                        const size_t *at, size_t n, uint64_t first,
                        struct qn_beam_result *result, struct qn_pool *pool,
                        struct qn_err *e)
{
	size_t shards = (size_t)qn_pool_threads(pool);
	struct run r = {
	    .t = t, .id = id, .at = at, .first = first, .result = result};
	if (e->failed)
		return false;
	r.entry = qn_malloc(n + 1, sizeof *r.entry);
	r.e = qn_calloc(shards, sizeof *r.e);
	for (size_t i = 0; i < n; i++) {
		result[i] = (struct qn_beam_result){.n = 0};
		if (at[i + 1] - at[i] > 1)
			r.entry[r.n++] = (struct entry){at[i + 1] - at[i], i};
	}
	qsort(r.entry, r.n, sizeof *r.entry, by_length);
	qn_pool_for(pool, shards, shards, work, &r);
	for (size_t i = 0; i < shards; i++)
		if (r.e[i].failed)
			qn_fail(e, "%s", r.e[i].text);
	for (size_t i = 0; e->failed && i < n; i++)
		qn_beam_result_release(&result[i]);
	free(r.entry);
	free(r.e);
	return !e->failed;
}
