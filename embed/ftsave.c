/* SPDX-License-Identifier: MIT */
/*
 * ftsave.c -- a fastText model into its file.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "embed/ftmodel.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are written as they lie in memory");

static void put_int(struct qn_output *out, int32_t x)
{
	qn_output_write(out, &x, sizeof x);
}

static void put_long(struct qn_output *out, int64_t x)
{
	qn_output_write(out, &x, sizeof x);
}

static void put_flag(struct qn_output *out, bool x)
{
	uint8_t byte = x;
	qn_output_write(out, &byte, 1);
}

static void put_args(struct qn_output *out, const struct qn_ft_args *a)
{
	const int32_t number[] = {
	    QN_FT_MAGIC,      QN_FT_VERSION,     a->dim,      a->window,
	    a->epochs,        a->min_count,      a->negative, a->word_ngrams,
	    (int32_t)a->loss, (int32_t)a->model, a->bucket,   a->minn,
	    a->maxn,          a->rate_update,
	};
	qn_output_write(out, number, sizeof number);
	qn_output_write(out, &a->sample, sizeof a->sample);
}

static void put_dict(struct qn_output *out, const struct qn_ft_dict *d)
{
	put_int(out, (int32_t)d->size);
	put_int(out, (int32_t)d->words);
	put_int(out, (int32_t)d->labels);
	put_long(out, (int64_t)d->tokens);
	put_long(out, d->pruned ? (int64_t)d->kept_n : -1);
	for (uint32_t id = 0; id < d->size; id++) {
		struct qn_slice word = qn_ft_dict_string(d, id);
		qn_output_write(out, word.p, word.n);
		put_flag(out, false); /* the NUL */
		put_long(out, (int64_t)d->word[id].count);
		put_flag(out, qn_ft_dict_is_label(d, id));
	}
	qn_output_write(out, d->kept, d->kept_n * sizeof *d->kept);
}

#define AT_ONCE ((size_t)1 << 18) /* bytes of rows, about */

static void put_dense(struct qn_output *out, const struct qn_ft_matrix *m)
{
	size_t bytes = (size_t)m->dim * sizeof(float);
	size_t most = AT_ONCE / bytes + 1;
	float *rows = qn_malloc(most, bytes);
	put_long(out, (int64_t)m->rows);
	put_long(out, m->dim);
	for (size_t i = 0; i < m->rows && qn_output_ok(out); i += most) {
		size_t n = m->rows - i < most ? m->rows - i : most;
		qn_ft_matrix_copy(m, i, n, rows);
		qn_output_write(out, rows, n * bytes);
	}
	free(rows);
}

static void put_centroids(struct qn_output *out, const float *centroid, int dim,
                          int parts, int dsub, int last)
{
	put_int(out, dim);
	put_int(out, parts);
	put_int(out, dsub);
	put_int(out, last);
	qn_output_write(out, centroid,
	                (size_t)dim * QN_FT_CENTROIDS * sizeof *centroid);
}

static void put_quant(struct qn_output *out, const struct qn_ft_matrix *m)
{
	const struct qn_ft_quant *q = m->quant;
	size_t codes = m->rows * (size_t)q->parts;
	put_flag(out, q->norm_code != NULL);
	put_long(out, (int64_t)m->rows);
	put_long(out, m->dim);
	put_int(out, (int32_t)codes);
	qn_output_write(out, q->code, codes);
	put_centroids(out, q->centroid, q->dim, q->parts, q->dsub, q->last);
	if (q->norm_code) {
		qn_output_write(out, q->norm_code, m->rows);
		put_centroids(out, q->norm_centroid, 1, 1, 1, 1);
	}
}

static void put_matrix(struct qn_output *out, const struct qn_ft_matrix *m)
{
	if (m->quant)
		put_quant(out, m);
	else
		put_dense(out, m);
}

void qn_ft_model_put(const struct qn_ft_model *m, struct qn_output *out)
{
	put_args(out, &m->args);
	put_dict(out, &m->dict);
	put_flag(out, m->input.quant != NULL);
	put_matrix(out, &m->input);
	put_flag(out, m->quantise_output);
	put_matrix(out, &m->output);
}

bool qn_ft_model_save(const struct qn_ft_model *m, const char *path,
                      struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	if (out)
		qn_ft_model_put(m, out);
	return qn_output_close(out, e);
}
