/* SPDX-License-Identifier: MIT */
/*
 * main.c -- `quern`: finds the command, parses, runs it, reports.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>
#include <unistd.h>

#include "apps/command.h"
#include "apps/help.h"
#include "apps/onecore.h"
#include "apps/signals.h"
#include "base/blas.h"
#include "base/kern.h"
#include "base/mem.h"
#include "base/version.h"

enum { DONE, FAILED, MISUSED };

const struct common common_defaults = {.seed = 1};

static void put_version(struct qn_buf *b)
{
	UVersionInfo version;
	char icu[U_MAX_VERSION_STRING_LENGTH];
	char unicode[U_MAX_VERSION_STRING_LENGTH];
	u_getVersion(version);
	u_versionToString(version, icu);
	u_getUnicodeVersion(version);
	u_versionToString(version, unicode);
	qn_buf_printf(b,
	              "quern %s\nkernels: %s\nOpenBLAS: %s\n"
	              "ICU: %s (Unicode %s)\n",
	              QN_VERSION, qn_kern_name(), qn_blas_core(), icu, unicode);
	if (qn_ranks_engine_name())
		qn_buf_printf(b, "ranks: %s\n", qn_ranks_engine_name());
}

/* All ranks hear of it; one of them says it. */
static bool says(struct call *c)
{
	qn_ranks_agree(&c->ranks, &c->e);
	return call_first(c);
}

static int misused(struct call *c)
{
	if (says(c))
		fprintf(stderr, "%s: %s; see \"%s --help\"\n", c->name,
		        c->e.text, c->name);
	return MISUSED;
}

static int misuse(struct call *c, const char *sentence)
{
	call_misuse(c, "%s", sentence);
	return misused(c);
}

static int failed(struct call *c)
{
	if (c->misused)
		return misused(c);
	if (says(c))
		fprintf(stderr, "%s: %s\n", c->name, c->e.text);
	return c->e.interrupted ? signals_status() : FAILED;
}

static int print(struct call *c, struct qn_buf *text)
{
	if (!call_first(c)) {
		qn_buf_release(text);
		return DONE;
	}
	struct qn_output *out = call_output(c);
	qn_output_write(out, text->p, text->n);
	qn_buf_release(text);
	return qn_output_close(out, &c->e) ? DONE : failed(c);
}

/* --help, --version or --man, of `command` or (NULL) of quern itself. */
static int inform(struct call *c, const struct command *command)
{
	struct qn_buf text = {0};
	if (c->common.version)
		put_version(&text);
	else if (c->common.man)
		help_man(command, &text);
	else if (c->command)
		help_command(c->command, c->name, &text);
	else
		help_overview(&text);
	return print(c, &text);
}

static bool wants_information(const struct call *c)
{
	return c->common.help || c->common.version || c->common.man;
}

static bool count_operands(struct call *c)
{
	const struct command *command = c->command;
	size_t n = c->operands.n;
	if (n < (size_t)command->min_operands)
		return call_misuse(c, "it needs %s", command->operands);
	if (command->max_operands >= 0 && n > (size_t)command->max_operands)
		return call_misuse(c, "it has no use for \"%s\"",
		                   c->operands.item[command->max_operands]);
	return true;
}

static bool check_ranks(struct call *c)
{
	if (c->ranks.size == 1 || c->command->shared)
		return true;
	return call_misuse(c,
	                   "it runs in one process, but %d were started "
	                   "together",
	                   c->ranks.size);
}

/* Parses `words` for c->command, whose options are at `values`. */
static bool parse(struct call *c, void *values, char **words, size_t n)
{
	const struct option_set own = {c->command->options, values};
	const struct option_set common = {common_options(c->command),
	                                  &c->common};
	const struct option_set sets[] = {own.table ? own : common, common};
	if (options_parse(sets, own.table ? 2 : 1, words, n, &c->operands,
	                  &c->e))
		return true;
	c->misused = true;
	return false;
}

static int execute(struct call *c, void *values)
{
	bool ok = c->command->run(values, c);
	call_progress_end(c);
	qn_pool_free(c->pool);
	return ok ? c->status : failed(c);
}

static int run_command(struct call *c, const struct command *top, char **words,
                       size_t n)
{
	const struct command *command = c->command;
	void *values = qn_calloc(1, command->size + 1);
	if (command->size)
		memcpy(values, command->defaults, command->size);
	int status;
	if (!parse(c, values, words, n))
		status = misused(c);
	else if (wants_information(c))
		status = inform(c, top);
	else if (!command->run)
		status = misuse(c, "it needs a verb");
	else if (!count_operands(c) || !check_ranks(c))
		status = misused(c);
	else
		status = execute(c, values);
	if (command->options)
		options_release(&(struct option_set){command->options, values});
	free(values);
	free(c->operands.item);
	return status;
}

static int no_such(struct call *c, const char *what, const char *name,
                   const char *near)
{
	if (near) {
		call_warn(c, "there is no %s \"%s\"; did you mean \"%s\"?",
		          what, name, near);
		return MISUSED;
	}
	call_misuse(c, "there is no %s \"%s\"", what, name);
	return misused(c);
}

static void set_command(struct call *c, const struct command *command)
{
	size_t n = strlen(c->name);
	c->command = command;
	snprintf(c->name + n, sizeof c->name - n, " %s", command->name);
}

/* quern COMMAND [VERB] ... */
static int dispatch(struct call *c, char **words, size_t n)
{
	const char *near;
	const struct command *top = command_find(words[0], &near);
	if (!top)
		return no_such(c, "command", words[0], near);
	set_command(c, top);
	size_t used = 1;
	if (top->verbs && n > 1) {
		/* `search --pairs` is `search pairs`. */
		bool dashed = strncmp(words[1], "--", 2) == 0;
		const struct command *verb =
		    command_verb(top, words[1] + 2 * dashed, &near);
		if (!verb && !top->run && words[1][0] != '-')
			return no_such(c, "verb", words[1], near);
		if (verb) {
			set_command(c, verb);
			used = 2;
		}
	}
	return run_command(c, top, words + used, n - used);
}

/* quern --version, quern --help */
static int options_alone(struct call *c, char **words, size_t n)
{
	const struct option_set set = {common_options(NULL), &c->common};
	int status;
	if (!options_parse(&set, 1, words, n, &c->operands, &c->e))
		status = misused(c);
	else if (wants_information(c) && c->operands.n == 0)
		status = inform(c, NULL);
	else
		status =
		    (call_misuse(c, "the command comes first"), misused(c));
	free(c->operands.item);
	return status;
}

/* Says on standard error if what stdio wrote did not arrive. */
static int close_stdout(int status)
{
	if (fclose(stdout) == 0)
		return status;
	perror("quern: standard output");
	return status ? status : FAILED;
}

/* A file opened later must not become standard error and receive its text.
 * What stands in is opened the wrong way round, so that using it is an error
 * as it was before. */
static void fill_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null",
		         fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(FAILED);
}

static int usage(const struct call *c)
{
	if (call_first(c))
		fputs("usage: quern COMMAND [VERB] [OPTION...] [FILE...]\n"
		      "\"quern help\" lists the commands.\n",
		      stderr);
	return MISUSED;
}

/* The last meeting of the ranks, where there are several: with one that has
 * failed all have. */
static int part(struct call *c, int status)
{
	if (!c->e.failed && !qn_ranks_agree(&c->ranks, &c->e))
		status = failed(c);
	qn_ranks_end(&c->ranks);
	return status;
}

int main(int argc, char **argv)
{
	struct call c = {.name = "quern", .common = common_defaults};
	int status;
	onecore_end();
	fill_descriptors();
	/* MPI handles signals too; those handled afterwards are ours. */
	bool joined = qn_ranks_begin(&c.ranks, &c.e);
	signals_install();
	if (!joined)
		status = failed(&c);
	else if (!qn_kern_check(&c.e))
		status = (failed(&c), MISUSED);
	else if (argc < 2)
		status = usage(&c);
	else if (argv[1][0] == '-')
		status = options_alone(&c, argv + 1, (size_t)argc - 1);
	else
		status = dispatch(&c, argv + 1, (size_t)argc - 1);
	return close_stdout(part(&c, status));
}
