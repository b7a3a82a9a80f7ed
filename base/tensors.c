/* SPDX-License-Identifier: MIT */
/*
 * tensors.c -- opening a safetensors file, believing nothing in it.
 *
 * The header is parsed whole (jansson refuses what is not UTF-8 and names
 * that occur twice), each tensor is checked by itself, then all of them in
 * the order of their offsets: they must tile the data from its first byte to
 * its last, which leaves no room for overlaps, holes or a file cut short.
 * The format: https://github.com/huggingface/safetensors.
 */
#include "base/tensors.h"

#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define HEADER_MOST ((size_t)100 << 20) /* bytes, as the reference has it */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "tensors are mapped as they lie in the file");

static const struct {
	const char *name;
	size_t size;
} dtypes[QN_DTYPES] = {
    [QN_BOOL] = {"BOOL", 1},       [QN_U8] = {"U8", 1},
    [QN_I8] = {"I8", 1},           [QN_F8_E4M3] = {"F8_E4M3", 1},
    [QN_F8_E5M2] = {"F8_E5M2", 1}, [QN_U16] = {"U16", 2},
    [QN_I16] = {"I16", 2},         [QN_F16] = {"F16", 2},
    [QN_BF16] = {"BF16", 2},       [QN_U32] = {"U32", 4},
    [QN_I32] = {"I32", 4},         [QN_F32] = {"F32", 4},
    [QN_U64] = {"U64", 8},         [QN_I64] = {"I64", 8},
    [QN_F64] = {"F64", 8},
};

size_t qn_dtype_size(enum qn_dtype dtype)
{
	return dtypes[dtype].size;
}

const char *qn_dtype_name(enum qn_dtype dtype)
{
	return dtypes[dtype].name;
}

/* --- one tensor ----------------------------------------------------------- */

static bool read_size(const json_t *value, size_t *size)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*size = (size_t)json_integer_value(value);
	return true;
}

static bool read_dtype(const json_t *entry, enum qn_dtype *dtype)
{
	const char *name = json_string_value(json_object_get(entry, "dtype"));
	for (int i = 0; name && i < QN_DTYPES; i++)
		if (strcmp(name, dtypes[i].name) == 0) {
			*dtype = (enum qn_dtype)i;
			return true;
		}
	return false;
}

static bool read_shape(const json_t *entry, struct qn_tensor *t)
{
	const json_t *shape = json_object_get(entry, "shape");
	if (!json_is_array(shape) || json_array_size(shape) > QN_TENSOR_RANK)
		return false;
	t->rank = (int)json_array_size(shape);
	t->count = 1;
	for (int i = 0; i < t->rank; i++) {
		if (!read_size(json_array_get(shape, (size_t)i), &t->shape[i]))
			return false;
		if (__builtin_mul_overflow(t->count, t->shape[i], &t->count))
			return false;
	}
	return !__builtin_mul_overflow(t->count, qn_dtype_size(t->dtype),
	                               &t->bytes);
}

/* `data` has `size` bytes; the tensor's place is checked against it. */
static bool read_place(const json_t *entry, const char *data, size_t size,
                       struct qn_tensor *t)
{
	const json_t *offsets = json_object_get(entry, "data_offsets");
	size_t begin, end;
	if (json_array_size(offsets) != 2 ||
	    !read_size(json_array_get(offsets, 0), &begin) ||
	    !read_size(json_array_get(offsets, 1), &end))
		return false;
	if (begin > end || end > size || end - begin != t->bytes)
		return false;
	t->data = data + begin;
	return true;
}

/* --- all of them ---------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct qn_tensor *s = a, *t = b;
	if (s->data != t->data)
		return (const char *)s->data < (const char *)t->data ? -1 : 1;
	return (s->bytes > t->bytes) - (s->bytes < t->bytes);
}

static bool check_tiling(const struct qn_tensors *t, const char *data,
                         size_t size, struct qn_err *e)
{
	const char *at = data;
	for (size_t i = 0; i < t->n; i++) {
		if ((const char *)t->tensor[i].data != at)
			return qn_fail(e,
			               "%s: tensor \"%s\" leaves a gap or "
			               "overlaps another",
			               t->name, t->tensor[i].name);
		at += t->tensor[i].bytes;
	}
	if (at != data + size)
		return qn_fail(e, "%s: %zu bytes follow the last tensor",
		               t->name, (size_t)(data + size - at));
	return true;
}

/* Where the file puts floats at odd addresses, they are copied to even ones. */
static bool align(struct qn_tensors *t, struct qn_err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		struct qn_tensor *x = &t->tensor[i];
		if ((uintptr_t)x->data % qn_dtype_size(x->dtype) == 0)
			continue;
		x->copy = qn_big_alloc(x->bytes, 1, t->name, e);
		if (!x->copy)
			return false;
		memcpy(x->copy, x->data, x->bytes);
		x->data = x->copy;
	}
	return true;
}

static bool check_metadata(const struct qn_tensors *t, struct qn_err *e)
{
	json_t *metadata = json_object_get(t->header, "__metadata__"), *value;
	const char *key;
	if (metadata && !json_is_object(metadata))
		return qn_fail(e, "%s: the metadata is not an object", t->name);
	json_object_foreach(metadata, key, value) if (
	    !json_is_string(
	        value)) return qn_fail(e, "%s: metadata \"%s\" is not a string",
	                               t->name, key);
	return true;
}

static bool read_tensors(struct qn_tensors *t, const char *data, size_t size,
                         struct qn_err *e)
{
	json_t *entry;
	const char *name;
	t->tensor = qn_calloc(json_object_size(t->header), sizeof *t->tensor);
	json_object_foreach(t->header, name, entry)
	{
		struct qn_tensor *x = &t->tensor[t->n];
		if (strcmp(name, "__metadata__") == 0)
			continue;
		x->name = name;
		if (!read_dtype(entry, &x->dtype))
			return qn_fail(e, "%s: tensor \"%s\" has no known type",
			               t->name, name);
		if (!read_shape(entry, x))
			return qn_fail(e, "%s: tensor \"%s\" has a bad shape",
			               t->name, name);
		if (!read_place(entry, data, size, x))
			return qn_fail(e,
			               "%s: tensor \"%s\" does not lie where "
			               "its shape and the file's size allow; "
			               "the file may be cut short",
			               t->name, name);
		t->n++;
	}
	qsort(t->tensor, t->n, sizeof *t->tensor, by_place);
	return check_metadata(t, e) && check_tiling(t, data, size, e) &&
	       align(t, e);
}

static bool read_header(struct qn_tensors *t, struct qn_err *e)
{
	uint64_t length;
	if (t->file->n < sizeof length)
		return qn_fail(e, "%s: too short for a safetensors file",
		               t->name);
	memcpy(&length, t->file->p, sizeof length);
	size_t room = t->file->n - sizeof length;
	const char *text = t->file->p + sizeof length;
	if (length > HEADER_MOST || length > room || !length || *text != '{')
		return qn_fail(
		    e, "%s: not a safetensors file, or one cut short", t->name);
	json_error_t why;
	t->header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
	if (!t->header)
		return qn_fail(e, "%s: the header is damaged (%s)", t->name,
		               why.text);
	return read_tensors(t, text + length, room - length, e);
}

struct qn_tensors *qn_tensors_take(struct qn_bytes *file, const char *name,
                                   struct qn_err *e)
{
	struct qn_tensors *t = qn_calloc(1, sizeof *t);
	t->name = qn_strndup(name, strlen(name));
	t->file = file;
	if (!e->failed && read_header(t, e))
		return t;
	qn_tensors_close(t);
	return NULL;
}

struct qn_tensors *qn_tensors_open(const char *path, struct qn_err *e)
{
	struct qn_bytes *file = qn_calloc(1, sizeof *file);
	qn_bytes_load(file, path, e);
	return qn_tensors_take(file, path ? path : "standard input", e);
}

struct qn_bytes *qn_tensors_detach(struct qn_tensors *t)
{
	struct qn_bytes *file = t->file;
	for (size_t i = 0; i < t->n; i++)
		qn_big_free(t->tensor[i].copy);
	free(t->tensor);
	json_decref(t->header);
	free(t->name);
	free(t);
	return file;
}

void qn_tensors_close(struct qn_tensors *t)
{
	if (!t)
		return;
	struct qn_bytes *file = qn_tensors_detach(t);
	qn_bytes_release(file);
	free(file);
}

/* --- asking --------------------------------------------------------------- */

const struct qn_tensor *qn_tensors_get(const struct qn_tensors *t,
                                       const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->tensor[i].name, name) == 0)
			return &t->tensor[i];
	return NULL;
}

const struct qn_tensor *qn_tensors_find(const struct qn_tensors *t,
                                        const char *name, enum qn_dtype dtype,
                                        int rank, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	const struct qn_tensor *x = qn_tensors_get(t, name);
	if (!x) {
		qn_fail(e, "%s: holds no tensor \"%s\"", t->name, name);
		return NULL;
	}
	if (x->dtype != dtype || x->rank != rank) {
		qn_fail(e,
		        "%s: tensor \"%s\" is %s with %d dimensions; "
		        "%s with %d is wanted",
		        t->name, name, qn_dtype_name(x->dtype), x->rank,
		        qn_dtype_name(dtype), rank);
		return NULL;
	}
	return x;
}

const char *qn_tensors_meta(const struct qn_tensors *t, const char *key)
{
	json_t *metadata = json_object_get(t->header, "__metadata__");
	return json_string_value(json_object_get(metadata, key));
}

bool qn_tensors_number(const struct qn_tensors *t, const char *key, size_t most,
                       size_t *to, struct qn_err *e)
{
	const char *text = qn_tensors_meta(t, key);
	char *end;
	errno = 0;
	*to = 0;
	unsigned long n = text ? strtoul(text, &end, 10) : 0;
	if (!text || *text < '0' || *text > '9' || *end || errno || n > most)
		return qn_fail(e, "%s: a model without a proper \"%s\"",
		               t->name, key);
	*to = n;
	return true;
}

bool qn_tensors_expect(const struct qn_tensors *t, const char *kind,
                       struct qn_err *e)
{
	const char *format = qn_tensors_meta(t, "format");
	const char *is = qn_tensors_meta(t, "kind");
	if (!format || strcmp(format, "quern") != 0 || !is)
		return qn_fail(e, "%s: not written by quern", t->name);
	if (strcmp(is, kind) != 0)
		return qn_fail(e, "%s: holds \"%s\", not \"%s\"", t->name, is,
		               kind);
	return true;
}
