/* SPDX-License-Identifier: MIT */
/*
 * vecfile.c -- which format a file has, and who reads and writes it.
 */
#include "embed/vecfile.h"

#include <stdlib.h>

#include "base/mem.h"
#include "embed/ftmodel.h"
#include "embed/vecio.h"

const char *const qn_vecformat_names[] = {
    [QN_VEC_AUTO] = "auto",
    [QN_VEC_W2V_TEXT] = "w2v-text",
    [QN_VEC_W2V_BINARY] = "w2v-binary",
    [QN_VEC_FASTTEXT] = "vec",
    [QN_VEC_GLOVE] = "glove",
    [QN_VEC_SAFETENSORS] = "safetensors",
    [QN_VEC_NPY] = "npy",
    [QN_VEC_TSV] = "tsv",
    NULL,
};

#define FORMATS                                                                \
	((int)(sizeof qn_vecformat_names / sizeof *qn_vecformat_names) - 1)

/* NULL: has none, or shares another's. */
static const char *const extensions[FORMATS] = {
    [QN_VEC_W2V_TEXT] = ".txt", [QN_VEC_W2V_BINARY] = ".bin",
    [QN_VEC_FASTTEXT] = ".vec", [QN_VEC_SAFETENSORS] = ".safetensors",
    [QN_VEC_NPY] = ".npy",      [QN_VEC_TSV] = ".tsv",
};

bool qn_vecformat_parse(const char *name, enum qn_vecformat *format,
                        struct qn_err *e)
{
	struct qn_buf known = {0};
	for (int i = 1; i < FORMATS; i++) {
		if (strcmp(name, qn_vecformat_names[i]) == 0) {
			*format = (enum qn_vecformat)i;
			qn_buf_release(&known);
			return !e->failed;
		}
		qn_buf_printf(&known, "%s%s", i > 1 ? " " : "",
		              qn_vecformat_names[i]);
	}
	qn_fail(e, "\"%s\" is no vector format; known are %s", name, known.p);
	qn_buf_release(&known);
	return false;
}

const char *qn_vecformat_name(enum qn_vecformat format)
{
	return qn_vecformat_names[format];
}

/* --- telling them apart --------------------------------------------------- */

static bool ends_with(struct qn_slice s, const char *suffix)
{
	size_t n = strlen(suffix);
	return s.n >= n && memcmp(s.p + s.n - n, suffix, n) == 0;
}

static enum qn_vecformat by_extension(struct qn_slice path)
{
	for (int i = 1; i < FORMATS; i++)
		if (extensions[i] && ends_with(path, extensions[i]))
			return (enum qn_vecformat)i;
	return QN_VEC_AUTO;
}

enum qn_vecformat qn_vecformat_for_output(const char *path)
{
	enum qn_vecformat format = by_extension(qn_slice_of(path ? path : ""));
	return format == QN_VEC_AUTO ? QN_VEC_W2V_TEXT : format;
}

static struct qn_slice without_compression(struct qn_slice path)
{
	static const char *const suffix[] = {".gz", ".xz", ".zst", ".bz2",
	                                     ".lz4"};
	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
		if (ends_with(path, suffix[i]))
			path.n -= strlen(suffix[i]);
	return path;
}

bool qn_vecfile_is_compressed(const char *path)
{
	struct qn_slice whole = qn_slice_of(path);
	return without_compression(whole).n < whole.n;
}

/* A word2vec header is followed by rows of text or of floats. */
static enum qn_vecformat by_first_lines(const struct qn_bytes *b)
{
	struct qn_lines lines = qn_lines_of(b);
	struct qn_slice line;
	struct qn_err none = QN_ERR_INIT;
	size_t n, dim;
	if (!qn_lines_next(&lines, "", &line, &none) ||
	    !qn_read_header(line, &n, &dim))
		return QN_VEC_GLOVE;
	if (qn_lines_next(&lines, "", &line, &none) &&
	    qn_is_text_row(line, dim))
		return QN_VEC_W2V_TEXT;
	return QN_VEC_W2V_BINARY;
}

static enum qn_vecformat by_content(const struct qn_bytes *b)
{
	/* 8 bytes of length, of which a header needs at most 4, and "{". */
	if (b->n > 9 && memcmp(b->p + 4, "\0\0\0\0{", 5) == 0)
		return QN_VEC_SAFETENSORS;
	if (b->n >= 6 && memcmp(b->p, "\x93NUMPY", 6) == 0)
		return QN_VEC_NPY;
	if (qn_ft_is_model(b))
		return QN_VEC_W2V_BINARY; /* a .bin is either */
	return by_first_lines(b);
}

static enum qn_vecformat detect(const struct qn_vecsource *s)
{
	enum qn_vecformat format =
	    by_extension(without_compression(qn_slice_of(s->name)));
	if (format == QN_VEC_AUTO)
		return by_content(s->file);
	if (format == QN_VEC_W2V_TEXT &&
	    by_first_lines(s->file) == QN_VEC_GLOVE)
		return QN_VEC_GLOVE;
	return format;
}

/* --- reading and writing -------------------------------------------------- */

static struct qn_vectors *read_as(struct qn_vecsource *s,
                                  enum qn_vecformat format, struct qn_err *e)
{
	switch (format) {
	case QN_VEC_W2V_TEXT:
	case QN_VEC_FASTTEXT:
		return qn_vectext_read(s, true, e);
	case QN_VEC_W2V_BINARY:
		return qn_ft_is_model(s->file) ? qn_vecmodel_read(s, e)
		                               : qn_vecbinary_read(s, e);
	case QN_VEC_SAFETENSORS:
		return qn_vecnative_read(s, e);
	case QN_VEC_NPY:
		return qn_vecnpy_read(s, e);
	case QN_VEC_TSV:
		return qn_vectsv_read(s, e);
	case QN_VEC_GLOVE:
	case QN_VEC_AUTO:
		break;
	}
	return qn_vectext_read(s, false, e);
}

struct qn_vectors *qn_vectors_load(const char *path, enum qn_vecformat format,
                                   size_t limit, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	if (path && strcmp(path, "-") == 0)
		path = NULL;
	struct qn_vectors *v = NULL;
	struct qn_vecsource s = {.path = path,
	                         .name = path ? path : "standard input",
	                         .file = qn_calloc(1, sizeof *s.file),
	                         .limit = limit ? limit : SIZE_MAX};
	if (qn_bytes_load(s.file, path, e)) {
		if (!s.file->n)
			qn_fail(e, "%s: empty", s.name);
		else
			v = read_as(&s, format ? format : detect(&s), e);
	}
	if (s.file)
		qn_bytes_release(s.file);
	free(s.file);
	return v;
}

bool qn_vectors_save(const struct qn_vectors *v, const char *path,
                     enum qn_vecformat format, struct qn_err *e)
{
	if (e->failed)
		return false;
	if (format == QN_VEC_AUTO)
		format = qn_vecformat_for_output(path);
	switch (format) {
	case QN_VEC_W2V_BINARY:
		return qn_vecbinary_write(v, path, e);
	case QN_VEC_SAFETENSORS:
		return qn_vecnative_write(v, path, e);
	case QN_VEC_NPY:
		return qn_vecnpy_write(v, path, e);
	case QN_VEC_TSV:
		return qn_vectsv_write(v, path, e);
	default:
		return qn_vectext_write(v, path, format, e);
	}
}
