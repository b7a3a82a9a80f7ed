/* SPDX-License-Identifier: MIT */
/*
 * ldatrial.c -- learn, foretell, judge.
 */
#include "topic/ldatrial.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldadiagnose.h"
#include "topic/ldaheldout.h"
#include "topic/ldascore.h"
#include "topic/topicwords.h"

double qn_mean_of_numbers(const double *value, size_t n)
{
	double sum = 0, numbers = 0;
	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i])) {
			sum += value[i];
			numbers++;
		}
	return numbers > 0 ? sum / numbers : NAN;
}

static void foretell(struct qn_lda_trial *t, const struct qn_lda_model *m,
                     const struct qn_docwords *kept_back, uint64_t seed,
                     struct qn_pool *pool, struct qn_err *e)
{
	struct qn_lda_infer_options o = QN_LDA_INFER_DEFAULTS;
	o.seed = seed;
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o, e);
	if (!f)
		return;
	struct qn_lda_heldout r = qn_lda_complete_docs(f, kept_back, pool);
	if (r.tokens)
		t->perplexity = exp(-r.log_p / (double)r.tokens);
	qn_lda_infer_free(f);
}

static void judge_words(struct qn_lda_trial *t, const struct qn_lda_model *m,
                        const struct qn_docwords *d, size_t words,
                        struct qn_pool *pool, struct qn_err *e)
{
	struct qn_docwords *topics = qn_topics_of(m, words);
	double *value = qn_malloc(m->K, sizeof *value);
	for (int i = 0; i < QN_COHERENCES && !e->failed; i++)
		if (qn_coherence(topics, d, (enum qn_coherence_measure)i, 0,
		                 value, pool, e))
			t->coherence[i] = qn_mean_of_numbers(value, m->K);
	t->diversity = qn_topic_diversity(topics);
	free(value);
	qn_docwords_free(topics);
}

static void judge_exclusivity(struct qn_lda_trial *t, const struct qn_lda *l,
                              const struct qn_lda_model *m, size_t words,
                              struct qn_err *e)
{
	struct qn_lda_diagnosis d;
	if (e->failed)
		return;
	if (qn_lda_diagnose(l, m, words, &d, e))
		for (uint32_t k = 0; k < m->K; k++)
			t->exclusivity += d.topic[k].exclusivity / m->K;
	qn_lda_diagnosis_release(&d);
}

bool qn_lda_try(const struct qn_lda_options *o, const struct qn_docwords *d,
                size_t held_out, size_t words, struct qn_lda_trial *t,
                struct qn_pool *pool, struct qn_err *e)
{
	struct qn_tokenizer_options any = QN_TOKENIZER_DEFAULTS;
	struct qn_docwords *kept_back = NULL, *rest = NULL;
	*t = (struct qn_lda_trial){.topics = o->topics, .perplexity = NAN};
	if (held_out) {
		kept_back = qn_docwords_every(d, held_out - 1, held_out, false);
		rest = qn_docwords_every(d, held_out - 1, held_out, true);
	}
	struct qn_lda *l = qn_lda_new(o, rest ? rest : d, e);
	if (l && qn_lda_train(l, pool, e)) {
		struct qn_lda_model *m = qn_lda_model_of(l, &any, e);
		t->likelihood = qn_lda_likelihood(l, pool);
		if (m && kept_back)
			foretell(t, m, kept_back, o->seed, pool, e);
		if (m) {
			judge_words(t, m, d, words, pool, e);
			judge_exclusivity(t, l, m, words, e);
		}
		qn_lda_model_free(m);
	}
	qn_lda_free(l);
	qn_docwords_free(kept_back);
	qn_docwords_free(rest);
	return !e->failed;
}
