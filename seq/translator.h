/* SPDX-License-Identifier: MIT */
/*
 * translator.h -- a model that translates: a network, what its sentences are
 * made of, and their file.
 *
 * Files are of kind "translation"; metadata tell the architecture and the
 * shape.  The vocabulary is under "source." and "target.", or under "source."
 * alone if both sides have it.
 */
#ifndef QN_SEQ_TRANSLATOR_H
#define QN_SEQ_TRANSLATOR_H

#include "seq/mtnet.h"
#include "seq/translation.h"
#include "seq/translatevocab.h"

struct qn_translator {
	struct qn_mtnet *net;
	struct qn_mtvocab source, other;
	bool joint;  /* both sides have `source`                   */
	size_t most; /* pieces of the longest source it was taught */
};

static inline const struct qn_mtvocab *
qn_translator_target(const struct qn_translator *m)
{
	return m->joint ? &m->source : &m->other;
}

/*
 * From vocabularies, whose contents it takes, and a shape without words; its
 * parameters are 0.  `target` is NULL for a joint one.  NULL with `e` set;
 * free with qn_translator_free().
 */
struct qn_translator *qn_translator_new(const struct qn_mtnet_class *class,
                                        const struct qn_mtshape *shape,
                                        struct qn_mtvocab *source,
                                        struct qn_mtvocab *target,
                                        struct qn_err *e);
/* Pieces of a sentence that are read of it, if `most` are wanted (0: 256, or
 * what it was taught). */
size_t qn_translator_most(const struct qn_translator *m, size_t most);

/* From a file that is open, and is closed, as qn_translator_load(). */
struct qn_translator *qn_translator_open(struct qn_tensors *t,
                                         struct qn_err *e);
#endif
