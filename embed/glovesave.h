/* SPDX-License-Identifier: MIT */
/*
 * glovesave.h -- GloVe's files: text for readers of vectors, and all
 * parameters as bytes, to go on from.
 *
 *	text     word 0.418000 0.249680 ...      a word a line, <unk> last
 *	binary   float64, little-endian: for each word its row and its bias,
 *	         then for each word its column and that one's bias; squared
 *	         gradients are a file like it
 */
#ifndef QN_EMBED_GLOVESAVE_H
#define QN_EMBED_GLOVESAVE_H

#include "base/err.h"
#include "base/map.h"
#include "embed/glove.h"
#include "embed/vectors.h"

/* What a line of text holds, numbered as the original does. */
enum qn_glove_model {
	QN_GLOVE_ALL,  /* row, bias, column, bias   */
	QN_GLOVE_ROWS, /* row                       */
	QN_GLOVE_SUM,  /* row + column              */
	QN_GLOVE_BOTH, /* row, column               */
};

#define QN_GLOVE_UNKNOWN "<unk>"
#define QN_GLOVE_RARE    100 /* words whose mean is that of unknown ones */

/* Words `first`.. of `words` are g's.  With `header` the first line says how
 * many words and numbers a word.  False with `e` set. */
QN_API bool qn_glove_save_text(const struct qn_glove *g,
                               const struct qn_map *words, uint32_t first,
                               enum qn_glove_model model, bool header,
                               const char *path, struct qn_err *e);

/* Squared gradients as text, in the order of QN_GLOVE_ALL. */
bool qn_glove_save_squares_text(const struct qn_glove *g,
                                const struct qn_map *words, uint32_t first,
                                const char *path, struct qn_err *e);

/* All parameters, or squared gradients; and back.  False with `e` set, when
 * loading for a file of another size or with a number that is none (a squared
 * gradient has to be above 0). */
QN_API bool qn_glove_save_binary(const struct qn_glove *g, bool squares,
                                 const char *path, struct qn_err *e);
QN_API bool qn_glove_load_binary(struct qn_glove *g, bool squares,
                                 const char *path, struct qn_err *e);

/* A word's vector and, behind the last, that of unknown words, as
 * qn_vectors; free with qn_vectors_free().  NULL with `e` set. */
QN_API struct qn_vectors *qn_glove_vectors(const struct qn_glove *g,
                                           const struct qn_map *words,
                                           uint32_t first, bool sum,
                                           struct qn_err *e);
#endif
