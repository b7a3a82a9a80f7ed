/* SPDX-License-Identifier: MIT */
/*
 * nmf.c -- documents, words, documents, words ...
 *
 * The product is never formed: with g = doc^T doc and f = word^T word
 *
 *	|x - doc word^T|^2 = |x|^2 - 2 <x, doc word^T> + <g, f>
 *
 * whose middle part falls out of the words' step.
 */
#include "topic/nmf.h"

#include <math.h>
#include <stdlib.h>

#include "base/kern.h"
#include "base/mem.h"
#include "topic/nmfside.h"
#include "topic/nmfstart.h"

/* Of the first steps each is one sweep: they lead where scikit-learn's do, and
 * several from the beginning may lead elsewhere. */
#define PLAIN       10
#define SWEEPS      8    /* of a row in a later step, at most              */
#define ENOUGH      0.1  /* a sweep that moves it less, of the first      */
#define LOOKS       10   /* Kullback-Leibler: steps from look to look      */
#define MANY_SWEEPS 2000 /* of a document that is inferred                 */
#define LITTLE      1e-4 /* the same as ENOUGH, for it                     */

bool qn_nmf_check(const struct qn_nmf_options *o, struct qn_err *e)
{
	double alpha_h = isnan(o->alpha_h) ? 0 : o->alpha_h;
	return qn_check_range("num-topics", o->topics, 1, QN_NMF_TOPICS, e) &&
	       qn_check_range("num-iterations", o->iterations, 0, 1e9, e) &&
	       qn_check_range("tol", o->tolerance, 0, 1, e) &&
	       qn_check_range("alpha-W", o->alpha_w, 0, 1e9, e) &&
	       qn_check_range("alpha-H", alpha_h, 0, 1e9, e) &&
	       qn_check_range("l1-ratio", o->l1_ratio, 0, 1, e);
}

/* --- the two sides -------------------------------------------------------- */

static struct qn_nmf_side documents(const struct qn_nmf *n)
{
	double alpha = n->options.alpha_w * n->x->columns;
	return (struct qn_nmf_side){.x = n->x,
	                            .w = n->doc,
	                            .h = n->word,
	                            .K = n->K,
	                            .stride = n->stride,
	                            .l1 = alpha * n->options.l1_ratio,
	                            .l2 = alpha * (1 - n->options.l1_ratio)};
}

static struct qn_nmf_side words(const struct qn_nmf *n)
{
	const struct qn_nmf_options *o = &n->options;
	double alpha = isnan(o->alpha_h) ? o->alpha_w : o->alpha_h;
	alpha *= (double)n->x->rows;
	return (struct qn_nmf_side){.x = &n->xt,
	                            .w = n->word,
	                            .h = n->doc,
	                            .K = n->K,
	                            .stride = n->stride,
	                            .l1 = alpha * o->l1_ratio,
	                            .l2 = alpha * (1 - o->l1_ratio)};
}

/* --- the objective -------------------------------------------------------- */

static double penalty(const struct qn_nmf_side *s)
{
	double sum = 0, square = 0;
	if (s->l1 == 0 && s->l2 == 0)
		return 0;
	for (size_t i = 0; i < s->x->rows * s->stride; i++) {
		sum += s->w[i];
		square += (double)s->w[i] * s->w[i];
	}
	return s->l1 * sum + s->l2 * square / 2;
}

/* With the product of x and what approximates it, and the grams as they are. */
static double frobenius(const struct qn_nmf *n, double product)
{
	double both = 0;
	for (size_t i = 0; i < (size_t)n->K * n->K; i++)
		both += n->gram_doc[i] * n->gram_word[i];
	return (n->size - 2 * product + both) / 2;
}

double qn_nmf_objective(const struct qn_nmf *n, struct qn_pool *pool)
{
	struct qn_nmf_side d = documents(n), w = words(n);
	return n->options.loss == QN_NMF_KL
	           ? qn_nmf_divergence(&d, pool) + penalty(&d) + penalty(&w)
	           : n->objective;
}

/* --- a run ---------------------------------------------------------------- */

static bool make_room(struct qn_nmf *n, struct qn_err *e)
{
	size_t K = n->K;
	n->stride = qn_row_stride((int)K);
	n->doc =
	    qn_big_alloc(n->x->rows * n->stride, sizeof *n->doc, "topics", e);
	n->word = qn_big_alloc(n->x->columns * n->stride, sizeof *n->word,
	                       "topics", e);
	if (n->options.loss == QN_NMF_KL) {
		n->ratio = qn_big_alloc(qn_sparse_cells(n->x), sizeof *n->ratio,
		                        "topics", e);
	} else {
		n->gram_doc =
		    qn_big_alloc(K * K, sizeof *n->gram_doc, "topics", e);
		n->gram_word =
		    qn_big_alloc(K * K, sizeof *n->gram_word, "topics", e);
	}
	return !e->failed && qn_sparse_transpose(n->x, &n->xt, e);
}

static bool look_at(struct qn_nmf *n, struct qn_err *e)
{
	for (size_t i = 0; i < qn_sparse_cells(n->x); i++) {
		double x = n->x->value[i];
		if (!(x >= 0 && x <= 1e30))
			return qn_fail(e,
			               "a value is %g; all have to be 0 or "
			               "more",
			               x);
		n->size += x * x;
	}
	return n->size > 0 || qn_fail(e, "the matrix holds nothing but zeros");
}

struct qn_nmf *qn_nmf_new(const struct qn_nmf_options *o,
                          const struct qn_sparse *x, struct qn_pool *pool,
                          struct qn_err *e)
{
	if (e->failed || !qn_nmf_check(o, e))
		return NULL;
	struct qn_nmf *n = qn_calloc(1, sizeof *n);
	n->options = *o;
	n->x = x;
	n->K = o->topics;
	if (look_at(n, e) && make_room(n, e) && qn_nmf_start(n, pool, e)) {
		struct qn_nmf_side d = documents(n);
		if (n->gram_word)
			qn_nmf_gram(&d, n->gram_word, pool);
		return n;
	}
	qn_nmf_free(n);
	return NULL;
}

void qn_nmf_free(struct qn_nmf *n)
{
	if (!n)
		return;
	qn_sparse_release(&n->xt);
	qn_big_free(n->doc);
	qn_big_free(n->word);
	qn_big_free(n->gram_doc);
	qn_big_free(n->gram_word);
	qn_big_free(n->ratio);
	free(n);
}

void qn_nmf_step(struct qn_nmf *n, struct qn_pool *pool)
{
	struct qn_nmf_side d = documents(n), w = words(n);
	n->steps++;
	if (n->options.loss == QN_NMF_KL) {
		qn_nmf_scale(&d, 1, n->ratio, pool);
		qn_nmf_scale(&w, 1, n->ratio, pool);
		return;
	}
	struct qn_hals_sums of_d, of_w;
	int sweeps = n->steps <= PLAIN ? 1 : SWEEPS;
	of_d = qn_nmf_hals(&d, n->gram_word, sweeps, ENOUGH, pool);
	qn_nmf_gram(&w, n->gram_doc, pool);
	of_w = qn_nmf_hals(&w, n->gram_doc, sweeps, ENOUGH, pool);
	qn_nmf_gram(&d, n->gram_word, pool);
	n->violation = of_d.violation + of_w.violation;
	n->objective = frobenius(n, of_w.product) + d.l1 * of_d.w +
	               w.l1 * of_w.w +
	               (d.l2 * of_d.square + w.l2 * of_w.square) / 2;
}

static bool tell(const struct qn_nmf *n, double error, struct qn_err *e)
{
	const struct qn_report r = {.what = "training",
	                            .unit = "steps",
	                            .done = n->steps,
	                            .total = n->options.iterations,
	                            .loss = error,
	                            .rate = NAN,
	                            .measure = "error"};
	return qn_progress_tell(n->options.progress, &r) ||
	       qn_fail_interrupted(e, "training");
}

static bool train_frobenius(struct qn_nmf *n, struct qn_pool *pool,
                            struct qn_err *e)
{
	double first = 0;
	while (n->steps < n->options.iterations) {
		qn_nmf_step(n, pool);
		if (!tell(n, sqrt(2 * fmax(n->objective, 0)), e))
			return false;
		if (first == 0)
			first = n->violation;
		if (n->violation <= n->options.tolerance * first)
			break;
	}
	return true;
}

static bool train_kl(struct qn_nmf *n, struct qn_pool *pool, struct qn_err *e)
{
	double first = sqrt(2 * fmax(qn_nmf_objective(n, pool), 0));
	double last = first;
	while (n->steps < n->options.iterations) {
		qn_nmf_step(n, pool);
		bool look = n->steps % LOOKS == 0;
		double error =
		    look ? sqrt(2 * fmax(qn_nmf_objective(n, pool), 0)) : last;
		if (!tell(n, error, e))
			return false;
		if (look && last - error <= n->options.tolerance * first)
			break;
		last = error;
	}
	return true;
}

bool qn_nmf_train(struct qn_nmf *n, struct qn_pool *pool, struct qn_err *e)
{
	return n->options.loss == QN_NMF_KL ? train_kl(n, pool, e)
	                                    : train_frobenius(n, pool, e);
}

/* --- other documents ------------------------------------------------------ */

void qn_nmf_infer(const struct qn_nmf_given *g, const struct qn_sparse *x,
                  float *doc, struct qn_pool *pool)
{
	const struct qn_nmf_side s = {.x = x,
	                              .w = doc,
	                              .h = g->word,
	                              .K = g->K,
	                              .stride = g->stride,
	                              .l1 = g->l1,
	                              .l2 = g->l2};
	bool kl = g->loss == QN_NMF_KL;
	for (size_t i = 0; i < x->rows * g->stride; i++)
		doc[i] = kl && i % g->stride < g->K ? 1 : 0;
	if (kl) {
		double *ratio =
		    qn_big_calloc(qn_sparse_cells(x), sizeof *ratio);
		qn_nmf_scale(&s, MANY_SWEEPS, ratio, pool);
		qn_big_free(ratio);
		return;
	}
	double *gram = qn_big_calloc((size_t)g->K * g->K, sizeof *gram);
	qn_nmf_gram(&s, gram, pool);
	qn_nmf_hals(&s, gram, MANY_SWEEPS, LITTLE, pool);
	qn_big_free(gram);
}
