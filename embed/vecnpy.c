/* SPDX-License-Identifier: MIT */
/*
 * vecnpy.c -- NumPy's .npy with the words beside it, one a line.
 *
 *	"\x93NUMPY" major minor   length (2 bytes; 4 from version 2 on)
 *	{'descr': '<f4', 'fortran_order': False, 'shape': (n, dim), }   '\n'
 *	float32 [n][dim]
 *
 * float32 is used where it is mapped; float64, NumPy's default, is rounded.
 * numpy.lib.format has the reference.
 */
#include "embed/vecio.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"

#define MAGIC      "\x93NUMPY"
#define MAGIC_SIZE 6

struct npy {
	size_t n, dim;
	size_t item;      /* bytes of a number: 4 or 8 */
	const char *data; /* [n][dim]                  */
};

/* The value of a key of the header, NULL when it has none. */
static const char *value_of(const char *header, const char *key)
{
	const char *p = strstr(header, key);
	if (!p)
		return NULL;
	p += strlen(key);
	while (*p == ' ' || *p == ':')
		p++;
	return p;
}

static bool read_shape(const char *p, struct npy *a)
{
	const char *end = p + strlen(p);
	if (*p++ != '(' || !qn_read_count(&p, end, &a->n))
		return false;
	while (*p == ' ' || *p == ',')
		p++;
	if (!qn_read_count(&p, end, &a->dim))
		return false;
	while (*p == ' ' || *p == ',')
		p++;
	return *p == ')';
}

static bool read_dictionary(const char *header, const char *name, struct npy *a,
                            struct qn_err *e)
{
	const char *type = value_of(header, "'descr'");
	const char *order = value_of(header, "'fortran_order'");
	const char *shape = value_of(header, "'shape'");
	if (!type || !order || !shape)
		return qn_fail(e, "%s: the header is damaged", name);
	if (strncmp(type, "'<f4'", 5) != 0 && strncmp(type, "'<f8'", 5) != 0)
		return qn_fail(e,
		               "%s: holds numbers of type %.*s; save it as "
		               "float32",
		               name, (int)strcspn(type, ",}\n"), type);
	if (strncmp(order, "False", 5) != 0 || !read_shape(shape, a))
		return qn_fail(
		    e, "%s: not a matrix with a vector a row (C order)", name);
	a->item = (size_t)(type[3] - '0');
	return true;
}

/* The bytes of the dictionary, by the version of the format. */
static bool find_header(const struct qn_bytes *b, size_t *start, size_t *length)
{
	if (b->n < 12 || memcmp(b->p, MAGIC, MAGIC_SIZE) != 0)
		return false;
	const unsigned char *at = (const unsigned char *)b->p + 8;
	*start = b->p[6] == 1 ? 10 : 12;
	*length = (size_t)at[0] | (size_t)at[1] << 8;
	if (b->p[6] != 1)
		*length |= (size_t)at[2] << 16 | (size_t)at[3] << 24;
	return *length <= b->n - *start;
}

static bool read_header(const struct qn_vecsource *s, struct npy *a,
                        struct qn_err *e)
{
	size_t start, length, bytes;
	if (!find_header(s->file, &start, &length))
		return qn_fail(e, "%s: not a .npy file, or one cut short",
		               s->name);
	char *header = qn_strndup(s->file->p + start, length);
	bool ok = read_dictionary(header, s->name, a, e);
	free(header);
	if (!ok || !qn_mul_size(a->n, a->dim, s->name, &bytes, e) ||
	    !qn_mul_size(bytes, a->item, s->name, &bytes, e))
		return false;
	a->data = s->file->p + start + length;
	size_t there = s->file->n - start - length;
	if (there != bytes)
		return qn_fail(e,
		               "%s: %zu bytes of numbers, not the %zu of %zu "
		               "vectors of %zu",
		               s->name, there, bytes, a->n, a->dim);
	if (!bytes || a->dim > INT_MAX || a->n >= QN_MAP_NONE - 1)
		return qn_fail(e, "%s: %zu x %zu numbers are no vectors",
		               s->name, a->n, a->dim);
	return true;
}

/* Rows for the first n vectors, mapped if they can be. */
static struct qn_vectors *take_rows(struct qn_vecsource *s, const struct npy *a,
                                    size_t n, struct qn_err *e)
{
	if (a->item == sizeof(float) &&
	    (uintptr_t)a->data % sizeof(float) == 0) {
		struct qn_vectors *v = qn_calloc(1, sizeof *v);
		v->n = n;
		v->dim = (int)a->dim;
		v->stride = a->dim;
		v->rows = (const float *)(const void *)a->data;
		v->map = s->file;
		s->file = NULL;
		return v;
	}
	struct qn_vectors *v = qn_vectors_new(n, (int)a->dim, e);
	const char *from = a->data;
	for (size_t i = 0; v && i < n; i++)
		for (size_t d = 0; d < a->dim; d++, from += a->item) {
			float *to = v->owned + i * v->stride + d;
			double x;
			if (a->item == sizeof(float)) {
				memcpy(to, from, sizeof *to);
			} else {
				memcpy(&x, from, sizeof x);
				*to = (float)x;
			}
		}
	return v;
}

static bool read_words(const struct qn_vecsource *s, size_t rows,
                       struct qn_vectors *v, struct qn_err *e)
{
	struct qn_bytes b = {0};
	if (!qn_words_load(s, ".vocab", &b, e))
		return false;
	struct qn_lines lines = qn_lines_of(&b);
	struct qn_slice word;
	while (qn_lines_next(&lines, s->name, &word, e)) {
		if (lines.number > v->n)
			continue;
		if (!qn_map_fits(word, s->name, e))
			break;
		if (qn_map_add(&v->words, word) != lines.number - 1) {
			qn_fail(e, "%s.vocab: line %zu: the word occurs twice",
			        s->name, lines.number);
			break;
		}
	}
	if (!e->failed && lines.number != rows)
		qn_fail(e, "%s.vocab: %zu words for %zu vectors", s->name,
		        lines.number, rows);
	qn_bytes_release(&b);
	return !e->failed;
}

struct qn_vectors *qn_vecnpy_read(struct qn_vecsource *s, struct qn_err *e)
{
	struct npy a = {0};
	if (!read_header(s, &a, e))
		return NULL;
	struct qn_vectors *v =
	    take_rows(s, &a, a.n < s->limit ? a.n : s->limit, e);
	if (!v || read_words(s, a.n, v, e))
		return v;
	qn_vectors_free(v);
	return NULL;
}

/* The header is padded so that the numbers begin at a multiple of 64. */
static void put_header(struct qn_output *out, const struct qn_vectors *v)
{
	struct qn_buf b = {0};
	qn_buf_printf(&b,
	              "{'descr': '<f4', 'fortran_order': False, "
	              "'shape': (%zu, %d), }",
	              v->n, v->dim);
	while ((10 + b.n + 1) % 64 != 0)
		qn_buf_putc(&b, ' ');
	qn_buf_putc(&b, '\n');
	unsigned char length[2] = {(unsigned char)(b.n & 255),
	                           (unsigned char)(b.n >> 8)};
	qn_output_write(out, MAGIC "\1\0", MAGIC_SIZE + 2);
	qn_output_write(out, length, sizeof length);
	qn_output_write(out, b.p, b.n);
	qn_buf_release(&b);
}

bool qn_vecnpy_write(const struct qn_vectors *v, const char *path,
                     struct qn_err *e)
{
	if (!qn_words_fit(v, path, "\r\n", e))
		return false;
	struct qn_output *words = qn_words_save(v, path, ".vocab", e);
	struct qn_output *out = qn_output_open(path, e);
	put_header(out, v);
	for (size_t i = 0; i < v->n && qn_output_ok(out); i++)
		qn_output_write(out, qn_vectors_row(v, i),
		                (size_t)v->dim * sizeof(float));
	qn_output_finish(words, e);
	qn_output_finish(out, e);
	qn_output_close(words, e);
	return qn_output_close(out, e);
}
