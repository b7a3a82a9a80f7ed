/* SPDX-License-Identifier: MIT */
/*
 * ftcut.c -- the longest rows of an input matrix, and a dictionary of what
 * they stand for.
 *
 * Source: facebookresearch/fastText, fasttext.cc (selectEmbeddings) and
 * dictionary.cc (prune); there rows of equal length come in any order.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "embed/ftquantize.h"
#include "text/vocab.h"

struct ranked {
	float norm; /* infinite: kept before all others */
	uint32_t row;
};

static int longest_first(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->norm != b->norm)
		return a->norm > b->norm ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

static int by_row(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	return a->row < b->row ? -1 : a->row > b->row;
}

/* Not a number is as short as can be. */
static float length_of(const struct qn_ft_matrix *m, size_t i, float *scratch)
{
	float norm = qn_ft_row_norm(m, i, scratch);
	return norm > 0 ? norm : 0;
}

static struct ranked *rank(const struct qn_ft_model *m, struct qn_err *e)
{
	size_t rows = m->input.rows;
	uint32_t end = qn_ft_dict_find(&m->dict, qn_slice_of(QN_EOS));
	struct ranked *r =
	    qn_big_alloc(rows, sizeof *r, "the rows of a model by length", e);
	float *scratch = qn_malloc((size_t)m->args.dim, sizeof *scratch);
	for (size_t i = 0; r && i < rows; i++)
		r[i] = (struct ranked){length_of(&m->input, i, scratch),
		                       (uint32_t)i};
	if (r && end < rows)
		r[end].norm = __builtin_inff();
	free(scratch);
	if (r)
		qsort(r, rows, sizeof *r, longest_first);
	return r;
}

/* Words before n-grams, these by their length, those by their row; how many
 * words there are. */
static size_t part(struct ranked *r, size_t n, uint32_t words)
{
	struct ranked *gram = qn_malloc(n, sizeof *gram);
	size_t n_words = 0, n_grams = 0;
	for (size_t i = 0; i < n; i++)
		if (r[i].row < words)
			r[n_words++] = r[i];
		else
			gram[n_grams++] = r[i];
	for (size_t i = 0; i < n_grams; i++)
		r[n_words + i] = gram[i];
	qsort(r, n_words, sizeof *r, by_row);
	free(gram);
	return n_words;
}

/* The dictionary of the rows r [n], of which n_words are words'. */
static bool cut_dict(struct qn_ft_model *m, const struct ranked *r, size_t n,
                     size_t n_words, struct qn_err *e)
{
	struct qn_ft_dict *old = &m->dict, cut;
	qn_ft_dict_init(&cut, &m->args);
	qn_ft_dict_reserve(&cut, (uint32_t)n_words + old->labels);
	for (size_t i = 0; i < n_words; i++)
		qn_ft_dict_append(&cut, qn_ft_dict_string(old, r[i].row),
		                  old->word[r[i].row].count);
	for (uint32_t i = old->words; i < old->size; i++)
		qn_ft_dict_append(&cut, qn_ft_dict_string(old, i),
		                  old->word[i].count);
	struct qn_ft_kept *kept = qn_malloc(n - n_words, sizeof *kept);
	for (size_t i = n_words; i < n; i++)
		kept[i - n_words] = (struct qn_ft_kept){
		    r[i].row - old->words, (uint32_t)(i - n_words)};
	cut.words = (uint32_t)n_words;
	cut.labels = old->labels;
	cut.tokens = old->tokens;
	cut.strings = old->strings; /* where the words are */
	old->strings = (struct qn_arena){0};
	qn_ft_dict_release(old);
	*old = cut;
	return qn_ft_dict_prune(old, kept, (uint32_t)(n - n_words), e);
}

static bool cut_input(struct qn_ft_model *m, const struct ranked *r, size_t n,
                      struct qn_err *e)
{
	struct qn_ft_matrix cut;
	size_t dim = (size_t)m->args.dim;
	float *scratch = qn_malloc(dim, sizeof *scratch);
	if (qn_ft_matrix_init(&cut, n, (int)dim, e))
		for (size_t i = 0; i < n; i++)
			memcpy(cut.owned + i * cut.stride,
			       qn_ft_matrix_row(&m->input, r[i].row, scratch),
			       dim * sizeof *scratch);
	free(scratch);
	qn_ft_matrix_release(&m->input);
	m->input = cut;
	return !e->failed;
}

bool qn_ft_model_cut(struct qn_ft_model *m, size_t cutoff, struct qn_err *e)
{
	if (e->failed)
		return false;
	if (m->input.quant)
		return qn_fail(e, "the model is quantised already");
	if (cutoff >= m->input.rows)
		return true;
	struct ranked *r = rank(m, e);
	bool ok = false;
	if (r) {
		size_t words = part(r, cutoff, m->dict.words);
		ok = cut_input(m, r, cutoff, e) &&
		     cut_dict(m, r, cutoff, words, e);
	}
	qn_big_free(r);
	return ok;
}
