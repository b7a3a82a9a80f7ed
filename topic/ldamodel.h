/* SPDX-License-Identifier: MIT */
/*
 * ldamodel.h -- what latent Dirichlet allocation has learnt: how many tokens
 * of each word have each topic.
 *
 *	words   a    quern  turns            topic 0  1  2
 *	start   0    2      3      4           a   5     1
 *	topic   0 2  1      0                quern    2
 *	count   5 1  2      1                turns 1
 *
 * The file is safetensors of kind "lda": alpha F64 [K], start I64 [V + 1],
 * count U32 and topic U16 [cells], the words as words.offsets and words.bytes,
 * about U8: lines of text/indexabout.h.
 */
#ifndef QN_TOPIC_LDAMODEL_H
#define QN_TOPIC_LDAMODEL_H

#include "base/output.h"
#include "base/tensors.h"
#include "text/indexabout.h"
#include "text/vocab.h"
#include "topic/lda.h"

struct qn_lda_model {
	uint32_t K, V;
	double *alpha; /* [K]                                          */
	double beta;
	struct qn_vocab *vocab;      /* V words and their tokens            */
	size_t *start;               /* [V + 1]                             */
	uint16_t *topic;             /* [start[V]] rising for each word     */
	uint32_t *count;             /* [start[V]] > 0                      */
	uint64_t *total;             /* [K] tokens                          */
	uint64_t documents, sweeps;  /* that it was learnt from, in     */
	struct qn_index_about about; /* .tokenizer: how text was cut   */
};

/* What a run over documents that were cut like that has come to; NULL with `e`
 * set for no memory. */
QN_API struct qn_lda_model *
qn_lda_model_of(const struct qn_lda *l,
                const struct qn_tokenizer_options *tokenizer, struct qn_err *e);
QN_API void qn_lda_model_free(struct qn_lda_model *m);

/* Write a file; or all but the rename, which qn_tensors_finish() does. */
QN_API bool qn_lda_model_save(const struct qn_lda_model *m, const char *path,
                              struct qn_err *e);
struct qn_tensors_out *qn_lda_model_prepare(const struct qn_lda_model *m,
                                            const char *path, struct qn_err *e);

/* Read one; NULL with `e` set unless it makes sense. */
QN_API struct qn_lda_model *qn_lda_model_load(const char *path,
                                              struct qn_err *e);

/* Tokens of a word that have topic k. */
QN_API uint32_t qn_lda_model_count(const struct qn_lda_model *m, uint32_t word,
                                   uint32_t k);

/* P(word | topic k) = (n + beta) / (n_k + V beta) of a word with n tokens of
 * that topic. */
static inline double qn_lda_phi(const struct qn_lda_model *m, uint32_t k,
                                double n)
{
	return (n + m->beta) / ((double)m->total[k] + m->V * m->beta);
}

/* A topic's most frequent words, the smaller id of two: up to `most` of them
 * for every topic k at word[k * most], n[k] of them.  Free both. */
struct qn_lda_top {
	uint32_t *word, *n;
	size_t most;
};
QN_API struct qn_lda_top qn_lda_model_top(const struct qn_lda_model *m,
                                          size_t most);
QN_API void qn_lda_top_release(struct qn_lda_top *t);
#endif
