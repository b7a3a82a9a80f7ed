/* SPDX-License-Identifier: MIT */
/*
 * jsonfield.h -- fields of one JSON object, for documents a line.
 */
#ifndef QN_TEXT_JSONFIELD_H
#define QN_TEXT_JSONFIELD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Zero-initialise; release with qn_jsonfield_release(). */
struct qn_jsonfield {
	struct json_t *object;
	struct qn_buf name; /* of a number */
};

/* The object that all of `line`, valid UTF-8, is; the one before it ends.
 * False with `e` set, not naming the place, when it is none. */
bool qn_jsonfield_parse(struct qn_jsonfield *j, struct qn_slice line,
                        struct qn_err *e);

/* Whether there is such a field, and it is not null. */
bool qn_jsonfield_has(const struct qn_jsonfield *j, const char *field);

/* A field that is a string, valid until the next parse; false with `e` set
 * when it is missing or something else. */
bool qn_jsonfield_text(const struct qn_jsonfield *j, const char *field,
                       struct qn_slice *text, struct qn_err *e);

/* The same, and whole numbers are fine. */
bool qn_jsonfield_name(struct qn_jsonfield *j, const char *field,
                       struct qn_slice *name, struct qn_err *e);
void qn_jsonfield_release(struct qn_jsonfield *j);
#endif
