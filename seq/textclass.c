/* SPDX-License-Identifier: MIT */
/*
 * textclass.c -- telling labels, and files; see textclass.h.
 */
#include "seq/textclass.h"

#include <stdlib.h>

#include "base/mem.h"

#define MOST 65536 /* pieces of a line */

struct qn_textclass *qn_textclass_new(struct qn_lmneural *m,
                                      struct qn_map *labels, size_t most,
                                      struct qn_err *e)
{
	struct qn_textclass *c = qn_calloc(1, sizeof *c);
	const struct qn_net *net = m->net;
	c->m = m;
	c->labels = *labels;
	*labels = (struct qn_map){.count = 0};
	c->most = most;
	c->embed = qn_lmembed_new(m);
	if (qn_check_range("pieces of a line", (double)most, 1, MOST, e) &&
	    qn_head_init(&c->head, net, most, e))
		c->states = qn_big_alloc(most * net->shape.hidden,
		                         sizeof *c->states, "states", e);
	if (c->states)
		return c;
	qn_textclass_free(c);
	return NULL;
}

void qn_textclass_free(struct qn_textclass *c)
{
	if (!c)
		return;
	qn_lmembed_free(c->embed);
	qn_head_release(&c->head);
	qn_big_free(c->states);
	qn_map_release(&c->labels);
	qn_lm_free(&c->m->lm);
	free(c);
}

bool qn_textclass_tell(struct qn_textclass *c, const uint32_t *id, size_t n,
                       float *ln_p, struct qn_pool *pool, struct qn_err *e)
{
	size_t used = n < c->most ? n : c->most;
	if (!qn_lmembed_line(c->embed, id, used, c->states, pool, e))
		return false;
	qn_head_read(&c->head, c->states, used, ln_p);
	return true;
}

static uint32_t likeliest(const float *ln_p, size_t n)
{
	size_t best = 0;
	for (size_t i = 1; i < n; i++)
		best = ln_p[i] > ln_p[best] ? i : best;
	return (uint32_t)best;
}

bool qn_textclass_judge(struct qn_textclass *c, const struct qn_textset *set,
                        uint32_t *told, struct qn_textclass_score *s,
                        struct qn_pool *pool, struct qn_err *e)
{
	size_t known = 0;
	float *ln_p = qn_malloc(c->labels.count, sizeof *ln_p);
	*s = (struct qn_textclass_score){.right = 0};
	for (size_t i = 0; i < set->n; i++) {
		size_t at = set->at[i], n = set->at[i + 1] - at;
		uint32_t label = set->label[i];
		if (!qn_textclass_tell(c, set->text.id + at, n, ln_p, pool, e))
			break;
		uint32_t best = likeliest(ln_p, c->labels.count);
		s->right += best == label;
		if (told)
			told[i] = best;
		if (label == QN_NO_TARGET)
			continue;
		known++;
		s->loss -= (double)ln_p[label];
	}
	s->loss /= known ? (double)known : 1;
	free(ln_p);
	return !e->failed;
}

/* --- files ---------------------------------------------------------------- */

bool qn_textclass_save(const struct qn_textclass *c, const char *path,
                       struct qn_err *e)
{
	const struct qn_head_shape *s = &c->m->net->shape.head;
	struct qn_tensors_out *out = qn_tensors_create(path, "textclass");
	qn_lmneural_declare(c->m, out);
	qn_tensors_out_metaf(out, "gather", "%d", (int)s->gather);
	qn_tensors_out_metaf(out, "filters", "%zu", s->filters);
	qn_tensors_out_metaf(out, "window", "%zu", s->window);
	qn_tensors_out_metaf(out, "most", "%zu", c->most);
	qn_words_declare(out, "labels", &c->labels, c->labels.count);
	qn_lmneural_write(c->m, c->m->net->w, out);
	qn_words_write(out, &c->labels, c->labels.count);
	return qn_tensors_finish(out, e);
}

static bool read_head(const struct qn_tensors *t, struct qn_head_shape *s,
                      size_t *most, struct qn_err *e)
{
	size_t gather;
	qn_tensors_number(t, "gather", QN_GATHER_CONV, &gather, e);
	qn_tensors_number(t, "filters", SIZE_MAX, &s->filters, e);
	qn_tensors_number(t, "window", SIZE_MAX, &s->window, e);
	qn_tensors_number(t, "most", SIZE_MAX, most, e);
	s->gather = (enum qn_gather)gather;
	return !e->failed;
}

struct qn_textclass *qn_textclass_read(const struct qn_tensors *t,
                                       struct qn_err *e)
{
	struct qn_map labels = {.count = 0};
	struct qn_head_shape head = {.labels = 0};
	struct qn_textclass *c = NULL;
	size_t most;
	if (qn_words_read(t, "labels", SIZE_MAX, &labels, e) &&
	    read_head(t, &head, &most, e)) {
		head.labels = labels.count;
		struct qn_lmneural *m =
		    head.labels ? qn_lmneural_read(t, &head, e) : NULL;
		if (!head.labels)
			qn_fail(e, "%s: there are no labels", t->name);
		if (m)
			c = qn_textclass_new(m, &labels, most, e);
	}
	qn_map_release(&labels);
	return c;
}

struct qn_textclass *qn_textclass_load(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	struct qn_textclass *c = NULL;
	if (t && qn_tensors_expect(t, "textclass", e))
		c = qn_textclass_read(t, e);
	qn_tensors_close(t);
	return c;
}
