/* SPDX-License-Identifier: MIT */
/*
 * langidcalibrate.h -- how sharp a model's scores must be made for its
 * probabilities to be right as often as they say.
 *
 *	p = softmax((s0 + s1 log(features)) * scores)
 *
 * Temperature scaling (Guo, Pleiss, Sun and Weinberger, "On calibration of
 * modern neural networks", 2017), with the length of the text in it.
 */
#ifndef QN_EMBED_LANGIDCALIBRATE_H
#define QN_EMBED_LANGIDCALIBRATE_H

#include "embed/langidmodel.h"

struct qn_calibration;

/* For a model, whose `file` and `sharpness` do not matter. */
struct qn_calibration *qn_calibration_new(const struct qn_langid *l);
void qn_calibration_free(struct qn_calibration *c);

/* A text that the model was not trained on, and its label. */
void qn_calibration_add(struct qn_calibration *c, struct qn_slice text,
                        size_t label);

/* The sharpness under which the texts' labels are likeliest; {1, 0} for
 * none. */
void qn_calibration_fit(const struct qn_calibration *c, float sharpness[2]);
#endif
