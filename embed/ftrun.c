/* SPDX-License-Identifier: MIT */
/*
 * ftrun.c -- puts together what sgd.h needs.
 */
#include "embed/ftrun.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/ranks.h"
#include "embed/sampling.h"
#include "embed/sgdsave.h"

#define ROUND_WORDS    64   /* of a shard, in a deterministic round       */
#define PIECE_WORDS    128  /* of a line, likewise                        */
#define ROUND_EXAMPLES 64   /* the same of supervised: tokens              */
#define EXAMPLES_SHARE 0.5F /* whole changes diverge at a rate of 0.5      */

bool qn_ft_training_check(const struct qn_ft_training *t, struct qn_err *e)
{
	const struct qn_ft_args *a = &t->args;
	qn_ft_args_check(a, "the arguments", e);
	qn_check_range("-ws", a->window, 1, 100000, e);
	qn_check_range("-epoch", a->epochs, 0, 100000, e);
	qn_check_range("-minCount", a->min_count, 0, INT32_MAX, e);
	qn_check_range("-minCountLabel", a->min_count_label, 0, INT32_MAX, e);
	qn_check_range("-neg", a->negative, 0, 1000, e);
	qn_check_range("-wordNgrams", a->word_ngrams, 0, 100, e);
	qn_check_range("-lrUpdateRate", a->rate_update, 0, INT32_MAX, e);
	qn_check_range("-t", a->sample, 0, 1e9, e);
	qn_check_range("-lr", a->rate, 0, 1000, e);
	if ((t->resume || t->checkpoint_epochs > 0) && !t->checkpoint)
		qn_fail(e, "no checkpoint file is named");
	if (t->pretrained && t->pretrained->dim != a->dim)
		qn_fail(e,
		        "the pretrained vectors have %d dimensions, not %d as "
		        "-dim says",
		        t->pretrained->dim, a->dim);
	return !e->failed;
}

/* --- what is trained ------------------------------------------------------ */

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

static bool prepare_words(struct qn_ft_run *r, struct qn_err *e)
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
	r->sgd.share = 1;
	return qn_ft_goals_init(&r->words.goals, a, d->word, d->words, e);
}

static bool prepare_sup(struct qn_ft_run *r, struct qn_err *e)
{
	const struct qn_ft_dict *d = &r->model->dict;
	r->sgd.learner = &qn_ft_sup_learner;
	r->sgd.model = &r->sup;
	r->sgd.round_ids = ROUND_EXAMPLES;
	r->sgd.share = EXAMPLES_SHARE;
	return qn_ft_sup_init(&r->sup, r->corpus, d, r->model->input.rows,
	                      r->t->args.epochs > 1, qn_pool_ranks(r->sgd.pool),
	                      e) &&
	       qn_ft_goals_init(&r->sup.goals, r->args, d->word + d->words,
	                        d->labels, e);
}

struct qn_ft_rows *qn_ft_run_rows(struct qn_ft_run *r)
{
	return r->args->model == QN_FT_SUPERVISED ? &r->sup.rows : &r->rows;
}

struct qn_ft_goals *qn_ft_run_goals(struct qn_ft_run *r)
{
	return r->args->model == QN_FT_SUPERVISED ? &r->sup.goals
	                                          : &r->words.goals;
}

/* The nodes next to the root, which is the last one.  A classifier learns too
 * fast for copies: half a round later they are wrong. */
static void set_hot_rows(struct qn_ft_run *r)
{
	const struct qn_ft_goals *g = qn_ft_run_goals(r);
	struct qn_sgd *s = &r->sgd;
	bool worth = g->loss == QN_FT_HS && r->args->model != QN_FT_SUPERVISED;
	size_t nodes = worth ? g->n - 1 : 0;
	s->hots = nodes < QN_SGD_HOT_NODES ? nodes : QN_SGD_HOT_NODES;
	s->hot_row = g->row + nodes - s->hots;
}

/* Places, then outputs unless they are a block of their own. */
static bool allocate(struct qn_ft_run *r, struct qn_err *e)
{
	struct qn_ft_goals *g = qn_ft_run_goals(r);
	struct qn_sgd *s = &r->sgd;
	size_t places = qn_ft_run_rows(r)->row_at.n;
	s->stride = g->stride;
	s->rows = places;
	if (qn_ft_goals_dense(g)) {
		s->dense_size = qn_ft_goals_size(g);
		s->dense =
		    qn_big_alloc(s->dense_size, sizeof *s->dense, "outputs", e);
	} else {
		g->row = (uint32_t)places;
		set_hot_rows(r);
		s->rows += g->n;
	}
	if (s->rows >= QN_FT_NONE)
		return qn_fail(e, "%zu rows are too many", s->rows);
	s->slab =
	    qn_big_alloc(s->rows, s->stride * sizeof *s->slab, "parameters", e);
	return !e->failed;
}

float *qn_ft_run_outputs(struct qn_ft_run *r)
{
	return r->sgd.dense ? r->sgd.dense
	                    : qn_sgd_row(&r->sgd, qn_ft_run_goals(r)->row);
}

/* --- the run -------------------------------------------------------------- */

#define FACTS 18

static void facts_of(const struct qn_ft_run *r, struct qn_fact f[FACTS])
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
		qn_fact_set(&f[i], number[i].key, "%d", number[i].value);
	qn_fact_set(&f[i++], "model", "%s", qn_ft_model_name(a->model));
	qn_fact_set(&f[i++], "lr", "%.9g", a->rate);
	qn_fact_set(&f[i++], "t", "%.9g", a->sample);
	qn_fact_set(&f[i++], "seed", "%llu", (unsigned long long)a->seed);
	qn_fact_set(&f[i++], "words in the text", "%zu", r->corpus->all);
	qn_fact_set(&f[i++], "vocabulary", "%016llx",
	            (unsigned long long)qn_vocab_hash(r->corpus->vocab));
}

bool qn_ft_run_epochs(struct qn_ft_run *r, struct qn_err *e)
{
	struct qn_fact fact[FACTS];
	facts_of(r, fact);
	const struct qn_sgd_save save = {
	    .kind = "fasttext-checkpoint",
	    .path = r->t->checkpoint,
	    .every = r->t->checkpoint_epochs,
	    .resume = r->t->resume,
	    .fact = fact,
	    .facts = FACTS,
	};
	return qn_sgd_train(&r->sgd, &save, e);
}

void qn_ft_run_begin(struct qn_ft_run *r, struct qn_pool *pool)
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

bool qn_ft_run_prepare(struct qn_ft_run *r, struct qn_err *e)
{
	if (e->failed ||
	    !(r->args->model == QN_FT_SUPERVISED ? prepare_sup(r, e)
	                                         : prepare_words(r, e)))
		return false;
	r->sgd.n = r->corpus->n;
	r->sgd.all = r->corpus->all;
	return allocate(r, e);
}

void qn_ft_run_end(struct qn_ft_run *r)
{
	qn_big_free(r->sgd.slab);
	qn_big_free(r->sgd.dense);
	qn_ft_goals_release(&r->words.goals);
	qn_ft_rows_release(&r->rows);
	qn_ft_sup_release(&r->sup);
	free(r->keep);
}
