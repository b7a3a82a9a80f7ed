/* SPDX-License-Identifier: MIT */
/*
 * ftvector.c -- means of rows.  Source: facebookresearch/fastText,
 * fasttext.cc (getWordVector, getSentenceVector).
 */
#include "embed/ftvector.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct qn_ft_reader *qn_ft_reader_new(const struct qn_ft_model *m)
{
	struct qn_ft_reader *r = qn_calloc(1, sizeof *r);
	r->model = m;
	r->kern = qn_ft_kern();
	r->row = qn_calloc((size_t)m->args.dim, sizeof *r->row);
	r->word = qn_calloc((size_t)m->args.dim, sizeof *r->word);
	return r;
}

void qn_ft_reader_free(struct qn_ft_reader *r)
{
	if (!r)
		return;
	qn_ft_line_release(&r->line);
	free(r->places.id);
	free(r->row);
	free(r->word);
	free(r);
}

static void scale(float *x, int dim, float by)
{
	for (int j = 0; j < dim; j++)
		x[j] *= by;
}

float qn_ft_norm(const float *x, int dim)
{
	float sum = 0;
	for (int j = 0; j < dim; j++)
		sum += x[j] * x[j];
	return sqrtf(sum);
}

/* Where the rows at hand lie, if all of them lie somewhere. */
static bool place_rows(struct qn_ft_reader *r, struct qn_ft_bag *bag)
{
	const struct qn_ft_matrix *m = &r->model->input;
	const struct qn_ft_list *rows = &r->line.rows;
	if (m->quant)
		return false;
	*bag = (struct qn_ft_bag){.rows = m->data,
	                          .stride = m->stride,
	                          .dim = (size_t)m->dim,
	                          .id = rows->id,
	                          .n = rows->n};
	if (!m->place)
		return true;
	r->places.n = 0;
	qn_ft_list_grow(&r->places, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		if (m->place[rows->id[i]] == QN_FT_NONE)
			return false;
		r->places.id[r->places.n++] = m->place[rows->id[i]];
	}
	bag->id = r->places.id;
	return true;
}

/* The mean of the rows at hand. */
static void mean_of_rows(struct qn_ft_reader *r, float *to)
{
	const struct qn_ft_list *rows = &r->line.rows;
	int dim = r->model->args.dim;
	struct qn_ft_bag bag;
	if (place_rows(r, &bag)) {
		r->kern->rows(to, &bag);
	} else {
		memset(to, 0, (size_t)dim * sizeof *to);
		for (size_t i = 0; i < rows->n; i++)
			qn_ft_matrix_add(&r->model->input, rows->id[i], to,
			                 r->row);
	}
	if (rows->n)
		scale(to, dim, (float)(1.0 / (double)rows->n));
}

/* Of a word whose number, or QN_FT_NONE, is known. */
static size_t vector_of(struct qn_ft_reader *r, struct qn_slice word,
                        uint32_t id, float *to)
{
	const struct qn_ft_dict *d = &r->model->dict;
	/* fastText takes a label's number for a row, which may not exist. */
	if (id != QN_FT_NONE && id >= r->model->input.rows)
		id = QN_FT_NONE;
	r->line.rows.n = 0;
	qn_ft_dict_features(d, word, id, &r->line.spelt, &r->line.rows);
	qn_ft_dict_rows(d, &r->line.rows);
	mean_of_rows(r, to);
	return r->line.rows.n;
}

size_t qn_ft_word_vector(struct qn_ft_reader *r, struct qn_slice word,
                         float *to)
{
	return vector_of(r, word, qn_ft_dict_find(&r->model->dict, word), to);
}

void qn_ft_known_vector(struct qn_ft_reader *r, uint32_t id, float *to)
{
	vector_of(r, qn_ft_dict_string(&r->model->dict, id), id, to);
}

/* White space of the C locale, by which fastText's streams take words. */
static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool qn_ft_word_next(struct qn_slice *text, struct qn_slice *word)
{
	const char *p = text->p, *end = p + text->n;
	while (p < end && is_space(*p))
		p++;
	word->p = p;
	while (p < end && !is_space(*p))
		p++;
	word->n = (size_t)(p - word->p);
	*text = (struct qn_slice){p, (size_t)(end - p)};
	return word->n > 0;
}

/* The words' directions, each counting the same. */
static void mean_of_words(struct qn_ft_reader *r, struct qn_slice line,
                          float *to)
{
	int dim = r->model->args.dim, count = 0;
	struct qn_slice word;
	memset(to, 0, (size_t)dim * sizeof *to);
	while (qn_ft_word_next(&line, &word)) {
		qn_ft_word_vector(r, word, r->word);
		float norm = qn_ft_norm(r->word, dim);
		if (!(norm > 0))
			continue;
		scale(r->word, dim, (float)(1.0 / (double)norm));
		for (int j = 0; j < dim; j++)
			to[j] += r->word[j];
		count++;
	}
	if (count > 0)
		scale(to, dim, (float)(1.0 / count));
}

void qn_ft_line_vector(struct qn_ft_reader *r, struct qn_slice *text, float *to)
{
	if (r->model->args.model == QN_FT_SUPERVISED) {
		qn_ft_line_next(&r->line, &r->model->dict, text);
		mean_of_rows(r, to);
		return;
	}
	const char *stop = memchr(text->p, '\n', text->n);
	size_t n = stop ? (size_t)(stop - text->p) : text->n;
	mean_of_words(r, (struct qn_slice){text->p, n}, to);
	n += stop != NULL;
	*text = (struct qn_slice){text->p + n, text->n - n};
}
