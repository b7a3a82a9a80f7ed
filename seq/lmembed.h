/* SPDX-License-Identifier: MIT */
/*
 * lmembed.h -- vectors of pieces in their context: what a network's last layer
 * comes to.
 *
 *	line  the quern turns </s>  -->  a row for each: [pieces][hidden]
 *
 * A masked network looks both ways, the others at what was before, from the
 * line's beginning.  Of lines longer than the context stretches stand for
 * themselves.
 */
#ifndef QN_SEQ_LMEMBED_H
#define QN_SEQ_LMEMBED_H

#include "seq/lmneural.h"

struct qn_lmembed;

/* For a model, which must outlive it; free with qn_lmembed_free(). */
struct qn_lmembed *qn_lmembed_new(struct qn_lmneural *m);
void qn_lmembed_free(struct qn_lmembed *v);

/* Numbers of a vector. */
size_t qn_lmembed_width(const struct qn_lmembed *v);

/* Vectors of a line's pieces id [n] to out [n][width]; false with `e` set
 * without memory. */
bool qn_lmembed_line(struct qn_lmembed *v, const uint32_t *id, size_t n,
                     float *out, struct qn_pool *pool, struct qn_err *e);
#endif
