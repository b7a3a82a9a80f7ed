/* SPDX-License-Identifier: MIT */
/*
 * ftmodel.h -- a fastText model: arguments, dictionary, two matrices.
 *
 *	input    words + buckets rows, the ones kept of them if pruned:
 *	         a word's vector is the mean of its rows
 *	output   a row a label (supervised) or word; with hierarchical softmax
 *	         an inner node of the tree of fttree.h
 *
 * In a file (version 12; numbers little-endian, nothing between them):
 *
 *	int32 793712314, int32 12
 *	args      12 int32, then a double        (ftargs.h, in its order)
 *	dict      int32 size, words, labels; int64 tokens, kept or -1;
 *	          size x {bytes NUL, int64 count, int8 0 or 1 = label};
 *	          kept x {int32 bucket, int32 row}
 *	u8        input quantised?
 *	input     dense: int64 rows, dim; rows x dim floats
 *	          quantised: u8 norms?, int64 rows, dim, int32 bytes of codes,
 *	          codes, quantiser {int32 dim, parts, dsub, last; dim x 256
 *	          floats}; with norms: rows codes, a quantiser of dim 1
 *	u8        output quantised, if the input is?
 *	output    likewise
 */
#ifndef QN_EMBED_FTMODEL_H
#define QN_EMBED_FTMODEL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/input.h"
#include "base/output.h"
#include "base/pool.h"
#include "embed/ftargs.h"
#include "embed/ftdict.h"
#include "embed/ftmatrix.h"

#define QN_FT_MAGIC   793712314
#define QN_FT_VERSION 12

struct qn_ft_model {
	struct qn_ft_args args;
	struct qn_ft_dict dict;     /* borrows `args`                     */
	struct qn_ft_matrix input;  /* [words + bucket or kept][dim]      */
	struct qn_ft_matrix output; /* [labels or words][dim]             */
	bool quantise_output;       /* the flag of the file               */
	struct qn_bytes file;       /* what words and matrices point into */
};

/* A model of these arguments with nothing in it, to be filled.  a->label is
 * copied.  Free with qn_ft_model_free(). */
struct qn_ft_model *qn_ft_model_new(const struct qn_ft_args *a);
QN_API void qn_ft_model_free(struct qn_ft_model *m);

/*
 * The model of a file (plain files are mapped and not copied; compressed ones
 * are read whole), versions 11 and 12.  NULL with `e` set, naming the file,
 * for anything else and for every size or number that the rest contradicts.
 */
QN_API struct qn_ft_model *qn_ft_model_load(const char *path, struct qn_err *e);

/* The same of bytes that were loaded from `name`; the model keeps them, and
 * when it fails they are released. */
struct qn_ft_model *qn_ft_model_read(struct qn_bytes *file, const char *name,
                                     struct qn_err *e);

/* Whether a file begins as a model does. */
bool qn_ft_is_model(const struct qn_bytes *file);

/*
 * Write version 12: for a model that was loaded from such a file, its bytes.
 * Rows that a sparse matrix has no place for are made on the way.
 */
QN_API bool qn_ft_model_save(const struct qn_ft_model *m, const char *path,
                             struct qn_err *e);
void qn_ft_model_put(const struct qn_ft_model *m, struct qn_output *out);

/* The files of a model; each may be NULL. */
struct qn_ft_files {
	const char *words;   /* .vec: the words and their vectors            */
	const char *outputs; /* .output: labels (or words) and the output
	                      * matrix; not of a quantised model             */
	const char *model;   /* .bin, .ftz                                   */
};

/*
 * Write all of them, or none if one cannot be written.  Vectors are text,
 * "n dim\n" and "word x x x \n" with five significant digits; the pool's
 * threads share the work.
 */
bool qn_ft_model_save_files(const struct qn_ft_model *m,
                            const struct qn_ft_files *files,
                            struct qn_pool *pool, struct qn_err *e);

/* Rows of the output matrix: labels of a supervised model, else words. */
static inline uint32_t qn_ft_model_outputs(const struct qn_ft_model *m)
{
	return m->args.model == QN_FT_SUPERVISED ? m->dict.labels
	                                         : m->dict.words;
}
#endif
