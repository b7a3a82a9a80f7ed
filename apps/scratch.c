/* SPDX-License-Identifier: MIT */
/*
 * scratch.c -- see scratch.h.
 */
#include "apps/scratch.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/output.h"

enum { MAX_FILES = 8, LONGEST_NAME = 32 };

static const int fatal[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
enum { FATAL = sizeof fatal / sizeof *fatal };

/* Where a signal handler can find them. */
static char place[PATH_MAX];
static char file[MAX_FILES][PATH_MAX + 1 + LONGEST_NAME];
static volatile sig_atomic_t files, temporary;
static struct sigaction before[FATAL];

/* Async-signal-safe. */
static void clear(void)
{
	if (!temporary)
		return;
	for (int i = 0; i < files; i++)
		unlink(file[i]);
	rmdir(place);
	temporary = 0;
}

static void restore_handlers(void)
{
	for (int i = 0; i < FATAL; i++)
		sigaction(fatal[i], &before[i], NULL);
}

/* The handler that was there before ends the program.  Files that are being
 * written would keep the folder from going. */
static void clear_and_end(int signal_number)
{
	qn_output_abandon_all();
	clear();
	restore_handlers();
	raise(signal_number);
}

static void install_handlers(void)
{
	struct sigaction action = {.sa_handler = clear_and_end};
	sigfillset(&action.sa_mask);
	for (int i = 0; i < FATAL; i++) {
		sigaction(fatal[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(fatal[i], &action, NULL);
	}
}

static bool open_temporary(struct qn_err *e)
{
	const char *parent = getenv("TMPDIR");
	if (!parent || !*parent)
		parent = "/tmp";
	int n = snprintf(place, sizeof place, "%s/quern-XXXXXX", parent);
	if (n < 0 || (size_t)n >= sizeof place)
		return qn_fail(e, "TMPDIR: the name is too long");
	install_handlers();
	if (!mkdtemp(place)) {
		restore_handlers();
		return qn_fail_errno(e, "%s: cannot make a temporary folder",
		                     parent);
	}
	temporary = 1;
	return true;
}

bool scratch_open(const char *folder, struct qn_err *e)
{
	struct stat there;
	files = 0;
	if (!folder)
		return open_temporary(e);
	int n = snprintf(place, sizeof place, "%s", folder);
	if (n < 0 || (size_t)n >= sizeof place)
		return qn_fail(e, "%s: the name is too long", folder);
	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return qn_fail_errno(e, "%s: cannot make this folder", folder);
	if (stat(folder, &there) != 0 || !S_ISDIR(there.st_mode))
		return qn_fail(e, "%s: not a folder", folder);
	return true;
}

const char *scratch_file(const char *name)
{
	assert(files < MAX_FILES);
	assert(strlen(name) <= LONGEST_NAME);
	char *path = file[files];
	sprintf(path, "%s/%s", place, name);
	files++;
	return path;
}

void scratch_close(void)
{
	if (!temporary)
		return;
	clear();
	restore_handlers();
}
