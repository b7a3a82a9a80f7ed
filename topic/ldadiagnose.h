/* SPDX-License-Identifier: MIT */
/*
 * ldadiagnose.h -- figures by which to tell good topics from bad ones, as
 * Mallet's TopicModelDiagnostics defines them.
 *
 * Of a topic k and its most frequent words w, p = n_wk / n_k, D(w) documents
 * where a token of w has topic k, D(v, w) of both:
 *
 *	document_entropy  of n_dk over documents: few documents, or all alike
 *	word_length       the mean of its words, in characters
 *	coherence         sum over v before w of log (D(v, w) + b) / (D(v) + b)
 *	uniform_dist      sum over all words of p log (p V)
 *	corpus_dist       sum over all words of p log (p N / n_w)
 *	eff_num_words     1 / sum over all words of p^2
 *	token_doc_diff    Jensen-Shannon divergence of n_wk and D(w)
 *	rank_1_docs       of the documents that have it, share where it is first
 *	allocation_ratio  documents it has half of, by those it has 2 % of
 *	allocation_count  of the documents that have it, share it has 30 % of
 *	exclusivity       mean of P(w | k) / sum over all topics of P(w | j)
 */
#ifndef QN_TOPIC_LDADIAGNOSE_H
#define QN_TOPIC_LDADIAGNOSE_H

#include "topic/ldamodel.h"

struct qn_lda_word_figures {
	uint32_t word;
	uint64_t count;     /* n_wk */
	uint32_t documents; /* D(w) */
	double word_length, coherence, uniform_dist, corpus_dist,
	    token_doc_diff, exclusivity;
};

struct qn_lda_topic_figures {
	uint64_t tokens;
	double document_entropy, word_length, coherence, uniform_dist,
	    corpus_dist, eff_num_words, token_doc_diff, rank_1_docs,
	    allocation_ratio, allocation_count, exclusivity;
	struct qn_lda_word_figures *word; /* [n], most frequent first */
	uint32_t n;
};

struct qn_lda_diagnosis {
	uint32_t K;
	struct qn_lda_topic_figures *topic; /* [K] */
	struct qn_lda_word_figures *words;  /* what they point into */
};

/* Of a run and the model that has come of it, by up to `most` words of each
 * topic.  False with `e` set for no memory. */
QN_API bool qn_lda_diagnose(const struct qn_lda *l,
                            const struct qn_lda_model *m, size_t most,
                            struct qn_lda_diagnosis *d, struct qn_err *e);
QN_API void qn_lda_diagnosis_release(struct qn_lda_diagnosis *d);
#endif
