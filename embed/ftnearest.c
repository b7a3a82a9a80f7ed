/* SPDX-License-Identifier: MIT */
/*
 * ftnearest.c -- cosines with all words.
 *
 * The words' unit vectors lie in blocks of 16, as a classifier's labels do,
 * so that each cosine is summed up in fastText's order.  Source:
 * facebookresearch/fastText, fasttext.cc (getNN, getAnalogies).
 */
#include "embed/ftnearest.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "embed/ftkern.h"

#define SHARD 64 /* blocks */

struct qn_ft_nearest {
	const struct qn_ft_model *model;
	struct qn_pool *pool;
	const struct qn_ft_kern *kern;
	size_t blocks;
	float *unit;        /* [blocks][dim][QN_FT_LANES]                 */
	float *cosine;      /* [blocks][QN_FT_LANES]                      */
	const float *query; /* of the question at hand                    */
	struct qn_ft_scored *heap;
	size_t room;
};

static void place_words(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct qn_ft_nearest *n = ctx;
	size_t dim = (size_t)n->model->args.dim;
	struct qn_ft_reader *r = qn_ft_reader_new(n->model);
	float *v = qn_malloc(dim, sizeof *v);
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		struct qn_slice word =
		    qn_ft_dict_string(&n->model->dict, (uint32_t)i);
		qn_ft_word_vector(r, word, v);
		float norm = qn_ft_norm(v, (int)dim);
		float scale = norm > 0 ? (float)(1.0 / (double)norm) : 0;
		float *to = n->unit + i / QN_FT_LANES * dim * QN_FT_LANES +
		            i % QN_FT_LANES;
		for (size_t j = 0; j < dim; j++)
			to[j * QN_FT_LANES] = scale * v[j];
	}
	free(v);
	qn_ft_reader_free(r);
}

struct qn_ft_nearest *qn_ft_nearest_new(const struct qn_ft_model *m,
                                        struct qn_pool *pool, struct qn_err *e)
{
	struct qn_ft_nearest *n = qn_calloc(1, sizeof *n);
	size_t dim = (size_t)m->args.dim, words = m->dict.words;
	n->model = m;
	n->pool = pool;
	n->kern = qn_ft_kern();
	n->blocks = (words + QN_FT_LANES - 1) / QN_FT_LANES;
	n->unit = qn_big_alloc(n->blocks * QN_FT_LANES, dim * sizeof(float),
	                       "the vectors of all words", e);
	n->cosine = qn_big_alloc(n->blocks * QN_FT_LANES, sizeof(float),
	                         "the vectors of all words", e);
	if (e->failed) {
		qn_ft_nearest_free(n);
		return NULL;
	}
	qn_pool_for(pool, words, words / 1024 + 1, place_words, n);
	return n;
}

void qn_ft_nearest_free(struct qn_ft_nearest *n)
{
	if (!n)
		return;
	qn_big_free(n->unit);
	qn_big_free(n->cosine);
	free(n->heap);
	free(n);
}

static void compare(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct qn_ft_nearest *n = ctx;
	size_t dim = (size_t)n->model->args.dim;
	(void)shard;
	n->kern->dots(n->cosine + begin * QN_FT_LANES, n->query,
	              n->unit + begin * dim * QN_FT_LANES, dim, end - begin);
}

static bool banned(const uint32_t *ban, size_t n_ban, uint32_t id)
{
	for (size_t i = 0; i < n_ban; i++)
		if (ban[i] == id)
			return true;
	return false;
}

size_t qn_ft_nearest_find(struct qn_ft_nearest *n, const float *query, size_t k,
                          const uint32_t *ban, size_t n_ban,
                          const struct qn_ft_scored **answer)
{
	uint32_t words = n->model->dict.words;
	float norm = qn_ft_norm(query, n->model->args.dim);
	size_t found = 0;
	norm = norm < 1e-8f ? 1 : norm;
	k = k < words ? k : words;
	if (k + 1 > n->room) {
		n->room = k + 1;
		n->heap = qn_realloc(n->heap, n->room, sizeof *n->heap);
	}
	n->query = query;
	qn_pool_for(n->pool, n->blocks, n->blocks / SHARD + 1, compare, n);
	for (uint32_t i = 0; k && i < words; i++) {
		float x = n->cosine[i] / norm;
		if ((found == k && x < n->heap[0].score) ||
		    banned(ban, n_ban, i))
			continue;
		qn_ft_heap_offer(n->heap, &found, k,
		                 (struct qn_ft_scored){x, i});
	}
	qn_ft_heap_sort(n->heap, found);
	*answer = n->heap;
	return found;
}

void qn_ft_analogy(struct qn_ft_reader *r, const struct qn_slice word[3],
                   float *to)
{
	int dim = r->model->args.dim;
	memset(to, 0, (size_t)dim * sizeof *to);
	for (int i = 0; i < 3; i++) {
		qn_ft_word_vector(r, word[i], r->word);
		double norm = (double)qn_ft_norm(r->word, dim);
		float scale = (float)((i == 1 ? -1.0 : 1.0) / (norm + 1e-8));
		for (int j = 0; j < dim; j++)
			to[j] += scale * r->word[j];
	}
}
