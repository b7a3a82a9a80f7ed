/* SPDX-License-Identifier: MIT */
/*
 * lmvocab.h -- the pieces that a network tells apart, and texts as their ids.
 *
 *	"a b c\na\n"   word   1 2 3 0 1 0     0 = "</s>", the end of a line
 *
 * Ids fall with the frequency of pieces.  One of them is "<unk>", whether the
 * text has it or not: what every piece becomes that is not in the list, and as
 * frequent as all such pieces of the text together.
 *
 * Subwords have ids of their own (lmpairs.h), all by one more here, and none
 * of them is unknown.
 */
#ifndef QN_SEQ_LMVOCAB_H
#define QN_SEQ_LMVOCAB_H

#include <stdint.h>

#include "base/map.h"
#include "base/progress.h"
#include "base/tensors.h"
#include "seq/lm.h"
#include "seq/lmpairs.h"

#define QN_LM_END 0 /* the id of a line's end */

/* Zero-initialise; release with qn_lmvocab_release(). */
struct qn_lmvocab {
	enum qn_lm_unit unit;
	struct qn_lmpairs *pairs; /* of subwords, else NULL    */
	struct qn_map pieces;     /* id <-> text; not of subwords  */
	uint32_t unknown;         /* the id of "<unk>"             */
};

void qn_lmvocab_release(struct qn_lmvocab *v);

/* Pieces. */
size_t qn_lmvocab_count(const struct qn_lmvocab *v);

/* The id of a word or character, "" being the end of a line. */
static inline uint32_t qn_lmvocab_id(const struct qn_lmvocab *v,
                                     struct qn_slice piece)
{
	uint32_t id = piece.n ? qn_map_find(&v->pieces, piece) : QN_LM_END;
	return id == QN_MAP_NONE ? v->unknown : id;
}

/* As text: "" for the end of a line. */
struct qn_slice qn_lmvocab_spell(const struct qn_lmvocab *v, uint32_t id);

/* Zero-initialise; free `id`. */
struct qn_lmtext {
	uint32_t *id; /* [n] */
	size_t n, room;
};

void qn_lmtext_add(struct qn_lmtext *t, uint32_t id);

/*
 * Read a text (NULL or "-": standard input): its ids, and an empty
 * vocabulary's pieces, those that occur `min_count` times or more.  False
 * with `e` set when it cannot be read or is empty.
 */
bool qn_lmtext_read(struct qn_lmtext *t, struct qn_lmvocab *v, const char *path,
                    uint64_t min_count, const struct qn_progress *progress,
                    struct qn_err *e);

/*
 * The same by subwords: those of v->pairs, or `size` that are learnt from the
 * text and become v->pairs.
 */
bool qn_lmtext_read_pairs(struct qn_lmtext *t, struct qn_lmvocab *v,
                          const char *path, uint32_t size,
                          const struct qn_progress *progress, struct qn_err *e);

/* In a file: a list of words "pieces", or byte pairs; loaded into
 * an empty one of a certain unit. */
void qn_lmvocab_declare(const struct qn_lmvocab *v, struct qn_tensors_out *out);
void qn_lmvocab_write(const struct qn_lmvocab *v, struct qn_tensors_out *out);
bool qn_lmvocab_load(struct qn_lmvocab *v, const struct qn_tensors *t,
                     struct qn_err *e);
#endif
