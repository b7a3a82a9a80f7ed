/* SPDX-License-Identifier: MIT */
/*
 * call.c -- what a running command asks of the program around it.
 */
#include "apps/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "apps/bar.h"

/* More threads than so many a core would only be in each other's way. */
#define THREADS_A_CORE 4

static const struct option all_options[] = {
    {.help = "Everywhere"},
    {.names = "threads thread num-threads",
     OPTION_FIELD(struct common, threads),
     .max = 4096,
     .argument = "N",
     .shown = "every core",
     .help = "threads at work at once; 4 a core at most"},
    {.names = "seed random-seed",
     OPTION_FIELD(struct common, seed),
     .argument = "N",
     .help = "same seed, same input: same output"},
    {.names = "output o",
     OPTION_FIELD(struct common, output),
     .argument = "FILE",
     .shown = "standard output",
     .help = "where the result goes"},
    {.names = "json",
     OPTION_FIELD(struct common, json),
     .help = "print the result as JSON"},
    {.names = "quiet",
     OPTION_FIELD(struct common, quiet),
     .help = "no progress on standard error"},
    {.names = "help h",
     OPTION_FIELD(struct common, help),
     .help = "print this text"},
    {.names = "version",
     OPTION_FIELD(struct common, version),
     .help = "print the version"},
    {.names = "man",
     OPTION_FIELD(struct common, man),
     .help = "print the manual page as troff",
     .hidden = true},
    {0},
};

#define ALL (sizeof all_options / sizeof *all_options)

/* Whether `name` is one of the words of `list`. */
static bool listed(struct qn_slice name, const char *list)
{
	const struct option words = {.names = list};
	struct qn_slice word;
	for (size_t i = 0; (word = option_name(&words, i)).n; i++)
		if (qn_slice_eq(word, name))
			return true;
	return false;
}

const struct option *common_options(const struct command *command)
{
	static struct option table[ALL];
	size_t n = 0;
	for (const struct option *o = all_options; o->names || o->help; o++) {
		bool idle =
		    command && listed(option_name(o, 0), command->without);
		if (idle && !listed(option_name(o, 0), "threads seed quiet"))
			continue;
		table[n] = *o;
		table[n++].hidden |= idle;
	}
	table[n] = (struct option){0};
	return table;
}

struct qn_pool *call_pool(struct call *c)
{
	int cores = qn_pool_cores(), most = THREADS_A_CORE * cores;
	int threads = c->common.threads;
	if (c->pool)
		return c->pool;
	/* Where the launcher has not bound them, ranks have cores in common. */
	if (threads == 0 && c->ranks.local > 1)
		threads =
		    cores / c->ranks.local > 1 ? cores / c->ranks.local : 1;
	c->pool = qn_pool_new(threads < most ? threads : most);
	qn_pool_join(c->pool, &c->ranks);
	return c->pool;
}

bool call_first(const struct call *c)
{
	return c->ranks.rank == 0;
}

const struct qn_progress *call_progress(struct call *c)
{
	if (!c->bar)
		c->bar = bar_new(c->common.quiet || !call_first(c));
	return bar_progress(c->bar);
}

void call_progress_end(struct call *c)
{
	bar_free(c->bar, !c->e.failed);
	c->bar = NULL;
}

struct qn_output *call_output(struct call *c)
{
	return qn_output_open(c->common.output, &c->e);
}

bool call_show(struct call *c, struct qn_output *out)
{
	const char *path = c->common.output;
	if (!path || strcmp(path, "-") == 0)
		qn_output_finish(out, &c->e);
	return qn_output_ok(out) && !c->e.failed;
}

bool call_misuse(struct call *c, const char *format, ...)
{
	char text[QN_ERR_TEXT];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (!c->e.failed)
		c->misused = true;
	return qn_fail(&c->e, "%s", text);
}

static void print_sentence(const struct call *c, const char *format,
                           va_list args)
{
	char text[QN_ERR_TEXT];
	if (!call_first(c))
		return;
	vsnprintf(text, sizeof text, format, args);
	qn_one_line(text, strlen(text));
	fprintf(stderr, "%s: %s\n", c->name, text);
}

void call_complain(struct call *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_sentence(c, format, args);
	va_end(args);
	c->status = 1;
}

void call_warn(struct call *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_sentence(c, format, args);
	va_end(args);
}
