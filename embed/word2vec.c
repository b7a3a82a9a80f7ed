/* SPDX-License-Identifier: MIT */
/*
 * word2vec.c -- checks the options, runs the epochs, hands over the rows.
 *
 * Departures from word2vec.c (Mikolov's program): a centre's contexts share
 * their noise, and in skip-gram all their targets are read before any is
 * changed; the sigmoid is a polynomial; every epoch is trained, with one
 * thread, too.
 */
#include "embed/word2vec.h"

#include <string.h>

#include "base/mem.h"
#include "embed/sgdsave.h"
#include "embed/w2vparams.h"

#define LEAST_RATE  1e-4f /* of the first learning rate, as in word2vec.c */
#define RATE_WORDS  10000 /* between two looks at it, likewise            */
#define ROUND_WORDS 32    /* of a shard, in a deterministic round         */
#define PIECE_WORDS 128   /* of a line, likewise                          */

struct run {
	const struct qn_w2v_options *o;
	const struct qn_corpus *corpus;
	struct qn_w2v model;
	struct qn_sgd sgd;
};

static bool check_options(const struct qn_w2v_options *o, struct qn_err *e)
{
	qn_check_range("dim", o->dim, 1, 4096, e);
	qn_check_range("window", o->window, 1, 1000, e);
	qn_check_range("negative", o->negative, 0, 100, e);
	qn_check_range("epochs", o->epochs, 1, 100000, e);
	qn_check_range("alpha", (double)o->alpha, 0, 10, e);
	qn_check_range("sample", (double)o->sample, 0, 1, e);
	qn_check_range("checkpoint", o->checkpoint_epochs, 0, 100000, e);
	if (o->negative == 0 && !o->hs)
		qn_fail(e, "nothing to train on: neither negative sampling "
		           "nor hierarchical softmax is asked for");
	if ((o->resume || o->checkpoint_epochs > 0) && !o->checkpoint)
		qn_fail(e, "no checkpoint file is named");
	return !e->failed;
}

#define FACTS 13

static void facts_of(const struct run *r, struct qn_fact f[FACTS])
{
	const struct qn_w2v_options *o = r->o;
	int i = 0;
	qn_fact_set(&f[i++], "cbow", "%d", o->model == QN_W2V_CBOW);
	qn_fact_set(&f[i++], "size", "%d", o->dim);
	qn_fact_set(&f[i++], "window", "%d", o->window);
	qn_fact_set(&f[i++], "negative", "%d", o->negative);
	qn_fact_set(&f[i++], "hs", "%d", o->hs);
	qn_fact_set(&f[i++], "negatives", "%s",
	            o->per_pair ? "per-pair" : "shared");
	qn_fact_set(&f[i++], "iter", "%d", o->epochs);
	qn_fact_set(&f[i++], "alpha", "%.9g", (double)r->sgd.rate);
	qn_fact_set(&f[i++], "sample", "%.9g", (double)o->sample);
	qn_fact_set(&f[i++], "seed", "%llu", (unsigned long long)o->seed);
	qn_fact_set(&f[i++], "deterministic", "%d", o->deterministic);
	qn_fact_set(&f[i++], "words in the text", "%zu", r->corpus->all);
	qn_fact_set(&f[i++], "vocabulary", "%016llx",
	            (unsigned long long)qn_vocab_hash(r->corpus->vocab));
}

static bool run_epochs(struct run *r, struct qn_err *e)
{
	struct qn_fact fact[FACTS];
	facts_of(r, fact);
	const struct qn_sgd_save save = {
	    .kind = "word2vec-checkpoint",
	    .path = r->o->checkpoint,
	    .every = r->o->checkpoint_epochs,
	    .resume = r->o->resume,
	    .fact = fact,
	    .facts = FACTS,
	};
	return qn_sgd_train(&r->sgd, &save, e);
}

/* Words that only the vectors we started from have. */
static uint32_t count_kept(const struct qn_vectors *init,
                           const struct qn_vocab *v)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; init && i < init->n; i++)
		kept += qn_vocab_find(v, qn_map_string(&init->words, i)) ==
		        QN_MAP_NONE;
	return kept;
}

static void append_kept(struct qn_vectors *out, const struct qn_vectors *init)
{
	for (uint32_t i = 0; init && i < init->n; i++) {
		uint32_t had = out->words.count;
		uint32_t row =
		    qn_map_add(&out->words, qn_map_string(&init->words, i));
		if (row == had)
			memcpy(out->owned + row * out->stride,
			       qn_vectors_row(init, i),
			       (size_t)out->dim * sizeof *out->owned);
	}
}

/* The input rows as vectors.  Usually the slab changes hands as it is; with
 * words to append it is copied. */
static struct qn_vectors *to_vectors(struct run *r, struct qn_err *e)
{
	const struct qn_vocab *v = r->corpus->vocab;
	struct qn_w2v_params *m = &r->model.params;
	uint32_t kept = count_kept(r->o->init, v);
	struct qn_vectors *out =
	    qn_vectors_new(kept ? m->words + kept : 0, m->dim, e);
	if (!out)
		return NULL;
	for (uint32_t i = 0; i < m->words; i++)
		qn_map_add(&out->words, qn_map_string(&v->words, i));
	if (kept) {
		memcpy(out->owned, m->slab,
		       m->words * m->stride * sizeof *m->slab);
		append_kept(out, r->o->init);
		return out;
	}
	qn_big_free(out->owned);
	out->rows = out->owned = m->slab;
	out->n = m->words;
	m->slab = NULL;
	return out;
}

static float first_rate(const struct qn_w2v_options *o)
{
	if (o->alpha > 0)
		return o->alpha;
	return o->model == QN_W2V_SKIPGRAM ? 0.025f : 0.05f;
}

struct qn_vectors *qn_w2v_train(const struct qn_w2v_options *o,
                                const struct qn_corpus *c, struct qn_pool *pool,
                                struct qn_err *e)
{
	struct qn_sampling sampling = {0};
	struct qn_huffman tree = {0};
	struct run r = {.o = o, .corpus = c};
	struct qn_w2v_params *m = &r.model.params;
	struct qn_vectors *out = NULL;
	if (e->failed || !check_options(o, e))
		return NULL;
	const struct qn_vocab *v = c->vocab;
	if (v->words.count < 2) {
		qn_fail(e, "no word to train on");
		return NULL;
	}
	if (!qn_sampling_init(&sampling, v, (double)o->sample, o->negative > 0,
	                      e) ||
	    (o->hs && !qn_huffman_init(&tree, v->count, v->words.count, e)) ||
	    !qn_w2v_params_init(m, o, v, e))
		goto done;
	r.model.drawing = (struct qn_w2v_drawing){
	    .id = c->id,
	    .sampling = &sampling,
	    .tree = o->hs ? &tree : NULL,
	    .window = o->window,
	    .negative = o->negative,
	    .per_pair = o->per_pair && o->model == QN_W2V_SKIPGRAM,
	    .noise_row = m->noise_row,
	    .tree_row = m->tree_row,
	};
	r.sgd = (struct qn_sgd){
	    .learner = &qn_w2v_learner,
	    .model = &r.model,
	    .pool = pool,
	    .progress = o->progress,
	    .slab = m->slab,
	    .rows = m->rows,
	    .stride = m->stride,
	    .n = c->n,
	    .all = c->all,
	    .seed = o->seed,
	    .deterministic = o->deterministic,
	    .epochs = o->epochs,
	    .rate = first_rate(o),
	    .least_rate = LEAST_RATE,
	    .rate_ids = RATE_WORDS,
	    .round_ids = ROUND_WORDS,
	    .piece_ids = PIECE_WORDS,
	    .share = 1,
	};
	if (o->hs) {
		uint32_t nodes = m->words - 1;
		r.sgd.hots =
		    nodes < QN_SGD_HOT_NODES ? nodes : QN_SGD_HOT_NODES;
		r.sgd.hot_row = m->tree_row;
	}
	if (run_epochs(&r, e))
		out = to_vectors(&r, e);
done:
	qn_w2v_params_release(m);
	qn_huffman_release(&tree);
	qn_sampling_release(&sampling);
	return out;
}
