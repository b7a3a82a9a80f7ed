/* SPDX-License-Identifier: MIT */
/*
 * ldasampling.c -- a token's distribution in two parts, for a word that has few
 * topics.
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

#define ROOM 256 /* words, to begin with */

void qn_lda_sampling_draw(struct qn_lda_sampling *s, size_t i)
{
	struct qn_lda_mixture *m = &s->m;
	m->topic[i] = s->kern->draw(m, &s->f->row[m->word[i]]);
}

void qn_lda_sampling_begin(struct qn_lda_sampling *s,
                           const struct qn_lda_words *w, size_t doc)
{
	struct qn_lda_mixture *m = &s->m;
	m->rng = qn_rng_new(s->f->o.seed, doc);
	m->smooth = 0;
	for (uint32_t k = 0; k < m->Kp; k++) {
		m->n[k] = 0;
		m->mix[k] = m->alpha[k];
		m->smooth += (double)m->mix[k] * (double)m->least[k];
	}
	if (w->n > s->room) {
		s->room = w->n;
		s->word = qn_realloc(s->word, 2 * s->room, sizeof *s->word);
	}
	m->tokens = 0;
	m->word = s->word;
	m->topic = s->word + s->room;
	for (size_t i = 0; i < w->n; i += w->step)
		s->word[m->tokens++] = w->id[i];
}

void qn_lda_sampling_again(struct qn_lda_sampling *s, size_t end)
{
	const size_t tokens = s->m.tokens;
	s->m.tokens = end;
	s->kern->sample(&s->m, s->f->row);
	s->m.tokens = tokens;
}

/* Each token in the light of those before it. */
static void draw_first(struct qn_lda_sampling *s)
{
	for (size_t i = 0; i < s->m.tokens; i++) {
		qn_lda_sampling_draw(s, i);
		s->kern->count(&s->m, s->m.topic[i], 1);
	}
}

void qn_lda_sampling_shares(struct qn_lda_sampling *s,
                            const struct qn_lda_words *w, size_t doc,
                            double *share)
{
	const struct qn_lda_infer_options *o = &s->f->o;
	const struct qn_lda_model *model = s->f->m;
	double sum = 0;
	qn_lda_sampling_begin(s, w, doc);
	draw_first(s);
	for (uint32_t k = 0; k < model->K; k++)
		share[k] = 0;
	for (int i = 1; i <= o->iterations; i++) {
		qn_lda_sampling_again(s, s->m.tokens);
		if (i <= o->burn_in ||
		    ((i - o->burn_in) % o->interval && i < o->iterations))
			continue;
		for (uint32_t k = 0; k < model->K; k++)
			share[k] += s->m.n[k] + model->alpha[k];
	}
	for (uint32_t k = 0; k < model->K; k++)
		sum += share[k];
	for (uint32_t k = 0; k < model->K; k++)
		share[k] /= sum;
}

void qn_lda_sampling_init(struct qn_lda_sampling *s,
                          const struct qn_lda_infer *f)
{
	*s = (struct qn_lda_sampling){
	    .f = f, .kern = qn_lda_kern(), .room = ROOM};
	s->word = qn_malloc(2 * ROOM, sizeof *s->word);
	s->m = (struct qn_lda_mixture){
	    .K = f->m->K, .Kp = f->Kp, .alpha = f->alpha, .least = f->least};
	s->m.n = qn_malloc(f->Kp, sizeof *s->m.n);
	s->m.mix = qn_big_calloc(f->Kp, sizeof *s->m.mix);
	s->m.partial = qn_big_calloc(f->Kp, sizeof *s->m.partial);
}

void qn_lda_sampling_release(struct qn_lda_sampling *s)
{
	free(s->m.n);
	qn_big_free(s->m.mix);
	qn_big_free(s->m.partial);
	free(s->word);
}
