/* SPDX-License-Identifier: MIT */
/*
 * man.c -- the manual pages: the tables as troff (man(7) macros).
 */
#include "apps/help.h"

#include <ctype.h>

#include "base/version.h"

/* Text as troff prints it unchanged; an empty line parts paragraphs. */
static void put_text(struct qn_buf *b, const char *text)
{
	bool line_begins = true;
	for (const char *p = text; *p; p++) {
		if (p[0] == '\n' && p[1] == '\n') {
			qn_buf_puts(b, "\n.PP\n");
			p++;
			line_begins = true;
			continue;
		}
		if (line_begins && (*p == '.' || *p == '\''))
			qn_buf_puts(b, "\\&");
		if (*p == '\\')
			qn_buf_puts(b, "\\e");
		else if (*p == '-')
			qn_buf_puts(b, "\\-");
		else
			qn_buf_putc(b, *p);
		line_begins = false;
	}
	qn_buf_putc(b, '\n');
}

static void put_options(struct qn_buf *b, const struct option *o,
                        const void *defaults)
{
	struct qn_buf sentence = {0};
	for (; o->names || o->help; o++) {
		if (!o->names) {
			qn_buf_puts(b, ".PP\n.I ");
			put_text(b, o->help);
			continue;
		}
		if (o->hidden)
			continue;
		qn_buf_puts(b, ".TP\n\\fB");
		help_names(o, "\\-", b);
		qn_buf_puts(b, "\\fR\n");
		qn_buf_clear(&sentence);
		help_sentence(o, defaults, &sentence);
		put_text(b, sentence.p);
	}
	qn_buf_release(&sentence);
}

static void put_title(struct qn_buf *b, const char *name)
{
	qn_buf_puts(b, ".TH QUERN");
	if (name)
		qn_buf_putc(b, '-');
	for (const char *p = name; p && *p; p++)
		qn_buf_putc(b, (char)toupper((unsigned char)*p));
	qn_buf_puts(b, " 1 \"\" \"Quern " QN_VERSION "\" \"Quern\"\n"
	               ".SH NAME\nquern");
	if (name)
		qn_buf_printf(b, "\\-%s", name);
	qn_buf_puts(b, " \\- ");
}

/* "quern COMMAND VERB [OPTION...] OPERANDS"; `verb` may be NULL. */
static void put_synopsis(struct qn_buf *b, const struct command *command,
                         const struct command *verb)
{
	const struct command *c = verb ? verb : command;
	qn_buf_printf(b, ".B quern %s%s%s\n[\\fIOPTION\\fR...]\\&\n",
	              command->name, verb ? " " : "", verb ? verb->name : "");
	if (c->operands)
		put_text(b, c->operands);
	qn_buf_puts(b, ".br\n");
}

/* Which of the common options a verb does not take. */
static void put_without(struct qn_buf *b, const char *without)
{
	const struct option words = {.names = without};
	struct qn_slice name;
	qn_buf_puts(b, ".PP\nIt does not take");
	for (size_t i = 0; (name = option_name(&words, i)).n; i++)
		qn_buf_printf(b, "%s \\-\\-%.*s", i ? " or" : "", (int)name.n,
		              name.p);
	qn_buf_puts(b, ".\n");
}

static void put_verb(struct qn_buf *b, const struct command *verb)
{
	qn_buf_puts(b, ".SS ");
	put_text(b, verb->name);
	put_text(b, verb->summary);
	if (verb->about) {
		qn_buf_puts(b, ".PP\n");
		put_text(b, verb->about);
	}
	if (verb->options)
		put_options(b, verb->options, verb->defaults);
	if (verb->without)
		put_without(b, verb->without);
}

static void put_status(struct qn_buf *b)
{
	qn_buf_puts(
	    b, ".SH EXIT STATUS\n0 when all went well, 1 when the data or "
	       "the machine was at fault, 2 when the command line was, 130 "
	       "after SIGINT, 143 after SIGTERM. A file named for output is "
	       "written whole or not at all.\n");
}

static void put_command(struct qn_buf *b, const struct command *command)
{
	const struct command *const *verb = command->verbs;
	put_title(b, command->name);
	put_text(b, command->summary);
	qn_buf_puts(b, ".SH SYNOPSIS\n");
	if (command->run)
		put_synopsis(b, command, NULL);
	for (; verb && *verb; verb++)
		put_synopsis(b, command, *verb);
	qn_buf_puts(b, ".SH DESCRIPTION\n");
	put_text(b, command->about ? command->about : command->summary);
	if (command->options) {
		qn_buf_puts(b, ".SH OPTIONS\n");
		put_options(b, command->options, command->defaults);
	}
	if (command->verbs)
		qn_buf_puts(b, ".SH VERBS\n");
	for (verb = command->verbs; verb && *verb; verb++)
		put_verb(b, *verb);
	qn_buf_puts(b, ".SH COMMON OPTIONS\n");
	put_options(b, common_options(command), &common_defaults);
}

static void put_quern(struct qn_buf *b)
{
	put_title(b, NULL);
	qn_buf_puts(b, "turn text into tokens, counts, vectors and models\n"
	               ".SH SYNOPSIS\n.B quern\n\\fICOMMAND\\fR [\\fIVERB\\fR] "
	               "[\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n"
	               ".SH COMMANDS\n");
	for (const struct command *const *c = commands; *c; c++) {
		qn_buf_puts(b, ".TP\n.B ");
		put_text(b, (*c)->name);
		put_text(b, (*c)->summary);
	}
	qn_buf_puts(b, ".SH COMMON OPTIONS\n");
	put_options(b, common_options(NULL), &common_defaults);
}

void help_man(const struct command *command, struct qn_buf *b)
{
	if (command)
		put_command(b, command);
	else
		put_quern(b);
	put_status(b);
}
