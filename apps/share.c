/* SPDX-License-Identifier: MIT */
/*
 * share.c -- from where the program itself lies.
 */
#include "apps/share.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST 4096 /* bytes of the program's path */

static bool is_there(const char *folder, const char *below, const char *name,
                     struct qn_buf *path)
{
	qn_buf_clear(path);
	qn_buf_printf(path, "%s%s/%s", folder, below, name);
	return access(path->p, R_OK) == 0;
}

bool share_find(const char *name, struct qn_buf *path, struct qn_err *e)
{
	static const char *const places[] = {"/../share/quern", "/../corpora",
	                                     "/../../corpora"};
	char self[LONGEST];
	const char *given = getenv("QUERN_SHARE");
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	if (given && *given && is_there(given, "", name, path))
		return true;
	for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++)
		if (is_there(self, places[i], name, path))
			return true;
	return qn_fail(e, "%s: not found beside the program", name);
}
