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

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "embed/w2vrun.h"
#include "embed/w2vsave.h"

#define LEAST_RATE 1e-4f /* of the first learning rate, as in word2vec.c */

static bool check_range(const char *name, double value, double least,
                        double most, struct qn_err *e)
{
	if (value >= least && value <= most)
		return true;
	return qn_fail(e, "%s is %g; it must be %g to %g", name, value, least,
	               most);
}

static bool check_options(const struct qn_w2v_options *o, struct qn_err *e)
{
	check_range("dim", o->dim, 1, 4096, e);
	check_range("window", o->window, 1, 1000, e);
	check_range("negative", o->negative, 0, 100, e);
	check_range("epochs", o->epochs, 1, 100000, e);
	check_range("alpha", (double)o->alpha, 0, 10, e);
	check_range("sample", (double)o->sample, 0, 1, e);
	check_range("checkpoint", o->checkpoint_epochs, 0, 100000, e);
	if (o->negative == 0 && !o->hs)
		qn_fail(e, "nothing to train on: neither negative sampling "
		           "nor hierarchical softmax is asked for");
	if ((o->resume || o->checkpoint_epochs > 0) && !o->checkpoint)
		qn_fail(e, "no checkpoint file is named");
	return !e->failed;
}

float qn_w2v_rate(const struct qn_w2v_run *r, double done)
{
	double all = (double)r->o->epochs * (double)r->corpus->n + 1;
	float left = (float)(1 - done / all);
	return r->alpha * (left < LEAST_RATE ? LEAST_RATE : left);
}

bool qn_w2v_tell(const struct qn_w2v_run *r, double done, double loss,
                 double pairs)
{
	struct qn_report report = {
	    .what = "training",
	    .unit = "words",
	    .done = done,
	    .total = (double)r->o->epochs * (double)r->corpus->n,
	    .loss = pairs > 0 ? loss / pairs : (double)NAN,
	    .rate = (double)qn_w2v_rate(r, done),
	};
	return qn_progress_tell(r->o->progress, &report);
}

static bool checkpoint_due(const struct qn_w2v_run *r)
{
	int every = r->o->checkpoint_epochs;
	return every > 0 && (r->epoch % every == 0 || r->epoch == r->o->epochs);
}

/* Too high a rate makes rows grow without end. */
static bool check_finite(const struct qn_w2v_params *m, struct qn_err *e)
{
	size_t bad = 0;
	for (size_t i = 0; i < m->words * m->stride; i++)
		bad += !isfinite(m->slab[i]);
	if (bad)
		return qn_fail(e, "training diverged: vectors are no longer "
		                  "numbers; lower the learning rate");
	return true;
}

static bool run_epochs(struct qn_w2v_run *r, struct qn_err *e)
{
	if (r->o->resume && !qn_w2v_resume(r, e))
		return false;
	while (r->epoch < r->o->epochs) {
		bool ok = r->o->deterministic ? qn_w2v_epoch_rounds(r, e)
		                              : qn_w2v_epoch_async(r, e);
		if (!ok || !check_finite(&r->model, e))
			return false;
		r->epoch++;
		if (checkpoint_due(r) && !qn_w2v_checkpoint(r, e))
			return false;
	}
	return true;
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
static struct qn_vectors *to_vectors(struct qn_w2v_run *r, struct qn_err *e)
{
	const struct qn_vocab *v = r->corpus->vocab;
	struct qn_w2v_params *m = &r->model;
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

struct qn_vectors *qn_w2v_train(const struct qn_w2v_options *o,
                                const struct qn_corpus *c, struct qn_pool *pool,
                                struct qn_err *e)
{
	struct qn_sampling sampling = {0};
	struct qn_huffman tree = {0};
	struct qn_w2v_run r = {.o = o, .corpus = c, .pool = pool};
	struct qn_vectors *out = NULL;
	if (e->failed || !check_options(o, e))
		return NULL;
	const struct qn_vocab *v = c->vocab;
	if (v->words.count < 2) {
		qn_fail(e, "no word to train on");
		return NULL;
	}
	r.alpha = o->alpha > 0                  ? o->alpha
	          : o->model == QN_W2V_SKIPGRAM ? 0.025f
	                                        : 0.05f;
	if (!qn_sampling_init(&sampling, v, (double)o->sample, o->negative > 0,
	                      e) ||
	    (o->hs && !qn_huffman_init(&tree, v->count, v->words.count, e)) ||
	    !qn_w2v_params_init(&r.model, o, v, e))
		goto done;
	r.drawing = (struct qn_w2v_drawing){
	    .id = c->id,
	    .sampling = &sampling,
	    .tree = o->hs ? &tree : NULL,
	    .window = o->window,
	    .negative = o->negative,
	    .per_pair = o->per_pair && o->model == QN_W2V_SKIPGRAM,
	    .noise_row = r.model.noise_row,
	    .tree_row = r.model.tree_row,
	};
	if (run_epochs(&r, e))
		out = to_vectors(&r, e);
done:
	qn_w2v_params_release(&r.model);
	qn_huffman_release(&tree);
	qn_sampling_release(&sampling);
	return out;
}
