/* SPDX-License-Identifier: MIT */
/*
 * ldasampling.c -- a token's distribution in two parts.
 *
 *	sum over topics that the word has    (n_dk + alpha_k) n_wk / (n_k + V beta)
 *	sum over all topics             beta (n_dk + alpha_k)      / (n_k + V beta)
 *
 * The second one changes with each token by one term of it, and is small, so
 * that a draw takes the time of the word's topics (as Yao, Mimno and McCallum,
 * "Efficient methods for topic model inference on streaming document
 * collections", 2009, have it).
 */
#include "topic/ldasampling.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_lda_sampling_count(struct qn_lda_sampling *s, uint32_t k, double by)
{
	s->mix[k] += by;
	s->smooth += by * s->f->m->beta * s->f->inverse[k];
}

/* A topic by beta mix / (n_k + V beta), 0 <= u < smooth. */
static uint32_t draw_smooth(const struct qn_lda_sampling *s, double u)
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

uint32_t qn_lda_sampling_draw(struct qn_lda_sampling *s, uint32_t word)
{
	const struct qn_lda_model *m = s->f->m;
	size_t from = m->start[word], n = m->start[word + 1] - from, i = 0;
	double own = 0;
	for (; i < n; i++)
		s->sum[i] = own +=
		    s->mix[m->topic[from + i]] * s->f->weight[from + i];
	s->all = own + s->smooth;
	double u = qn_rng_double(&s->rng) * s->all;
	if (u >= own)
		return draw_smooth(s, u - own);
	for (i = 0; i + 1 < n && s->sum[i] <= u;)
		i++;
	return m->topic[from + i];
}

void qn_lda_sampling_begin(struct qn_lda_sampling *s, size_t doc, size_t n)
{
	const struct qn_lda_infer *f = s->f;
	s->rng = qn_rng_new(f->o.seed, doc);
	s->smooth = 0;
	for (uint32_t k = 0; k < f->m->K; k++) {
		s->mix[k] = 0;
		qn_lda_sampling_count(s, k, f->m->alpha[k]);
	}
	if (n > s->room) {
		s->room = n;
		s->topic = qn_realloc(s->topic, s->room, sizeof *s->topic);
	}
}

/* Each token in the light of those before it. */
static void begin(struct qn_lda_sampling *s, const struct qn_lda_words *w,
                  size_t doc)
{
	qn_lda_sampling_begin(s, doc, w->n);
	for (size_t i = 0; i < w->n; i += w->step) {
		s->topic[i] = qn_lda_sampling_draw(s, w->id[i]);
		qn_lda_sampling_count(s, s->topic[i], 1);
	}
}

void qn_lda_sampling_again(struct qn_lda_sampling *s,
                           const struct qn_lda_words *w, size_t end)
{
	for (size_t i = 0; i < end; i += w->step) {
		qn_lda_sampling_count(s, s->topic[i], -1);
		s->topic[i] = qn_lda_sampling_draw(s, w->id[i]);
		qn_lda_sampling_count(s, s->topic[i], 1);
	}
}

void qn_lda_sampling_shares(struct qn_lda_sampling *s,
                            const struct qn_lda_words *w, size_t doc,
                            double *share)
{
	const struct qn_lda_infer_options *o = &s->f->o;
	uint32_t K = s->f->m->K;
	double sum = 0;
	begin(s, w, doc);
	for (uint32_t k = 0; k < K; k++)
		share[k] = 0;
	for (int i = 1; i <= o->iterations; i++) {
		qn_lda_sampling_again(s, w, w->n);
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

void qn_lda_sampling_init(struct qn_lda_sampling *s,
                          const struct qn_lda_infer *f)
{
	*s = (struct qn_lda_sampling){.f = f};
	s->mix = qn_malloc(f->m->K, sizeof *s->mix);
	s->sum = qn_malloc(f->m->K, sizeof *s->sum);
}

void qn_lda_sampling_release(struct qn_lda_sampling *s)
{
	free(s->mix);
	free(s->sum);
	free(s->topic);
}
