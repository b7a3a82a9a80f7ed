/* SPDX-License-Identifier: MIT */
/*
 * translatorbytes.h -- a translator's parameters in a file, matrices as bytes.
 *
 *	NAME        I8 [rows][columns]     a matrix
 *	NAME.scale  F32 [rows]             W = scale * bytes
 *	NAME        F32 [..]               a vector, as it was
 */
#ifndef QN_SEQ_TRANSLATORBYTES_H
#define QN_SEQ_TRANSLATORBYTES_H

#include "seq/params.h"

/* As the functions of params.h; of parameters without padding. */
void qn_params_declare_bytes(const struct qn_params *p,
                             struct qn_tensors_out *out);
void qn_params_write_bytes(const struct qn_params *p, const float *slab,
                           struct qn_tensors_out *out);
bool qn_params_read_bytes(const struct qn_params *p, float *slab,
                          const struct qn_tensors *t, struct qn_err *e);

/* Numbers that a file in bytes holds of them. */
size_t qn_params_count_bytes(const struct qn_params *p);
#endif
