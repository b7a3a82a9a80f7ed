/* SPDX-License-Identifier: MIT */
/*
 * checkpoint.h -- what a checkpoint says of the run that made it.
 *
 * A checkpoint is a file of tensors whose metadata hold facts: options, the
 * seed, a number for the text.  Who goes on from it makes the same list and
 * compares, so that a run never continues as another one.
 *
 *	"version": "0.1.0", "size": "100", "seed": "1", ...
 */
#ifndef QN_BASE_CHECKPOINT_H
#define QN_BASE_CHECKPOINT_H

#include "base/err.h"
#include "base/tensors.h"

struct qn_fact {
	const char *key; /* also the option to name in a message */
	char value[32];
};

void qn_fact_set(struct qn_fact *f, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Begin one, as qn_tensors_create() does, with fact[n] and the program's
 * version in it. */
struct qn_tensors_out *qn_checkpoint_create(const char *path, const char *kind,
                                            const struct qn_fact *fact,
                                            size_t n);

/* Open one; close it with qn_tensors_close().  NULL if there is no such file,
 * or with `e` set if it is of another kind or its facts are not fact[n]. */
struct qn_tensors *qn_checkpoint_open(const char *path, const char *kind,
                                      const struct qn_fact *fact, size_t n,
                                      struct qn_err *e);
#endif
