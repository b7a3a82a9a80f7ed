/* SPDX-License-Identifier: MIT */
/*
 * document.c -- several kinds of source behind one call.
 */
#include "text/document.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "text/documentline.h"
#include "text/filelist.h"
#include "text/textlines.h"
#include "text/unicode.h"

/* Bytes of lines fetched at once. */
#define BLOCK ((size_t)1 << 20)

struct qn_documents {
	struct qn_document_source source; /* its strings are copies */
	char *folder;                     /* NULL: a single source  */
	struct qn_filelist files;
	const struct qn_slice *array; /* [array_n]; NULL: no texts in memory */
	size_t array_n;

	struct qn_textlines *lines;
	bool archive;
	struct qn_slice block; /* lines not handed out            */
	struct qn_buf text;    /* a file of the folder            */
	struct qn_line_scratch scratch;
	size_t number; /* of the next document            */
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

static bool has_fields(const struct qn_document_source *s)
{
	return s->jsonl || s->tsv;
}

static bool open_folder(struct qn_documents *d, struct qn_err *e)
{
	d->folder = copy(d->source.path);
	if (has_fields(&d->source))
		return qn_fail(e,
		               "%s: a folder holds a document a file; name one "
		               "of its files to read fields of lines",
		               d->folder);
	return qn_filelist_read(&d->files, d->folder, e);
}

static bool open_lines(struct qn_documents *d, struct qn_err *e)
{
	const struct qn_document_source *s = &d->source;
	d->lines = qn_textlines_open(s->path, s->encoding, s->invalid, e);
	d->archive =
	    d->lines && !has_fields(s) && qn_textlines_archive(d->lines, e);
	return !e->failed;
}

struct qn_documents *qn_documents_open(const struct qn_document_source *source,
                                       struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_documents *d = qn_calloc(1, sizeof *d);
	d->source = *source;
	d->source.path = copy(source->path);
	d->source.encoding = copy(source->encoding);
	d->source.jsonl = copy(source->jsonl);
	d->source.jsonl_id = copy(source->jsonl_id);
	d->source.jsonl_title = copy(source->jsonl_title);
	if (is_folder(source->path) ? open_folder(d, e) : open_lines(d, e))
		return d;
	qn_documents_close(d);
	return NULL;
}

struct qn_documents *qn_documents_of(const struct qn_slice *text, size_t n)
{
	static const struct qn_slice none;
	struct qn_documents *d = qn_calloc(1, sizeof *d);
	d->array = n ? text : &none;
	d->array_n = n;
	return d;
}

void qn_documents_close(struct qn_documents *d)
{
	if (!d)
		return;
	qn_textlines_close(d->lines);
	qn_filelist_release(&d->files);
	qn_line_scratch_release(&d->scratch);
	qn_buf_release(&d->text);
	free((char *)d->source.path);
	free((char *)d->source.encoding);
	free((char *)d->source.jsonl);
	free((char *)d->source.jsonl_id);
	free((char *)d->source.jsonl_title);
	free(d->folder);
	free(d);
}

const char *qn_documents_name(const struct qn_documents *d)
{
	if (d->array)
		return "documents";
	return d->folder ? d->folder : qn_textlines_name(d->lines);
}

size_t qn_documents_offset(const struct qn_documents *d)
{
	return d->lines ? qn_textlines_offset(d->lines) : d->number;
}

size_t qn_documents_size(const struct qn_documents *d)
{
	if (d->array)
		return d->array_n;
	return d->folder ? d->files.n : qn_textlines_size(d->lines);
}

/* --- places for messages -------------------------------------------------- */

/* "path: line 7" or, of files and members, "folder/path". */
static void place(const struct qn_documents *d, const char *name,
                  struct qn_buf *b)
{
	const char *path = qn_documents_name(d);
	if (d->array)
		qn_buf_printf(b, "%s: %zu", path, d->number);
	else if (!name)
		qn_buf_printf(b, "%s: line %zu", path, d->number + 1);
	else
		qn_buf_printf(b, "%s%s%s", path, d->folder ? "/" : ": ", name);
}

static bool fail_at(const struct qn_documents *d, const char *name,
                    const char *what, struct qn_err *e)
{
	struct qn_buf b = {0};
	place(d, name, &b);
	qn_fail(e, "%s: %s", b.p, what);
	qn_buf_release(&b);
	return false;
}

/* Make `s` valid UTF-8, or fail. */
static bool check_text(struct qn_documents *d, const char *name,
                       struct qn_slice *s, struct qn_err *e)
{
	struct qn_err why = QN_ERR_INIT;
	return qn_utf8_admit(s, d->source.invalid, &d->scratch.mended, &why) ||
	       fail_at(d, name, why.text, e);
}

/* --- files and members ---------------------------------------------------- */

/* All of a file of the folder into `text`. */
static bool read_file(struct qn_documents *d, const char *name,
                      struct qn_err *e)
{
	struct qn_buf path = {0};
	qn_buf_printf(&path, "%s/%s", d->folder, name);
	struct qn_textlines *l =
	    qn_textlines_open(path.p, d->source.encoding, d->source.invalid, e);
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
	return check_text(d, name, &out->text, e);
}

static bool next_member(struct qn_documents *d, struct qn_document *out,
                        struct qn_err *e)
{
	return qn_textlines_member(d->lines, &out->text, &out->name, e) &&
	       check_text(d, out->name.p, &out->text, e);
}

static bool next_text(struct qn_documents *d, struct qn_document *out,
                      struct qn_err *e)
{
	if (d->number == d->array_n)
		return false;
	out->name = (struct qn_slice){0};
	out->text = d->array[d->number];
	return check_text(d, NULL, &out->text, e);
}

/* --- lines ---------------------------------------------------------------- */

static bool next_line(struct qn_documents *d, struct qn_document *out,
                      struct qn_err *e)
{
	struct qn_err why = QN_ERR_INIT;
	if (!d->block.n)
		d->block = qn_textlines_next(d->lines, BLOCK, e);
	if (!d->block.n)
		return false;
	return qn_documents_cut(d, &d->block, &d->scratch, out, &why) ||
	       fail_at(d, NULL, why.text, e);
}

bool qn_documents_are_lines(const struct qn_documents *d)
{
	return d->lines && !d->archive;
}

struct qn_slice qn_documents_lines(struct qn_documents *d, size_t want,
                                   struct qn_err *e)
{
	return qn_textlines_next(d->lines, want, e);
}

bool qn_documents_cut(const struct qn_documents *d, struct qn_slice *lines,
                      struct qn_line_scratch *scratch, struct qn_document *out,
                      struct qn_err *why)
{
	return qn_document_of_line(&d->source, qn_textlines_cut(lines), scratch,
	                           out, why);
}

void qn_documents_pass(struct qn_documents *d, size_t n)
{
	d->number += n;
}

bool qn_documents_fail(const struct qn_documents *d, const char *what,
                       struct qn_err *e)
{
	return fail_at(d, NULL, what, e);
}

bool qn_documents_next(struct qn_documents *d, struct qn_document *document,
                       struct qn_err *e)
{
	bool ok;
	if (e->failed)
		return false;
	document->title = (struct qn_slice){0};
	if (d->array)
		ok = next_text(d, document, e);
	else if (d->folder)
		ok = next_file(d, document, e);
	else if (d->archive)
		ok = next_member(d, document, e);
	else
		ok = next_line(d, document, e);
	if (ok)
		document->number = d->number++;
	return ok;
}
