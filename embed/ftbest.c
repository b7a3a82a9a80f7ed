/* SPDX-License-Identifier: MIT */
/*
 * ftbest.c -- sums of words' rows, each made when its word is met first.
 */
#include "embed/ftbest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "embed/ftkern.h"

#define KEPT_MOST   ((size_t)64 << 20) /* bytes of sums             */
#define LINE_FLOATS 16                 /* of a cache line           */

/* What rounding may change is a thousandth of this: of a probability of
 * hierarchical softmax, and in what softmax is made of. */
#define CLOSE 1e-3f

/* Hierarchical softmax has no answer that is less likely than 1e-5. */
#define LIKELY 2e-5

/* Within two steps of its table the logistic function may be the same. */
#define STEP ((float)QN_FT_SIGMOID_MOST * 2 / QN_FT_SIGMOID_STEPS)

struct sum {
	uint32_t at;   /* which                             */
	uint32_t rows; /* that it is the sum of; 0 = none   */
};

struct qn_ft_best {
	const struct qn_ft_model *model;
	const struct qn_ft_classifier *classifier;
	struct qn_ft_guesses *guesses;
	struct qn_ft_bag inputs;
	const struct qn_ft_kern *kern;

	struct sum *kept; /* [words of the dictionary]         */
	float *sum;       /* [n][stride]                       */
	size_t n, room, stride;

	/* scratch */
	struct qn_ft_list rows, sums;
	struct qn_buf spelt;
	float *part;            /* [dim]                               */
	struct qn_ft_line line; /* one that is read in fastText's order */
};

struct qn_ft_best *qn_ft_best_new(const struct qn_ft_model *m,
                                  const struct qn_ft_classifier *c)
{
	struct qn_ft_best *b = qn_calloc(1, sizeof *b);
	b->model = m;
	b->classifier = c;
	b->guesses = qn_ft_guesses_new(c);
	b->inputs = qn_ft_classifier_inputs(c);
	b->kern = qn_ft_kern();
	b->stride = qn_row_stride(m->args.dim);
	b->kept = qn_calloc(m->dict.words, sizeof *b->kept);
	b->part = qn_malloc(b->inputs.dim, sizeof *b->part);
	return b;
}

void qn_ft_best_free(struct qn_ft_best *b)
{
	if (!b)
		return;
	qn_ft_guesses_free(b->guesses);
	free(b->kept);
	qn_big_free(b->sum);
	free(b->rows.id);
	free(b->sums.id);
	qn_buf_release(&b->spelt);
	free(b->part);
	qn_ft_line_release(&b->line);
	free(b);
}

/* --- sums ----------------------------------------------------------------- */

static void sum_rows(const struct qn_ft_best *b, const struct qn_ft_list *rows,
                     float *h)
{
	struct qn_ft_bag bag = b->inputs;
	bag.id = rows->id;
	bag.n = rows->n;
	b->kern->rows(h, &bag);
}

static void grow(struct qn_ft_best *b)
{
	b->room = b->room ? 2 * b->room : 256;
	float *sum = qn_big_calloc(b->room * b->stride, sizeof *sum);
	if (b->n)
		memcpy(sum, b->sum, b->n * b->stride * sizeof *sum);
	qn_big_free(b->sum);
	b->sum = sum;
}

/* When they become many all are forgotten, between two lines. */
static void make_room(struct qn_ft_best *b)
{
	if (b->n * b->stride * sizeof *b->sum <= KEPT_MOST)
		return;
	memset(b->kept, 0, b->model->dict.words * sizeof *b->kept);
	b->n = 0;
}

static struct sum sum_of(struct qn_ft_best *b, uint32_t word)
{
	const struct qn_ft_dict *d = &b->model->dict;
	struct sum *kept = &b->kept[word];
	if (kept->rows)
		return *kept;
	if (b->n == b->room)
		grow(b);
	b->rows.n = 0;
	qn_ft_dict_features(d, qn_ft_dict_string(d, word), word, &b->spelt,
	                    &b->rows);
	qn_ft_dict_rows(d, &b->rows);
	sum_rows(b, &b->rows, b->sum + b->n * b->stride);
	*kept = (struct sum){(uint32_t)b->n++, (uint32_t)b->rows.n};
	return *kept;
}

/* --- lines ---------------------------------------------------------------- */

void qn_ft_best_read(struct qn_ft_best *b, struct qn_ft_line *line,
                     struct qn_slice *text)
{
	line->apart = b->inputs.rows != NULL;
	qn_ft_line_next(line, &b->model->dict, text);
	qn_ft_classifier_fetch(b->classifier, line->rows.id, line->rows.n);
	make_room(b);
	for (size_t i = 0; i < line->words.n; i++) {
		uint32_t at = sum_of(b, line->words.id[i]).at;
		for (size_t j = 0; j < b->inputs.dim; j += LINE_FLOATS)
			__builtin_prefetch(b->sum + at * b->stride + j);
	}
}

/* h [dim] = the sums of the known words; how many rows these are made of. */
static size_t sum_words(struct qn_ft_best *b, const struct qn_ft_list *words,
                        float *h)
{
	struct qn_ft_bag bag = {.dim = b->inputs.dim, .stride = b->stride};
	size_t rows = 0;
	b->sums.n = 0;
	for (size_t i = 0; i < words->n; i++) {
		struct sum sum = sum_of(b, words->id[i]);
		qn_ft_list_add(&b->sums, sum.at);
		rows += sum.rows;
	}
	bag.rows = b->sum;
	bag.id = b->sums.id;
	bag.n = b->sums.n;
	b->kern->rows(h, &bag);
	return rows;
}

/* The hidden layer of a line, off by rounding. */
static void add_up(struct qn_ft_best *b, const struct qn_ft_line *line)
{
	size_t dim = b->inputs.dim, n = line->rows.n;
	float *h = b->guesses->hidden;
	make_room(b);
	sum_rows(b, &line->rows, h);
	n += sum_words(b, &line->words, b->part);
	float scale = (float)(1.0 / (double)n);
	for (size_t j = 0; j < dim; j++)
		h[j] = (h[j] + b->part[j]) * scale;
}

/* The leaf that hierarchical softmax leads to, if rounding cannot have chosen
 * it; else QN_FT_NONE. */
static uint32_t clear_leaf(struct qn_ft_best *b)
{
	double p[2];
	uint32_t leaf = qn_ft_likely_leaf(b->classifier, b->guesses, p);
	return p[0] > LIKELY && p[1] < (1 - CLOSE) * p[0] ? leaf : QN_FT_NONE;
}

/* The same of the other losses: probabilities rise with the outputs. */
static uint32_t clear_output(struct qn_ft_best *b)
{
	const float *x = qn_ft_outputs(b->classifier, b->guesses);
	float most = -INFINITY, next = -INFINITY, limit = QN_FT_SIGMOID_MOST;
	uint32_t best = 0, labels = b->model->dict.labels;
	for (uint32_t o = 0; o < labels; o++) {
		if (x[o] > most) {
			next = most;
			most = x[o];
			best = o;
		} else if (x[o] > next) {
			next = x[o];
		}
	}
	bool clear = most - next > CLOSE;
	if (b->model->args.loss != QN_FT_SOFTMAX)
		clear = most - next > 3 * STEP && next < limit - 3 * STEP &&
		        most > 3 * STEP - limit;
	return clear ? best : QN_FT_NONE;
}

/* As fastText does it. */
static uint32_t classify(struct qn_ft_best *b, const struct qn_ft_line *line)
{
	struct qn_slice text = line->text;
	if (line->apart) {
		qn_ft_line_next(&b->line, &b->model->dict, &text);
		line = &b->line;
	}
	qn_ft_classify(b->classifier, line->rows.id, line->rows.n, 1, 0,
	               b->guesses);
	return b->guesses->n ? b->guesses->item[0].id : QN_FT_NONE;
}

uint32_t qn_ft_best_label(struct qn_ft_best *b, const struct qn_ft_line *line)
{
	uint32_t label;
	if (qn_ft_line_is_empty(line))
		return QN_FT_NONE;
	if (!line->apart)
		return classify(b, line);
	add_up(b, line);
	label =
	    b->model->args.loss == QN_FT_HS ? clear_leaf(b) : clear_output(b);
	return label == QN_FT_NONE ? classify(b, line) : label;
}
