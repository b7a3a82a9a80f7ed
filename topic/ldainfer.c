/* SPDX-License-Identifier: MIT */
/*
 * ldainfer.c -- a token's distribution in two parts.
 *
 *	sum over topics that the word has    (n_dk + alpha_k) n_wk / (n_k + V beta)
 *	sum over all topics             beta (n_dk + alpha_k)      / (n_k + V beta)
 *
 * The second one changes with each token by one term of it, and is small, so
 * that a draw takes the time of the word's topics (as Yao, Mimno and McCallum,
 * "Efficient methods for topic model inference on streaming document
 * collections", 2009, have it).
 */
#include "topic/ldainfer.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

#define SHARDS 256

struct qn_lda_infer {
	const struct qn_lda_model *m;
	struct qn_lda_infer_options o;
	double alpha;    /* the sum                                  */
	double *inverse; /* [K] 1 / (n_k + V beta)                   */
	float *weight;   /* [cells] n_wk / (n_k + V beta)            */
};

struct qn_lda_infer *qn_lda_infer_new(const struct qn_lda_model *m,
                                      const struct qn_lda_infer_options *o,
                                      struct qn_err *e)
{
	if (!qn_check_range("num-iterations", o->iterations, 1, 1e9, e) ||
	    !qn_check_range("burn-in", o->burn_in, 0, o->iterations - 1, e) ||
	    !qn_check_range("sample-interval", o->interval, 1, 1e9, e))
		return NULL;
	struct qn_lda_infer *f = qn_calloc(1, sizeof *f);
	*f = (struct qn_lda_infer){.m = m, .o = *o};
	f->inverse = qn_malloc(m->K, sizeof *f->inverse);
	for (uint32_t k = 0; k < m->K; k++) {
		f->alpha += m->alpha[k];
		f->inverse[k] = 1 / ((double)m->total[k] + m->V * m->beta);
	}
	f->weight =
	    qn_big_alloc(m->start[m->V], sizeof *f->weight, "topics", e);
	for (size_t i = 0; f->weight && i < m->start[m->V]; i++)
		f->weight[i] = (float)(m->count[i] * f->inverse[m->topic[i]]);
	if (f->weight)
		return f;
	qn_lda_infer_free(f);
	return NULL;
}

void qn_lda_infer_free(struct qn_lda_infer *f)
{
	if (!f)
		return;
	free(f->inverse);
	qn_big_free(f->weight);
	free(f);
}

/* --- a document ------------------------------------------------------------ */

/* A document that is sampled; one for each shard. */
struct sampling {
	const struct qn_lda_infer *f;
	struct qn_rng rng;
	double *mix;     /* [K] n_dk + alpha_k                           */
	double smooth;   /* sum over all topics of beta mix / (n_k + ..) */
	double *sum;     /* [K] of the topics of one word                */
	uint32_t *topic; /* [tokens], of its tokens                      */
	size_t room;
};

static void count(struct sampling *s, uint32_t k, double by)
{
	s->mix[k] += by;
	s->smooth += by * s->f->m->beta * s->f->inverse[k];
}

/* A topic by beta mix / (n_k + V beta), 0 <= u < smooth. */
static uint32_t draw_smooth(const struct sampling *s, double u)
{
	const struct qn_lda_model *m = s->f->m;
	uint32_t k = 0;
	for (; k + 1 < m->K; k++) {
		u -= m->beta * s->mix[k] * s->f->inverse[k];
		if (u < 0)
			break;
	}
	return k;
}

static uint32_t draw(struct sampling *s, uint32_t word)
{
	const struct qn_lda_model *m = s->f->m;
	size_t from = m->start[word], n = m->start[word + 1] - from, i = 0;
	double own = 0;
	for (; i < n; i++)
		s->sum[i] = own +=
		    s->mix[m->topic[from + i]] * s->f->weight[from + i];
	double u = qn_rng_double(&s->rng) * (own + s->smooth);
	if (u >= own)
		return draw_smooth(s, u - own);
	for (i = 0; i + 1 < n && s->sum[i] <= u;)
		i++;
	return m->topic[from + i];
}

/* A share of words: every `step`-th from the first. */
struct words {
	const uint32_t *id;
	size_t n, step;
};

static void begin(struct sampling *s, const struct words *w, size_t doc)
{
	const struct qn_lda_infer *f = s->f;
	s->rng = qn_rng_new(f->o.seed, doc);
	s->smooth = 0;
	for (uint32_t k = 0; k < f->m->K; k++) {
		s->mix[k] = 0;
		count(s, k, f->m->alpha[k]);
	}
	if (w->n > s->room) {
		s->room = w->n;
		s->topic = qn_realloc(s->topic, s->room, sizeof *s->topic);
	}
	for (size_t i = 0; i < w->n; i += w->step) {
		s->topic[i] = draw(s, w->id[i]);
		count(s, s->topic[i], 1);
	}
}

static void sweep(struct sampling *s, const struct words *w)
{
	for (size_t i = 0; i < w->n; i += w->step) {
		count(s, s->topic[i], -1);
		s->topic[i] = draw(s, w->id[i]);
		count(s, s->topic[i], 1);
	}
}

/* The mean of the samples, which sums to 1, to share [K]. */
static void infer(struct sampling *s, const struct words *w, size_t doc,
                  double *share)
{
	const struct qn_lda_infer_options *o = &s->f->o;
	uint32_t K = s->f->m->K;
	double sum = 0;
	begin(s, w, doc);
	for (uint32_t k = 0; k < K; k++)
		share[k] = 0;
	for (int i = 1; i <= o->iterations; i++) {
		sweep(s, w);
		if (i <= o->burn_in ||
		    ((i - o->burn_in) % o->interval && i < o->iterations))
			continue;
		for (uint32_t k = 0; k < K; k++)
			share[k] += s->mix[k];
	}
	for (uint32_t k = 0; k < K; k++)
		sum += share[k];
	for (uint32_t k = 0; k < K; k++)
		share[k] /= sum;
}

static void open_sampling(struct sampling *s, const struct qn_lda_infer *f)
{
	*s = (struct sampling){.f = f};
	s->mix = qn_malloc(f->m->K, sizeof *s->mix);
	s->sum = qn_malloc(f->m->K, sizeof *s->sum);
}

static void close_sampling(struct sampling *s)
{
	free(s->mix);
	free(s->sum);
	free(s->topic);
}

/* --- many documents -------------------------------------------------------- */

struct inferring {
	const struct qn_lda_infer *f;
	const struct qn_docwords *d;
	size_t first;  /* document */
	double *share; /* [documents][K] */
	struct qn_lda_completion part[SHARDS];
};

static struct words words_of(const struct qn_docwords *d, size_t doc,
                             size_t step)
{
	size_t from = d->start[doc];
	return (struct words){d->id + from, d->start[doc + 1] - from, step};
}

static void infer_shard(void *ctx, size_t shard, size_t from, size_t end)
{
	const struct inferring *i = ctx;
	struct sampling s;
	(void)shard;
	open_sampling(&s, i->f);
	for (size_t at = from; at < end; at++) {
		struct words w = words_of(i->d, i->first + at, 1);
		infer(&s, &w, i->first + at, i->share + at * i->f->m->K);
	}
	close_sampling(&s);
}

void qn_lda_infer_docs(const struct qn_lda_infer *f,
                       const struct qn_docwords *d, size_t begin_doc,
                       size_t end_doc, double *share, struct qn_pool *pool)
{
	struct inferring i = {
	    .f = f, .d = d, .first = begin_doc, .share = share};
	qn_pool_for(pool, end_doc - begin_doc, SHARDS, infer_shard, &i);
}

/* The probability of a word in a document of these shares. */
static double foretell(const struct qn_lda_infer *f, const double *share,
                       double smooth, uint32_t word)
{
	const struct qn_lda_model *m = f->m;
	double p = smooth;
	for (size_t i = m->start[word]; i < m->start[word + 1]; i++)
		p += share[m->topic[i]] * f->weight[i];
	return p;
}

static void complete_shard(void *ctx, size_t shard, size_t from, size_t end)
{
	struct inferring *i = ctx;
	const struct qn_lda_model *m = i->f->m;
	double *share = qn_malloc(m->K, sizeof *share);
	struct qn_lda_completion *to = &i->part[shard];
	struct sampling s;
	open_sampling(&s, i->f);
	for (size_t doc = from; doc < end; doc++) {
		struct words w = words_of(i->d, doc, 2);
		double smooth = 0;
		infer(&s, &w, doc, share);
		for (uint32_t k = 0; k < m->K; k++)
			smooth += m->beta * share[k] * i->f->inverse[k];
		for (size_t k = 1; k < w.n; k += 2, to->tokens++)
			to->log_p +=
			    log(foretell(i->f, share, smooth, w.id[k]));
	}
	close_sampling(&s);
	free(share);
}

struct qn_lda_completion qn_lda_infer_complete(const struct qn_lda_infer *f,
                                               const struct qn_docwords *d,
                                               struct qn_pool *pool)
{
	struct inferring i = {.f = f, .d = d};
	struct qn_lda_completion all = {0};
	qn_pool_for(pool, d->n, SHARDS, complete_shard, &i);
	for (size_t k = 0; k < SHARDS; k++) {
		all.log_p += i.part[k].log_p;
		all.tokens += i.part[k].tokens;
	}
	return all;
}
