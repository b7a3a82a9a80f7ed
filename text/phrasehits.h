/* SPDX-License-Identifier: MIT */
/*
 * phrasehits.h -- where words stand next to each other.
 */
#ifndef QN_TEXT_PHRASEHITS_H
#define QN_TEXT_PHRASEHITS_H

#include "text/postings.h"
#include "text/postingswrite.h"

/* The documents of `documents` in which `n` >= 1 words, whose lists have
 * positions, stand in this order, one right behind the other; and how often.
 * `hits` is empty, and gets no positions. */
void qn_phrase_hits(const struct qn_postings *word, size_t n,
                    uint32_t documents, struct qn_posting_list *hits);
#endif
