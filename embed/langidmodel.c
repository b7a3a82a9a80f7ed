/* SPDX-License-Identifier: MIT */
/*
 * langidmodel.c -- a model's file, read and written.
 */
#include "embed/langidmodel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/langidbox.h"
#include "embed/langidpack.h"

#define KIND "langid"

/* --- reading -------------------------------------------------------------- */

static bool damaged(const struct qn_tensors *t, const char *what,
                    struct qn_err *e)
{
	return qn_fail(e, "%s: damaged: %s", t->name, what);
}

static bool read_float(const struct qn_tensors *t, const char *key, float least,
                       float most, float *value, struct qn_err *e)
{
	const char *text = qn_tensors_meta(t, key);
	char *end;
	if (!text)
		return damaged(t, key, e);
	*value = strtof(text, &end);
	return (end != text && !*end && *value >= least && *value <= most) ||
	       damaged(t, key, e);
}

/* Weights label by label become blocks of labels, each number of a block
 * together. */
static bool read_weights(struct qn_langid *l, const struct qn_tensors *t,
                         struct qn_err *e)
{
	const struct qn_tensor *w = qn_tensors_find(t, "weights", QN_F32, 2, e);
	const struct qn_tensor *b = qn_tensors_find(t, "bias", QN_F32, 1, e);
	size_t n = l->labels.count;
	if (e->failed)
		return false;
	if (n < 2 || n > QN_LANGID_MOST_LABELS || w->shape[0] != n ||
	    w->shape[1] != QN_LANGID_DIM || b->count != n)
		return damaged(t, "weights", e);
	l->blocks = (n + QN_LANGID_LANES - 1) / QN_LANGID_LANES;
	size_t block = (size_t)QN_LANGID_DIM * QN_LANGID_LANES;
	l->weight =
	    qn_big_alloc(l->blocks * block, sizeof(float), "weights", e);
	l->bias = qn_big_alloc(l->blocks, QN_LANGID_LANES * sizeof(float),
	                       "weights", e);
	if (e->failed)
		return false;
	const float *from = w->data, *bias = b->data;
	for (size_t i = 0; i < n; i++) {
		float *to = l->weight + i / QN_LANGID_LANES * block +
		            i % QN_LANGID_LANES;
		for (size_t d = 0; d < QN_LANGID_DIM; d++) {
			float x = from[i * QN_LANGID_DIM + d];
			if (!(fabsf(x) < 1e6f))
				return damaged(t, "weights", e);
			to[d * QN_LANGID_LANES] = x;
		}
		if (!(fabsf(bias[i]) < 1e6f))
			return damaged(t, "bias", e);
		l->bias[i] = bias[i];
	}
	return qn_langid_pack(l, e);
}

static bool read_rows(struct qn_langid *l, const struct qn_tensors *t,
                      struct qn_err *e)
{
	const struct qn_tensor *rows = qn_tensors_find(t, "rows", QN_U8, 2, e);
	size_t more = 1 + l->scripts.count;
	if (!rows)
		return false;
	size_t n = rows->shape[0];
	if (rows->shape[1] != QN_LANGID_ROW || n < more + 16 ||
	    (n - more) % 16 || n - more > UINT32_C(1) << 24)
		return damaged(t, "rows", e);
	l->rows = rows->data;
	l->buckets = (uint32_t)(n - more);
	const uint8_t *none = l->rows + (size_t)l->buckets * QN_LANGID_ROW;
	for (size_t b = 0; b < QN_LANGID_ROW; b++)
		if (none[b])
			return damaged(t, "rows", e);
	return true;
}

void qn_langid_own_scripts(struct qn_langid *l)
{
	uint32_t number[QN_LANGID_SCRIPTS];
	for (unsigned s = 0; s < QN_LANGID_SCRIPTS; s++) {
		const char *name = qn_langid_script_name(s);
		uint32_t known =
		    name ? qn_map_find(&l->scripts, qn_slice_of(name))
		         : QN_MAP_NONE;
		number[s] = known == QN_MAP_NONE ? QN_LANGID_SHARED : known;
	}
	free(l->chars);
	l->chars = qn_langid_chars_new();
	qn_langid_chars_own(l->chars, number);
}

static bool read_scripts(struct qn_langid *l, const struct qn_tensors *t,
                         struct qn_err *e)
{
	if (!qn_words_read(t, "scripts", SIZE_MAX, &l->scripts, e))
		return false;
	if (l->scripts.count > QN_LANGID_MOST_OWNED)
		return damaged(t, "scripts", e);
	qn_langid_own_scripts(l);
	return true;
}

static bool read_all(struct qn_langid *l, const struct qn_tensors *t,
                     struct qn_err *e)
{
	return qn_tensors_expect(t, KIND, e) &&
	       qn_words_read(t, "labels", SIZE_MAX, &l->labels, e) &&
	       read_weights(l, t, e) && read_scripts(l, t, e) &&
	       read_rows(l, t, e) &&
	       read_float(t, "langid.step", 0, 1e6f, &l->step, e) &&
	       read_float(t, "langid.sharpness0", 0, QN_LANGID_SHARPEST,
	                  &l->sharpness[0], e) &&
	       read_float(t, "langid.sharpness1", 0, QN_LANGID_SHARPEST,
	                  &l->sharpness[1], e);
}

static struct qn_langid *take(struct qn_tensors *t, struct qn_err *e)
{
	if (!t)
		return NULL;
	struct qn_langid *l = qn_calloc(1, sizeof *l);
	l->kern = qn_langid_kern();
	l->file = t;
	if (read_all(l, t, e))
		return l;
	qn_langid_free(l);
	return NULL;
}

struct qn_langid *qn_langid_read_model(struct qn_bytes *file, const char *name,
                                       struct qn_err *e)
{
	return take(qn_tensors_take(file, name, e), e);
}

struct qn_langid *qn_langid_load(const char *path, struct qn_err *e)
{
	if (path)
		return take(qn_tensors_open(path, e), e);
	struct qn_bytes *box = qn_calloc(1, sizeof *box);
	box->p = (const char *)qn_langid_box;
	box->n = qn_langid_box_size;
	return qn_langid_read_model(box, "the model in the box", e);
}

void qn_langid_free(struct qn_langid *l)
{
	if (!l)
		return;
	qn_map_release(&l->labels);
	qn_map_release(&l->scripts);
	free(l->chars);
	qn_big_free(l->weight);
	qn_big_free(l->pack);
	qn_big_free(l->scale);
	qn_big_free(l->bias);
	qn_tensors_close(l->file);
	free(l);
}

/* --- writing -------------------------------------------------------------- */

static void write_weights(const struct qn_langid *l, struct qn_tensors_out *out)
{
	size_t block = (size_t)QN_LANGID_DIM * QN_LANGID_LANES;
	for (size_t i = 0; i < l->labels.count; i++) {
		float row[QN_LANGID_DIM];
		const float *from = l->weight + i / QN_LANGID_LANES * block +
		                    i % QN_LANGID_LANES;
		for (size_t d = 0; d < QN_LANGID_DIM; d++)
			row[d] = from[d * QN_LANGID_LANES];
		qn_tensors_out_write(out, row, sizeof row);
	}
	qn_tensors_out_write(out, l->bias, l->labels.count * sizeof *l->bias);
}

bool qn_langid_save(const struct qn_langid *l, const char *path,
                    const char *about, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, KIND);
	size_t n = l->labels.count;
	size_t rows = (size_t)l->buckets + 1 + l->scripts.count;
	if (about)
		qn_tensors_out_meta(out, "langid.about", about);
	qn_tensors_out_metaf(out, "langid.step", "%.9g", (double)l->step);
	for (int i = 0; i < 2; i++) {
		char key[] = "langid.sharpness0";
		key[sizeof key - 2] = (char)('0' + i);
		qn_tensors_out_metaf(out, key, "%.6g", (double)l->sharpness[i]);
	}
	qn_tensors_out_declare(out, "rows", QN_U8, 2,
	                       (size_t[]){rows, QN_LANGID_ROW});
	qn_tensors_out_declare(out, "weights", QN_F32, 2,
	                       (size_t[]){n, QN_LANGID_DIM});
	qn_tensors_out_declare(out, "bias", QN_F32, 1, &n);
	qn_words_declare(out, "labels", &l->labels, n);
	qn_words_declare(out, "scripts", &l->scripts, l->scripts.count);
	qn_tensors_out_write(out, l->rows, rows * QN_LANGID_ROW);
	write_weights(l, out);
	qn_words_write(out, &l->labels, n);
	qn_words_write(out, &l->scripts, l->scripts.count);
	return qn_tensors_finish(out, e);
}
