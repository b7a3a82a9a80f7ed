/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_multi.c -- `quern bleu --compat multi-bleu`, for command lines
 * that ran multi-bleu.perl.
 */
#include <stdio.h>
#include <unistd.h>

#include "apps/cmd_bleu.h"
#include "seq/multibleu.h"

bool bleu_multi_check(const struct bleu_options *o, struct call *c)
{
	const struct qn_bleu_options *given = &o->bleu,
	                             *usual = &bleu_defaults.bleu;
	if (given->rule != usual->rule || given->smooth != usual->smooth ||
	    given->order != usual->order)
		return call_misuse(c, "--compat multi-bleu: its words, orders "
		                      "and smoothing cannot be chosen");
	if (o->metrics.n || o->by_sentence || o->confidence || o->bootstrap ||
	    o->randomise)
		return call_misuse(c, "--compat multi-bleu is the BLEU of one "
		                      "system, without tests");
	if (o->json || o->score_only || o->brief ||
	    o->width != bleu_defaults.width)
		return call_misuse(c, "--compat multi-bleu: it has one way to "
		                      "print its line");
	return true;
}

static bool is_file(const char *stem, const char *end, struct qn_buf *path)
{
	qn_buf_clear(path);
	qn_buf_printf(path, "%s%s", stem, end);
	return access(path->p, F_OK) == 0;
}

static void add_path(const struct qn_buf *path, struct qn_buf *paths)
{
	qn_buf_add(paths, path->p, path->n + 1);
}

void bleu_multi_references(const char *stem, struct qn_buf *paths)
{
	struct qn_buf path = {0}, longer = {0};
	if (!is_file(stem, "", &path) && !is_file(stem, "0", &path) &&
	    is_file(stem, ".ref0", &path)) {
		qn_buf_printf(&longer, "%s.ref", stem);
		stem = longer.p;
	}
	for (int i = 0;; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", i);
		if (!is_file(stem, number, &path))
			break;
		add_path(&path, paths);
	}
	/* What is not there is to be complained of. */
	if (is_file(stem, "", &path) || !paths->n)
		add_path(&path, paths);
	qn_buf_release(&path);
	qn_buf_release(&longer);
}

void bleu_multi_print(const struct bleu_answer *a, struct qn_output *out,
                      struct call *c)
{
	struct qn_buf line = {0};
	if (!qn_multibleu_line(a->corpus->totals[0].sum, &line))
		c->status = 1;
	qn_output_printf(out, "%s\n", line.p);
	qn_buf_release(&line);
}
