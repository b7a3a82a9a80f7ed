/* SPDX-License-Identifier: MIT */
/*
 * filelist.c -- folders on a list until none is left, then one sort.
 */
#include "text/filelist.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"

static void add(struct qn_filelist *l, const struct qn_buf *path)
{
	if ((l->n & (l->n - 1)) == 0)
		l->path =
		    qn_realloc(l->path, l->n ? 2 * l->n : 1, sizeof *l->path);
	l->path[l->n++] = qn_strndup(path->p, path->n);
}

/* What is `name` in `folder` below `root`: to `files`, `folders` or neither. */
static void sort_out(const char *root, const char *folder, const char *name,
                     struct qn_filelist *files, struct qn_filelist *folders)
{
	struct qn_buf full = {0}, below = {0};
	struct stat st;
	qn_buf_printf(&below, "%s%s%s", folder, *folder ? "/" : "", name);
	qn_buf_printf(&full, "%s/%s", root, below.p);
	if (lstat(full.p, &st) == 0 && S_ISDIR(st.st_mode))
		add(folders, &below);
	else if (stat(full.p, &st) == 0 && S_ISREG(st.st_mode))
		add(files, &below);
	qn_buf_release(&full);
	qn_buf_release(&below);
}

static bool read_folder(const char *root, const char *folder,
                        struct qn_filelist *files, struct qn_filelist *folders,
                        struct qn_err *e)
{
	struct qn_buf full = {0};
	qn_buf_printf(&full, "%s/%s", root, folder);
	DIR *dir = opendir(full.p);
	if (!dir)
		qn_fail_errno(e, "%s", full.p);
	qn_buf_release(&full);
	if (!dir)
		return false;
	for (struct dirent *d; (d = readdir(dir));)
		if (d->d_name[0] != '.')
			sort_out(root, folder, d->d_name, files, folders);
	closedir(dir);
	return true;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool qn_filelist_read(struct qn_filelist *l, const char *folder,
                      struct qn_err *e)
{
	struct qn_filelist folders = {0};
	bool ok = !e->failed && read_folder(folder, "", l, &folders, e);
	for (size_t i = 0; ok && i < folders.n; i++)
		ok = read_folder(folder, folders.path[i], l, &folders, e);
	qn_filelist_release(&folders);
	if (l->n)
		qsort(l->path, l->n, sizeof *l->path, by_bytes);
	return ok;
}

void qn_filelist_release(struct qn_filelist *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->path[i]);
	free(l->path);
	*l = (struct qn_filelist){0};
}
