/* SPDX-License-Identifier: MIT */
/*
 * translatevocab.h -- what sentences are made of, on one side of a
 * translation or on both: subword units, learnt (text/bpe.h) or of any model
 * that text/subword.h reads, or words.
 *
 *	"Ein Hund."  --units-->  "▁Ein" "▁Hund" "."   ids 1 + their own
 *	             --words-->  "Ein" "Hund."        0 ends a sequence
 *
 * Units that were learnt never meet an unknown character; of words, id 1 stands
 * for all that are not in the list.  To byte pair encoding a sentence begins
 * with a space, so that its first word is spelt as elsewhere.
 */
#ifndef QN_SEQ_TRANSLATEVOCAB_H
#define QN_SEQ_TRANSLATEVOCAB_H

#include "base/progress.h"
#include "base/tensors.h"
#include "text/bpetrain.h"
#include "text/subword.h"

#define QN_MT_UNKNOWN 1 /* of words */

/* Zero-initialise; release with qn_mtvocab_release(). */
struct qn_mtvocab {
	struct qn_subword *units; /* NULL: words    */
	struct qn_map words;      /* "<unk>" first  */
};

void qn_mtvocab_release(struct qn_mtvocab *v);

/* Pieces, the end of a sequence among them. */
static inline size_t qn_mtvocab_size(const struct qn_mtvocab *v)
{
	return 1 + (v->units ? qn_subword_size(v->units) : v->words.count);
}

struct qn_mtvocab_options {
	uint32_t units;       /* how many pieces; 0: words                   */
	uint64_t min_count;   /* of words, how often they have to occur       */
	const char *encoding; /* of the text; NULL = UTF-8, unchecked     */
	enum qn_invalid invalid; /* for it                                   */
};

/* Learn pieces from the lines of path[n].  False with `e` set. */
bool qn_mtvocab_learn(struct qn_mtvocab *v, const char *const *path, size_t n,
                      const struct qn_mtvocab_options *o, struct qn_pool *pool,
                      const struct qn_progress *progress, struct qn_err *e);

/* Take the units of a model's file (text/subword.h); as a target's they have to
 * become text again, which WordPiece's do not.  False with `e` set. */
bool qn_mtvocab_take(struct qn_mtvocab *v, const char *path, bool target,
                     struct qn_err *e);

/* --- sentences ------------------------------------------------------------ */

/* For one thread; borrows the vocabulary. */
struct qn_mtencoder {
	const struct qn_mtvocab *vocab;
	struct qn_subword_encoder *units;
	struct qn_buf line;
};

bool qn_mtencoder_init(struct qn_mtencoder *c, const struct qn_mtvocab *v,
                       struct qn_err *e);
void qn_mtencoder_release(struct qn_mtencoder *c);

/* Append the ids of a line, without an end; none of one that is blank. */
bool qn_mtencoder_line(struct qn_mtencoder *c, struct qn_slice line,
                       struct qn_pieceids *ids, struct qn_err *e);

/* Append the text of id [n], none of which is an end: a line of UTF-8. */
void qn_mtvocab_decode(const struct qn_mtvocab *v, const uint32_t *id, size_t n,
                       struct qn_buf *out);

/* Append a piece as text shows it, an end as "</s>". */
void qn_mtvocab_show(const struct qn_mtvocab *v, uint32_t id,
                     struct qn_buf *out);

/* qn_subword_mark() of units; "" where each piece is a word. */
const char *qn_mtvocab_mark(const struct qn_mtvocab *v);

/* --- files ---------------------------------------------------------------- */

/* In the file of a model: tensors whose names begin with `prefix`. */
void qn_mtvocab_declare(const struct qn_mtvocab *v, const char *prefix,
                        struct qn_tensors_out *out);
void qn_mtvocab_write(const struct qn_mtvocab *v, struct qn_tensors_out *out);
bool qn_mtvocab_load(struct qn_mtvocab *v, const char *prefix,
                     const struct qn_tensors *t, struct qn_err *e);
#endif
