/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_page.h -- a page that shows what translations attended to,
 * written sentence by sentence.
 */
#ifndef QN_APPS_CMD_TRANSLATE_PAGE_H
#define QN_APPS_CMD_TRANSLATE_PAGE_H

#include "apps/cmd_translate_print.h"

struct translate_page;

/* Begin the file `path`; `p` is borrowed until the end.  A failure is in
 * `e`. */
struct translate_page *translate_page_begin(const char *path,
                                            const struct translate_print *p,
                                            struct qn_err *e);

/* The next sentence; attention must have been asked for. */
void translate_page_add(struct translate_page *p,
                        const struct translate_answer *a);

/* Complete the file, unless `e` holds a failure, and free the page. */
void translate_page_end(struct translate_page *p, struct qn_err *e);
#endif
