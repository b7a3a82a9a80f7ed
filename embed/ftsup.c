/* SPDX-License-Identifier: MIT */
/*
 * ftsup.c -- tables of what tokens are, and the step.
 *
 * Source: facebookresearch/fastText.
 */
#include "embed/ftsup.h"

#include <stdlib.h>
#include <string.h>

#include "base/inline.h"
#include "base/kern.h"
#include "base/mem.h"
#include "embed/ftsupplan.h"

#define FETCHED    2 /* examples ahead          */
#define LOOK_AHEAD 8 /* tokens to be looked up  */

/* --- the text ------------------------------------------------------------- */

/* Runs of words get their rows now: while training none may move. */
static void place_runs(struct qn_ft_sup *s)
{
	const struct qn_ft_dict *d = s->rows.dict;
	const struct qn_ft_args *a = d->args;
	const struct qn_corpus *c = s->corpus;
	struct qn_ft_list hash = {0}, buckets = {0};
	if (a->word_ngrams < 2 || a->bucket == 0)
		return;
	for (size_t i = 0; i <= c->n; i++) {
		if (i < c->n && s->label[c->id[i]] == QN_FT_WORD_TOKEN)
			qn_ft_list_add(&hash, s->hash[c->id[i]]);
		if (i < c->n && c->id[i] != QN_FT_SUP_EOS)
			continue;
		buckets.n = 0;
		qn_ft_word_grams(&buckets, hash.id, hash.n, a->word_ngrams,
		                 (uint32_t)a->bucket);
		for (size_t k = 0; k < buckets.n; k++) {
			uint32_t row = qn_ft_dict_gram_row(d, buckets.id[k]);
			if (row != QN_FT_NONE)
				qn_ft_rows_place(&s->rows, row);
		}
		hash.n = 0;
	}
	free(hash.id);
	free(buckets.id);
}

/* What ranks have placed from `first` on gets its places anew: rank after rank,
 * which is the order of the text. */
static bool join_places(struct qn_ft_rows *r, size_t first,
                        struct qn_ranks *ranks, struct qn_err *e)
{
	if (ranks->size == 1)
		return !e->failed;
	uint32_t *own = r->row_at.id + first, *all;
	size_t *bytes = qn_calloc((size_t)ranks->size, sizeof *bytes), n = 0;
	all = qn_ranks_collect(ranks, own, (r->row_at.n - first) * sizeof *own,
	                       bytes, e);
	for (size_t i = first; i < r->row_at.n; i++)
		r->place_of[r->row_at.id[i]] = QN_FT_NONE;
	r->row_at.n = first;
	for (int i = 0; i < ranks->size; i++)
		n += bytes[i] / sizeof *all;
	for (size_t i = 0; all && i < n; i++)
		qn_ft_rows_place(r, all[i]);
	qn_big_free(all);
	free(bytes);
	return !e->failed;
}

static void add_token(struct qn_ft_sup *s, uint32_t token)
{
	const struct qn_ft_dict *d = s->rows.dict;
	struct qn_slice string = qn_map_string(&s->corpus->vocab->words, token);
	uint32_t id = qn_ft_dict_find_hashed(d, string, s->hash[token]);
	bool label = id == QN_FT_NONE ? qn_ft_is_label(d->args, string)
	                              : qn_ft_dict_is_label(d, id);
	s->label[token] = !label             ? QN_FT_WORD_TOKEN
	                  : id == QN_FT_NONE ? QN_FT_OTHER_LABEL
	                                     : id - d->words;
	if (label)
		qn_ft_rows_add_none(&s->rows);
	else
		qn_ft_rows_add(&s->rows, string, id);
}

bool qn_ft_sup_init(struct qn_ft_sup *s, const struct qn_corpus *c,
                    const struct qn_ft_dict *d, size_t rows, bool keep,
                    struct qn_ranks *ranks, struct qn_err *e)
{
	uint32_t tokens = c->vocab->words.count;
	*s = (struct qn_ft_sup){.corpus = c};
	if (!qn_ft_rows_init(&s->rows, d, rows, e))
		return false;
	s->label = qn_malloc(tokens, sizeof *s->label);
	s->hash = qn_malloc(tokens, sizeof *s->hash);
	for (uint32_t t = 0; t < tokens; t++)
		s->hash[t] = qn_ft_hash(qn_map_string(&c->vocab->words, t));
	for (uint32_t t = 0; t < tokens; t++) {
		if (tokens - t > LOOK_AHEAD)
			qn_ft_dict_fetch(d, s->hash[t + LOOK_AHEAD]);
		add_token(s, t);
	}
	size_t placed = s->rows.row_at.n;
	place_runs(s);
	if (!join_places(&s->rows, placed, ranks, e))
		return false;
	if (keep)
		qn_ft_sup_keep(s);
	return true;
}

bool qn_ft_sup_has_labels(const struct qn_ft_sup *s)
{
	for (uint32_t t = 0; t < s->corpus->vocab->words.count; t++)
		if (s->label[t] < QN_FT_OTHER_LABEL)
			return true;
	return false;
}

void qn_ft_sup_release(struct qn_ft_sup *s)
{
	qn_ft_rows_release(&s->rows);
	qn_ft_goals_release(&s->goals);
	free(s->label);
	free(s->hash);
	free(s->kept.line);
	qn_big_free(s->kept.place);
	free(s->kept.label.id);
	*s = (struct qn_ft_sup){0};
}

/* --- training ------------------------------------------------------------- */

static void scratch_free(void *scratch)
{
	if (scratch)
		qn_ft_aim_release(scratch);
	free(scratch);
}

static void *scratch_new(const void *model, struct qn_err *e)
{
	struct qn_ft_aim *a = qn_calloc(1, sizeof *a);
	qn_ft_aim_init(a, &((const struct qn_ft_sup *)model)->goals, e);
	return a;
}

INLINE void fetch(float *const *row, size_t from, size_t to, size_t stride)
{
	for (size_t i = from; i < to; i++)
		for (size_t j = 0; j < stride; j += QN_ROW)
			__builtin_prefetch(row[i] + j, 1, 3);
}

/* The n-th third of the features of the example that comes FETCHED after the
 * i-th: as much as waits for the memory without anything else waiting too. */
INLINE void fetch_third(const struct qn_ft_sup_plan *p, float *const *row,
                        size_t i, size_t n, size_t stride)
{
	const struct qn_ft_example *x = &p->example[i + FETCHED];
	if (i + FETCHED >= p->n)
		return;
	size_t all = x[1].rows - x[0].rows;
	fetch(row, x->rows + all * n / 3, x->rows + all * (n + 1) / 3, stride);
}

static void step(void *scratch, const void *model,
                 const struct qn_sgd_line *line)
{
	struct qn_ft_aim *aim = scratch;
	const struct qn_ft_sup *s = model;
	const struct qn_ft_sup_plan *p = (const void *)line->plan;
	const struct qn_ft_example *x = p->example;
	const struct qn_kern *kern = qn_kern();
	size_t stride = s->goals.stride;
	double *loss = line->measure ? &line->tally->loss : NULL;
	fetch(line->input, 0, x[p->n < FETCHED ? p->n : FETCHED].rows, stride);
	for (size_t i = 0; i < p->n; i++) {
		float **row = line->input + x[i].rows;
		size_t n = x[i + 1].rows - x[i].rows;
		fetch_third(p, line->input, i, 0, stride);
		kern->row_sum(aim->h, row, n, 1.0f / (float)n, stride);
		memset(aim->err, 0, stride * sizeof *aim->err);
		fetch_third(p, line->input, i, 1, stride);
		qn_ft_aim_at(aim, &s->goals, line, &x[i].goal,
		             p->label + x[i].labels,
		             x[i + 1].labels - x[i].labels, loss);
		qn_ft_aim_clip(aim, &s->goals, line);
		fetch_third(p, line->input, i, 2, stride);
		kern->row_sum(aim->err, &aim->err, 1, 1.0f / (float)n, stride);
		kern->row_add(row, n, aim->err, stride);
	}
	if (line->measure)
		line->tally->pairs += (double)p->n;
}

const struct qn_sgd_learner qn_ft_sup_learner = {
    .plan_size = sizeof(struct qn_ft_sup_plan),
    .plan_init = qn_ft_sup_plan_init,
    .plan_release = qn_ft_sup_plan_release,
    .draw = qn_ft_sup_draw,
    .scratch_new = scratch_new,
    .scratch_free = scratch_free,
    .step = step,
};
