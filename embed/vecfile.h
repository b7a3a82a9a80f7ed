/* SPDX-License-Identifier: MIT */
/*
 * vecfile.h -- vector files of the world, read and written.
 *
 *	w2v-text    "n dim\n" then "word f f f \n"        word2vec -binary 0
 *	w2v-binary  "n dim\n" then "word " floats "\n"    word2vec -binary 1
 *	            or a fastText model, .bin or .ftz, to be read only: its
 *	            words, each the mean of its rows        (ftmodel.h)
 *	vec         "n dim\n" then "word f f f \n"        fastText (5 digits)
 *	glove       "word f f f\n", no header             GloVe
 *	safetensors tensors "vectors" [n][dim], "words.bytes", "words.offsets"
 *	npy         NumPy float32 [n][dim] + FILE.vocab, a word a line
 *	tsv         TensorBoard projector: FILE (vectors) + FILE.meta (words)
 *
 * Text floats are written with the fewest digits that read back to the same
 * bits (vec: 5 significant digits, as fastText does), so that every format
 * but vec survives a round trip bit for bit.
 *
 * Readers take what is in the world: rows with or without the space or the
 * newline at their end, tabs, CRLF, GloVe words with spaces in them, "nan"
 * and "inf", a word that is empty.  Of a word that occurs twice the first row
 * counts, and `n` is the number of rows kept.  A file cut short is an error:
 * the formats with a header know how many rows they hold, and the last line
 * of a text file ends with a newline.
 */
#ifndef QN_EMBED_VECFILE_H
#define QN_EMBED_VECFILE_H

#include "base/err.h"
#include "embed/vectors.h"

enum qn_vecformat {
	QN_VEC_AUTO, /* by extension and content */
	QN_VEC_W2V_TEXT,
	QN_VEC_W2V_BINARY,
	QN_VEC_FASTTEXT, /* .vec */
	QN_VEC_GLOVE,
	QN_VEC_SAFETENSORS,
	QN_VEC_NPY,
	QN_VEC_TSV,
};

/* Their names, ended by NULL. */
extern const char *const qn_vecformat_names[];

/* By these names ("w2v-text", ...); false with `e` set, listing them. */
QN_API bool qn_vecformat_parse(const char *name, enum qn_vecformat *format,
                               struct qn_err *e);
QN_API const char *qn_vecformat_name(enum qn_vecformat format);

/* What `path` says by its extension (cli.md: .vec .txt .bin .safetensors
 * .npy .tsv); anything else is w2v-text. */
enum qn_vecformat qn_vecformat_for_output(const char *path);

/* Whether `path` ends like a compressed file (.gz, ...), which can be read but
 * is not written: the bytes would not be what the name says. */
bool qn_vecfile_is_compressed(const char *path);

/*
 * Load at most `limit` rows (0 = all), the first ones of the file.  The
 * format is told from extension and content unless given; NULL or "-" is
 * standard input.  safetensors and npy files are mapped, not copied.  NULL
 * with `e` set, naming file and line or row, for anything that is not a file
 * of at least one vector.
 */
QN_API struct qn_vectors *qn_vectors_load(const char *path,
                                          enum qn_vecformat format,
                                          size_t limit, struct qn_err *e);

/*
 * Write all of `v`; companions (.vocab, .meta) beside it.  False with `e` set
 * when a write failed or a word holds a byte the format gives a meaning to
 * (white space in word2vec's); then no file appears.
 */
QN_API bool qn_vectors_save(const struct qn_vectors *v, const char *path,
                            enum qn_vecformat format, struct qn_err *e);
#endif
