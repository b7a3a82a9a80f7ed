/* SPDX-License-Identifier: MIT */
/*
 * fttext.c -- the vectors of a fastText model as text: .vec and .output.
 *
 * Words are dealt out in blocks; when all threads are done with theirs, the
 * blocks are written in order, so the bytes do not depend on the threads.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "embed/ftmodel.h"
#include "embed/ftvector.h"

#define BLOCK 1024 /* words */

void qn_ft_put_row(struct qn_buf *text, const qn_ft_loose *row, int dim)
{
	for (int j = 0; j < dim; j++) {
		qn_buf_reserve(text, QN_FLOAT_TEXT + 1);
		text->n +=
		    qn_float_write(text->p + text->n, row[j], QN_FT_DIGITS);
		qn_buf_putc(text, ' ');
	}
}

struct lane {
	struct qn_ft_reader *reader;
	float *vector;
	struct qn_buf text;
};

struct job {
	const struct qn_ft_model *model;
	bool outputs;     /* rows of the output matrix, not words' vectors */
	uint32_t n, next; /* rows in all; where the blocks begin           */
	struct lane *lane;
};

static void one_row(struct job *j, struct lane *l, uint32_t i)
{
	const struct qn_ft_model *m = j->model;
	bool label = j->outputs && m->args.model == QN_FT_SUPERVISED;
	struct qn_slice word =
	    qn_ft_dict_string(&m->dict, label ? m->dict.words + i : i);
	qn_buf_add(&l->text, word.p, word.n);
	qn_buf_putc(&l->text, ' ');
	if (j->outputs) {
		qn_ft_put_row(&l->text,
		              qn_ft_matrix_row(&m->output, i, l->vector),
		              m->args.dim);
	} else {
		qn_ft_known_vector(l->reader, i, l->vector);
		qn_ft_put_row(&l->text, l->vector, m->args.dim);
	}
	qn_buf_putc(&l->text, '\n');
}

static void one_block(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct job *j = ctx;
	struct lane *l = &j->lane[shard];
	qn_buf_clear(&l->text);
	for (size_t i = begin; i < end; i++)
		one_row(j, l, j->next + (uint32_t)i);
}

static void put_rows(struct job *j, struct qn_pool *pool, size_t lanes,
                     struct qn_output *out)
{
	while (j->next < j->n && qn_output_ok(out)) {
		size_t left = j->n - j->next, n = lanes * BLOCK;
		n = n < left ? n : left;
		qn_pool_for(pool, n, lanes, one_block, j);
		for (size_t i = 0; i < lanes; i++)
			qn_output_write(out, j->lane[i].text.p,
			                j->lane[i].text.n);
		j->next += (uint32_t)n;
	}
}

/* Vectors as text. */
static void put(struct job *j, struct qn_pool *pool, struct qn_output *out)
{
	size_t lanes = (size_t)qn_pool_threads(pool);
	j->lane = qn_calloc(lanes, sizeof *j->lane);
	for (size_t i = 0; i < lanes; i++) {
		j->lane[i].reader = qn_ft_reader_new(j->model);
		j->lane[i].vector = qn_calloc((size_t)j->model->args.dim,
		                              sizeof *j->lane[i].vector);
	}
	qn_output_printf(out, "%u %d\n", j->n, j->model->args.dim);
	put_rows(j, pool, lanes, out);
	for (size_t i = 0; i < lanes; i++) {
		qn_ft_reader_free(j->lane[i].reader);
		free(j->lane[i].vector);
		qn_buf_release(&j->lane[i].text);
	}
	free(j->lane);
}

/* All are finished before the first one is closed. */
bool qn_ft_model_save_files(const struct qn_ft_model *m,
                            const struct qn_ft_files *files,
                            struct qn_pool *pool, struct qn_err *e)
{
	struct job words = {.model = m, .n = m->dict.words};
	struct job outputs = {
	    .model = m, .outputs = true, .n = qn_ft_model_outputs(m)};
	const char *path[] = {files->words, files->outputs, files->model};
	struct qn_output *out[3] = {NULL};
	if (files->outputs && m->input.quant)
		return qn_fail(e,
		               "%s: the output of a quantised model is not "
		               "saved as text",
		               files->outputs);
	for (int i = 0; i < 3 && !e->failed; i++) {
		out[i] = path[i] ? qn_output_open(path[i], e) : NULL;
		if (!out[i])
			continue;
		if (i == 2)
			qn_ft_model_put(m, out[i]);
		else
			put(i ? &outputs : &words, pool, out[i]);
		qn_output_finish(out[i], e);
	}
	for (int i = 0; i < 3; i++)
		if (out[i])
			qn_output_close(out[i], e);
	return !e->failed;
}
