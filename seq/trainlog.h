/* SPDX-License-Identifier: MIT */
/*
 * trainlog.h -- the course of a training run, a JSON object a line:
 *
 *	{"step": 100, "epoch": 0.15, "loss": 6.1, "perplexity": 445.9,
 *	 "rate": 0.002, "norm": 1.3}
 *	{"step": 650, "epoch": 1, "valid_perplexity": 301.2}
 *
 * Lines are there as soon as they are written, for somebody to look on; a
 * run that goes on from a checkpoint first cuts off what came after it.
 */
#ifndef QN_SEQ_TRAINLOG_H
#define QN_SEQ_TRAINLOG_H

#include <stddef.h>

#include "base/err.h"

struct qn_trainlog;

/* The file at `path`, of which the first `kept` bytes stay; NULL without a
 * path, or with `e` set. */
struct qn_trainlog *qn_trainlog_open(const char *path, size_t kept,
                                     struct qn_err *e);

/* A line, "{...}", without its end; of a NULL log, nothing. */
void qn_trainlog_put(struct qn_trainlog *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes so far. */
size_t qn_trainlog_size(const struct qn_trainlog *l);

/* False with `e` set when something could not be written. */
bool qn_trainlog_close(struct qn_trainlog *l, struct qn_err *e);
#endif
