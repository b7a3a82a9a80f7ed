/* SPDX-License-Identifier: MIT */
/*
 * ftmodel.c -- the life of a fastText model.
 */
#include "embed/ftmodel.h"

#include <stdlib.h>

#include "base/mem.h"

struct qn_ft_model *qn_ft_model_new(const struct qn_ft_args *a)
{
	struct qn_ft_model *m = qn_calloc(1, sizeof *m);
	m->args = *a;
	m->args.label = qn_strndup(a->label, strlen(a->label));
	qn_ft_dict_init(&m->dict, &m->args);
	return m;
}

void qn_ft_model_free(struct qn_ft_model *m)
{
	if (!m)
		return;
	qn_ft_dict_release(&m->dict);
	qn_ft_matrix_release(&m->input);
	qn_ft_matrix_release(&m->output);
	qn_bytes_release(&m->file);
	free((char *)m->args.label);
	free(m);
}
