/* SPDX-License-Identifier: MIT */
/*
 * ftrows.h -- which rows of the input matrix the tokens of a text need, and
 * where those lie while they are trained.
 *
 * A model has a row a word and a row a bucket, millions of them.  Few are
 * needed by any one text; those get a place, words first and n-grams as they
 * are met, hence by falling frequency of the words that need them:
 *
 *	model rows  [ words ][ ..b...b....b..  buckets  ]
 *	place_of      0 1 2      7   9    8    else QN_FT_NONE
 *	places      [ words ][n-grams of the first word][of the second] ...
 *
 *	token t: place[first[t]] .. place[first[t + 1] - 1]
 */
#ifndef QN_EMBED_FTROWS_H
#define QN_EMBED_FTROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "embed/ftdict.h"
#include "text/vocab.h"

struct qn_ft_rows {
	const struct qn_ft_dict *dict; /* borrowed                           */
	size_t rows;                   /* of the model                       */
	uint32_t *place_of;            /* [rows]                             */
	struct qn_ft_list row_at;      /* [places] which row each one is of  */

	size_t tokens, token_room;
	size_t *first;           /* [tokens + 1]                       */
	struct qn_ft_list place; /* of all tokens, one after the other */
	struct qn_buf scratch;
	struct qn_ft_list list; /* scratch */
};

/* No tokens yet; every word of `d` has its place, `rows` is the height of the
 * input matrix.  Release with qn_ft_rows_release(). */
bool qn_ft_rows_init(struct qn_ft_rows *r, const struct qn_ft_dict *d,
                     size_t rows, struct qn_err *e);
void qn_ft_rows_release(struct qn_ft_rows *r);

/* The next token: a word, or with `id` QN_FT_NONE one that the dictionary
 * lacks, which may have n-grams nevertheless. */
void qn_ft_rows_add(struct qn_ft_rows *r, struct qn_slice token, uint32_t id);

/* The next token has no rows. */
void qn_ft_rows_add_none(struct qn_ft_rows *r);

/* The place of a model row, given to it now if it has none. */
uint32_t qn_ft_rows_place(struct qn_ft_rows *r, uint32_t row);

static inline const uint32_t *qn_ft_rows_of(const struct qn_ft_rows *r,
                                            uint32_t token, size_t *n)
{
	*n = r->first[token + 1] - r->first[token];
	return r->place.id + r->first[token];
}
#endif
