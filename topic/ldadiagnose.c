/* SPDX-License-Identifier: MIT */
/*
 * ldadiagnose.c -- what documents are counted in (ldacodocs.h), and one walk
 * over the model's words.
 *
 * Where a topic has fewer words than were asked for, Mallet counts the missing
 * ones as if they were the first word of all; here they count for nothing.
 */
#include "topic/ldadiagnose.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldacodocs.h"

/* --- words ---------------------------------------------------------------- */

static double characters(struct qn_slice word)
{
	size_t n = 0;
	for (size_t i = 0; i < word.n; i++)
		n += (word.p[i] & 0xc0) != 0x80;
	return (double)n;
}

/* What all words of all topics add to. */
static void add_words(struct qn_lda_diagnosis *d, const struct qn_lda_model *m)
{
	double N = (double)m->vocab->total;
	for (uint32_t w = 0; w < m->V; w++)
		for (size_t i = m->start[w]; i < m->start[w + 1]; i++) {
			struct qn_lda_topic_figures *t = &d->topic[m->topic[i]];
			double p = m->count[i] / (double)t->tokens;
			double n_w = (double)m->vocab->count[w];
			t->uniform_dist += p * log(p * m->V);
			t->corpus_dist += p * log(p * N / n_w);
			t->eff_num_words += p * p;
		}
	for (uint32_t k = 0; k < d->K; k++)
		d->topic[k].eff_num_words = 1 / d->topic[k].eff_num_words;
}

/* P(w | k) of all of a topic's words by the sums over all topics. */
static void find_exclusivity(struct qn_lda_diagnosis *d,
                             const struct qn_lda_model *m, size_t T)
{
	double floor = 0;
	for (uint32_t k = 0; k < m->K; k++)
		floor += qn_lda_phi(m, k, 0);
	for (uint32_t k = 0; k < d->K; k++) {
		struct qn_lda_topic_figures *t = &d->topic[k];
		for (uint32_t i = 0; i < t->n; i++) {
			struct qn_lda_word_figures *f = &t->word[i];
			double all = floor;
			for (size_t j = m->start[f->word];
			     j < m->start[f->word + 1]; j++)
				all += qn_lda_phi(m, m->topic[j], m->count[j]) -
				       qn_lda_phi(m, m->topic[j], 0);
			f->exclusivity =
			    qn_lda_phi(m, k, (double)f->count) / all;
			t->exclusivity += f->exclusivity / (double)T;
		}
	}
}

/* x log(x / mean), 0 for 0 */
static double divergence(double x, double mean)
{
	return x > 0 ? x * log(x / mean) : 0;
}

static void judge_top_words(struct qn_lda_topic_figures *t,
                            const struct qn_lda_codocs *c,
                            const struct qn_lda_model *m, uint32_t k)
{
	double words = 0, documents = 0, beta = m->beta;
	for (uint32_t i = 0; i < t->n; i++) {
		t->word[i].documents = qn_lda_codocs_of(c, k, i, i);
		words += (double)t->word[i].count;
		documents += t->word[i].documents;
	}
	for (uint32_t i = 0; i < t->n; i++) {
		struct qn_lda_word_figures *f = &t->word[i];
		double share = (double)f->count / (double)t->tokens;
		double p = (double)f->count / words;
		double q = f->documents / documents, mean = (p + q) / 2;
		f->word_length =
		    characters(qn_map_string(&m->vocab->words, f->word));
		f->uniform_dist = share * log(share * m->V);
		f->corpus_dist = share * log(share * (double)m->vocab->total /
		                             (double)m->vocab->count[f->word]);
		f->token_doc_diff =
		    0.5 * (divergence(p, mean) + divergence(q, mean));
		for (uint32_t j = 0; j < i; j++) {
			double x = log((qn_lda_codocs_of(c, k, i, j) + beta) /
			               (t->word[j].documents + beta));
			t->coherence += x;
			f->coherence = fmin(f->coherence, x);
		}
		t->word_length += f->word_length / (double)c->T;
		t->token_doc_diff += f->token_doc_diff;
	}
}

static void judge_topic(struct qn_lda_topic_figures *t,
                        const struct qn_lda_codocs *c,
                        const struct qn_lda_model *m, uint32_t k)
{
	double n = (double)t->tokens;
	t->document_entropy = log(n) - c->entropy[k] / n;
	t->rank_1_docs = (double)c->first[k] / c->has[k];
	t->allocation_ratio = (double)c->half[k] / c->fiftieth[k];
	t->allocation_count = (double)c->third[k] / c->has[k];
	judge_top_words(t, c, m, k);
}

/* --- all ------------------------------------------------------------------ */

static void take_words(struct qn_lda_diagnosis *d, const struct qn_lda_model *m,
                       const struct qn_lda_top *top)
{
	d->K = m->K;
	d->topic = qn_calloc(m->K, sizeof *d->topic);
	d->words = qn_calloc(m->K * top->most, sizeof *d->words);
	for (uint32_t k = 0; k < m->K; k++) {
		struct qn_lda_topic_figures *t = &d->topic[k];
		t->tokens = m->total[k];
		t->word = d->words + k * top->most;
		t->n = top->n[k];
		for (uint32_t i = 0; i < t->n; i++) {
			uint32_t w = top->word[k * top->most + i];
			t->word[i].word = w;
			t->word[i].count = qn_lda_model_count(m, w, k);
		}
	}
}

bool qn_lda_diagnose(const struct qn_lda *l, const struct qn_lda_model *m,
                     size_t most, struct qn_lda_diagnosis *d, struct qn_err *e)
{
	struct qn_lda_top top = qn_lda_model_top(m, most);
	struct qn_lda_codocs c;
	take_words(d, m, &top);
	if (qn_lda_codocs_init(&c, l, &top, e)) {
		for (uint32_t k = 0; k < d->K; k++)
			judge_topic(&d->topic[k], &c, m, k);
		add_words(d, m);
		find_exclusivity(d, m, most);
	}
	qn_lda_codocs_release(&c);
	qn_lda_top_release(&top);
	return !e->failed;
}

void qn_lda_diagnosis_release(struct qn_lda_diagnosis *d)
{
	free(d->topic);
	free(d->words);
}
