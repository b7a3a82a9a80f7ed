/* SPDX-License-Identifier: MIT */
/*
 * lm.h -- a language model, whatever it is made of: what may come next in a
 * text, and how likely what came was.
 *
 *	lines of text --score--> pieces, each with -ln p
 *	text so far   --next---> ln p of every piece of the vocabulary
 *
 * A piece is a word, a character or a subword; the end of a line is one too,
 * spelt "" here.  A kind of model is a struct that begins with a struct qn_lm
 * and a table of functions; what is said of perplexity (lmscore.h), of
 * sampling (lmsample.h) and of mixtures (lmmix.h) holds for all of them.
 */
#ifndef QN_SEQ_LM_H
#define QN_SEQ_LM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"

enum qn_lm_unit { QN_LM_WORD, QN_LM_CHAR, QN_LM_BPE };

/* A piece of a text, and what the model thought of it. */
struct qn_lm_piece {
	struct qn_slice text; /* borrowed from the lines; "" = a line's end,
	                         " " = a word's beginning that stands alone */
	float nats;           /* -ln p, given all before it                 */
	uint16_t order;       /* pieces that an n-gram model went by, itself
	                         included; 0 = another kind of model        */
	bool unknown;         /* the vocabulary does not have it            */
	bool ends_word;       /* a word ends with it; a line's end is one   */
};

/* Zero-initialise; release with qn_lm_pieces_release(). */
struct qn_lm_pieces {
	struct qn_lm_piece *at; /* [n] */
	size_t n, room;
};

/* Append `n` pieces to be filled in. */
struct qn_lm_piece *qn_lm_pieces_add(struct qn_lm_pieces *p, size_t n);
void qn_lm_pieces_release(struct qn_lm_pieces *p);

struct qn_lm;

struct qn_lm_class {
	/* Append the pieces of whole lines, scored, which go on from those of
	 * the call before where the model looks beyond a line. */
	bool (*score)(struct qn_lm *m, struct qn_slice lines,
	              struct qn_pool *pool, struct qn_lm_pieces *out,
	              struct qn_err *e);

	/* Begin a text anew, with this (perhaps nothing). */
	bool (*begin)(struct qn_lm *m, struct qn_slice text, struct qn_err *e);

	/* What comes next: ln p of all pieces [m->vocabulary]; -inf for what
	 * never comes. */
	void (*next)(struct qn_lm *m, float *ln_p);

	/* It was this one. */
	void (*take)(struct qn_lm *m, uint32_t piece);

	/* A piece as text, valid while the model lives. */
	struct qn_slice (*spell)(const struct qn_lm *m, uint32_t piece);

	void (*free)(struct qn_lm *m);

	/* The likeliest that may come next, of equals the smallest; NULL where
	 * next() is as good. */
	uint32_t (*best)(struct qn_lm *m);
};

struct qn_lm {
	const struct qn_lm_class *type;
	enum qn_lm_unit unit;
	size_t vocabulary; /* pieces, ids from 0 */
};

static inline void qn_lm_free(struct qn_lm *m)
{
	if (m)
		m->type->free(m);
}
#endif
