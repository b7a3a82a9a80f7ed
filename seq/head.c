/* SPDX-License-Identifier: MIT */
/*
 * head.c -- see head.h.
 */
#include "seq/head.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/blas.h"

/* --- parameters ----------------------------------------------------------- */

/* Xavier's. */
static struct qn_param matrix(size_t rows, size_t columns)
{
	struct qn_param p = qn_param_matrix(rows, columns, 0);
	p.init = QN_INIT_UNIFORM;
	p.spread = sqrtf(6 / (float)(rows + columns));
	return p;
}

static size_t add(struct qn_params *p, const char *name, struct qn_param q)
{
	return qn_params_add(p, &q, "head.%s", name);
}

static size_t width_of(const struct qn_net_shape *s)
{
	return s->head.gather == QN_GATHER_CONV ? s->head.filters : s->hidden;
}

static void add_all(struct qn_head *h, struct qn_params *p,
                    const struct qn_net_shape *s)
{
	const struct qn_head_shape *head = &s->head;
	size_t H = s->hidden, F = head->filters;
	h->from = p->total;
	if (head->gather == QN_GATHER_ATTENTION) {
		h->mix = add(p, "mix.weight", matrix(H, H));
		h->mix_b = add(p, "mix.bias", qn_param_vector(H, 0));
		h->look = add(p, "look.weight", matrix(1, H));
	} else if (head->gather == QN_GATHER_CONV) {
		h->filters =
		    add(p, "filters.weight", matrix(F, head->window * H));
		h->filters_b = add(p, "filters.bias", qn_param_vector(F, 0));
	}
	h->w = add(p, "weight", matrix(head->labels, width_of(s)));
	h->b = add(p, "bias", qn_param_vector(head->labels, 0));
	h->to = p->total;
}

void qn_head_params(struct qn_params *p, const struct qn_net_shape *shape)
{
	struct qn_head nowhere;
	add_all(&nowhere, p, shape);
}

/* --- arrays --------------------------------------------------------------- */

static void plan(struct qn_head *h, struct qn_slab *slab)
{
	const struct qn_head_shape *s = &h->net->shape.head;
	size_t rows = h->most < s->window ? s->window : h->most;
	h->padded = qn_slab_take(slab, rows, h->hidden);
	h->dpadded = qn_slab_take(slab, rows, h->hidden);
	h->between = qn_slab_take(slab, rows, h->width);
	h->dbetween = qn_slab_take(slab, rows, h->width);
	h->share = qn_slab_take(slab, rows, 1);
	h->dshare = qn_slab_take(slab, rows, 1);
	h->top = qn_slab_take(slab, h->width, 1);
	h->dtop = qn_slab_take(slab, h->width, 1);
	h->score = qn_slab_take(slab, s->labels, 1);
	h->at = qn_slab_take(slab, h->width, 1);
}

bool qn_head_init(struct qn_head *h, const struct qn_net *net, size_t most,
                  struct qn_err *e)
{
	struct qn_net bare = {.class = net->class, .shape = net->shape};
	*h = (struct qn_head){.net = net,
	                      .hidden = net->shape.hidden,
	                      .width = width_of(&net->shape),
	                      .most = most};
	bare.class->params(&bare);
	add_all(h, &bare.params, &net->shape);
	qn_params_release(&bare.params);
	plan(h, &h->slab);
	if (!qn_slab_alloc(&h->slab, "a network's head", e))
		return false;
	plan(h, &h->slab);
	return true;
}

void qn_head_release(struct qn_head *h)
{
	qn_slab_release(&h->slab);
}

/* --- gathering ------------------------------------------------------------ */

static struct qn_convtime filters(const struct qn_head *h)
{
	const struct qn_head_shape *s = &h->net->shape.head;
	return (struct qn_convtime){.inputs = h->hidden,
	                            .filters = s->filters,
	                            .window = s->window,
	                            .w = h->net->w + h->filters,
	                            .b = h->net->w + h->filters_b};
}

/* Rows of conv: n, or a window of which the rest is 0. */
static size_t conv_rows(const struct qn_head *h, size_t n)
{
	size_t window = h->net->shape.head.window;
	return n < window ? window : n;
}

static void conv(struct qn_head *h, const float *x, size_t n)
{
	struct qn_convtime c = filters(h);
	size_t rows = conv_rows(h, n), H = h->hidden;
	memcpy(h->padded, x, n * H * sizeof *x);
	memset(h->padded + n * H, 0, (rows - n) * H * sizeof *x);
	qn_convtime_forward(&c, h->between, h->padded, rows);
	qn_maxtime_forward(h->top, h->at, h->between, rows - c.window + 1,
	                   c.filters);
}

static void attention(struct qn_head *h, const float *x, size_t n)
{
	const float *w = h->net->w;
	size_t H = h->hidden;
	qn_blas_abt(n, H, H, 1, x, H, w + h->mix, H, 0, h->between, H);
	for (size_t t = 0; t < n; t++) {
		double look = 0;
		for (size_t c = 0; c < H; c++) {
			float *u = &h->between[t * H + c];
			*u = tanhf(*u + w[h->mix_b + c]);
			look += (double)*u * (double)w[h->look + c];
		}
		h->share[t] = (float)look;
	}
	qn_nnkern()->softmax(h->share, n, n, 1);
	qn_blas_ab(1, H, n, 1, h->share, n, x, H, 0, h->top, H);
}

static void gather(struct qn_head *h, const float *x, size_t n)
{
	size_t H = h->hidden;
	assert(n >= 1 && n <= h->most);
	switch (h->net->shape.head.gather) {
	case QN_GATHER_LAST:
		memcpy(h->top, x + (n - 1) * H, H * sizeof *x);
		break;
	case QN_GATHER_MEAN:
		memset(h->top, 0, H * sizeof *x);
		qn_nnkern()->add_columns(h->top, x, H, n, H);
		for (size_t c = 0; c < H; c++)
			h->top[c] /= (float)n;
		break;
	case QN_GATHER_ATTENTION:
		attention(h, x, n);
		break;
	case QN_GATHER_CONV:
		conv(h, x, n);
	}
}

/* --- and back ------------------------------------------------------------- */

static void conv_back(struct qn_head *h, size_t n, float *g, float *dx)
{
	struct qn_convtime c = filters(h);
	size_t rows = conv_rows(h, n), H = h->hidden;
	qn_maxtime_backward(h->dbetween, h->dtop, h->at, rows - c.window + 1,
	                    c.filters);
	memset(h->dpadded, 0, rows * H * sizeof *dx);
	qn_convtime_backward(&c, h->dpadded, g + h->filters, g + h->filters_b,
	                     h->dbetween, h->padded, rows);
	memcpy(dx, h->dpadded, n * H * sizeof *dx);
}

static void attention_back(struct qn_head *h, const float *x, size_t n,
                           float *g, float *dx)
{
	const float *w = h->net->w;
	size_t H = h->hidden;
	qn_blas_abt(1, n, H, 1, h->dtop, H, x, H, 0, h->dshare, n);
	qn_nnkern()->softmax_back(h->dshare, h->share, n, 1);
	for (size_t t = 0; t < n; t++)
		for (size_t c = 0; c < H; c++) {
			float u = h->between[t * H + c], d = h->dshare[t];
			g[h->look + c] += d * u;
			h->dbetween[t * H + c] =
			    d * w[h->look + c] * (1 - u * u);
			dx[t * H + c] = h->share[t] * h->dtop[c];
		}
	qn_nnkern()->add_columns(g + h->mix_b, h->dbetween, H, n, H);
	qn_blas_atb(H, H, n, 1, h->dbetween, H, x, H, 1, g + h->mix, H);
	qn_blas_ab(n, H, H, 1, h->dbetween, H, w + h->mix, H, 1, dx, H);
}

static void gather_back(struct qn_head *h, const float *x, size_t n, float *g,
                        float *dx)
{
	size_t H = h->hidden;
	switch (h->net->shape.head.gather) {
	case QN_GATHER_LAST:
		memset(dx, 0, (n - 1) * H * sizeof *dx);
		memcpy(dx + (n - 1) * H, h->dtop, H * sizeof *dx);
		break;
	case QN_GATHER_MEAN:
		for (size_t i = 0; i < n * H; i++)
			dx[i] = h->dtop[i % H] / (float)n;
		break;
	case QN_GATHER_ATTENTION:
		attention_back(h, x, n, g, dx);
		break;
	case QN_GATHER_CONV:
		conv_back(h, n, g, dx);
	}
}

/* --- the layer on top ----------------------------------------------------- */

static void score(struct qn_head *h)
{
	const float *w = h->net->w;
	qn_nnkern()->times(h->score, w + h->w, h->top, w + h->b,
	                   h->net->shape.head.labels, h->width);
}

void qn_head_read(struct qn_head *h, const float *states, size_t n, float *ln_p)
{
	size_t labels = h->net->shape.head.labels;
	gather(h, states, n);
	score(h);
	float all = (float)qn_nnkern()->log_sum(h->score, labels);
	for (size_t i = 0; i < labels; i++)
		ln_p[i] = h->score[i] - all;
}

double qn_head_learn(struct qn_head *h, const float *states, size_t n,
                     uint32_t label, float smooth, float scale,
                     const struct qn_dropout *drop, size_t first, float *g,
                     float *dstates)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t labels = h->net->shape.head.labels, P = h->width;
	gather(h, states, n);
	if (drop->cut)
		k->dropout(h->top, h->top, P, (uint32_t)first, drop);
	score(h);
	double loss = k->cross_entropy(h->score, labels, label, smooth, scale);
	qn_blas_atb(labels, P, 1, 1, h->score, labels, h->top, P, 1, g + h->w,
	            P);
	k->add_columns(g + h->b, h->score, labels, 1, labels);
	qn_blas_ab(1, P, labels, 1, h->score, labels, h->net->w + h->w, P, 0,
	           h->dtop, P);
	if (drop->cut)
		k->dropout(h->dtop, h->dtop, P, (uint32_t)first, drop);
	gather_back(h, states, n, g, dstates);
	return loss;
}
