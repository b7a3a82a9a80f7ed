/* SPDX-License-Identifier: MIT */
/*
 * help.c -- --help and `quern help`: the tables as plain text.
 */
#include "apps/help.h"

#include <string.h>

#define WIDTH  80
#define COLUMN 26 /* where the sentences of options and commands begin */

static void pad(struct qn_buf *b, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		qn_buf_putc(b, ' ');
}

/* One paragraph, its later lines indented; `at` is the column where the
 * first begins. */
static void put_paragraph(struct qn_buf *b, struct qn_slice text, size_t indent,
                          size_t at)
{
	const char *p = text.p, *end = text.p + text.n;
	bool first = true;
	while (p < end) {
		const char *space = memchr(p, ' ', (size_t)(end - p));
		size_t n = (size_t)((space ? space : end) - p);
		if (!first && at + 1 + n > WIDTH) {
			qn_buf_putc(b, '\n');
			pad(b, indent);
			at = indent;
		} else if (!first) {
			qn_buf_putc(b, ' ');
			at++;
		}
		qn_buf_add(b, p, n);
		at += n;
		first = false;
		p += n + (space != NULL);
	}
	qn_buf_putc(b, '\n');
}

static void put_about(struct qn_buf *b, const char *about)
{
	while (about && *about) {
		const char *gap = strstr(about, "\n\n");
		size_t n = gap ? (size_t)(gap - about) : strlen(about);
		qn_buf_putc(b, '\n');
		put_paragraph(b, (struct qn_slice){about, n}, 0, 0);
		about += n + (gap ? 2 : 0);
	}
}

static const char *argument_of(const struct option *o)
{
	if (o->argument)
		return o->argument;
	return o->choices ? "NAME" : "VALUE";
}

static void put_name(struct qn_buf *b, struct qn_slice name, const char *dash)
{
	qn_buf_printf(b, "%s%s", dash, name.n > 1 ? dash : "");
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '-')
			qn_buf_puts(b, dash);
		else
			qn_buf_putc(b, name.p[i]);
}

void help_names(const struct option *o, const char *dash, struct qn_buf *b)
{
	struct qn_slice name;
	const char *separator = "";
	/* Letters first, as everybody writes it: -o, --output. */
	for (int longs = 0; longs < 2; longs++)
		for (size_t i = 0; (name = option_name(o, i)).n; i++)
			if ((name.n > 1) == longs) {
				qn_buf_puts(b, separator);
				put_name(b, name, dash);
				separator = ", ";
			}
	if (o->form == OPTION_SWITCH)
		qn_buf_puts(b, " [0|1]");
	else if (option_takes_word(o))
		qn_buf_printf(b, " %s%s", argument_of(o),
		              o->type == OPTION_LIST ? "..." : "");
}

void help_sentence(const struct option *o, const void *defaults,
                   struct qn_buf *b)
{
	qn_buf_puts(b, o->help);
	for (int i = 0; o->choices && o->choices[i]; i++)
		qn_buf_printf(b, "%s%s", i ? ", " : ": ", o->choices[i]);
	struct qn_buf value = {0};
	option_default(o, defaults, &value);
	if (value.n)
		qn_buf_printf(b, " [%s]", value.p);
	qn_buf_release(&value);
}

/* "  left          sentence", the sentence wrapped in its column. */
static void put_row(struct qn_buf *b, struct qn_slice left,
                    struct qn_slice sentence)
{
	qn_buf_puts(b, "  ");
	qn_buf_add(b, left.p, left.n);
	if (left.n + 4 > COLUMN) {
		qn_buf_putc(b, '\n');
		pad(b, COLUMN);
	} else {
		pad(b, COLUMN - 2 - left.n);
	}
	put_paragraph(b, sentence, COLUMN, COLUMN);
}

static void put_options(struct qn_buf *b, const struct option *o,
                        const void *defaults)
{
	struct qn_buf names = {0}, sentence = {0};
	if (o->names)
		qn_buf_puts(b, "\nOptions:\n");
	for (; o->names || o->help; o++) {
		if (!o->names) {
			qn_buf_printf(b, "\n%s:\n", o->help);
			continue;
		}
		if (o->hidden)
			continue;
		qn_buf_clear(&names);
		qn_buf_clear(&sentence);
		help_names(o, "-", &names);
		help_sentence(o, defaults, &sentence);
		put_row(b, qn_buf_slice(&names), qn_buf_slice(&sentence));
	}
	qn_buf_release(&names);
	qn_buf_release(&sentence);
}

static void put_list(struct qn_buf *b, const struct command *const *list)
{
	for (; *list; list++)
		put_row(b, qn_slice_of((*list)->name),
		        qn_slice_of((*list)->summary));
}

static void put_usage(struct qn_buf *b, const struct command *command,
                      const char *name)
{
	const char *operands = command->operands;
	if (command->run)
		qn_buf_printf(b, "usage: %s [OPTION...]%s%s\n", name,
		              operands ? " " : "", operands ? operands : "");
	if (command->verbs)
		qn_buf_printf(b, "%s %s VERB [OPTION...] ...\n",
		              command->run ? "   or:" : "usage:", name);
}

void help_command(const struct command *command, const char *name,
                  struct qn_buf *b)
{
	put_usage(b, command, name);
	qn_buf_putc(b, '\n');
	put_paragraph(b, qn_slice_of(command->summary), 0, 0);
	put_about(b, command->about);
	if (command->verbs) {
		qn_buf_puts(b, "\nVerbs:\n");
		put_list(b, command->verbs);
		qn_buf_printf(b, "\n\"%s VERB --help\" tells more.\n", name);
	}
	if (command->options)
		put_options(b, command->options, command->defaults);
	if (command->run)
		put_options(b, common_options(command), &common_defaults);
}

void help_overview(struct qn_buf *b)
{
	qn_buf_puts(b, "usage: quern COMMAND [VERB] [OPTION...] [FILE...]\n\n");
	put_list(b, commands);
	qn_buf_puts(b, "\nNo file, or \"-\", is standard input; results go to "
	               "standard output unless\n-o names a file.  \"quern help "
	               "COMMAND\" tells more.\n");
}
