/* SPDX-License-Identifier: MIT */
/*
 * glue.h -- what cffi cannot read in quern.h: defaults, which are macros, and
 * loops that would be slow in Python.
 */
#include <math.h>
#include <stdlib.h>

#include "quern.h"

static struct qn_w2v_options glue_w2v(void)
{
	return QN_W2V_DEFAULTS;
}

static struct qn_ft_args glue_ft_words(void)
{
	return QN_FT_ARGS_DEFAULTS;
}

static struct qn_ft_args glue_ft_supervised(void)
{
	return QN_FT_SUPERVISED_DEFAULTS;
}

static struct qn_tfidf_options glue_tfidf(void)
{
	return QN_TFIDF_DEFAULTS;
}

static struct qn_nmf_options glue_nmf(void)
{
	return QN_NMF_DEFAULTS;
}

static struct qn_svd_options glue_svd(void)
{
	return QN_SVD_DEFAULTS;
}

static struct qn_lda_options glue_lda(void)
{
	return QN_LDA_DEFAULTS;
}

static struct qn_translate_options glue_translate(void)
{
	return QN_TRANSLATE_DEFAULTS;
}

static struct qn_lda_infer_options glue_lda_infer(void)
{
	return QN_LDA_INFER_DEFAULTS;
}

/* Words of a vector set, added in their order: false when one comes twice. */
static bool glue_name_rows(struct qn_vectors *v, const struct qn_slice *word,
                           size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (qn_map_add(&v->words, word[i]) != i)
			return false;
	return true;
}

/* A vocabulary whose words are the numbers of its words. */
static struct qn_vocab *glue_numbers(const double *count, size_t n)
{
	struct qn_vocab *v = qn_vocab_new();
	for (size_t i = 0; i < n; i++)
		qn_vocab_add(v,
		             (struct qn_slice){(const char *)&i, sizeof i},
		             (uint64_t)count[i]);
	return v;
}

struct glue_guesses {
	const struct qn_langid *model;
	const struct qn_slice *text;
	struct qn_langid_guess *to;
};

static void glue_guess(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct glue_guesses *g = ctx;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		if (!qn_langid_guess(g->model, g->text[i], NULL, 1, &g->to[i]))
			g->to[i] = (struct qn_langid_guess){SIZE_MAX, 0};
}

/* The likeliest label of each of n texts; SIZE_MAX: it has no letters. */
static void glue_langid(const struct qn_langid *model,
                        const struct qn_slice *text, size_t n,
                        struct qn_langid_guess *to, struct qn_pool *pool)
{
	struct glue_guesses g = {model, text, to};
	qn_pool_for(pool, n, n / 256 + 1, glue_guess, &g);
}
