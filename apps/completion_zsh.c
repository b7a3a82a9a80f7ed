/* SPDX-License-Identifier: MIT */
/*
 * completion_zsh.c -- for zsh: a function that takes the command and the verb
 * off the line and leaves the rest to _arguments.
 *
 *	(vectors\ nn) _arguments '*:file:_files' \
 *	    '--k=[how many]:N:_files' ...
 */
#include "apps/completion.h"

static void put_text(struct qn_buf *b, const char *text)
{
	completion_quote(b, text, "[]:\\", "'\\''");
}

/* 'name:summary' for each of a list, to choose from. */
static void put_list(struct qn_buf *b, const char *what,
                     const struct command *const *list)
{
	qn_buf_printf(b, "local -a %s=(", what);
	for (; *list; list++) {
		qn_buf_printf(b, "\n\t\t'%s:", (*list)->name);
		put_text(b, (*list)->summary);
		qn_buf_putc(b, '\'');
	}
	qn_buf_printf(b, ")\n\t\t_describe %s %s\n", what, what);
}

static void put_options(struct qn_buf *b, const struct option *o)
{
	struct qn_slice name;
	for (; (o = completion_option(o)) != NULL; o++)
		for (size_t i = 0; (name = option_name(o, i)).n; i++) {
			qn_buf_printf(b, " \\\n\t\t'*%s%.*s[",
			              name.n > 1 ? "--" : "-", (int)name.n,
			              name.p);
			put_text(b, o->help ? o->help : "");
			qn_buf_putc(b, ']');
			if (option_takes_word(o)) {
				qn_buf_putc(b, ':');
				put_text(b, o->argument ? o->argument : " ");
				qn_buf_putc(b, ':');
			}
			for (size_t k = 0; o->choices && o->choices[k]; k++)
				qn_buf_printf(b, "%s%s", k ? " " : "(",
				              o->choices[k]);
			if (o->choices)
				qn_buf_putc(b, ')');
			else if (option_takes_word(o))
				qn_buf_puts(b, "_files");
			qn_buf_putc(b, '\'');
		}
}

static void put_arguments(struct qn_buf *b, const char *path,
                          const struct command *command)
{
	if (!command->run)
		return;
	qn_buf_printf(b, "\t'%s') _arguments '*:file:_files'", path);
	put_options(b, command->options);
	put_options(b, common_options(command));
	qn_buf_puts(b, " ;;\n");
}

/* Verbs come where the second word is; it may be one already. */
static void put_verbs(struct qn_buf *b, const struct command *command)
{
	qn_buf_printf(b, "\t%s)\n\t\tif (( CURRENT == 3 )); then\n\t\t",
	              command->name);
	put_list(b, "verbs", command->verbs);
	qn_buf_puts(b, "\t\t[[ $PREFIX = -* ]] || return\n"
	               "\t\tfi\n"
	               "\t\tcase $words[3] in\n\t\t");
	for (size_t i = 0; command->verbs[i]; i++)
		qn_buf_printf(b, "%s%s", i ? "|" : "", command->verbs[i]->name);
	qn_buf_puts(b, ") at+=\" $words[3]\" ;;\n\t\tesac ;;\n");
}

void completion_zsh(struct qn_buf *b)
{
	qn_buf_puts(b, "#compdef quern\n"
	               "_quern() {\n"
	               "\tlocal at=$words[2]\n"
	               "\tif (( CURRENT == 2 )); then\n"
	               "\t\t");
	put_list(b, "commands", commands);
	qn_buf_puts(b, "\t\treturn\n"
	               "\tfi\n"
	               "\tcase $at in\n");
	for (const struct command *const *c = commands; *c; c++)
		if ((*c)->verbs)
			put_verbs(b, *c);
	qn_buf_puts(b, "\tesac\n"
	               "\tlocal n=${#${(z)at}}\n"
	               "\tshift $n words\n"
	               "\t(( CURRENT -= n ))\n"
	               "\tcase $at in\n");
	completion_each(b, put_arguments);
	qn_buf_puts(b, "\tesac\n"
	               "}\n"
	               "if [ \"$funcstack[1]\" = _quern ]; then\n"
	               "\t_quern \"$@\"\n"
	               "else\n"
	               "\tcompdef _quern quern\n"
	               "fi\n");
}
