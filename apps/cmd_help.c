/* SPDX-License-Identifier: MIT */
/*
 * cmd_help.c -- `quern help [COMMAND [VERB]]`.
 */
#include "apps/help.h"

#include <stdio.h>

struct help_options {
	bool list;
};

static bool find(struct call *c, const struct command **command)
{
	const struct option_list *words = &c->operands;
	const char *near;
	*command = command_find(words->item[0], &near);
	if (*command && words->n > 1 && (*command)->verbs)
		*command = command_verb(*command, words->item[1], &near);
	if (*command)
		return true;
	return call_misuse(c, "there is no command \"%s%s%s\"", words->item[0],
	                   words->n > 1 ? " " : "",
	                   words->n > 1 ? words->item[1] : "");
}

static bool put_help(struct call *c, struct qn_buf *text)
{
	const struct option_list *words = &c->operands;
	const struct command *command;
	if (words->n == 0) {
		help_overview(text);
		return true;
	}
	if (!find(c, &command))
		return false;
	char name[sizeof c->name];
	snprintf(name, sizeof name, "quern %s%s%s", words->item[0],
	         words->n > 1 ? " " : "", words->n > 1 ? words->item[1] : "");
	help_command(command, name, text);
	return true;
}

static bool run(void *options, struct call *c)
{
	const struct help_options *o = options;
	struct qn_buf text = {0};
	if (o->list)
		for (const struct command *const *p = commands; *p; p++)
			qn_buf_printf(&text, "%s\n", (*p)->name);
	else
		put_help(c, &text);
	struct qn_output *out = call_output(c);
	if (text.n)
		qn_output_write(out, text.p, text.n);
	qn_buf_release(&text);
	return qn_output_close(out, &c->e);
}

static const struct help_options defaults = {.list = false};

static const struct option options[] = {
    {.names = "list",
     OPTION_FIELD(struct help_options, list),
     .help = "print the names of the commands, one a line"},
    {0},
};

const struct command command_help = {
    .name = "help",
    .summary = "what there is, and how it is used",
    .operands = "[COMMAND [VERB]]",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 2,
    .without = "threads seed json quiet",
    .run = run,
};
