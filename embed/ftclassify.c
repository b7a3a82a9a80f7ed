/* SPDX-License-Identifier: MIT */
/*
 * ftclassify.c -- from features to labels.
 *
 * Output rows lie transposed in blocks of 16, so that 16 inner products are
 * summed up at once, each in fastText's order.  The tree of hierarchical
 * softmax is walked from its root, and the block of a node is computed when
 * the walk first needs it.  A small quantised input matrix is decoded once.
 *
 * Source: facebookresearch/fastText, loss.cc and fasttext.cc (predict).
 */
#include "embed/ftclassify.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/kern.h"
#include "base/mem.h"
#include "embed/ftkern.h"
#include "embed/fttree.h"

#define DECODED_MOST ((size_t)128 << 20) /* bytes of a decoded matrix */

struct qn_ft_classifier {
	const struct qn_ft_model *model;
	const struct qn_ft_kern *kern;
	uint32_t labels;
	size_t blocks;          /* of QN_FT_LANES outputs                   */
	float *output;          /* [blocks][dim][QN_FT_LANES]               */
	float *norm;            /* [labels] of a quantised output, or NULL  */
	struct qn_ft_tree tree; /* hierarchical softmax                    */
	float *decoded;         /* the input matrix, or NULL                */
	struct qn_ft_bag bag;   /* where its rows lie; `rows` NULL: nowhere */
	float sigmoid[QN_FT_SIGMOID_STEPS + 1];
};

/* A way into the tree that is still to be looked at. */
struct qn_ft_branch {
	uint32_t node;
	float above;   /* score of the node above               */
	float p;       /* of the turn that leads here           */
	double p_path; /* product of p + 1e-5 of all turns here */
};

/* --- making it ------------------------------------------------------------ */

static bool transpose_output(struct qn_ft_classifier *c, struct qn_err *e)
{
	const struct qn_ft_matrix *m = &c->model->output;
	size_t dim = (size_t)m->dim;
	c->blocks = (c->labels + QN_FT_LANES - 1) / QN_FT_LANES;
	c->output = qn_big_alloc(c->blocks * QN_FT_LANES, dim * sizeof(float),
	                         "the labels of a model", e);
	if (e->failed)
		return false;
	float *scratch = qn_malloc(dim, sizeof *scratch);
	if (m->quant)
		c->norm = qn_malloc(c->labels, sizeof *c->norm);
	for (uint32_t o = 0; o < c->labels; o++) {
		const qn_ft_loose *row = scratch;
		if (m->quant)
			c->norm[o] =
			    qn_ft_quant_direction(m->quant, o, scratch);
		else
			row = qn_ft_matrix_row(m, o, scratch);
		float *to = c->output + o / QN_FT_LANES * dim * QN_FT_LANES +
		            o % QN_FT_LANES;
		for (size_t j = 0; j < dim; j++)
			to[j * QN_FT_LANES] = row[j];
	}
	free(scratch);
	return true;
}

/* Point c->bag at dense rows where there are or may be such. */
static bool place_input(struct qn_ft_classifier *c, struct qn_err *e)
{
	const struct qn_ft_matrix *m = &c->model->input;
	size_t stride = qn_row_stride(m->dim);
	c->bag.dim = (size_t)m->dim;
	if (!m->quant && !m->place) {
		c->bag.rows = m->data;
		c->bag.stride = m->stride;
	} else if (m->quant &&
	           m->rows <= DECODED_MOST / sizeof(float) / stride) {
		c->decoded = qn_big_alloc(m->rows * stride, sizeof(float),
		                          "a decoded matrix", e);
		for (size_t i = 0; c->decoded && i < m->rows; i++)
			qn_ft_quant_row(m->quant, i, c->decoded + i * stride);
		c->bag.rows = c->decoded;
		c->bag.stride = stride;
	}
	return !e->failed;
}

static void fill_sigmoid(float sigmoid[QN_FT_SIGMOID_STEPS + 1])
{
	for (int i = 0; i <= QN_FT_SIGMOID_STEPS; i++) {
		float x =
		    (float)(i * 2 * QN_FT_SIGMOID_MOST) / QN_FT_SIGMOID_STEPS -
		    QN_FT_SIGMOID_MOST;
		sigmoid[i] = (float)(1.0 / (1.0 + (double)expf(-x)));
	}
}

struct qn_ft_classifier *qn_ft_classifier_new(const struct qn_ft_model *m,
                                              struct qn_err *e)
{
	if (m->args.model != QN_FT_SUPERVISED) {
		qn_fail(e,
		        "a %s model predicts no labels; a supervised one "
		        "does",
		        qn_ft_model_name(m->args.model));
		return NULL;
	}
	if (!m->dict.labels) {
		qn_fail(e, "the model has no labels");
		return NULL;
	}
	struct qn_ft_classifier *c = qn_calloc(1, sizeof *c);
	c->model = m;
	c->kern = qn_ft_kern();
	c->labels = m->dict.labels;
	fill_sigmoid(c->sigmoid);
	if (transpose_output(c, e) && place_input(c, e) &&
	    (m->args.loss != QN_FT_HS ||
	     qn_ft_tree_init(&c->tree, m->dict.word + m->dict.words, c->labels,
	                     e)))
		return c;
	qn_ft_classifier_free(c);
	return NULL;
}

void qn_ft_classifier_free(struct qn_ft_classifier *c)
{
	if (!c)
		return;
	qn_big_free(c->output);
	qn_big_free(c->decoded);
	free(c->norm);
	qn_ft_tree_release(&c->tree);
	free(c);
}

struct qn_ft_guesses *qn_ft_guesses_new(const struct qn_ft_classifier *c)
{
	struct qn_ft_guesses *g = qn_calloc(1, sizeof *g);
	g->hidden = qn_calloc((size_t)c->model->args.dim, sizeof *g->hidden);
	g->row = qn_calloc((size_t)c->model->args.dim, sizeof *g->row);
	g->output = qn_calloc(c->blocks * QN_FT_LANES, sizeof *g->output);
	g->known = qn_calloc(c->blocks, 1);
	g->branch = qn_calloc((size_t)c->labels + 1, sizeof *g->branch);
	return g;
}

void qn_ft_guesses_free(struct qn_ft_guesses *g)
{
	if (!g)
		return;
	free(g->item);
	free(g->hidden);
	free(g->row);
	free(g->output);
	free(g->known);
	free(g->branch);
	free(g);
}

struct qn_ft_bag qn_ft_classifier_inputs(const struct qn_ft_classifier *c)
{
	return c->bag;
}

#define LINE_FLOATS 16 /* of a cache line */

void qn_ft_classifier_fetch(const struct qn_ft_classifier *c,
                            const uint32_t *row, size_t n)
{
	for (size_t i = 0; c->bag.rows && i < n; i++) {
		const qn_ft_loose *p = c->bag.rows + row[i] * c->bag.stride;
		for (size_t j = 0; j < c->bag.dim; j += LINE_FLOATS)
			__builtin_prefetch(p + j);
	}
}

/* --- scores --------------------------------------------------------------- */

/* What fastText calls the logarithm of a probability. */
static inline float log_of(float p)
{
	return (float)log((double)p + 1e-5);
}

static void average(const struct qn_ft_classifier *c, const uint32_t *row,
                    size_t n, struct qn_ft_guesses *g)
{
	const struct qn_ft_matrix *m = &c->model->input;
	struct qn_ft_bag bag = c->bag;
	float scale = (float)(1.0 / (double)n);
	bag.id = row;
	bag.n = n;
	if (bag.rows) {
		c->kern->rows(g->hidden, &bag);
	} else {
		memset(g->hidden, 0, bag.dim * sizeof *g->hidden);
		for (size_t i = 0; i < n; i++)
			qn_ft_matrix_add(m, row[i], g->hidden, g->row);
	}
	for (size_t j = 0; j < bag.dim; j++)
		g->hidden[j] *= scale;
}

/* Blocks [from, to) of g->output. */
static void compute(const struct qn_ft_classifier *c, struct qn_ft_guesses *g,
                    size_t from, size_t to)
{
	size_t dim = c->bag.dim, last = to * QN_FT_LANES;
	c->kern->dots(g->output + from * QN_FT_LANES, g->hidden,
	              c->output + from * dim * QN_FT_LANES, dim, to - from);
	if (last > c->labels)
		last = c->labels;
	for (size_t o = from * QN_FT_LANES; o < last; o++) {
		if (c->norm)
			g->output[o] *= c->norm[o];
		if (isnan(g->output[o]))
			g->output[o] = -FLT_MAX; /* fastText gives up here */
	}
}

static void softmax(float *x, size_t n)
{
	float most = x[0], sum = 0;
	for (size_t i = 1; i < n; i++)
		most = x[i] > most ? x[i] : most;
	for (size_t i = 0; i < n; i++) {
		x[i] = expf(x[i] - most);
		sum += x[i];
	}
	for (size_t i = 0; i < n; i++)
		x[i] /= sum;
}

static float sigmoid(const struct qn_ft_classifier *c, float x)
{
	if (x < -QN_FT_SIGMOID_MOST)
		return 0;
	if (x > QN_FT_SIGMOID_MOST)
		return 1;
	return c->sigmoid[(int)((x + QN_FT_SIGMOID_MOST) * QN_FT_SIGMOID_STEPS /
	                        QN_FT_SIGMOID_MOST / 2)];
}

/* --- the best ------------------------------------------------------------- */

static void find_best(const struct qn_ft_classifier *c, size_t k,
                      float threshold, struct qn_ft_guesses *g)
{
	/* Below `low` nothing can get in, whatever its logarithm's rounding. */
	double low = 0;
	for (uint32_t o = 0; o < c->labels; o++) {
		float p = g->output[o];
		if (p < threshold || (double)p + 1e-5 < low)
			continue;
		float score = log_of(p);
		if (g->n == k && score < g->item[0].score)
			continue;
		qn_ft_heap_offer(g->item, &g->n, k,
		                 (struct qn_ft_scored){score, o});
		if (g->n == k)
			low = exp((double)g->item[0].score) * 0.99999;
	}
}

static float node_score(const struct qn_ft_classifier *c,
                        struct qn_ft_guesses *g, uint32_t node)
{
	size_t block = node / QN_FT_LANES;
	if (!g->known[block]) {
		compute(c, g, block, block + 1);
		g->known[block] = 1;
	}
	return g->output[node];
}

/* Scores are sums of rounded logarithms: what is less likely than the k-th by
 * more than this need not have its own taken. */
#define CLEARLY 0.999

#define NEAR 0.99 /* what qn_ft_likely_leaf() looks at */

/* Both ways on from a node that is no leaf and whose score is `score`. */
static void open_node(const struct qn_ft_classifier *c, struct qn_ft_guesses *g,
                      const struct qn_ft_branch *b, float score,
                      struct qn_ft_branch turn[2])
{
	uint32_t node = b->node - c->labels;
	const uint32_t *child = c->tree.node[node].child;
	float p = (float)(1. / (double)(1 + expf(-node_score(c, g, node))));
	float q = (float)(1.0 - (double)p);
	turn[0] = (struct qn_ft_branch){child[0], score, q,
	                                b->p_path * ((double)q + 1e-5)};
	turn[1] = (struct qn_ft_branch){child[1], score, p,
	                                b->p_path * ((double)p + 1e-5)};
}

/* The tree from its root, turn 0 first. */
static void walk_tree(const struct qn_ft_classifier *c, size_t k,
                      float threshold, struct qn_ft_guesses *g)
{
	uint32_t n = c->labels;
	float least = log_of(threshold);
	double low = 0;
	size_t waiting = 0;
	memset(g->known, 0, c->blocks);
	g->branch[waiting++] = (struct qn_ft_branch){2 * n - 2, 0, 1, 1};
	while (waiting) {
		struct qn_ft_branch b = g->branch[--waiting];
		if (b.p_path < low)
			continue;
		float score = b.node == 2 * n - 2 ? 0 : b.above + log_of(b.p);
		if (score < least || (g->n == k && score < g->item[0].score))
			continue;
		if (b.node < n) {
			qn_ft_heap_offer(g->item, &g->n, k,
			                 (struct qn_ft_scored){score, b.node});
			if (g->n == k)
				low = exp((double)g->item[0].score) * CLEARLY;
			continue;
		}
		struct qn_ft_branch turn[2];
		open_node(c, g, &b, score, turn);
		g->branch[waiting++] = turn[1];
		g->branch[waiting++] = turn[0];
	}
}

const float *qn_ft_outputs(const struct qn_ft_classifier *c,
                           struct qn_ft_guesses *g)
{
	compute(c, g, 0, c->blocks);
	return g->output;
}

static void rank(const struct qn_ft_classifier *c, size_t k, float threshold,
                 struct qn_ft_guesses *g)
{
	enum qn_ft_loss loss = c->model->args.loss;
	k = k < c->labels ? k : c->labels;
	g->n = 0;
	if (k + 1 > g->room) {
		g->room = k + 1;
		g->item = qn_realloc(g->item, g->room, sizeof *g->item);
	}
	if (loss == QN_FT_HS) {
		walk_tree(c, k, threshold, g);
	} else {
		compute(c, g, 0, c->blocks);
		if (loss == QN_FT_SOFTMAX)
			softmax(g->output, c->labels);
		else
			for (uint32_t o = 0; o < c->labels; o++)
				g->output[o] = sigmoid(c, g->output[o]);
		find_best(c, k, threshold, g);
	}
	qn_ft_heap_sort(g->item, g->n);
}

/* The more likely turn first, so that most others are too unlikely to be
 * looked at. */
uint32_t qn_ft_likely_leaf(const struct qn_ft_classifier *c,
                           struct qn_ft_guesses *g, double p[2])
{
	uint32_t n = c->labels, leaf = 0;
	size_t waiting = 0;
	p[0] = p[1] = 0;
	memset(g->known, 0, c->blocks);
	g->branch[waiting++] = (struct qn_ft_branch){2 * n - 2, 0, 1, 1};
	while (waiting) {
		struct qn_ft_branch b = g->branch[--waiting];
		if (b.p_path < NEAR * p[0])
			continue;
		if (b.node < n) {
			bool better = b.p_path > p[0];
			double other = better ? p[0] : b.p_path;
			leaf = better ? b.node : leaf;
			p[0] = better ? b.p_path : p[0];
			p[1] = other > p[1] ? other : p[1];
			continue;
		}
		struct qn_ft_branch turn[2];
		open_node(c, g, &b, 0, turn);
		bool first = turn[0].p_path > turn[1].p_path;
		g->branch[waiting++] = turn[first];
		g->branch[waiting++] = turn[!first];
	}
	return leaf;
}

void qn_ft_classify(const struct qn_ft_classifier *c, const uint32_t *row,
                    size_t n, size_t k, float threshold,
                    struct qn_ft_guesses *g)
{
	g->n = 0;
	if (n == 0)
		return;
	average(c, row, n, g);
	rank(c, k, threshold, g);
}
