/* SPDX-License-Identifier: MIT */
/*
 * ngramlm.h -- a mapped n-gram model as a language model (lm.h).
 */
#ifndef QN_SEQ_NGRAMLM_H
#define QN_SEQ_NGRAMLM_H

#include "base/tensors.h"
#include "seq/lm.h"

/* Of an open file of kind "lm", arch "ngram", which belongs to the model, or is
 * closed when the call fails: NULL then, with `e` set.  Free with
 * qn_lm_free(). */
QN_API struct qn_lm *qn_ngram_lm_open(struct qn_tensors *t, struct qn_err *e);
#endif
