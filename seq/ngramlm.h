/* SPDX-License-Identifier: MIT */
/*
 * ngramlm.h -- an n-gram model as a language model (lm.h).
 */
#ifndef QN_SEQ_NGRAMLM_H
#define QN_SEQ_NGRAMLM_H

#include "base/tensors.h"
#include "seq/lm.h"
#include "seq/ngramfile.h"

/* Of an open file of kind "lm", arch "ngram", which belongs to the model, or is
 * closed when the call fails: NULL then, with `e` set.  Free with
 * qn_lm_free(). */
QN_API struct qn_lm *qn_ngram_lm_open(struct qn_tensors *t, struct qn_err *e);

/* Of a model that was read or trained, which the caller keeps. */
QN_API struct qn_lm *qn_ngram_lm_make(const struct qn_ngram_model *m,
                                      struct qn_err *e);

/* Its tables, for those who have more to ask of it; NULL for another kind of
 * model. */
const struct qn_ngram_file *qn_ngram_lm_file(const struct qn_lm *lm);
#endif
