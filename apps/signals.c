/* SPDX-License-Identifier: MIT */
/*
 * signals.c -- see signals.h.
 */
#include "apps/signals.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uclean.h>
#include <unistd.h>

#include "apps/bar.h"
#include "base/mem.h"
#include "base/output.h"

static void end_by_status(int signal_number)
{
	bar_break_off();
	qn_output_abandon_all();
	_exit(128 + signal_number);
}

/* A reader that went away is nobody's fault and nothing to report: die of
 * the signal as every filter does, only with the files tidied up.  So too
 * where a core file is wanted. */
static void end_by_signal(int signal_number)
{
	qn_output_abandon_all();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* A page of a map that the file no longer has. */
static void end_by_lost_page(int signal_number)
{
	static const char line[] =
	    "quern: an input file shrank while it was read\n";
	(void)signal_number;
	bar_break_off();
	qn_output_abandon_all();
	if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
		_exit(1); /* not even that can be said */
	_exit(1);
}

static void end_by_memory(size_t bytes)
{
	qn_output_abandon_all();
	char line[80];
	int n = snprintf(line, sizeof line,
	                 "quern: out of memory, asking for %zu bytes\n", bytes);
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		_exit(1); /* not even that can be said */
	_exit(1);
}

/* ICU and jansson go on with what they could not get (72 and 2.14 follow a
 * null pointer), so for them too the program ends where memory does. */
static void *json_alloc(size_t n)
{
	return qn_malloc(n, 1);
}

static void *icu_alloc(const void *ctx, size_t n)
{
	(void)ctx;
	return qn_malloc(n, 1);
}

static void *icu_realloc(const void *ctx, void *p, size_t n)
{
	(void)ctx;
	return qn_realloc(p, n, 1);
}

static void icu_free(const void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

static void handle(int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	/* No second signal while files are being removed. */
	sigfillset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

/* The only thing that a handler may do with the rest of the program. */
static volatile sig_atomic_t asked;

static void remember(int signal_number)
{
	asked = signal_number;
	handle(signal_number, end_by_status);
}

void signals_defer(void)
{
	handle(SIGINT, remember);
}

void signals_defer_both(void)
{
	handle(SIGINT, remember);
	handle(SIGTERM, remember);
}

bool signals_asked(void)
{
	return asked != 0;
}

int signals_status(void)
{
	return 128 + (asked ? asked : SIGINT);
}

void signals_install(void)
{
	struct sigaction before;
	/* SIGINT is handled even where it came in ignored, as it does for a
	 * background job of a script: long training must stay stoppable. */
	handle(SIGINT, end_by_status);
	handle(SIGTERM, end_by_status);
	handle(SIGPIPE, end_by_signal);
	handle(SIGQUIT, end_by_signal);
	handle(SIGABRT, end_by_signal);
	handle(SIGBUS, end_by_lost_page);
	/* nohup's wish is respected. */
	sigaction(SIGHUP, NULL, &before);
	if (before.sa_handler != SIG_IGN)
		handle(SIGHUP, end_by_status);
	qn_set_oom_handler(end_by_memory);
	json_set_alloc_funcs(json_alloc, free);
	UErrorCode status = U_ZERO_ERROR;
	u_setMemoryFunctions(NULL, icu_alloc, icu_realloc, icu_free, &status);
}
