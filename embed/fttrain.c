/* SPDX-License-Identifier: MIT */
/*
 * fttrain.c -- puts a run together, and makes a model of what it leaves.
 *
 * Departures from fastText: an epoch is a pass over the words that are
 * trained, where fastText goes on until it has met as many of them as the
 * text has tokens, dropped ones included; labels of a text for skip-gram and
 * CBOW likewise count for nothing.
 */
#include "embed/fttrain.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/ftsup.h"
#include "embed/ftwords.h"
#include "embed/sampling.h"
#include "embed/sgdsave.h"

#define ROUND_WORDS    64  /* of a shard, in a deterministic round       */
#define PIECE_WORDS    128 /* of a line, likewise                        */
#define ROUND_EXAMPLES 256 /* the same of supervised: tokens              */

struct run {
	const struct qn_ft_training *t;
	const struct qn_ft_args *args; /* of the model */
	struct qn_ft_model *model;
	struct qn_corpus *corpus;
	struct qn_sgd sgd;
	struct qn_ft_words words; /* skip-gram, CBOW                   */
	struct qn_ft_rows rows;   /* likewise                          */
	uint32_t *keep;           /* likewise [words]                  */
	struct qn_ft_sup sup;     /* supervised                        */
};

static bool check_range(const char *name, double value, double least,
                        double most, struct qn_err *e)
{
	if (value >= least && value <= most)
		return true;
	return qn_fail(e, "-%s is %g; it must be %g to %g", name, value, least,
	               most);
}

static bool check(const struct qn_ft_training *t, struct qn_err *e)
{
	const struct qn_ft_args *a = &t->args;
	qn_ft_args_check(a, "the arguments", e);
	check_range("ws", a->window, 1, 100000, e);
	check_range("epoch", a->epochs, 1, 100000, e);
	check_range("minCount", a->min_count, 0, INT32_MAX, e);
	check_range("minCountLabel", a->min_count_label, 0, INT32_MAX, e);
	check_range("neg", a->negative, 0, 1000, e);
	check_range("wordNgrams", a->word_ngrams, 1, 100, e);
	check_range("lrUpdateRate", a->rate_update, 1, INT32_MAX, e);
	check_range("t", a->sample, 0, 1e9, e);
	check_range("lr", a->rate, 1e-9, 1000, e);
	if ((t->resume || t->checkpoint_epochs > 0) && !t->checkpoint)
		qn_fail(e, "no checkpoint file is named");
	if (t->pretrained && t->pretrained->dim != a->dim)
		qn_fail(e,
		        "the pretrained vectors have %d dimensions, not %d as "
		        "-dim says",
		        t->pretrained->dim, a->dim);
	return !e->failed;
}

/* --- what is trained ------------------------------------------------------- */

/* The corpus in the dictionary's numbers, without what is no word of it. */
static void renumber(struct qn_corpus *c, const struct qn_ft_dict *d)
{
	uint32_t tokens = c->vocab->words.count;
	uint32_t *to = qn_malloc(tokens, sizeof *to);
	size_t n = 0;
	for (uint32_t i = 0; i < tokens; i++) {
		to[i] = qn_ft_dict_find(d, qn_map_string(&c->vocab->words, i));
		if (to[i] != QN_FT_NONE && qn_ft_dict_is_label(d, to[i]))
			to[i] = QN_FT_NONE;
	}
	for (size_t i = 0; i < c->n; i++) {
		c->id[n] = to[c->id[i]];
		n += c->id[n] != QN_FT_NONE;
	}
	c->n = n;
	free(to);
}

static bool prepare_words(struct run *r, struct qn_err *e)
{
	const struct qn_ft_dict *d = &r->model->dict;
	const struct qn_ft_args *a = r->args;
	if (!qn_ft_rows_init(&r->rows, d, r->model->input.rows, e))
		return false;
	renumber(r->corpus, d);
	r->keep = qn_malloc(d->words, sizeof *r->keep);
	for (uint32_t i = 0; i < d->words; i++) {
		qn_ft_rows_add(&r->rows, qn_ft_dict_string(d, i), i);
		r->keep[i] =
		    qn_sampling_keep(d->word[i].count, d->tokens, a->sample);
	}
	r->words = (struct qn_ft_words){
	    .id = r->corpus->id,
	    .eos = qn_ft_dict_find(d, qn_slice_of(QN_EOS)),
	    .keep = r->keep,
	    .rows = &r->rows,
	    .window = a->window < QN_FT_LINE ? a->window : QN_FT_LINE,
	    .skipgram = a->model == QN_FT_SKIPGRAM,
	};
	r->sgd.learner =
	    r->words.skipgram ? &qn_ft_skipgram_learner : &qn_ft_cbow_learner;
	r->sgd.model = &r->words;
	r->sgd.round_ids = ROUND_WORDS;
	r->sgd.piece_ids = PIECE_WORDS;
	return qn_ft_goals_init(&r->words.goals, a, d->word, d->words, e);
}

static bool prepare_sup(struct run *r, struct qn_err *e)
{
	const struct qn_ft_dict *d = &r->model->dict;
	r->sgd.learner = &qn_ft_sup_learner;
	r->sgd.model = &r->sup;
	r->sgd.round_ids = ROUND_EXAMPLES;
	return qn_ft_sup_init(&r->sup, r->corpus, d, r->model->input.rows, e) &&
	       qn_ft_goals_init(&r->sup.goals, r->args, d->word + d->words,
	                        d->labels, e);
}

static struct qn_ft_rows *rows_of(struct run *r)
{
	return r->args->model == QN_FT_SUPERVISED ? &r->sup.rows : &r->rows;
}

static struct qn_ft_goals *goals_of(struct run *r)
{
	return r->args->model == QN_FT_SUPERVISED ? &r->sup.goals
	                                          : &r->words.goals;
}

/* Places, then outputs unless they are a block of their own. */
static bool allocate(struct run *r, struct qn_err *e)
{
	struct qn_ft_goals *g = goals_of(r);
	struct qn_sgd *s = &r->sgd;
	size_t places = rows_of(r)->row_at.n;
	s->stride = g->stride;
	s->rows = places;
	if (qn_ft_goals_dense(g)) {
		s->dense_size = g->n * g->stride;
		s->dense =
		    qn_big_alloc(s->dense_size, sizeof *s->dense, "outputs", e);
	} else {
		g->row = (uint32_t)places;
		s->rows += g->n;
	}
	if (s->rows >= QN_FT_NONE)
		return qn_fail(e, "%zu rows are too many", s->rows);
	s->slab =
	    qn_big_alloc(s->rows, s->stride * sizeof *s->slab, "parameters", e);
	return !e->failed;
}

/* The outputs, wherever they are. */
static float *outputs_of(struct run *r)
{
	return r->sgd.dense ? r->sgd.dense
	                    : qn_sgd_row(&r->sgd, goals_of(r)->row);
}

static void init_rows(struct run *r)
{
	const struct qn_ft_rows *rows = rows_of(r);
	const struct qn_ft_args *a = r->args;
	for (size_t i = 0; i < rows->row_at.n; i++)
		qn_ft_initial_row(a->seed, rows->row_at.id[i], a->dim,
		                  qn_sgd_row(&r->sgd, i));
}

static void copy_pretrained(struct run *r, const struct qn_vectors *v)
{
	const struct qn_ft_dict *d = &r->model->dict;
	for (uint32_t i = 0; i < v->words.count; i++) {
		uint32_t id = qn_ft_dict_find(d, qn_map_string(&v->words, i));
		if (id < d->words)
			memcpy(qn_sgd_row(&r->sgd, id), qn_vectors_row(v, i),
			       (size_t)v->dim * sizeof(float));
	}
}

/* --- the run --------------------------------------------------------------- */

#define FACTS 18

static void facts_of(const struct run *r, struct qn_sgd_fact f[FACTS])
{
	const struct qn_ft_args *a = r->args;
	const struct {
		const char *key;
		int value;
	} number[] = {
	    {"loss", a->loss},          {"dim", a->dim},
	    {"ws", a->window},          {"epochs", a->epochs},
	    {"minCount", a->min_count}, {"minCountLabel", a->min_count_label},
	    {"neg", a->negative},       {"wordNgrams", a->word_ngrams},
	    {"bucket", a->bucket},      {"minn", a->minn},
	    {"maxn", a->maxn},          {"deterministic", r->t->deterministic},
	};
	int i = 0;
	for (; i < (int)(sizeof number / sizeof *number); i++)
		qn_sgd_fact_set(&f[i], number[i].key, "%d", number[i].value);
	qn_sgd_fact_set(&f[i++], "model", "%s", qn_ft_model_name(a->model));
	qn_sgd_fact_set(&f[i++], "lr", "%.9g", a->rate);
	qn_sgd_fact_set(&f[i++], "t", "%.9g", a->sample);
	qn_sgd_fact_set(&f[i++], "seed", "%llu", (unsigned long long)a->seed);
	qn_sgd_fact_set(&f[i++], "words in the text", "%zu", r->corpus->n);
	qn_sgd_fact_set(
	    &f[i++], "vocabulary", "%016llx",
	    (unsigned long long)qn_sgd_vocab_hash(r->corpus->vocab));
}

static bool run_epochs(struct run *r, struct qn_err *e)
{
	struct qn_sgd_fact fact[FACTS];
	facts_of(r, fact);
	const struct qn_sgd_save save = {
	    .kind = "fasttext-checkpoint",
	    .path = r->t->checkpoint,
	    .every = r->t->checkpoint_epochs,
	    .resume = r->t->resume,
	    .fact = fact,
	    .facts = FACTS,
	};
	if (!qn_sgd_resume(&r->sgd, &save, e))
		return false;
	while (r->sgd.epoch < r->sgd.epochs)
		if (!qn_sgd_epoch(&r->sgd, e) ||
		    !qn_sgd_checkpoint(&r->sgd, &save, e))
			return false;
	return true;
}

static void begin(struct run *r, struct qn_pool *pool)
{
	const struct qn_ft_args *a = &r->t->args;
	r->args = &r->model->args;
	r->sgd = (struct qn_sgd){
	    .pool = pool,
	    .progress = r->t->progress,
	    .seed = a->seed,
	    .deterministic = r->t->deterministic,
	    .epochs = a->epochs,
	    .rate = (float)a->rate,
	    .rate_ids = (size_t)a->rate_update,
	};
}

static bool prepare(struct run *r, struct qn_err *e)
{
	if (e->failed ||
	    !(r->args->model == QN_FT_SUPERVISED ? prepare_sup(r, e)
	                                         : prepare_words(r, e)))
		return false;
	r->sgd.n = r->corpus->n;
	return allocate(r, e);
}

static void finish(struct run *r)
{
	qn_big_free(r->sgd.slab);
	qn_big_free(r->sgd.dense);
	qn_ft_goals_release(&r->words.goals);
	qn_ft_rows_release(&r->rows);
	qn_ft_sup_release(&r->sup);
	free(r->keep);
}

/* Slab, places and outputs change hands. */
static void hand_over(struct run *r)
{
	struct qn_ft_model *m = r->model;
	struct qn_ft_rows *rows = rows_of(r);
	m->input.data = m->input.owned = r->sgd.slab;
	m->input.stride = m->output.stride = r->sgd.stride;
	m->input.seed = r->args->seed;
	if (rows->row_at.n < m->input.rows || r->args->bucket > 0) {
		m->input.place = m->input.owned_place = rows->place_of;
		rows->place_of = NULL;
	}
	m->output.data = outputs_of(r);
	m->output.owned = r->sgd.dense;
	r->sgd.slab = r->sgd.dense = NULL;
}

struct qn_ft_model *qn_ft_train(const struct qn_ft_training *t,
                                struct qn_corpus *c, struct qn_pool *pool,
                                double *clipped, struct qn_err *e)
{
	if (e->failed || !check(t, e))
		return NULL;
	struct qn_ft_model *m = qn_ft_model_new(&t->args);
	struct run r = {.t = t, .model = m, .corpus = c};
	begin(&r, pool);
	qn_ft_args_settle(&m->args);
	qn_ft_count(&m->dict, c, t->pretrained, e);
	m->input.rows = (size_t)m->dict.words + (size_t)m->args.bucket;
	m->output.rows = qn_ft_model_outputs(m);
	m->input.dim = m->output.dim = m->args.dim;
	bool ok = prepare(&r, e);
	if (ok) {
		init_rows(&r);
		if (t->pretrained)
			copy_pretrained(&r, t->pretrained);
		ok = run_epochs(&r, e);
	}
	if (ok)
		hand_over(&r);
	*clipped = r.sgd.clipped;
	finish(&r);
	if (ok)
		return m;
	qn_ft_model_free(m);
	return NULL;
}

/* --- further ----------------------------------------------------------------- */

static void copy_rows(struct run *r)
{
	const struct qn_ft_model *m = r->model;
	const struct qn_ft_rows *rows = rows_of(r);
	size_t dim = (size_t)m->args.dim, bytes = dim * sizeof(float);
	float *scratch = qn_malloc(dim, sizeof *scratch), *out = outputs_of(r);
	for (size_t i = 0; i < rows->row_at.n; i++)
		memcpy(qn_sgd_row(&r->sgd, i),
		       qn_ft_matrix_row(&m->input, rows->row_at.id[i], scratch),
		       bytes);
	for (size_t i = 0; i < m->output.rows; i++)
		memcpy(out + i * r->sgd.stride,
		       qn_ft_matrix_row(&m->output, i, scratch), bytes);
	free(scratch);
}

/* Matrices of the model anew: rows that were trained, and the others. */
static bool copy_back(struct run *r, struct qn_err *e)
{
	struct qn_ft_model *m = r->model;
	const struct qn_ft_rows *rows = rows_of(r);
	size_t dim = (size_t)m->args.dim, bytes = dim * sizeof(float);
	struct qn_ft_matrix input, output;
	bool ok = qn_ft_matrix_init(&input, m->input.rows, m->args.dim, e);
	ok &= qn_ft_matrix_init(&output, m->output.rows, m->args.dim, e);
	float *scratch = qn_malloc(dim, sizeof *scratch), *out = outputs_of(r);
	for (size_t i = 0; ok && i < input.rows; i++) {
		uint32_t place = rows->place_of[i];
		memcpy(input.owned + i * input.stride,
		       place == QN_FT_NONE
		           ? qn_ft_matrix_row(&m->input, i, scratch)
		           : qn_sgd_row(&r->sgd, place),
		       bytes);
	}
	for (size_t i = 0; ok && i < output.rows; i++)
		memcpy(output.owned + i * output.stride,
		       out + i * r->sgd.stride, bytes);
	free(scratch);
	qn_ft_matrix_release(ok ? &m->input : &input);
	qn_ft_matrix_release(ok ? &m->output : &output);
	if (!ok)
		return false;
	m->input = input;
	m->output = output;
	return true;
}

bool qn_ft_retrain(struct qn_ft_model *m, const struct qn_ft_training *t,
                   const struct qn_corpus *c, struct qn_pool *pool,
                   double *clipped, struct qn_err *e)
{
	struct run r = {.t = t, .model = m, .corpus = (struct qn_corpus *)c};
	*clipped = 0;
	if (e->failed || !check(t, e))
		return false;
	begin(&r, pool);
	bool ok = prepare(&r, e);
	if (ok) {
		copy_rows(&r);
		ok = run_epochs(&r, e) && copy_back(&r, e);
	}
	*clipped = r.sgd.clipped;
	finish(&r);
	return ok;
}
