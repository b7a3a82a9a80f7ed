/* SPDX-License-Identifier: MIT */
/*
 * ftwords.c -- the steps of skip-gram and CBOW.
 *
 * Departures from fastText: a centre's contexts are trained on the vector
 * that it had before any of them; noise slides (ftwordplan.h); in CBOW the
 * rows of a word change when its last window has passed, and until then its
 * sum is kept up to date (n rows that each move by err: the sum moves by n
 * err), while rows that two words of a window share are a window late.
 */
#include "embed/ftwords.h"

#include <stdlib.h>
#include <string.h>

#include "base/inline.h"
#include "base/kern.h"
#include "base/mem.h"

struct scratch {
	struct qn_ft_aim aim;
	float **row;   /* [2 * window, or rows of noise] pointers        */
	size_t slots;  /* CBOW: words of a window, a power of two        */
	float *sum;    /* [slots][stride] rows of a word added up        */
	float *behind; /* [slots][stride] what each is to be moved by    */
};

static void scratch_free(void *scratch)
{
	struct scratch *s = scratch;
	if (!s)
		return;
	qn_ft_aim_release(&s->aim);
	free(s->row);
	qn_big_free(s->sum);
	free(s);
}

static void *scratch_new(const void *model, struct qn_err *e)
{
	const struct qn_ft_words *m = model;
	struct scratch *s = qn_calloc(1, sizeof *s);
	size_t reach = 2 * (size_t)m->window;
	size_t noise = QN_FT_SLIDE * (size_t)m->goals.negative;
	s->row = qn_malloc(reach > noise ? reach : noise, sizeof *s->row);
	qn_ft_aim_init(&s->aim, &m->goals, e);
	if (m->skipgram)
		return s;
	for (s->slots = 4; s->slots < reach + 2;)
		s->slots *= 2;
	s->sum = qn_big_alloc(2 * s->slots * m->goals.stride, sizeof *s->sum,
	                      "window", e);
	s->behind = s->sum ? s->sum + s->slots * m->goals.stride : NULL;
	return s;
}

INLINE void fetch(const float *row, size_t stride)
{
	for (size_t j = 0; j < stride; j += QN_ROW)
		__builtin_prefetch(row + j, 1, 3);
}

/* The rows of word t, a run of line->input. */
static float **rows_of(const struct qn_sgd_line *line,
                       const struct qn_ft_word_plan *p, size_t t, size_t *n)
{
	*n = p->first[t + 1] - p->first[t];
	return line->input + p->first[t];
}

INLINE void fetch_word(const struct qn_sgd_line *line,
                       const struct qn_ft_word_plan *p, size_t t, size_t stride)
{
	size_t n;
	float **row = rows_of(line, p, t, &n);
	for (size_t i = 0; i < n; i++)
		fetch(row[i], stride);
}

/* --- skip-gram ------------------------------------------------------------ */

/* A set of row numbers by their low bits: what it lacks was not put there. */
struct sieve {
	uint64_t bits[8];
};

static inline void sieve_add(struct sieve *s, uint32_t row)
{
	s->bits[row >> 6 & 7] |= UINT64_C(1) << (row & 63);
}

static inline bool sieve_may_hold(const struct sieve *s, uint32_t row)
{
	return s->bits[row >> 6 & 7] >> (row & 63) & 1;
}

/* Pointers to the noise of centre t that is none of its contexts; how many. */
static size_t noise_of(struct scratch *s, const struct qn_sgd_line *line,
                       const struct qn_ft_word_plan *p, size_t t, size_t k)
{
	size_t a = qn_ft_word_first(p, t), b = qn_ft_word_last(p, t), n = 0;
	const uint32_t *own = p->rows.target, *noise = own + p->noise + t * k;
	float **row = line->target + p->noise + t * k;
	struct sieve contexts = {0};
	for (size_t i = a; i <= b; i++)
		sieve_add(&contexts, own[i]);
	for (size_t i = 0; i < QN_FT_SLIDE * k; i++) {
		bool clash = false;
		if (sieve_may_hold(&contexts, noise[i]))
			for (size_t j = a; j <= b; j++)
				clash |= j != t && own[j] == noise[i];
		s->row[n] = row[i];
		n += !clash;
	}
	return n;
}

/* Contexts of centre t as pointers to their rows; how many. */
static size_t contexts_of(struct scratch *s, const struct qn_sgd_line *line,
                          const struct qn_ft_word_plan *p, size_t t)
{
	size_t a = qn_ft_word_first(p, t), b = qn_ft_word_last(p, t), m = 0;
	for (size_t i = a; i <= b; i++) {
		s->row[m] = line->target[i];
		m += i != t;
	}
	return m;
}

/* All rows y [k] have the same label; `out` says the rest. */
static void train_alike(const struct qn_ft_aim *aim, float *const *y, size_t k,
                        bool label, struct qn_outputs *out)
{
	out->labels = label ? UINT64_MAX : 0;
	for (; k > 0; y += out->k, k -= out->k) {
		out->y = y;
		out->k = k < QN_KERN_LABEL ? k : QN_KERN_LABEL;
		qn_kern()->logistic_bag(aim->h, aim->err, out);
		out->n_ahead = 0;
	}
}

/* Centre t against its contexts, then against noise. */
static void slide(struct scratch *s, const struct qn_ft_words *w,
                  const struct qn_sgd_line *line,
                  const struct qn_ft_word_plan *p, size_t t)
{
	const struct qn_ft_aim *aim = &s->aim;
	size_t k = (size_t)w->goals.negative, contexts;
	double right = 0, wrong = 0;
	struct qn_outputs out = {
	    .rate = line->rate,
	    .n = w->goals.stride,
	    .ahead = line->target,
	    .loss = line->measure ? &right : NULL,
	};
	if (t + 1 < p->n) {
		out.ahead += p->noise + (t + QN_FT_SLIDE) * k;
		out.n_ahead = k;
	}
	contexts = contexts_of(s, line, p, t);
	train_alike(aim, s->row, contexts, true, &out);
	float weight = (float)contexts / QN_FT_SLIDE;
	out.rate *= weight;
	out.loss = line->measure ? &wrong : NULL;
	if (t + 1 < p->n)
		out.ahead = rows_of(line, p, t + 1, &out.n_ahead);
	train_alike(aim, s->row, noise_of(s, line, p, t, k), false, &out);
	if (line->measure) {
		line->tally->loss += right + (double)weight * wrong;
		line->tally->pairs += (double)contexts;
	}
}

/* Centre t against one context after the other. */
static void one_by_one(struct scratch *s, const struct qn_ft_words *w,
                       const struct qn_sgd_line *line,
                       const struct qn_ft_word_plan *p, size_t t)
{
	size_t a = qn_ft_word_first(p, t), b = qn_ft_word_last(p, t);
	double *loss = line->measure ? &line->tally->loss : NULL;
	for (size_t i = a; i <= b; i++)
		if (i != t)
			qn_ft_aim_at(&s->aim, &w->goals, line, &p->goal[i],
			             p->word, p->n, loss);
	if (line->measure)
		line->tally->pairs += (double)(b - a);
	if (t + 1 < p->n)
		fetch_word(line, p, t + 1, w->goals.stride);
}

static void skipgram(void *scratch, const void *model,
                     const struct qn_sgd_line *line)
{
	struct scratch *s = scratch;
	const struct qn_ft_words *w = model;
	const struct qn_ft_word_plan *p = (const void *)line->plan;
	const struct qn_kern *kern = qn_kern();
	size_t stride = w->goals.stride;
	bool sliding = qn_ft_words_slide(w);
	if (sliding)
		for (size_t i = 0; i < QN_FT_SLIDE * (size_t)w->goals.negative;
		     i++)
			fetch(line->target[p->noise + i], stride);
	for (size_t i = 0; sliding && i < p->n && i < (size_t)w->window; i++)
		fetch(line->target[i], stride);
	fetch_word(line, p, 0, stride);
	for (size_t t = 0; t < p->n; t++) {
		size_t n;
		float **row = rows_of(line, p, t, &n);
		if (sliding && t + (size_t)w->window < p->n)
			fetch(line->target[t + (size_t)w->window], stride);
		kern->row_sum(s->aim.h, row, n, 1.0f / (float)n, stride);
		memset(s->aim.err, 0, stride * sizeof *s->aim.err);
		if (sliding)
			slide(s, w, line, p, t);
		else
			one_by_one(s, w, line, p, t);
		qn_ft_aim_clip(&s->aim, &w->goals, line);
		kern->row_add(row, n, s->aim.err, stride);
	}
}

/* --- CBOW ----------------------------------------------------------------- */

static float *slot(const struct scratch *s, float *of, size_t t, size_t stride)
{
	return of + (t & (s->slots - 1)) * stride;
}

/* Word t comes into reach: its rows are added up. */
static void enter(struct scratch *s, const struct qn_sgd_line *line,
                  const struct qn_ft_word_plan *p, size_t t, size_t stride)
{
	size_t n;
	float **row = rows_of(line, p, t, &n);
	qn_kern()->row_sum(slot(s, s->sum, t, stride), row, n, 1, stride);
	memset(slot(s, s->behind, t, stride), 0, stride * sizeof *s->behind);
}

/* Word t is out of every window to come: its rows are moved. */
static void leave(struct scratch *s, const struct qn_sgd_line *line,
                  const struct qn_ft_word_plan *p, size_t t, size_t stride)
{
	size_t n;
	float **row = rows_of(line, p, t, &n);
	qn_kern()->row_add(row, n, slot(s, s->behind, t, stride), stride);
}

/* The mean of all rows of all words around centre t, into aim.h. */
static void mean_of(struct scratch *s, const struct qn_ft_word_plan *p,
                    size_t t, size_t stride)
{
	size_t a = qn_ft_word_first(p, t), b = qn_ft_word_last(p, t), m = 0;
	for (size_t i = a; i <= b; i++) {
		s->row[m] = slot(s, s->sum, i, stride);
		m += i != t;
	}
	size_t rows =
	    p->first[b + 1] - p->first[a] - (p->first[t + 1] - p->first[t]);
	qn_kern()->row_sum(s->aim.h, s->row, m, 1.0f / (float)rows, stride);
}

/* The error to the words around centre t: to be handed on, and in their
 * sums. */
static void spread(struct scratch *s, const struct qn_ft_word_plan *p, size_t t,
                   size_t stride)
{
	size_t a = qn_ft_word_first(p, t), b = qn_ft_word_last(p, t), m = 0;
	for (size_t i = a; i <= b; i++) {
		if (i == t)
			continue;
		s->row[m++] = slot(s, s->behind, i, stride);
		qn_kern()->axpy(slot(s, s->sum, i, stride),
		                (float)(p->first[i + 1] - p->first[i]),
		                s->aim.err, stride);
	}
	qn_kern()->row_add(s->row, m, s->aim.err, stride);
}

INLINE void fetch_goal(const struct qn_sgd_line *line,
                       const struct qn_ft_goal *g, size_t stride)
{
	for (uint32_t i = 0; i < g->count; i++)
		fetch(line->target[g->first + i], stride);
}

static void cbow(void *scratch, const void *model,
                 const struct qn_sgd_line *line)
{
	struct scratch *s = scratch;
	const struct qn_ft_words *w = model;
	const struct qn_ft_word_plan *p = (const void *)line->plan;
	size_t stride = w->goals.stride, window = (size_t)w->window, in = 0;
	double *loss = line->measure ? &line->tally->loss : NULL;
	for (size_t t = 0; t < p->n; t++) {
		for (; in < p->n && in <= t + window; in++)
			enter(s, line, p, in, stride);
		if (t + 1 < p->n)
			fetch_goal(line, &p->goal[t + 1], stride);
		mean_of(s, p, t, stride);
		memset(s->aim.err, 0, stride * sizeof *s->aim.err);
		qn_ft_aim_at(&s->aim, &w->goals, line, &p->goal[t], p->word,
		             p->n, loss);
		qn_ft_aim_clip(&s->aim, &w->goals, line);
		spread(s, p, t, stride);
		if (t >= window)
			leave(s, line, p, t - window, stride);
	}
	for (size_t t = p->n > window ? p->n - window : 0; t < p->n; t++)
		leave(s, line, p, t, stride);
	if (line->measure)
		line->tally->pairs += (double)p->n;
}

/* --- learners ------------------------------------------------------------- */

static void plan_init(void *plan)
{
	qn_ft_word_plan_init(plan);
}

static void plan_release(void *plan)
{
	qn_ft_word_plan_release(plan);
}

static bool draw(void *plan, const void *model, struct qn_sgd_cursor *c)
{
	return qn_ft_word_plan_next(plan, model, c);
}

const struct qn_sgd_learner qn_ft_skipgram_learner = {
    .plan_size = sizeof(struct qn_ft_word_plan),
    .plan_init = plan_init,
    .plan_release = plan_release,
    .draw = draw,
    .scratch_new = scratch_new,
    .scratch_free = scratch_free,
    .step = skipgram,
};

const struct qn_sgd_learner qn_ft_cbow_learner = {
    .plan_size = sizeof(struct qn_ft_word_plan),
    .plan_init = plan_init,
    .plan_release = plan_release,
    .draw = draw,
    .scratch_new = scratch_new,
    .scratch_free = scratch_free,
    .step = cbow,
};
