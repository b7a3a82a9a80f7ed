/* SPDX-License-Identifier: MIT */
/*
 * factorsfile.c -- a model's file, written and read.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "base/tensors.h"
#include "topic/factors.h"

static const char *const kinds[] = {
    [QN_FACTORS_NMF] = "nmf", [QN_FACTORS_LSA] = "lsa"};

/* --- writing -------------------------------------------------------------- */

struct qn_tensors_out *qn_factors_prepare(const struct qn_factors *f,
                                          const char *path, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, kinds[f->kind]);
	if (f->kind == QN_FACTORS_NMF) {
		qn_tensors_out_meta(out, "loss",
		                    f->loss == QN_NMF_KL ? "kullback-leibler"
		                                         : "frobenius");
		qn_tensors_out_metaf(out, "l1", "%.17g", f->l1);
		qn_tensors_out_metaf(out, "l2", "%.17g", f->l2);
	}
	qn_tensors_out_declare(out, "weight", QN_F64, 1, (size_t[]){f->K});
	qn_tensors_out_declare(out, "word", QN_F32, 2, (size_t[]){f->V, f->K});
	qn_termspace_declare(out, f->space);
	qn_tensors_out_write(out, f->weight, f->K * sizeof *f->weight);
	for (uint32_t w = 0; w < f->V; w++)
		qn_tensors_out_write(out, f->word + w * f->stride,
		                     f->K * sizeof *f->word);
	qn_termspace_write(out, f->space);
	qn_tensors_flush(out, e);
	return out;
}

bool qn_factors_save(const struct qn_factors *f, const char *path,
                     struct qn_err *e)
{
	return !e->failed &&
	       qn_tensors_finish(qn_factors_prepare(f, path, e), e);
}

/* --- reading -------------------------------------------------------------- */

static bool read_weight(struct qn_factors *f, const struct qn_tensors *t,
                        struct qn_err *e)
{
	const struct qn_tensor *weight =
	    qn_tensors_find(t, "weight", QN_F64, 1, e);
	if (!weight)
		return false;
	if (weight->count < 1 || weight->count > QN_NMF_TOPICS)
		return qn_fail(e, "%s: it has %zu topics", t->name,
		               weight->count);
	f->K = (uint32_t)weight->count;
	f->stride = qn_row_stride((int)f->K);
	f->weight = qn_malloc(f->K, sizeof *f->weight);
	memcpy(f->weight, weight->data, weight->bytes);
	for (uint32_t k = 0; k < f->K; k++)
		if (!(f->weight[k] >= 0 && f->weight[k] <= 1e30))
			return qn_fail(e, "%s: the weight of topic %u is %g",
			               t->name, k, f->weight[k]);
	return true;
}

static bool read_words(struct qn_factors *f, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *word = qn_tensors_find(t, "word", QN_F32, 2, e);
	f->V = f->space->vocab->words.count;
	if (!word)
		return false;
	if (word->shape[0] != f->V || word->shape[1] != f->K)
		return qn_fail(e,
		               "%s: numbers of %zu words and %zu topics, "
		               "not %u and %u",
		               t->name, word->shape[0], word->shape[1], f->V,
		               f->K);
	f->word = qn_big_alloc(f->V * f->stride, sizeof *f->word, "topics", e);
	if (!f->word)
		return false;
	float least = f->kind == QN_FACTORS_NMF ? 0 : -1e30f;
	for (size_t i = 0; i < word->count; i++) {
		float x = ((const float *)word->data)[i];
		if (!(x >= least && x <= 1e30f))
			return qn_fail(e, "%s: word %zu has %g of topic %zu",
			               t->name, i / f->K, (double)x, i % f->K);
		f->word[i / f->K * f->stride + i % f->K] = x;
	}
	return true;
}

static double get_number(const struct qn_tensors *t, const char *key,
                         struct qn_err *e)
{
	const char *text = qn_tensors_meta(t, key);
	char *end = NULL;
	double x = text ? strtod(text, &end) : NAN;
	if (text && end != text && !*end && x >= 0 && x <= 1e30)
		return x;
	qn_fail(e, "%s: \"%s\" is \"%.60s\", which makes no sense", t->name,
	        key, text ? text : "");
	return 0;
}

static bool read_nmf(struct qn_factors *f, const struct qn_tensors *t,
                     struct qn_err *e)
{
	const char *loss = qn_tensors_meta(t, "loss");
	if (f->kind != QN_FACTORS_NMF)
		return true;
	f->loss = loss && strcmp(loss, "kullback-leibler") == 0
	              ? QN_NMF_KL
	              : QN_NMF_FROBENIUS;
	f->l1 = get_number(t, "l1", e);
	f->l2 = get_number(t, "l2", e);
	return !e->failed;
}

struct qn_factors *qn_factors_load(const char *path, enum qn_factors_kind kind,
                                   struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	if (!t)
		return NULL;
	struct qn_factors *f = qn_calloc(1, sizeof *f);
	f->kind = kind;
	bool ok = qn_tensors_expect(t, kinds[kind], e) && read_nmf(f, t, e) &&
	          read_weight(f, t, e) &&
	          (f->space = qn_termspace_read(t, e)) && read_words(f, t, e);
	qn_tensors_close(t);
	if (ok)
		return f;
	qn_factors_free(f);
	return NULL;
}
