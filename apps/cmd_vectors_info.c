/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_info.c -- `quern vectors info`: what is in a vector file.
 */
#include "apps/cmd_vectors.h"

#include <math.h>

#include "apps/json.h"

struct info_options {
	struct vectors_source source;
};

/* The mean Euclidean length of the rows. */
static double mean_length(const struct qn_vectors *v)
{
	double sum = 0;
	for (size_t i = 0; i < v->n; i++) {
		const float *row = qn_vectors_row(v, i);
		double square = 0;
		for (int j = 0; j < v->dim; j++)
			square += (double)row[j] * row[j];
		sum += sqrt(square);
	}
	return v->n ? sum / (double)v->n : 0;
}

static void print_info(struct qn_output *out, const struct qn_vectors *v,
                       bool json)
{
	double length = mean_length(v);
	if (!json) {
		qn_output_printf(out,
		                 "words\t%zu\ndim\t%d\nmean length\t%.6g\n",
		                 v->n, v->dim, length);
		return;
	}
	qn_output_printf(out, "{\"words\": %zu, \"dim\": %d, \"mean_length\": ",
	                 v->n, v->dim);
	json_put_number(out, length);
	qn_output_puts(out, "}\n");
}

static bool run(void *options, struct call *c)
{
	const struct info_options *o = options;
	struct qn_vectors *v = vectors_load(c, c->operands.item[0], &o->source);
	if (!v)
		return false;
	struct qn_output *out = call_output(c);
	print_info(out, v, c->common.json);
	qn_vectors_free(v);
	return qn_output_close(out, &c->e);
}

static const struct info_options defaults = {.source = {.vocab = 0}};

static const struct option options[] = {
    VECTORS_FORMAT_OPTION(struct info_options),
    VECTORS_VOCAB_OPTION(struct info_options),
    {0},
};

const struct command vectors_info = {
    .name = "info",
    .summary = "words, dimensions and mean length of a vector file",
    .operands = "FILE",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed",
    .run = run,
};
