/* SPDX-License-Identifier: MIT */
/*
 * cmd_completion.c -- `quern completion bash`: a script that lets the shell
 * complete commands, verbs, options and the names an option takes.
 *
 *	_quern_words "vectors nn"  -> every option of that verb
 *	_quern_values "vectors nn --format" -> auto w2v-text ...
 */
#include "apps/command.h"

#include <string.h>

#include "base/buf.h"

static void put_names(struct qn_buf *b, const struct option *o)
{
	struct qn_slice name;
	for (; o && (o->names || o->help); o++)
		for (size_t i = 0; !o->hidden && (name = option_name(o, i)).n;
		     i++)
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
	for (; o && (o->names || o->help); o++) {
		if (!o->choices || o->hidden)
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

/* Calls `put` for every command and verb with its words joined. */
static void for_each(struct qn_buf *b,
                     void (*put)(struct qn_buf *, const char *,
                                 const struct command *))
{
	struct qn_buf path = {0};
	for (const struct command *const *c = commands; *c; c++) {
		put(b, (*c)->name, *c);
		for (size_t i = 0; (*c)->verbs && (*c)->verbs[i]; i++) {
			qn_buf_clear(&path);
			qn_buf_printf(&path, "%s %s", (*c)->name,
			              (*c)->verbs[i]->name);
			put(b, path.p, (*c)->verbs[i]);
		}
	}
	qn_buf_release(&path);
}

static void put_script(struct qn_buf *b)
{
	qn_buf_puts(b, "# bash completion for quern\n"
	               "_quern_words() {\n\tcase \"$1\" in\n"
	               "\t\"\") echo \"");
	for (const struct command *const *c = commands; *c; c++)
		qn_buf_printf(b, "%s ", (*c)->name);
	qn_buf_puts(b, "--help --version\" ;;\n");
	for_each(b, put_word_case);
	qn_buf_puts(b, "\tesac\n}\n"
	               "_quern_values() {\n\tcase \"$1\" in\n");
	for_each(b, put_value_cases);
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

static bool run(void *options, struct call *c)
{
	(void)options;
	if (strcmp(c->operands.item[0], "bash") != 0)
		return call_misuse(c, "there is a script for bash only");
	struct qn_buf text = {0};
	put_script(&text);
	struct qn_output *out = call_output(c);
	qn_output_write(out, text.p, text.n);
	qn_buf_release(&text);
	return qn_output_close(out, &c->e);
}

const struct command command_completion = {
    .name = "completion",
    .summary = "a script by which the shell completes quern's commands",
    .operands = "bash",
    .about = "Put its output into a file that bash reads when it starts: "
             "eval \"$(quern completion bash)\".",
    .min_operands = 1,
    .max_operands = 1,
    .without = "threads seed json quiet",
    .run = run,
};
