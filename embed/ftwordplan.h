/* SPDX-License-Identifier: MIT */
/*
 * ftwordplan.h -- what training a line of skip-gram or CBOW over subwords
 * will do, drawn before it is done (sgd.h).
 *
 *	word          cat    sat         mat     </s>      kept
 *	reach          2      5           1       3        words each side
 *	rows.input   [cat <ca cat at> ][sat <sa ...][...    rows of each word
 *	rows.target  goals of each word, then noise
 *
 * Skip-gram with negative sampling: each centre draws `negative` rows of
 * noise and is trained against the last SLIDE times as many, its own and its
 * predecessors', each at so much less weight:
 *
 *	noise   n n n n n n n n n n n n n n n ...
 *	        `--- centre 0 ------´
 *	            `---- centre 1 -----´
 *
 * so that a centre's vector is put together once for all its contexts, and
 * no row of noise is fetched for one use.  Fewer rows will not do: measured on
 * 13 M words, contexts that share 5 or 10 fresh ones lose a quarter of the
 * analogies and a sixth of SimLex, a slide of 20 loses .02 of the analogies;
 * 30 is level with fresh noise for every pair.
 */
#ifndef QN_EMBED_FTWORDPLAN_H
#define QN_EMBED_FTWORDPLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "embed/ftgoal.h"
#include "embed/ftrows.h"
#include "embed/sgd.h"

#define QN_FT_SLIDE 6    /* centres whose noise is in use           */
#define QN_FT_LINE  1025 /* tokens of a line at most, as in fastText */

/* The model of a run; read only. */
struct qn_ft_words {
	const uint32_t *id;            /* the corpus, in dictionary's numbers */
	uint32_t eos;                  /* ends a line; QN_FT_NONE = no such   */
	const uint32_t *keep;          /* [words] sampling.h                  */
	const struct qn_ft_rows *rows; /* a token a word                      */
	struct qn_ft_goals goals;
	int window;
	bool skipgram;
};

struct qn_ft_word_plan {
	struct qn_sgd_plan rows;
	size_t n;        /* words kept                                       */
	uint32_t *word;  /* [n]                                              */
	uint32_t *first; /* [n + 1] where a word's rows begin in rows.input  */
	uint16_t *reach; /* [n] words each side, >= 1                        */
	struct qn_ft_goal *goal; /* [n] of each word, as centre or context   */
	uint32_t noise; /* where noise that slides begins in rows.target     */
	struct qn_alias_bits bits; /* of the line's noise */
	size_t input_room, target_room;
};

/* Skip-gram with negative sampling, whose goals are one row each. */
static inline bool qn_ft_words_slide(const struct qn_ft_words *m)
{
	return m->skipgram && m->goals.loss == QN_FT_NS;
}

void qn_ft_word_plan_init(struct qn_ft_word_plan *p);
void qn_ft_word_plan_release(struct qn_ft_word_plan *p);

/* Draw the next line of the cursor, which moves past it; false at the end.
 * With fewer than two words kept there is nothing to train. */
bool qn_ft_word_plan_next(struct qn_ft_word_plan *p,
                          const struct qn_ft_words *m, struct qn_sgd_cursor *c);

/* The contexts of centre t are words first..last without t itself. */
static inline size_t qn_ft_word_first(const struct qn_ft_word_plan *p, size_t t)
{
	return t < p->reach[t] ? 0 : t - p->reach[t];
}

static inline size_t qn_ft_word_last(const struct qn_ft_word_plan *p, size_t t)
{
	return t + p->reach[t] < p->n ? t + p->reach[t] : p->n - 1;
}
#endif
