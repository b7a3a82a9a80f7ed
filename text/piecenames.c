/* SPDX-License-Identifier: MIT */
/*
 * piecenames.c -- names end to end in one buffer, and a map back.
 */
#include "text/piecenames.h"

#include <stdlib.h>

#include "base/mem.h"

void qn_piecenames_make(struct qn_piecenames *p, const struct qn_subword *s)
{
	p->n = qn_subword_size(s);
	p->at = qn_calloc((size_t)p->n + 1, sizeof *p->at);
	p->id = qn_calloc((size_t)p->n + 1, sizeof *p->id);
	qn_buf_reserve(&p->text, p->n);
	for (uint32_t id = 0; id < p->n; id++) {
		p->at[id] = p->text.n;
		qn_subword_show(s, id, &p->text);
		p->at[id + 1] = p->text.n;
		uint32_t known = p->names.count;
		uint32_t name = qn_map_add(&p->names, qn_piecenames_of(p, id));
		if (name == known)
			p->id[name] = id;
	}
}

void qn_piecenames_release(struct qn_piecenames *p)
{
	free(p->at);
	free(p->id);
	qn_buf_release(&p->text);
	qn_map_release(&p->names);
	*p = (struct qn_piecenames){0};
}

uint32_t qn_piecenames_find(const struct qn_piecenames *p, struct qn_slice name)
{
	uint32_t found = qn_map_find(&p->names, name);
	return found == QN_MAP_NONE ? QN_MAP_NONE : p->id[found];
}
