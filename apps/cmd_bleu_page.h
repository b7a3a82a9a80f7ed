/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_page.h -- a page that shows two systems side by side, written
 * segment by segment.
 */
#ifndef QN_APPS_CMD_BLEU_PAGE_H
#define QN_APPS_CMD_BLEU_PAGE_H

#include "apps/cmd_bleu.h"

struct bleu_page;

/* Begin a->o->html; `a` is borrowed until the end.  A failure is in c->e. */
struct bleu_page *bleu_page_begin(const struct bleu_answer *a, struct call *c);

/* The next segment; false when there is no use in going on, for one after
 * call_misuse() because there are not two systems. */
bool bleu_page_add(struct bleu_page *p, const struct qn_mt_judged *d);

/* Complete the file, unless `e` holds a failure or scores have not come that
 * far that systems have names, and free the page. */
bool bleu_page_end(struct bleu_page *p, struct qn_err *e);
#endif
