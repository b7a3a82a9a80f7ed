/* SPDX-License-Identifier: MIT */
/*
 * searchprint.h -- the results of `quern search`: columns for programs, titles
 * and text for people, JSON.
 */
#ifndef QN_APPS_SEARCHPRINT_H
#define QN_APPS_SEARCHPRINT_H

#include "apps/searching.h"

enum searchprint_format { FORMAT_AUTO, FORMAT_TSV, FORMAT_TREC, FORMAT_TEXT };
extern const char *const searchprint_formats[];

struct searchprint;

/* `plain`: the questions are, see struct searching.  NULL with c->e set when
 * the output cannot be opened. */
struct searchprint *searchprint_new(struct qn_index *x, int format, bool plain,
                                    struct call *c);

/* A searching's `take`. */
bool searchprint_put(void *print, const struct answer *a);

/* Its `show`: standard output gets what there is. */
bool searchprint_show(void *print);

/* Closes the output, with c->e set when anything was not written. */
void searchprint_end(struct searchprint *p);
#endif
