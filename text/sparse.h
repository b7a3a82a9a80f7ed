/* SPDX-License-Identifier: MIT */
/*
 * sparse.h -- the sparse matrix that counts, TF-IDF, topics and search share.
 *
 * Rows one after the other, of each row only what is not zero, by rising
 * column (CSR).
 *
 *	    0 0 2 1         start   0     2  2        5
 *	    0 0 0 0         column  2  3     0  1  3
 *	    4 5 0 6         value   2. 1.    4. 5. 6.
 */
#ifndef QN_TEXT_SPARSE_H
#define QN_TEXT_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"

/* Zero-initialise; release with qn_sparse_release(). */
struct qn_sparse {
	size_t rows;
	uint32_t columns;
	size_t *start;    /* [rows + 1]: row i is [start[i], start[i + 1])  */
	uint32_t *column; /* [start[rows]], rising within a row, < columns  */
	double *value;    /* [start[rows]]                                  */
};

/* Room for `cells` values; start[0] is 0, the rest is for the caller to fill.
 * False with `e` set for no memory. */
bool qn_sparse_init(struct qn_sparse *m, size_t rows, uint32_t columns,
                    size_t cells, struct qn_err *e);
QN_API void qn_sparse_release(struct qn_sparse *m);

/* How many values there are. */
static inline size_t qn_sparse_cells(const struct qn_sparse *m)
{
	return m->start ? m->start[m->rows] : 0;
}

/* `t`, released by the caller, gets the columns of `m` as its rows.  False
 * with `e` set for no memory, or more than 2^32 - 1 rows. */
QN_API bool qn_sparse_transpose(const struct qn_sparse *m, struct qn_sparse *t,
                                struct qn_err *e);

/* The first row of `part` when the rows are cut into `parts` that give about as
 * much work, a row by itself counting as much as `row_cells` cells. */
size_t qn_sparse_cut(const struct qn_sparse *m, size_t row_cells, size_t part,
                     size_t parts);

enum qn_sparse_format {
	QN_SPARSE_MTX,         /* Matrix Market                            */
	QN_SPARSE_SVM,         /* SVMlight: .svm .svmlight                 */
	QN_SPARSE_SAFETENSORS, /* kind "matrix": value F64, start I64,
	                        * column U32; rows and columns as metadata */
};

/* By the extension of a path; false for another one. */
QN_API bool qn_sparse_format_of(const char *path, enum qn_sparse_format *f);

/* Write a matrix in the format of the path's extension.  False with `e` set
 * when it has another one or could not be written. */
QN_API bool qn_sparse_save(const struct qn_sparse *m, const char *path,
                           struct qn_pool *pool, struct qn_err *e);

/*
 * The same in two steps, for files that belong together: after the first only
 * the rename is left.  NULL with `e` set on failure; qn_sparse_place() frees
 * the file (NULL is fine) and, when `e` holds a failure, removes it.
 */
struct qn_sparse_file;
struct qn_sparse_file *qn_sparse_write(const struct qn_sparse *m,
                                       const char *path, struct qn_pool *pool,
                                       struct qn_err *e);
bool qn_sparse_place(struct qn_sparse_file *f, struct qn_err *e);
#endif
