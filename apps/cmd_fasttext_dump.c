/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_dump.c -- `quern fasttext dump`: what a model holds, as text.
 */
#include "apps/cmd_fasttext.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"

#define DIGITS 6

static void dump_args(const struct qn_ft_model *m, struct qn_output *out)
{
	const struct qn_ft_args *a = &m->args;
	qn_output_printf(out, "dim %d\nws %d\nepoch %d\nminCount %d\nneg %d\n",
	                 a->dim, a->window, a->epochs, a->min_count,
	                 a->negative);
	qn_output_printf(out, "wordNgrams %d\nloss %s\nmodel %s\nbucket %d\n",
	                 a->word_ngrams, qn_ft_loss_name(a->loss),
	                 qn_ft_model_name(a->model), a->bucket);
	qn_output_printf(out, "minn %d\nmaxn %d\nlrUpdateRate %d\nt %g\n",
	                 a->minn, a->maxn, a->rate_update, a->sample);
}

static void dump_dict(const struct qn_ft_model *m, struct qn_output *out)
{
	const struct qn_ft_dict *d = &m->dict;
	qn_output_printf(out, "%u\n", d->size);
	for (uint32_t id = 0; id < d->size && qn_output_ok(out); id++) {
		struct qn_slice s = qn_ft_dict_string(d, id);
		qn_output_write(out, s.p, s.n);
		qn_output_printf(out, " %lld %s\n",
		                 (long long)d->word[id].count,
		                 qn_ft_dict_is_label(d, id) ? "label" : "word");
	}
}

static void dump_matrix(const struct qn_ft_matrix *m, struct qn_output *out)
{
	struct qn_buf text = {0};
	float *scratch = qn_malloc((size_t)m->dim, sizeof *scratch);
	qn_output_printf(out, "%zu %d\n", m->rows, m->dim);
	for (size_t i = 0; i < m->rows && qn_output_ok(out); i++) {
		const qn_ft_loose *row = qn_ft_matrix_row(m, i, scratch);
		qn_buf_clear(&text);
		for (int j = 0; j < m->dim; j++) {
			qn_buf_reserve(&text, QN_FLOAT_TEXT + 1);
			if (j)
				qn_buf_putc(&text, ' ');
			text.n +=
			    qn_float_write(text.p + text.n, row[j], DIGITS);
		}
		qn_buf_putc(&text, '\n');
		qn_output_write(out, text.p, text.n);
	}
	free(scratch);
	qn_buf_release(&text);
}

static bool dump(struct call *c, const struct qn_ft_model *m,
                 struct qn_output *out)
{
	const char *what = c->operands.item[1];
	bool input = strcmp(what, "input") == 0;
	if (strcmp(what, "args") == 0)
		dump_args(m, out);
	else if (strcmp(what, "dict") == 0)
		dump_dict(m, out);
	else if (m->input.quant)
		return qn_fail(&c->e, "not supported for quantized models");
	else
		dump_matrix(input ? &m->input : &m->output, out);
	return true;
}

static bool known(const char *what)
{
	return strcmp(what, "args") == 0 || strcmp(what, "dict") == 0 ||
	       strcmp(what, "input") == 0 || strcmp(what, "output") == 0;
}

static bool run(void *options, struct call *c)
{
	(void)options;
	if (!known(c->operands.item[1]))
		return call_misuse(c, "<option> is one of args, dict, input, "
		                      "output");
	struct qn_ft_model *m = qn_ft_model_load(c->operands.item[0], &c->e);
	if (!m)
		return false;
	struct qn_output *out = call_output(c);
	dump(c, m, out);
	qn_ft_model_free(m);
	return qn_output_close(out, &c->e);
}

const struct command fasttext_dump = {
    .name = "dump",
    .summary = "dump arguments, dictionary, input or output vectors",
    .operands = "<model> <option>",
    .about = "<model>: model file.  <option>: one of args, dict, input, "
             "output.",
    .min_operands = 2,
    .max_operands = 2,
    .without = "threads seed json",
    .run = run,
};
