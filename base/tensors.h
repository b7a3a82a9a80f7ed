/* SPDX-License-Identifier: MIT */
/*
 * tensors.h -- the native container: named arrays in a safetensors file.
 *
 *	8 bytes    little-endian length of the header
 *	header     JSON: {"__metadata__": {"format": "quern", "kind": ...},
 *	           "vectors": {"dtype": "F32", "shape": [n, dim],
 *	           "data_offsets": [begin, end]}, ...}, spaces up to 64
 *	data       little-endian arrays, row-major, one after the other
 *
 * Models, indexes and checkpoints are such files; any language's safetensors
 * package opens them.  A file is mapped and its arrays are not copied.
 */
#ifndef QN_BASE_TENSORS_H
#define QN_BASE_TENSORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/input.h"
#include "base/map.h"

#define QN_TENSOR_RANK 8 /* dimensions at most */

enum qn_dtype {
	QN_BOOL,
	QN_U8,
	QN_I8,
	QN_F8_E4M3,
	QN_F8_E5M2,
	QN_U16,
	QN_I16,
	QN_F16,
	QN_BF16,
	QN_U32,
	QN_I32,
	QN_F32,
	QN_U64,
	QN_I64,
	QN_F64,
	QN_DTYPES /* how many there are */
};

/* Bytes of one element; its name in the file ("F32"). */
size_t qn_dtype_size(enum qn_dtype dtype);
const char *qn_dtype_name(enum qn_dtype dtype);

struct qn_tensor {
	const char *name;
	enum qn_dtype dtype;
	int rank;                     /* dimensions, 0..QN_TENSOR_RANK    */
	size_t shape[QN_TENSOR_RANK]; /* [rank]                           */
	size_t count;                 /* elements: the product of `shape` */
	size_t bytes;                 /* count elements of `dtype`        */
	const void *data;             /* aligned for `dtype`              */
	void *copy;                   /* owned, where the file's bytes are
	                                 not aligned; else NULL           */
};

/* --- reading -------------------------------------------------------------- */

struct qn_tensors {
	char *name;               /* of the file, for messages              */
	struct qn_bytes *file;    /* what the tensors point into            */
	struct qn_tensor *tensor; /* [n], in the order of their data       */
	size_t n;
	struct json_t *header;
};

/*
 * Open and check a file: every length, offset and shape is held against the
 * size of the file; tensors must fill it without gap or overlap, as the
 * format demands.  NULL with `e` set otherwise.
 */
QN_API struct qn_tensors *qn_tensors_open(const char *path, struct qn_err *e);
QN_API void qn_tensors_close(struct qn_tensors *t);

/* The same from bytes already loaded; `file` is heap-allocated and belongs to
 * the result, or is released when the call fails.  `name` is for messages. */
struct qn_tensors *qn_tensors_take(struct qn_bytes *file, const char *name,
                                   struct qn_err *e);

/*
 * Close, but keep the file's bytes, into which every tensor without a `copy`
 * keeps pointing; release them with qn_bytes_release() and free().
 */
struct qn_bytes *qn_tensors_detach(struct qn_tensors *t);

/* The tensor of a name, or NULL. */
QN_API const struct qn_tensor *qn_tensors_get(const struct qn_tensors *t,
                                              const char *name);

/* The same, with `e` set when it is missing or has another type or rank. */
QN_API const struct qn_tensor *qn_tensors_find(const struct qn_tensors *t,
                                               const char *name,
                                               enum qn_dtype dtype, int rank,
                                               struct qn_err *e);

/* The value of a key of the metadata, or NULL; lives as long as `t`. */
QN_API const char *qn_tensors_meta(const struct qn_tensors *t, const char *key);

/* A number of the metadata, up to `most`; false with `e` set when there is no
 * such one. */
bool qn_tensors_number(const struct qn_tensors *t, const char *key, size_t most,
                       size_t *to, struct qn_err *e);

/* False with `e` set unless the file is Quern's and of this `kind`. */
bool qn_tensors_expect(const struct qn_tensors *t, const char *kind,
                       struct qn_err *e);

/* --- writing -------------------------------------------------------------- */

struct qn_tensors_out;

/*
 * Begin a file of this `kind` ("vectors"); its metadata get the format, the
 * kind and the version of Quern.  Metadata and tensors are declared first,
 * then the data is appended in the order of the declarations.  Failures are
 * remembered and reported by qn_tensors_finish().  The data begins at a
 * multiple of 64 bytes; declare wide types first to keep the others aligned.
 * Never NULL, and NULL `path` or "-" is standard output.
 */
QN_API struct qn_tensors_out *qn_tensors_create(const char *path,
                                                const char *kind);

/* Add a pair to the metadata; both are UTF-8. */
QN_API void qn_tensors_out_meta(struct qn_tensors_out *out, const char *key,
                                const char *value);
QN_API void qn_tensors_out_metaf(struct qn_tensors_out *out, const char *key,
                                 const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Declare a tensor of shape [rank]; names are unique. */
QN_API void qn_tensors_out_declare(struct qn_tensors_out *out, const char *name,
                                   enum qn_dtype dtype, int rank,
                                   const size_t *shape);

/*
 * Let two last tensors follow, "sums" and what aligns it: a hash of every
 * QN_SUM_BLOCK bytes of the data before them, by which a reader tells damage
 * where it looks (base/tensorsums.h).  Before the first byte of data.
 */
void qn_tensors_out_sum(struct qn_tensors_out *out);
#define QN_SUM_BLOCK ((size_t)1 << 16)

/* Append `n` bytes of data; the first call writes the header. */
QN_API void qn_tensors_out_write(struct qn_tensors_out *out, const void *bytes,
                                 size_t n);

/* All data was appended: flush and sync, so that only the rename is left to
 * qn_tensors_finish(); see qn_output_finish(). */
QN_API bool qn_tensors_flush(struct qn_tensors_out *out, struct qn_err *e);

/*
 * Finish the file and free `out`; false with `e` set when anything failed,
 * or when `e` already held a failure: then no file appears.  To have declared
 * more or less data than was written is the programmer's mistake.
 */
QN_API bool qn_tensors_finish(struct qn_tensors_out *out, struct qn_err *e);

/* --- lists of words ------------------------------------------------------- */

/*
 * A list of byte strings is two tensors, NAME.offsets (I64, [n + 1]) and
 * NAME.bytes (U8): string i is bytes[offsets[i]] up to bytes[offsets[i + 1]].
 *
 *	qn_words_declare(out, "words", &map, n);
 *	qn_words_write(out, &map, n);
 */
void qn_words_declare(struct qn_tensors_out *out, const char *name,
                      const struct qn_map *words, size_t n);
void qn_words_write(struct qn_tensors_out *out, const struct qn_map *words,
                    size_t n);

/*
 * Read the first `limit` strings (SIZE_MAX: all) of a list into an empty
 * map, ids in the order of the file; false with `e` set when a tensor is
 * missing, an offset is out of place, or a string occurs twice.
 */
bool qn_words_read(const struct qn_tensors *t, const char *name, size_t limit,
                   struct qn_map *words, struct qn_err *e);
#endif
