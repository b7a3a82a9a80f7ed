/* SPDX-License-Identifier: MIT */
/*
 * completion_bash.c -- for bash: two functions that answer what there is to
 * say, and one that asks them.
 *
 *	_quern_words "vectors nn"  -> every option of that verb
 *	_quern_values "vectors nn --format" -> auto w2v-text ...
 */
#include "apps/completion.h"

static void put_names(struct qn_buf *b, const struct option *o)
{
	struct qn_slice name;
	for (; (o = completion_option(o)) != NULL; o++)
		for (size_t i = 0; (name = option_name(o, i)).n; i++)
			qn_buf_printf(b, " %s%.*s", name.n > 1 ? "--" : "-",
			              (int)name.n, name.p);
}

static void put_word_case(struct qn_buf *b, const char *path,
                          const struct command *command)
{
	qn_buf_printf(b, "\t\"%s\") echo \"", path);
	for (size_t i = 0; command->verbs && command->verbs[i]; i++)
		qn_buf_printf(b, "%s ", command->verbs[i]->name);
	if (command->run) {
		put_names(b, command->options);
		put_names(b, common_options(command));
	}
	qn_buf_puts(b, "\" ;;\n");
}

static void put_value_cases(struct qn_buf *b, const char *path,
                            const struct command *command)
{
	struct qn_slice name;
	const struct option *o = command->options;
	for (; (o = completion_option(o)) != NULL; o++) {
		if (!o->choices)
			continue;
		qn_buf_putc(b, '\t');
		for (size_t i = 0; (name = option_name(o, i)).n; i++)
			qn_buf_printf(b, "%s\"%s -%.*s\"|\"%s --%.*s\"",
			              i ? "|" : "", path, (int)name.n, name.p,
			              path, (int)name.n, name.p);
		qn_buf_puts(b, ") echo \"");
		for (size_t i = 0; o->choices[i]; i++)
			qn_buf_printf(b, "%s%s", i ? " " : "", o->choices[i]);
		qn_buf_puts(b, "\" ;;\n");
	}
}

void completion_bash(struct qn_buf *b)
{
	qn_buf_puts(b, "# bash completion for quern\n"
	               "_quern_words() {\n\tcase \"$1\" in\n"
	               "\t\"\") echo \"");
	for (const struct command *const *c = commands; *c; c++)
		qn_buf_printf(b, "%s ", (*c)->name);
	qn_buf_puts(b, "--help --version\" ;;\n");
	completion_each(b, put_word_case);
	qn_buf_puts(b, "\tesac\n}\n"
	               "_quern_values() {\n\tcase \"$1\" in\n");
	completion_each(b, put_value_cases);
	qn_buf_puts(
	    b,
	    "\tesac\n}\n"
	    "_quern() {\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} path= words values\n"
	    "\tif [ \"$COMP_CWORD\" -gt 1 ]; then path=${COMP_WORDS[1]}; fi\n"
	    "\tif [ \"$COMP_CWORD\" -gt 2 ] &&\n"
	    "\t\t[ -n \"$(_quern_words \"$path ${COMP_WORDS[2]}\")\" ]; then\n"
	    "\t\tpath=\"$path ${COMP_WORDS[2]}\"\n"
	    "\tfi\n"
	    "\tvalues=$(_quern_values \"$path "
	    "${COMP_WORDS[COMP_CWORD - 1]}\")\n"
	    "\twords=$(_quern_words \"$path\")\n"
	    "\tif [ -n \"$values\" ]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$cur\")\n"
	    "\telif [ -z \"$path\" ] || [ \"${cur#-}\" != \"$cur\" ] ||\n"
	    "\t\t[ \"$COMP_CWORD\" -eq 2 ]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "\tfi\n"
	    "}\n"
	    "complete -o default -F _quern quern\n");
}
