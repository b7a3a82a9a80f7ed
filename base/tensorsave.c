/* SPDX-License-Identifier: MIT */
/*
 * tensorsave.c -- writing a safetensors file front to back.
 *
 * The header needs only the shapes, so it is complete before the first byte
 * of data and nothing is held back or sought to.
 */
#include "base/tensors.h"

#include <assert.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/version.h"

#define ALIGN 64 /* of the data in the file: a cache line */

struct qn_tensors_out {
	struct qn_output *file;
	struct qn_err err; /* the first failure                        */
	json_t *header;
	json_t *metadata; /* in `header`                              */
	size_t declared;  /* bytes of data                            */
	size_t written;   /* of them                                  */
	bool started;     /* the header is written                    */

	bool summed;         /* the last tensor holds sums of the data   */
	size_t sums;         /* [blocks] of it                           */
	uint64_t *sum;       /* [sums]                                   */
	struct qn_buf block; /* data of the next sum                     */
};

/* What puts the header together gives 0; else it had no memory. */
static void built(struct qn_tensors_out *out, int result)
{
	if (result != 0)
		qn_fail(&out->err, "no memory for the header of a file");
}

struct qn_tensors_out *qn_tensors_create(const char *path, const char *kind)
{
	struct qn_tensors_out *out = qn_calloc(1, sizeof *out);
	out->file = qn_output_open(path, &out->err);
	out->header = json_object();
	out->metadata = json_object();
	if (json_object_set_new(out->header, "__metadata__", out->metadata)) {
		out->metadata = NULL; /* it is gone; jansson refuses a NULL */
		built(out, -1);
	}
	qn_tensors_out_meta(out, "format", "quern");
	qn_tensors_out_meta(out, "kind", kind);
	qn_tensors_out_meta(out, "version", QN_VERSION);
	return out;
}

void qn_tensors_out_meta(struct qn_tensors_out *out, const char *key,
                         const char *value)
{
	if (json_object_set_new(out->metadata, key, json_string(value)) != 0)
		qn_fail(&out->err, "metadata \"%s\" is not UTF-8", key);
}

void qn_tensors_out_metaf(struct qn_tensors_out *out, const char *key,
                          const char *format, ...)
{
	char value[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(value, sizeof value, format, ap);
	va_end(ap);
	qn_tensors_out_meta(out, key, value);
}

static void append(struct qn_tensors_out *out, json_t *array, size_t n)
{
	built(out, json_array_append_new(array, json_integer((json_int_t)n)));
}

void qn_tensors_out_declare(struct qn_tensors_out *out, const char *name,
                            enum qn_dtype dtype, int rank, const size_t *shape)
{
	assert(!out->started && rank >= 0 && rank <= QN_TENSOR_RANK);
	assert(!json_object_get(out->header, name));
	json_t *sizes = json_array();
	size_t bytes = qn_dtype_size(dtype);
	for (int i = 0; i < rank; i++) {
		append(out, sizes, shape[i]);
		qn_mul_size(bytes, shape[i], name, &bytes, &out->err);
	}
	json_t *place = json_array();
	append(out, place, out->declared);
	out->declared += bytes;
	append(out, place, out->declared);
	json_t *entry = json_object();
	json_t *type = json_string(qn_dtype_name(dtype));
	built(out, json_object_set_new(entry, "dtype", type));
	built(out, json_object_set_new(entry, "shape", sizes));
	built(out, json_object_set_new(entry, "data_offsets", place));
	if (json_object_set_new(out->header, name, entry) != 0)
		qn_fail(&out->err, "tensor name \"%s\" is not UTF-8", name);
}

/* --- sums ----------------------------------------------------------------- */

void qn_tensors_out_sum(struct qn_tensors_out *out)
{
	out->summed = true;
}

static void declare_sums(struct qn_tensors_out *out)
{
	size_t blocks = (out->declared + QN_SUM_BLOCK - 1) / QN_SUM_BLOCK;
	size_t pad = (8 - out->declared % 8) % 8;
	qn_tensors_out_declare(out, "sums.pad", QN_U8, 1, &pad);
	qn_tensors_out_declare(out, "sums", QN_U64, 1, &blocks);
	out->sum = qn_calloc(blocks, sizeof *out->sum);
}

static void end_block(struct qn_tensors_out *out)
{
	out->sum[out->sums++] = qn_hash(out->block.p, out->block.n);
	qn_buf_clear(&out->block);
}

static void add_to_sums(struct qn_tensors_out *out, const char *bytes, size_t n)
{
	while (n) {
		size_t room = QN_SUM_BLOCK - out->block.n;
		size_t now = n < room ? n : room;
		qn_buf_add(&out->block, bytes, now);
		bytes += now;
		n -= now;
		if (out->block.n == QN_SUM_BLOCK)
			end_block(out);
	}
}

/* The data proper are written; the sums follow. */
static void write_sums(struct qn_tensors_out *out)
{
	static const char zeroes[8];
	size_t pad = (8 - out->written % 8) % 8;
	out->summed = false;
	if (out->block.n)
		end_block(out);
	qn_tensors_out_write(out, zeroes, pad);
	qn_tensors_out_write(out, out->sum, out->sums * sizeof *out->sum);
}

/* --- data ----------------------------------------------------------------- */

/* For jansson, whose json_dumps() may drop what it has no room for. */
static int add(const char *bytes, size_t n, void *text)
{
	qn_buf_add(text, bytes, n);
	return 0;
}

static void start(struct qn_tensors_out *out)
{
	if (out->summed)
		declare_sums(out);
	out->started = true;
	struct qn_buf text = {0};
	built(out, json_dump_callback(out->header, add, &text, JSON_COMPACT));
	uint64_t used = text.n;
	uint64_t length = (8 + used + ALIGN - 1) / ALIGN * ALIGN - 8;
	qn_output_write(out->file, &length, sizeof length);
	qn_output_write(out->file, text.p, used);
	for (; used < length; used++)
		qn_output_write(out->file, " ", 1);
	qn_buf_release(&text);
}

void qn_tensors_out_write(struct qn_tensors_out *out, const void *bytes,
                          size_t n)
{
	if (!out->started)
		start(out);
	if (out->summed)
		add_to_sums(out, bytes, n);
	out->written += n;
	assert(out->written <= out->declared);
	qn_output_write(out->file, bytes, n);
}

bool qn_tensors_flush(struct qn_tensors_out *out, struct qn_err *e)
{
	if (!out->started)
		start(out);
	if (out->summed)
		write_sums(out);
	if (out->err.failed)
		return qn_fail(e, "%s", out->err.text);
	return qn_output_finish(out->file, e);
}

bool qn_tensors_finish(struct qn_tensors_out *out, struct qn_err *e)
{
	qn_tensors_flush(out, e);
	assert(e->failed || out->written == out->declared);
	qn_output_close(out->file, e);
	json_decref(out->header);
	qn_buf_release(&out->block);
	free(out->sum);
	free(out);
	return !e->failed;
}
