/* SPDX-License-Identifier: MIT */
/*
 * cmd_completion.c -- `quern completion bash`, `fish` and `zsh`.
 */
#include "apps/completion.h"

#include <string.h>

void completion_each(struct qn_buf *b,
                     void (*put)(struct qn_buf *b, const char *path,
                                 const struct command *command))
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

const struct option *completion_option(const struct option *o)
{
	while (o && (o->names || o->help) && (!o->names || o->hidden))
		o++;
	return o && o->names ? o : NULL;
}

void completion_quote(struct qn_buf *b, const char *text, const char *special,
                      const char *quote)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			qn_buf_putc(b, '\\');
		if (*text == '\'')
			qn_buf_puts(b, quote);
		else
			qn_buf_putc(b, *text);
	}
}

static bool run(void *options, struct call *c)
{
	static const struct {
		const char *shell;
		void (*put)(struct qn_buf *b);
	} scripts[] = {{"bash", completion_bash},
	               {"fish", completion_fish},
	               {"zsh", completion_zsh}};
	struct qn_buf text = {0};
	(void)options;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (strcmp(c->operands.item[0], scripts[i].shell) == 0)
			scripts[i].put(&text);
	if (!text.n)
		return call_misuse(c, "there are scripts for bash, fish and "
		                      "zsh");
	struct qn_output *out = call_output(c);
	qn_output_write(out, text.p, text.n);
	qn_buf_release(&text);
	return qn_output_close(out, &c->e);
}

const struct command command_completion = {
    .name = "completion",
    .summary = "a script by which the shell completes quern's commands",
    .operands = "bash|fish|zsh",
    .about = "Put its output into a file that the shell reads when it starts: "
             "for bash eval \"$(quern completion bash)\", for fish quern "
             "completion fish | source; for zsh a file _quern in a folder of "
             "$fpath.",
    .min_operands = 1,
    .max_operands = 1,
    .without = "threads seed json quiet",
    .run = run,
};
