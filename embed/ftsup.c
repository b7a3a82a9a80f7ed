/* SPDX-License-Identifier: MIT */
/*
 * ftsup.c -- a plan is a few examples, so that the rows of those to come are
 * on their way while one is trained.
 *
 * Lines belong to whoever owns the place where they begin, so that a corpus
 * cut anywhere loses no label.  Source: facebookresearch/fastText.
 */
#include "embed/ftsup.h"

#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

/* Always inlined: GCC takes a function that only fetches ahead for one
 * without effect, and drops calls of it. */
#define INLINE static inline __attribute__((always_inline))

#define EXAMPLES 8 /* of a plan                   */
#define FETCHED  2 /* examples ahead              */
#define TOKENS   8 /* tokens ahead                */
#define EOS_ID   0 /* in the numbers of a corpus  */

struct example {
	uint32_t features; /* where its rows begin in the plan's inputs */
	uint32_t labels;   /* and its labels in the plan's list         */
	struct qn_ft_goal goal;
};

struct plan {
	struct qn_sgd_plan rows;
	struct example example[EXAMPLES + 1]; /* the last one ends the others */
	size_t n;
	struct qn_ft_list input, label;  /* rows.input is input.id       */
	struct qn_ft_list hash, buckets; /* scratch: of one line         */
	size_t target_room;
	uint64_t *bits; /* [negative] scratch */
};

/* --- the text ------------------------------------------------------------------ */

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
		if (i < c->n && c->id[i] != EOS_ID)
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

static void add_token(struct qn_ft_sup *s, uint32_t token)
{
	const struct qn_ft_dict *d = s->rows.dict;
	struct qn_slice string = qn_map_string(&s->corpus->vocab->words, token);
	s->hash[token] = qn_ft_hash(string);
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
                    const struct qn_ft_dict *d, size_t rows, struct qn_err *e)
{
	uint32_t tokens = c->vocab->words.count;
	*s = (struct qn_ft_sup){.corpus = c};
	if (!qn_ft_rows_init(&s->rows, d, rows, e))
		return false;
	s->label = qn_malloc(tokens, sizeof *s->label);
	s->hash = qn_malloc(tokens, sizeof *s->hash);
	for (uint32_t t = 0; t < tokens; t++)
		add_token(s, t);
	place_runs(s);
	return true;
}

void qn_ft_sup_release(struct qn_ft_sup *s)
{
	qn_ft_rows_release(&s->rows);
	qn_ft_goals_release(&s->goals);
	free(s->label);
	free(s->hash);
	*s = (struct qn_ft_sup){0};
}

/* --- drawing ------------------------------------------------------------------- */

static void plan_init(void *plan)
{
	(void)plan; /* zeroed, and that will do */
}

static void plan_release(void *plan)
{
	struct plan *p = plan;
	free(p->input.id);
	free(p->label.id);
	free(p->hash.id);
	free(p->buckets.id);
	free(p->rows.target);
	free(p->bits);
}

static void add_list(struct qn_ft_list *to, const uint32_t *id, size_t n)
{
	qn_ft_list_grow(to, n);
	memcpy(to->id + to->n, id, n * sizeof *id);
	to->n += n;
}

static void add_runs(struct plan *p, const struct qn_ft_sup *s)
{
	const struct qn_ft_dict *d = s->rows.dict;
	p->buckets.n = 0;
	qn_ft_word_grams(&p->buckets, p->hash.id, p->hash.n,
	                 d->args->word_ngrams, (uint32_t)d->args->bucket);
	for (size_t i = 0; i < p->buckets.n; i++) {
		uint32_t row = qn_ft_dict_gram_row(d, p->buckets.id[i]);
		if (row != QN_FT_NONE)
			qn_ft_list_add(&p->input, s->rows.place_of[row]);
	}
}

/* What is known of the tokens to come lies all over tables larger than the
 * inner caches. */
INLINE void fetch_token(const struct qn_ft_sup *s, size_t at)
{
	const struct qn_corpus *c = s->corpus;
	if (at + 2 * TOKENS < c->n) {
		uint32_t later = c->id[at + 2 * TOKENS];
		__builtin_prefetch(&s->label[later]);
		__builtin_prefetch(&s->rows.first[later]);
		const uint32_t *rows =
		    s->rows.place.id + s->rows.first[c->id[at + TOKENS]];
		__builtin_prefetch(rows);
		__builtin_prefetch(rows + 16);
	}
}

/* All of the line at `at` to the lists of the plan; behind it. */
static size_t read_line(struct plan *p, const struct qn_ft_sup *s, size_t at)
{
	const struct qn_corpus *c = s->corpus;
	bool runs = s->rows.dict->args->word_ngrams > 1;
	p->hash.n = 0;
	for (bool more = true; more && at < c->n; at++) {
		uint32_t token = c->id[at];
		fetch_token(s, at);
		more = token != EOS_ID;
		if (s->label[token] == QN_FT_WORD_TOKEN) {
			size_t n;
			const uint32_t *rows =
			    qn_ft_rows_of(&s->rows, token, &n);
			add_list(&p->input, rows, n);
			if (runs)
				qn_ft_list_add(&p->hash, s->hash[token]);
		} else if (s->label[token] != QN_FT_OTHER_LABEL) {
			qn_ft_list_add(&p->label, s->label[token]);
		}
	}
	if (runs)
		add_runs(p, s);
	return at;
}

/* Of several labels one is the target, but with one-vs-all. */
static struct qn_ft_goal draw_goal(struct plan *p, const struct qn_ft_sup *s,
                                   const struct example *x, struct qn_rng *rng)
{
	const struct qn_ft_goals *g = &s->goals;
	uint32_t labels = (uint32_t)p->label.n - x->labels, pick = 0;
	size_t need = p->rows.targets + qn_ft_goal_room(g);
	if (need > p->target_room) {
		p->target_room = 2 * need;
		p->rows.target = qn_realloc(p->rows.target, p->target_room,
		                            sizeof *p->rows.target);
	}
	if (g->loss == QN_FT_NS && !p->bits)
		p->bits = qn_malloc((size_t)g->negative, sizeof *p->bits);
	for (int i = 0; g->loss == QN_FT_NS && i < g->negative; i++)
		p->bits[i] = qn_rng_next(rng);
	if (labels > 1)
		pick = qn_rng_below(rng, labels);
	return qn_ft_goal_draw(g, &p->rows, p->label.id[x->labels + pick],
	                       p->bits, rng);
}

static bool draw(void *plan, const void *model, struct qn_sgd_cursor *c)
{
	struct plan *p = plan;
	const struct qn_ft_sup *s = model;
	const uint32_t *id = s->corpus->id;
	while (c->at > 0 && c->at < c->end && id[c->at - 1] != EOS_ID)
		c->at++;
	if (c->at >= c->end)
		return false;
	p->n = p->input.n = p->label.n = p->rows.targets = 0;
	for (int i = 0; i < EXAMPLES && c->at < c->end; i++) {
		struct example *x = &p->example[p->n];
		x->features = (uint32_t)p->input.n;
		x->labels = (uint32_t)p->label.n;
		c->at = read_line(p, s, c->at);
		if (p->input.n > x->features && p->label.n > x->labels) {
			x->goal = draw_goal(p, s, x, &c->rng);
			p->n++;
		} else {
			p->input.n = x->features;
			p->label.n = x->labels;
		}
	}
	p->example[p->n].features = (uint32_t)p->input.n;
	p->example[p->n].labels = (uint32_t)p->label.n;
	p->rows.input = p->input.id;
	p->rows.inputs = p->input.n;
	return true;
}

/* --- training ------------------------------------------------------------------ */

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
INLINE void fetch_third(const struct plan *p, float *const *row, size_t i,
                        size_t n, size_t stride)
{
	const struct example *x = &p->example[i + FETCHED];
	if (i + FETCHED >= p->n)
		return;
	size_t all = x[1].features - x[0].features;
	fetch(row, x->features + all * n / 3, x->features + all * (n + 1) / 3,
	      stride);
}

static void step(void *scratch, const void *model,
                 const struct qn_sgd_line *line)
{
	struct qn_ft_aim *aim = scratch;
	const struct qn_ft_sup *s = model;
	const struct plan *p = (const void *)line->plan;
	const struct example *x = p->example;
	const struct qn_kern *kern = qn_kern();
	size_t stride = s->goals.stride;
	double *loss = line->measure ? &line->tally->loss : NULL;
	fetch(line->input, 0, x[p->n < FETCHED ? p->n : FETCHED].features,
	      stride);
	for (size_t i = 0; i < p->n; i++) {
		float **row = line->input + x[i].features;
		size_t n = x[i + 1].features - x[i].features;
		fetch_third(p, line->input, i, 0, stride);
		kern->row_sum(aim->h, row, n, 1.0f / (float)n, stride);
		memset(aim->err, 0, stride * sizeof *aim->err);
		fetch_third(p, line->input, i, 1, stride);
		qn_ft_aim_at(aim, &s->goals, line, &x[i].goal,
		             p->label.id + x[i].labels,
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
    .plan_size = sizeof(struct plan),
    .plan_init = plan_init,
    .plan_release = plan_release,
    .draw = draw,
    .scratch_new = scratch_new,
    .scratch_free = scratch_free,
    .step = step,
};
