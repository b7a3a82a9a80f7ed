/* SPDX-License-Identifier: MIT */
/*
 * textset.h -- lines with a label in front, as fastText has them, by the ids
 * of a network's vocabulary.
 *
 *	__label__good the mill turns   -->   label 0, ids of "the mill turns" and
 *	                                     of the line's end
 */
#ifndef QN_SEQ_TEXTSET_H
#define QN_SEQ_TEXTSET_H

#include "seq/lmneural.h"

#define QN_TEXTSET_PREFIX "__label__"

/* Zero-initialise; release with qn_textset_release(). */
struct qn_textset {
	size_t n;              /* lines                                    */
	size_t *at;            /* [n + 1] where each one's pieces begin    */
	uint32_t *label;       /* [n], QN_NO_TARGET for one that is unknown */
	struct qn_lmtext text; /* pieces, at least one a line            */
	size_t room;
};

void qn_textset_release(struct qn_textset *s);

/* The label in front of a line, without its prefix, which goes on behind it;
 * empty when there is none. */
struct qn_slice qn_textset_label(struct qn_slice *line);

/* Append a line's pieces, which `cut` is used for. */
bool qn_textset_add(struct qn_textset *s, struct qn_lmneural *m,
                    struct qn_slice line, uint32_t label,
                    struct qn_lm_pieces *cut, struct qn_err *e);

/* All labels of a file, in the order in which they come. */
bool qn_textset_labels(struct qn_map *labels, const char *path,
                       struct qn_err *e);

/* Its lines.  False with `e` set when there are none, or one has no label. */
bool qn_textset_read(struct qn_textset *s, struct qn_lmneural *m,
                     const struct qn_map *labels, const char *path,
                     struct qn_err *e);
#endif
