/* SPDX-License-Identifier: MIT */
/*
 * json.h -- the two kinds of value that --json output needs care with.
 *
 * Not json_string() and the like: a program's symbols come before those of
 * jansson, which the library calls.
 */
#ifndef QN_APPS_JSON_H
#define QN_APPS_JSON_H

#include "base/buf.h"
#include "base/output.h"

/* A string in quotes; bytes that are not UTF-8 become U+FFFD, since JSON
 * can hold nothing else and words are whatever a corpus had. */
void json_put_string(struct qn_output *out, struct qn_slice s);
void json_add_string(struct qn_buf *b, struct qn_slice s);

/* A number with 9 significant digits, enough for a float; null for what JSON
 * has no number for. */
void json_put_number(struct qn_output *out, double x);

/* A number with as many digits as tell it from every other double, written as
 * Python writes it: 1.0, 0.1, 1e-05. */
void json_add_shortest(struct qn_buf *b, double x);

/* JSON into a script of a page, which ends at "</script" whatever that stands
 * in. */
void json_put_in_script(struct qn_output *out, struct qn_slice json);
#endif
