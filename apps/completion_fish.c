/* SPDX-License-Identifier: MIT */
/*
 * completion_fish.c -- for fish: a line for each thing that can be completed,
 * with the condition under which it can.
 *
 *	complete -c quern -n '__quern_is vectors' -fa nn -d 'neighbours'
 *	complete -c quern -n '__quern_in vectors nn' -l k -x -d 'how many'
 */
#include "apps/completion.h"

static void put_description(struct qn_buf *b, const char *text)
{
	qn_buf_puts(b, " -d '");
	completion_quote(b, text, "\\", "\\'");
	qn_buf_puts(b, "'\n");
}

/* That `name` is a word behind those of `path`. */
static void put_word(struct qn_buf *b, const char *path, const char *name,
                     const char *summary)
{
	qn_buf_printf(b, "complete -c quern -n '__quern_is %s' -fa %s", path,
	              name);
	put_description(b, summary);
}

static void put_options(struct qn_buf *b, const char *path,
                        const struct option *o)
{
	struct qn_slice name;
	for (; (o = completion_option(o)) != NULL; o++) {
		qn_buf_printf(b, "complete -c quern -n '__quern_in %s'", path);
		for (size_t i = 0; (name = option_name(o, i)).n; i++)
			qn_buf_printf(b, " -%c %.*s", name.n > 1 ? 'l' : 's',
			              (int)name.n, name.p);
		if (o->choices) {
			qn_buf_puts(b, " -xa '");
			for (size_t i = 0; o->choices[i]; i++)
				qn_buf_printf(b, "%s%s", i ? " " : "",
				              o->choices[i]);
			qn_buf_putc(b, '\'');
		} else if (option_takes_word(o)) {
			qn_buf_puts(b, " -r");
		}
		put_description(b, o->help ? o->help : "");
	}
}

static void put_command(struct qn_buf *b, const char *path,
                        const struct command *command)
{
	for (size_t i = 0; command->verbs && command->verbs[i]; i++)
		put_word(b, path, command->verbs[i]->name,
		         command->verbs[i]->summary);
	if (!command->run)
		return;
	put_options(b, path, command->options);
	put_options(b, path, common_options(command));
}

void completion_fish(struct qn_buf *b)
{
	qn_buf_puts(b, "# fish completion for quern\n"
	               "# Whether the words so far are these, or begin so.\n"
	               "function __quern_is\n"
	               "\tset -l words (commandline -opc)\n"
	               "\ttest \"$words[2..-1]\" = \"$argv\"\n"
	               "end\n"
	               "function __quern_in\n"
	               "\tset -l words (commandline -opc)\n"
	               "\tset -l last (math 1 + (count $argv))\n"
	               "\ttest (count $words) -ge $last\n"
	               "\tand test \"$words[2..$last]\" = \"$argv\"\n"
	               "end\n");
	for (const struct command *const *c = commands; *c; c++)
		put_word(b, "", (*c)->name, (*c)->summary);
	completion_each(b, put_command);
}
