/* SPDX-License-Identifier: MIT */
/*
 * docvecfile.c -- what a model of document vectors has learnt, in a file.
 *
 *	docvec.counts   U64 [k]    of the words that were met; weights are
 *	docvec.words    list [k]   computed anew
 *	docvec.common   F32 [dim]  or [0]: none
 *
 * and in the metadata docvec.method, docvec.a, docvec.total.
 */
#include "embed/docvec.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A total up to which weights can be told from 0. */
#define MOST ((uint64_t)1 << 52)

/* --- writing -------------------------------------------------------------- */

void qn_docvec_declare(const struct qn_docvec *m, struct qn_map *known,
                       struct qn_tensors_out *out)
{
	size_t dim = m->common ? m->gathered.dim : 0;
	for (uint32_t w = 0; w < m->words->n; w++)
		if (m->count[w])
			qn_map_add(known, qn_map_string(&m->words->words, w));
	size_t n = known->count;
	qn_tensors_out_meta(out, "docvec.method",
	                    qn_docvec_method_names[m->options.method]);
	qn_tensors_out_metaf(out, "docvec.a", "%.17g", m->options.sif_a);
	qn_tensors_out_metaf(out, "docvec.total", "%llu",
	                     (unsigned long long)m->total);
	qn_tensors_out_metaf(out, "docvec.dim", "%d", m->words->dim);
	qn_tensors_out_declare(out, "docvec.counts", QN_U64, 1, &n);
	qn_tensors_out_declare(out, "docvec.common", QN_F32, 1, &dim);
	qn_words_declare(out, "docvec.words", known, n);
}

void qn_docvec_write(const struct qn_docvec *m, const struct qn_map *known,
                     struct qn_tensors_out *out)
{
	for (size_t w = 0; w < m->words->n; w++)
		if (m->count[w])
			qn_tensors_out_write(out, &m->count[w],
			                     sizeof *m->count);
	if (m->common)
		qn_tensors_out_write(out, m->common,
		                     m->gathered.dim * sizeof *m->common);
	qn_words_write(out, known, known->count);
}

struct qn_tensors_out *qn_docvec_prepare(const struct qn_docvec *m,
                                         const char *path, struct qn_err *e)
{
	struct qn_map known = {.count = 0};
	struct qn_tensors_out *out = qn_tensors_create(path, "docvec");
	qn_docvec_declare(m, &known, out);
	qn_docvec_write(m, &known, out);
	qn_map_release(&known);
	qn_tensors_flush(out, e);
	return out;
}

bool qn_docvec_save(const struct qn_docvec *m, const char *path,
                    struct qn_err *e)
{
	return !e->failed &&
	       qn_tensors_finish(qn_docvec_prepare(m, path, e), e);
}

/* --- reading -------------------------------------------------------------- */

static const char *meta(const struct qn_tensors *t, const char *key,
                        struct qn_err *e)
{
	const char *value = qn_tensors_meta(t, key);
	if (!value)
		qn_fail(e, "%s: damaged: no %s", t->name, key);
	return value;
}

static bool bad(const struct qn_tensors *t, const char *key, struct qn_err *e)
{
	return qn_fail(e, "%s: damaged: %s", t->name, key);
}

static bool read_whole(const struct qn_tensors *t, const char *key,
                       uint64_t *value, struct qn_err *e)
{
	const char *text = meta(t, key, e);
	char *end;
	if (!text)
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return (text[0] >= '0' && text[0] <= '9' && !*end && !errno &&
	        *value <= MOST) ||
	       bad(t, key, e);
}

static bool read_options(const struct qn_tensors *t,
                         struct qn_docvec_options *o, struct qn_err *e)
{
	const char *method = meta(t, "docvec.method", e);
	const char *a = meta(t, "docvec.a", e);
	char *end;
	if (e->failed)
		return false;
	o->sif_a = strtod(a, &end);
	if (end == a || *end || !(o->sif_a > 0) || isinf(o->sif_a))
		return bad(t, "docvec.a", e);
	for (int i = 0; qn_docvec_method_names[i]; i++)
		if (strcmp(method, qn_docvec_method_names[i]) == 0) {
			o->method = (enum qn_docvec_method)i;
			return true;
		}
	return bad(t, "docvec.method", e);
}

/* Of the words that still have vectors. */
static bool read_counts(struct qn_docvec *m, const struct qn_tensors *t,
                        struct qn_err *e)
{
	const struct qn_tensor *counts =
	    qn_tensors_find(t, "docvec.counts", QN_U64, 1, e);
	struct qn_map known = {.count = 0};
	if (!counts || !qn_words_read(t, "docvec.words", SIZE_MAX, &known, e) ||
	    !read_whole(t, "docvec.total", &m->total, e)) {
		qn_map_release(&known);
		return false;
	}
	bool ok = counts->count == known.count;
	const uint64_t *count = counts->data;
	for (uint32_t i = 0; ok && i < known.count; i++) {
		uint32_t w =
		    qn_map_find(&m->words->words, qn_map_string(&known, i));
		ok = count[i] <= m->total;
		if (w != QN_MAP_NONE)
			m->count[w] = count[i];
	}
	qn_map_release(&known);
	return ok || bad(t, "docvec.counts", e);
}

static bool read_common(struct qn_docvec *m, const struct qn_tensors *t,
                        struct qn_err *e)
{
	const struct qn_tensor *common =
	    qn_tensors_find(t, "docvec.common", QN_F32, 1, e);
	if (!common || common->count == 0)
		return common;
	const float *x = common->data;
	double sum = 0;
	for (size_t i = 0; i < common->count; i++)
		sum += (double)x[i] * x[i];
	if (common->count != m->gathered.dim || !(sum < 1.001))
		return bad(t, "docvec.common", e);
	m->common = qn_malloc(common->count, sizeof *m->common);
	memcpy(m->common, x, common->bytes);
	return true;
}

struct qn_docvec *qn_docvec_read(const struct qn_tensors *t,
                                 const struct qn_vectors *words,
                                 struct qn_err *e)
{
	struct qn_docvec_options o;
	uint64_t dim;
	if (!read_options(t, &o, e) || !read_whole(t, "docvec.dim", &dim, e))
		return NULL;
	if (dim != (uint64_t)words->dim) {
		qn_fail(e,
		        "%s: was learnt with vectors of dimension %llu, these "
		        "have %d",
		        t->name, (unsigned long long)dim, words->dim);
		return NULL;
	}
	struct qn_docvec *m = qn_docvec_new(&o, words, e);
	if (m && read_counts(m, t, e) && read_common(m, t, e)) {
		qn_docvec_weigh(m);
		return m;
	}
	qn_docvec_free(m);
	return NULL;
}

struct qn_docvec *qn_docvec_load(const char *path,
                                 const struct qn_vectors *words,
                                 struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	struct qn_docvec *m = t && qn_tensors_expect(t, "docvec", e)
	                          ? qn_docvec_read(t, words, e)
	                          : NULL;
	qn_tensors_close(t);
	return m;
}
