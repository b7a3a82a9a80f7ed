/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_groups.c -- scores of groups of segments, short and long ones, or
 * those that a file puts together: below the table, or as members of JSON.
 *
 *	"by_length": [
 *	    {"group": "0-9", "segments": 812, "score": 33.3}, ...]
 */
#include <stdlib.h>

#include "apps/boxtable.h"
#include "apps/cmd_bleu.h"
#include "apps/json.h"

/* Groups that have segments, in the order of their numbers. */
static size_t count(const struct qn_mt_groups *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->names.count; i++)
		n += g->group[i].segments > 0;
	return n;
}

static void fill_header(const struct bleu_answer *a, const char *title,
                        struct boxtable *t)
{
	const struct qn_mt_corpus *c = a->corpus;
	qn_buf_puts(boxtable_cell(t, 0, 0, 0), title);
	qn_buf_puts(boxtable_cell(t, 0, 1, 0), "Segments");
	for (size_t k = 0; k < c->metrics * c->systems; k++) {
		qn_mt_name(&c->totals[k / c->systems].metric,
		           boxtable_cell(t, 0, 2 + k, 0));
		if (c->systems > 1)
			qn_buf_puts(boxtable_cell(t, 0, 2 + k, 1),
			            a->system[k % c->systems]);
	}
}

static void print_groups(const struct bleu_answer *a, const char *title,
                         const struct qn_mt_groups *g, struct qn_output *out)
{
	const struct qn_mt_corpus *c = a->corpus;
	struct boxtable *t =
	    boxtable_new(count(g) + 1, 2 + c->metrics * c->systems);
	struct qn_buf b = {0};
	fill_header(a, title, t);
	for (size_t i = 0, row = 1; i < g->names.count; i++) {
		const struct qn_mt_group *group = &g->group[i];
		struct qn_slice name = qn_map_string(&g->names, (uint32_t)i);
		if (!group->segments)
			continue;
		qn_buf_add(boxtable_cell(t, row, 0, 0), name.p, name.n);
		qn_buf_printf(boxtable_cell(t, row, 1, 0), "%zu",
		              group->segments);
		for (size_t k = 0; k < c->metrics * c->systems; k++)
			qn_buf_printf(boxtable_cell(t, row, 2 + k, 0), "%.*f",
			              a->o->width,
			              qn_mt_corpus_score(c, group->sum,
			                                 k / c->systems,
			                                 k % c->systems));
		row++;
	}
	qn_buf_putc(&b, '\n');
	bleu_add_table(a, t, &b);
	qn_output_write(out, b.p, b.n);
	boxtable_free(t);
	qn_buf_release(&b);
}

void bleu_print_groups(const struct bleu_answer *a, struct qn_output *out)
{
	if (a->o->by_length)
		print_groups(a, "Words", &a->corpus->by_length, out);
	if (a->o->by_field)
		print_groups(a, "Field", &a->corpus->by_field, out);
}

/* Where a score of JSON is, and how its line begins. */
struct place {
	size_t metric, system;
	const char *indent;
};

static void add_group(const struct bleu_answer *a, struct place at,
                      const struct qn_mt_groups *g, size_t i,
                      struct qn_buf *out)
{
	const struct qn_mt_group *group = &g->group[i];
	qn_buf_printf(out, "\n%s {\"group\": ", at.indent);
	json_add_string(out, qn_map_string(&g->names, (uint32_t)i));
	qn_buf_printf(out, ", \"segments\": %zu, \"score\": ", group->segments);
	bleu_add_rounded(
	    a, qn_mt_corpus_score(a->corpus, group->sum, at.metric, at.system),
	    out);
	qn_buf_putc(out, '}');
}

static void add_groups(const struct bleu_answer *a, struct place at,
                       const char *key, const struct qn_mt_groups *g,
                       struct qn_buf *out)
{
	bool first = true;
	qn_buf_printf(out, ",\n%s\"", at.indent);
	if (a->corpus->systems > 1) {
		qn_mt_name(&a->corpus->totals[at.metric].metric, out);
		qn_buf_putc(out, '_');
	}
	qn_buf_printf(out, "%s\": [", key);
	for (size_t i = 0; i < g->names.count; i++) {
		if (!g->group[i].segments)
			continue;
		qn_buf_puts(out, first ? "" : ",");
		add_group(a, at, g, i, out);
		first = false;
	}
	qn_buf_printf(out, "\n%s]", at.indent);
}

void bleu_add_groups(const struct bleu_answer *a, size_t metric, size_t system,
                     const char *indent, struct qn_buf *out)
{
	const struct place at = {metric, system, indent};
	if (a->o->by_length)
		add_groups(a, at, "by_length", &a->corpus->by_length, out);
	if (a->o->by_field)
		add_groups(a, at, "by_field", &a->corpus->by_field, out);
}
