/* SPDX-License-Identifier: MIT */
/*
 * translator.c -- see translator.h.
 */
#include "seq/translator.h"

#include <stdlib.h>

#include "base/mem.h"
#include "seq/translatorbytes.h"

#define LONG 256 /* pieces that a sentence may have in any case */

struct qn_translator *qn_translator_new(const struct qn_mtnet_class *class,
                                        const struct qn_mtshape *shape,
                                        struct qn_mtvocab *source,
                                        struct qn_mtvocab *target,
                                        struct qn_err *e)
{
	struct qn_mtshape s = *shape;
	struct qn_translator *m = qn_calloc(1, sizeof *m);
	m->joint = target == NULL;
	m->source = *source;
	*source = (struct qn_mtvocab){.units = NULL};
	if (target) {
		m->other = *target;
		*target = (struct qn_mtvocab){.units = NULL};
	}
	s.source_words = qn_mtvocab_size(&m->source);
	s.target_words = qn_mtvocab_size(qn_translator_target(m));
	m->net = qn_mtnet_new(class, &s, e);
	if (m->net)
		return m;
	qn_translator_free(m);
	return NULL;
}

void qn_translator_free(struct qn_translator *m)
{
	if (!m)
		return;
	qn_mtnet_free(m->net);
	qn_mtvocab_release(&m->source);
	qn_mtvocab_release(&m->other);
	free(m);
}

size_t qn_translator_most(const struct qn_translator *m, size_t most)
{
	return most ? most : m->most < LONG ? LONG : m->most;
}

/* --- files ---------------------------------------------------------------- */

/* Numbers of a shape by their names in the metadata. */
static const struct field {
	const char *name;
	size_t at;
} fields[] = {
    {"layers", offsetof(struct qn_mtshape, layers)},
    {"decoder_layers", offsetof(struct qn_mtshape, decoder_layers)},
    {"dim", offsetof(struct qn_mtshape, width)},
    {"heads", offsetof(struct qn_mtshape, heads)},
    {"inner", offsetof(struct qn_mtshape, inner)},
};
#define FIELDS (sizeof fields / sizeof *fields)

bool qn_translator_save(const struct qn_translator *m, const char *path,
                        struct qn_err *e)
{
	const struct qn_mtshape *s = &m->net->shape;
	struct qn_tensors_out *out = qn_tensors_create(path, "translation");
	qn_tensors_out_meta(out, "arch", m->net->class->name);
	for (size_t i = 0; i < FIELDS; i++)
		qn_tensors_out_metaf(
		    out, fields[i].name, "%zu",
		    *(const size_t *)((const char *)s + fields[i].at));
	qn_tensors_out_metaf(out, "activation", "%d", (int)s->activation);
	qn_tensors_out_metaf(out, "post", "%d", s->post);
	qn_tensors_out_metaf(out, "shared", "%d", s->shared);
	qn_tensors_out_metaf(out, "tied", "%d", s->tied);
	qn_tensors_out_metaf(out, "attention", "%d", (int)s->score);
	qn_tensors_out_metaf(out, "feeding", "%d", s->feeding);
	qn_tensors_out_metaf(out, "joint", "%d", m->joint);
	qn_tensors_out_metaf(out, "longest", "%zu", m->most);
	qn_mtvocab_declare(&m->source, "source.", out);
	if (!m->joint)
		qn_mtvocab_declare(&m->other, "target.", out);
	qn_tensors_out_metaf(out, "bytes", "%d", m->net->bytes);
	if (m->net->bytes)
		qn_params_declare_bytes(&m->net->params, out);
	else
		qn_params_declare(&m->net->params, "", out);
	qn_mtvocab_write(&m->source, out);
	if (!m->joint)
		qn_mtvocab_write(&m->other, out);
	if (m->net->bytes)
		qn_params_write_bytes(&m->net->params, m->net->w, out);
	else
		qn_params_write(&m->net->params, m->net->w, out);
	return qn_tensors_finish(out, e);
}

static bool read_flag(const struct qn_tensors *t, const char *name,
                      struct qn_err *e)
{
	size_t x = 0;
	qn_tensors_number(t, name, 1, &x, e);
	return x;
}

static bool read_shape(const struct qn_tensors *t, struct qn_mtshape *s,
                       struct qn_err *e)
{
	size_t activation = 0, score = 0;
	for (size_t i = 0; i < FIELDS; i++)
		qn_tensors_number(t, fields[i].name, SIZE_MAX,
		                  (size_t *)((char *)s + fields[i].at), e);
	qn_tensors_number(t, "activation", QN_ACTIVATION_RELU, &activation, e);
	qn_tensors_number(t, "attention", QN_MTSCORE_ADDITIVE, &score, e);
	s->activation = (enum qn_activation)activation;
	s->score = (enum qn_mtscore)score;
	s->post = read_flag(t, "post", e);
	s->shared = read_flag(t, "shared", e);
	s->tied = read_flag(t, "tied", e);
	s->feeding = read_flag(t, "feeding", e);
	return !e->failed;
}

/* A header can ask for far more than a file holds: memory is taken only for
 * what is there. */
static bool fits(const struct qn_mtnet_class *class,
                 const struct qn_mtshape *shape, bool bytes,
                 const struct qn_tensors *t, struct qn_err *e)
{
	struct qn_mtnet bare = {.class = class, .shape = *shape};
	size_t there = 0;
	for (size_t i = 0; i < t->n; i++)
		if (t->tensor[i].dtype == QN_F32 || t->tensor[i].dtype == QN_I8)
			there += t->tensor[i].count;
	bool ok = qn_mtnet_measure(&bare, e);
	size_t wanted = bytes ? qn_params_count_bytes(&bare.params)
	                      : qn_params_count(&bare.params);
	if (ok && wanted != there)
		ok = qn_fail(e, "%s: %zu parameters, but its shape wants %zu",
		             t->name, there, wanted);
	qn_params_release(&bare.params);
	return ok;
}

static bool read_parameters(struct qn_translator *m, bool bytes,
                            const struct qn_tensors *t, struct qn_err *e)
{
	m->net->bytes = bytes;
	if (bytes)
		return qn_params_read_bytes(&m->net->params, m->net->w, t, e);
	return qn_params_read(&m->net->params, "", m->net->w, t, e);
}

static struct qn_translator *read_model(const struct qn_tensors *t,
                                        const struct qn_mtnet_class *class,
                                        struct qn_err *e)
{
	struct qn_mtshape shape = {.layers = 0};
	struct qn_mtvocab source = {.units = NULL}, target = {.units = NULL};
	struct qn_translator *m = NULL;
	bool joint = read_flag(t, "joint", e), bytes = read_flag(t, "bytes", e);
	size_t most = 0;
	if (read_shape(t, &shape, e) &&
	    qn_tensors_number(t, "longest", (size_t)1 << 30, &most, e) &&
	    qn_mtvocab_load(&source, "source.", t, e) &&
	    (joint || qn_mtvocab_load(&target, "target.", t, e))) {
		shape.source_words = qn_mtvocab_size(&source);
		shape.target_words = qn_mtvocab_size(joint ? &source : &target);
		if (fits(class, &shape, bytes, t, e))
			m = qn_translator_new(class, &shape, &source,
			                      joint ? NULL : &target, e);
	}
	qn_mtvocab_release(&source);
	qn_mtvocab_release(&target);
	if (m && read_parameters(m, bytes, t, e)) {
		m->most = most;
		return m;
	}
	qn_translator_free(m);
	return NULL;
}

struct qn_translator *qn_translator_open(struct qn_tensors *t, struct qn_err *e)
{
	struct qn_translator *m = NULL;
	if (qn_tensors_expect(t, "translation", e)) {
		const char *arch = qn_tensors_meta(t, "arch");
		const struct qn_mtnet_class *class =
		    qn_mtnet_class(arch ? arch : "");
		if (class)
			m = read_model(t, class, e);
		else
			qn_fail(e,
			        "%s: a network of a kind that is not known "
			        "here",
			        t->name);
	}
	qn_tensors_close(t);
	return m;
}

struct qn_translator *qn_translator_load(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	return t ? qn_translator_open(t, e) : NULL;
}
