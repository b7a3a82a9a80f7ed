/* SPDX-License-Identifier: MIT */
/*
 * lmneuralfile.c -- a network's file; see lmneural.h.
 */
#include "seq/lmneural.h"

/* Numbers of a shape by their names in the metadata. */
static const struct field {
	const char *name;
	size_t at;
} fields[] = {
    {"layers", offsetof(struct qn_net_shape, layers)},
    {"hidden", offsetof(struct qn_net_shape, hidden)},
    {"embed", offsetof(struct qn_net_shape, embed)},
    {"heads", offsetof(struct qn_net_shape, heads)},
    {"inner", offsetof(struct qn_net_shape, inner)},
    {"context", offsetof(struct qn_net_shape, context)},
};
#define FIELDS (sizeof fields / sizeof *fields)

/* --- writing -------------------------------------------------------------- */

void qn_lmneural_declare(const struct qn_lmneural *m,
                         struct qn_tensors_out *out)
{
	const struct qn_net_shape *s = &m->net->shape;
	qn_tensors_out_meta(out, "arch", m->net->class->name);
	qn_tensors_out_metaf(out, "unit", "%d", (int)m->vocab.unit);
	for (size_t i = 0; i < FIELDS; i++)
		qn_tensors_out_metaf(
		    out, fields[i].name, "%zu",
		    *(const size_t *)((const char *)s + fields[i].at));
	qn_tensors_out_metaf(out, "positions", "%d", (int)s->positions);
	qn_tensors_out_metaf(out, "activation", "%d", (int)s->activation);
	qn_tensors_out_metaf(out, "tied", "%d", (int)s->tied);
	if (s->adaptive.tails) {
		char list[QN_ADAPTIVE_LIST];
		qn_adaptive_print(&s->adaptive, list);
		qn_tensors_out_meta(out, "adaptive", list);
		qn_tensors_out_metaf(out, "adaptive-factor", "%zu",
		                     s->adaptive.factor);
	}
	qn_lmvocab_declare(&m->vocab, out);
	qn_params_declare(&m->net->params, "", out);
}

void qn_lmneural_write(const struct qn_lmneural *m, const float *w,
                       struct qn_tensors_out *out)
{
	qn_lmvocab_write(&m->vocab, out);
	qn_params_write(&m->net->params, w, out);
}

bool qn_lmneural_save(const struct qn_lmneural *m, const float *w,
                      const char *path, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, "lm");
	qn_lmneural_declare(m, out);
	qn_lmneural_write(m, w, out);
	return qn_tensors_finish(out, e);
}

/* --- reading -------------------------------------------------------------- */

/* Clusters of words, if there are any. */
static void read_adaptive(const struct qn_tensors *t,
                          struct qn_adaptive_shape *s, struct qn_err *e)
{
	const char *list = qn_tensors_meta(t, "adaptive");
	struct qn_err why = QN_ERR_INIT;
	if (!list)
		return;
	if (!qn_adaptive_parse(s, list, &why))
		qn_fail(e, "%s: %s", t->name, why.text);
	qn_tensors_number(t, "adaptive-factor", SIZE_MAX, &s->factor, e);
	if (!s->factor)
		qn_fail(e, "%s: its clusters are of no width", t->name);
}

static bool read_shape(const struct qn_tensors *t, struct qn_net_shape *s,
                       struct qn_err *e)
{
	size_t positions, activation, tied;
	for (size_t i = 0; i < FIELDS; i++)
		qn_tensors_number(t, fields[i].name, SIZE_MAX,
		                  (size_t *)((char *)s + fields[i].at), e);
	qn_tensors_number(t, "positions", QN_POSITIONS_ROTARY, &positions, e);
	qn_tensors_number(t, "activation", QN_ACTIVATION_RELU, &activation, e);
	qn_tensors_number(t, "tied", 1, &tied, e);
	s->positions = (enum qn_positions)positions;
	s->activation = (enum qn_activation)activation;
	s->tied = tied;
	read_adaptive(t, &s->adaptive, e);
	return !e->failed;
}

/* A header can ask for far more than a file holds: memory is taken only for
 * what is there. */
static bool fits(const struct qn_net_class *class,
                 const struct qn_net_shape *shape, const struct qn_tensors *t,
                 struct qn_err *e)
{
	struct qn_net bare = {.class = class, .shape = *shape};
	size_t there = 0;
	for (size_t i = 0; i < t->n; i++)
		there += t->tensor[i].dtype == QN_F32 ? t->tensor[i].count : 0;
	struct qn_err why = QN_ERR_INIT;
	bool ok = qn_net_measure(&bare, &why) ||
	          qn_fail(e, "%s: %s", t->name, why.text);
	if (ok && qn_params_count(&bare.params) != there)
		ok = qn_fail(e, "%s: %zu parameters, but its shape wants %zu",
		             t->name, there, qn_params_count(&bare.params));
	qn_params_release(&bare.params);
	return ok;
}

struct qn_lmneural *qn_lmneural_read(const struct qn_tensors *t,
                                     const struct qn_head_shape *head,
                                     struct qn_err *e)
{
	const char *arch = qn_tensors_meta(t, "arch");
	const struct qn_net_class *class = qn_net_class(arch ? arch : "");
	struct qn_net_shape shape = {.head = *head};
	struct qn_lmvocab vocab = {.unknown = 0};
	struct qn_lmneural *m = NULL;
	size_t unit;
	if (!class)
		qn_fail(e, "%s: not a network", t->name);
	if (!e->failed && qn_tensors_number(t, "unit", QN_LM_BPE, &unit, e))
		vocab.unit = (enum qn_lm_unit)unit;
	if (!e->failed && read_shape(t, &shape, e) &&
	    qn_lmvocab_load(&vocab, t, e)) {
		shape.words = qn_lmneural_words(class, &vocab);
		if (fits(class, &shape, t, e))
			m = qn_lmneural_new(class, &shape, &vocab, e);
	}
	qn_lmvocab_release(&vocab);
	if (m && !qn_params_read(&m->net->params, "", m->net->w, t, e)) {
		qn_lm_free(&m->lm);
		return NULL;
	}
	return m;
}

struct qn_lm *qn_lmneural_open(struct qn_tensors *t, struct qn_err *e)
{
	static const struct qn_head_shape none;
	struct qn_lmneural *m = qn_lmneural_read(t, &none, e);
	qn_tensors_close(t);
	return m ? &m->lm : NULL;
}
