/* SPDX-License-Identifier: MIT */
/*
 * traincurve.h -- the course of a training run, read back from its log
 * (trainlog.h): columns of numbers by step.
 */
#ifndef QN_SEQ_TRAINCURVE_H
#define QN_SEQ_TRAINCURVE_H

#include <stddef.h>

#include "base/err.h"

enum qn_curve {
	QN_CURVE_LOSS,
	QN_CURVE_PERPLEXITY,
	QN_CURVE_RATE,
	QN_CURVE_NORM,
	QN_CURVE_VALID, /* perplexity of the validation text */
	QN_CURVES
};

/* Numbers that a log has now and then, in its order. */
struct qn_curve_points {
	double *step, *value; /* [n] */
	size_t n, room;
};

/* Zero-initialise; release with qn_traincurve_release(). */
struct qn_traincurve {
	struct qn_curve_points points[QN_CURVES];
};

/* False with `e` set, naming the line, for what is no log. */
bool qn_traincurve_read(struct qn_traincurve *c, const char *path,
                        struct qn_err *e);
void qn_traincurve_release(struct qn_traincurve *c);
#endif
