/* SPDX-License-Identifier: MIT */
/*
 * ftvector.h -- the vector of a word, known or not, and of a line.
 *
 *	word       mean of its rows: its own and those of its n-grams
 *	line       supervised: mean of the rows of all its features;
 *	           else mean of its words' vectors, each scaled to length 1
 *
 * Sums are taken in fastText's order and rounded where it rounds, so that
 * the bits are those of a build of it without fused multiply-add.
 */
#ifndef QN_EMBED_FTVECTOR_H
#define QN_EMBED_FTVECTOR_H

#include "embed/ftkern.h"
#include "embed/ftline.h"
#include "embed/ftmodel.h"

/* What a thread needs to make vectors of a model: qn_ft_reader_new(), _free().
 */
struct qn_ft_reader {
	const struct qn_ft_model *model; /* borrowed                        */
	const struct qn_ft_kern *kern;
	struct qn_ft_line line;   /* the features at hand            */
	struct qn_ft_list places; /* where their rows lie: scratch   */
	float *row;               /* [dim] scratch                   */
	float *word;              /* [dim] scratch                   */
};

QN_API struct qn_ft_reader *qn_ft_reader_new(const struct qn_ft_model *m);
QN_API void qn_ft_reader_free(struct qn_ft_reader *r);

/* The vector of a word into to [dim]: zeroes where nothing is known of it.
 * How many rows it is the mean of. */
QN_API size_t qn_ft_word_vector(struct qn_ft_reader *r, struct qn_slice word,
                                float *to);

/* The same of word `id` of the dictionary. */
void qn_ft_known_vector(struct qn_ft_reader *r, uint32_t id, float *to);

/* The vector of the next line of `text`, which is taken off it, into to
 * [dim].  A line ends with '\n', and in supervised models also where the word
 * "</s>" is spelt out. */
QN_API void qn_ft_line_vector(struct qn_ft_reader *r, struct qn_slice *text,
                              float *to);

/* Append a vector as fastText prints it: each number with five significant
 * digits and a blank behind it. */
#define QN_FT_DIGITS 5
void qn_ft_put_row(struct qn_buf *text, const qn_ft_loose *row, int dim);

/* Take the next word between white space off `text`; a NUL is part of a word
 * here, as fastText's streams have it.  False when there is none. */
bool qn_ft_word_next(struct qn_slice *text, struct qn_slice *word);

/* The length of x [dim], summed up in float from the first to the last. */
float qn_ft_norm(const float *x, int dim);
#endif
