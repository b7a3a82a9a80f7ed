/* SPDX-License-Identifier: MIT */
/*
 * vecio.c -- lines, rows and words for the readers and writers of vectors.
 */
#include "embed/vecio.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"

/* --- lines ---------------------------------------------------------------- */

bool qn_lines_next(struct qn_lines *l, const char *name, struct qn_slice *line,
                   struct qn_err *e)
{
	if (e->failed || l->p == l->end)
		return false;
	const char *end = memchr(l->p, '\n', (size_t)(l->end - l->p));
	l->number++;
	if (!end)
		return qn_fail(e,
		               "%s: line %zu: ends without a newline; the "
		               "file may be cut short",
		               name, l->number);
	*line = (struct qn_slice){l->p, (size_t)(end - l->p)};
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	l->p = end + 1;
	return true;
}

size_t qn_lines_count(const struct qn_bytes *b)
{
	size_t n = 0;
	const char *p = b->p, *end = b->p + b->n;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		p++;
		n++;
	}
	return n;
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && qn_is_blank(*p))
		p++;
	return p;
}

static const char *skip_field(const char *p, const char *end)
{
	while (p < end && !qn_is_blank(*p))
		p++;
	return p;
}

bool qn_read_count(const char **p, const char *end, size_t *n)
{
	const char *start = *p;
	*n = 0;
	for (; *p < end && **p >= '0' && **p <= '9'; ++*p)
		if (__builtin_mul_overflow(*n, 10, n) ||
		    __builtin_add_overflow(*n, (size_t)(**p - '0'), n))
			return false;
	return *p > start;
}

bool qn_read_header(struct qn_slice line, size_t *n, size_t *dim)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of the byte order */
	size_t skip = line.n >= 3 && memcmp(line.p, mark, 3) == 0 ? 3 : 0;
	const char *p = line.p + skip, *end = line.p + line.n;
	if (!qn_read_count(&p, end, n) || p == end || !qn_is_blank(*p))
		return false;
	p = skip_blanks(p, end);
	return qn_read_count(&p, end, dim) && skip_blanks(p, end) == end;
}

/* Numbers into row [dim]; how many there were, `*at` where it stopped. */
static size_t read_numbers(const char *p, const char *end, size_t dim,
                           float *row, const char **at)
{
	size_t i = 0;
	for (*at = p; i < dim; i++) {
		const char *start = skip_blanks(p, end);
		if (start == end)
			break;
		p = qn_float_read(start, end, &row[i]);
		*at = start;
		if (!p || (p < end && !qn_is_blank(*p)))
			return i;
		*at = p;
	}
	*at = skip_blanks(*at, end);
	return i;
}

/* The field at `at`, made fit for a message: it may be anything. */
static void quote(const char *at, const char *end, char room[41])
{
	end = skip_field(at, end);
	size_t n = end - at > 40 ? 40 : (size_t)(end - at);
	for (size_t i = 0; i < n; i++)
		room[i] = (char)(at[i] < ' ' || at[i] > '~' ? '?' : at[i]);
	room[n] = '\0';
}

bool qn_read_row(const char *p, const char *end, const char *name,
                 size_t number, size_t dim, float *row, struct qn_err *e)
{
	const char *at;
	char room[41];
	size_t got = read_numbers(p, end, dim, row, &at);
	if (got == dim && at == end)
		return true;
	if (at == end)
		return qn_fail(e, "%s: line %zu: %zu numbers, not %zu", name,
		               number, got, dim);
	quote(at, end, room);
	if (got == dim)
		return qn_fail(e,
		               "%s: line %zu: more than %zu numbers (\"%s\")",
		               name, number, dim, room);
	return qn_fail(e, "%s: line %zu: \"%s\" is not a number", name, number,
	               room);
}

bool qn_is_text_row(struct qn_slice line, size_t dim)
{
	const char *end = line.p + line.n;
	const char *p = skip_field(line.p, end);
	float x;
	for (size_t i = 0; i < dim; i++) {
		p = skip_blanks(p, end);
		p = qn_float_read(p, end, &x);
		if (!p || (p < end && !qn_is_blank(*p)))
			return false;
	}
	return skip_blanks(p, end) == end;
}

size_t qn_trailing_numbers(struct qn_slice line)
{
	const char *end = line.p + line.n, *p = line.p;
	size_t n = 0;
	for (float x; (p = skip_blanks(p, end)) < end;) {
		const char *field = skip_field(p, end);
		n = qn_float_read(p, end, &x) == field ? n + 1 : 0;
		p = field;
	}
	return n;
}

/* --- rows ----------------------------------------------------------------- */

struct qn_vectors *qn_rows_new(const char *name, size_t n, size_t dim,
                               size_t least, size_t size, struct qn_err *e)
{
	if (!n || !dim)
		qn_fail(e, "%s: holds no vectors", name);
	else if (dim > INT_MAX || n > size / least)
		qn_fail(e,
		        "%s: promises %zu vectors of %zu numbers, more than a "
		        "file of %zu bytes holds",
		        name, n, dim, size);
	else if (n >= QN_MAP_NONE - 1)
		qn_fail(e, "%s: %zu vectors are too many", name, n);
	if (e->failed)
		return NULL;
	struct qn_vectors *v = qn_vectors_new(n, (int)dim, e);
	if (v)
		v->n = 0;
	return v;
}

float *qn_rows_next(struct qn_vectors *v, const char *name, struct qn_err *e)
{
	if (v->n < v->room)
		return v->owned + v->n * v->stride;
	qn_fail(e, "%s: more rows than the %zu that it can hold", name,
	        v->room);
	return NULL;
}

bool qn_rows_name(struct qn_vectors *v, struct qn_slice word, const char *name,
                  struct qn_err *e)
{
	if (!qn_map_fits(word, name, e))
		return false;
	if (qn_map_add(&v->words, word) == v->n)
		v->n++;
	return true;
}

/* --- words ---------------------------------------------------------------- */

bool qn_words_fit(const struct qn_vectors *v, const char *path,
                  const char *forbidden, struct qn_err *e)
{
	bool bad[256] = {false};
	for (const char *c = forbidden; *c; c++)
		bad[(unsigned char)*c] = true;
	for (size_t i = 0; i < v->n && !e->failed; i++) {
		struct qn_slice w = qn_map_string(&v->words, (uint32_t)i);
		for (size_t k = 0; k < w.n; k++)
			if (bad[(unsigned char)w.p[k]])
				return qn_fail(e,
				               "%s: word %zu (\"%.*s\") holds "
				               "white space, which this format "
				               "cannot; use safetensors",
				               path ? path : "standard output",
				               i, (int)(w.n < 100 ? w.n : 100),
				               w.p);
	}
	return !e->failed;
}

static char *companion(const char *path, const char *suffix, struct qn_err *e)
{
	if (!path || strcmp(path, "-") == 0) {
		qn_fail(e,
		        "standard input or output: this format keeps its words "
		        "in a second file (%s); name a file",
		        suffix);
		return NULL;
	}
	struct qn_buf b = {0};
	qn_buf_puts(&b, path);
	qn_buf_puts(&b, suffix);
	return b.p;
}

struct qn_output *qn_words_save(const struct qn_vectors *v, const char *path,
                                const char *suffix, struct qn_err *e)
{
	char *beside = companion(path, suffix, e);
	if (!beside)
		return NULL;
	struct qn_output *out = qn_output_open(beside, e);
	for (size_t i = 0; i < v->n; i++) {
		struct qn_slice w = qn_map_string(&v->words, (uint32_t)i);
		qn_output_write(out, w.p, w.n);
		qn_output_write(out, "\n", 1);
	}
	free(beside);
	return out;
}

bool qn_words_load(const struct qn_vecsource *s, const char *suffix,
                   struct qn_bytes *b, struct qn_err *e)
{
	char *beside = companion(s->path, suffix, e);
	bool ok = beside && qn_bytes_load(b, beside, e);
	free(beside);
	return ok;
}
