/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_files.c -- the files of `quern bleu` and whose they are.
 */
#include <stdlib.h>
#include <string.h>

#include "apps/cmd_bleu.h"
#include "base/mem.h"

static void add_file(struct bleu_files *s, struct qn_mt_file file)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 8;
		s->file = qn_realloc(s->file, s->room, sizeof *s->file);
	}
	s->file[s->n++] = file;
}

static void list_references(const struct bleu_options *o, struct bleu_files *s,
                            const struct option_list *refs)
{
	struct qn_mt_file file = {.columns = o->references,
	                          .loose = o->references > 1,
	                          .sparse = o->ragged,
	                          .raw = o->compat == BLEU_MULTI};
	size_t i = 0;
	if (o->compat == BLEU_MULTI) {
		bleu_multi_references(refs->item[i++], &s->paths);
		for (size_t at = 0; at < s->paths.n;) {
			file.path = s->paths.p + at;
			add_file(s, file);
			at += strlen(file.path) + 1;
		}
	}
	for (; i < refs->n; i++) {
		file.path = refs->item[i];
		add_file(s, file);
	}
}

bool bleu_list_files(const struct bleu_options *o, struct bleu_files *s,
                     struct call *c)
{
	const struct option_list *in = &o->input;
	struct qn_mt_file file = {.columns = 1, .raw = o->compat == BLEU_MULTI};
	for (size_t i = 0; i < in->n; i++) {
		size_t k = 0;
		while (k < s->n && strcmp(s->file[k].path, in->item[i]) != 0)
			k++;
		file.path = in->item[i];
		if (k == s->n)
			add_file(s, file);
		else if (k > 0 || !bleu_is_paired(o))
			return call_misuse(c, "-i %s: named twice",
			                   in->item[i]);
	}
	if (!in->n) {
		file.path = NULL;
		file.columns = o->compat == BLEU_MULTI;
		add_file(s, file);
	}
	s->systems = s->n;
	list_references(o, s, &c->operands);
	if (o->by_field)
		add_file(
		    s, (struct qn_mt_file){.path = o->by_field, .columns = 1});
	return true;
}

char **bleu_name_systems(const struct bleu_options *o,
                         const struct bleu_files *s, size_t systems)
{
	char **name = qn_calloc(systems, sizeof *name);
	for (size_t i = 0; i < systems; i++) {
		struct qn_buf b = {0};
		bool base = i == 0 && bleu_is_paired(o);
		if (o->input.n)
			qn_buf_printf(&b, "%s%s", base ? "Baseline: " : "",
			              s->file[i].path);
		else if (base)
			qn_buf_puts(&b, "Baseline");
		else
			qn_buf_printf(&b, "System %zu", i + !bleu_is_paired(o));
		name[i] = b.p;
	}
	return name;
}
