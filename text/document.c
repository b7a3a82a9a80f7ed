/* SPDX-License-Identifier: MIT */
/*
 * document.c -- three kinds of source behind one call.
 */
#include "text/document.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "text/filelist.h"
#include "text/textlines.h"

/* Bytes of lines fetched at once. */
#define BLOCK ((size_t)1 << 20)

struct qn_documents {
	char *folder; /* NULL: a single source */
	struct qn_filelist files;
	char *encoding; /* NULL = UTF-8 */
	enum qn_invalid invalid;

	struct qn_textlines *lines;
	bool archive;
	struct qn_slice block; /* lines not handed out            */
	struct qn_buf text;    /* a file of the folder            */
	size_t number;         /* of the next document            */
};

static bool is_folder(const char *path)
{
	struct stat st;
	return path && strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	       S_ISDIR(st.st_mode);
}

static char *copy(const char *s)
{
	return s ? qn_strndup(s, strlen(s)) : NULL;
}

struct qn_documents *qn_documents_open(const char *path, const char *encoding,
                                       enum qn_invalid invalid,
                                       struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_documents *d = qn_calloc(1, sizeof *d);
	d->encoding = copy(encoding);
	d->invalid = invalid;
	if (is_folder(path)) {
		d->folder = copy(path);
		qn_filelist_read(&d->files, path, e);
	} else {
		d->lines = qn_textlines_open(path, encoding, invalid, e);
		d->archive = d->lines && qn_textlines_archive(d->lines, e);
	}
	if (!e->failed)
		return d;
	qn_documents_close(d);
	return NULL;
}

void qn_documents_close(struct qn_documents *d)
{
	if (!d)
		return;
	qn_textlines_close(d->lines);
	qn_filelist_release(&d->files);
	qn_buf_release(&d->text);
	free(d->encoding);
	free(d->folder);
	free(d);
}

/* All of a file of the folder into `text`. */
static bool read_file(struct qn_documents *d, const char *name,
                      struct qn_err *e)
{
	struct qn_buf path = {0};
	qn_buf_printf(&path, "%s/%s", d->folder, name);
	struct qn_textlines *l =
	    qn_textlines_open(path.p, d->encoding, d->invalid, e);
	qn_buf_clear(&d->text);
	for (struct qn_slice s; l && (s = qn_textlines_next(l, BLOCK, e)).n;)
		qn_buf_add(&d->text, s.p, s.n);
	qn_textlines_close(l);
	qn_buf_release(&path);
	return !e->failed;
}

static bool next_file(struct qn_documents *d, struct qn_document *out,
                      struct qn_err *e)
{
	if (d->number == d->files.n)
		return false;
	const char *name = d->files.path[d->number];
	if (!read_file(d, name, e))
		return false;
	out->name = qn_slice_of(name);
	out->text = qn_buf_slice(&d->text);
	return true;
}

static bool next_line(struct qn_documents *d, struct qn_document *out,
                      struct qn_err *e)
{
	if (!d->block.n)
		d->block = qn_textlines_next(d->lines, BLOCK, e);
	if (!d->block.n)
		return false;
	out->name = (struct qn_slice){0};
	out->text = qn_textlines_cut(&d->block);
	return true;
}

bool qn_documents_next(struct qn_documents *d, struct qn_document *document,
                       struct qn_err *e)
{
	bool ok;
	if (e->failed)
		return false;
	if (d->folder)
		ok = next_file(d, document, e);
	else if (d->archive)
		ok = qn_textlines_member(d->lines, &document->text,
		                         &document->name, e);
	else
		ok = next_line(d, document, e);
	if (ok)
		document->number = d->number++;
	return ok;
}
