/* SPDX-License-Identifier: MIT */
/*
 * wordjudge.h -- word boundaries held against ICU's iterator, or against a
 * plain reading of UAX #29.
 *
 * ICU's answer is that for UTF-16: over UTF-8 (UText) its Burmese dictionary
 * code adds units to bytes and gives other boundaries.  And it is that of an
 * iterator that has met Han before: until then a U+30FC in front of Kana
 * belongs to no dictionary for it, from then on to theirs.
 */
#ifndef QN_TESTS_WORDJUDGE_H
#define QN_TESTS_WORDJUDGE_H

#include <unicode/ubrk.h>

#include "base/buf.h"
#include "text/wordbreak.h"

/* A text as characters, and where in its bytes each begins. */
struct chars {
	UChar32 *c;     /* [n]                                 */
	uint32_t *at;   /* [n + 1]                             */
	bool *boundary; /* [n + 1] in front of the character   */
	size_t n;
};

struct chars chars_of(struct qn_slice s);
void chars_release(struct chars *t);

/* The boundaries that the standard's rules give. */
void chars_by_standard(struct chars *t);

/* Our cutter, and who judges it. */
struct cutter {
	struct qn_wordbreak *w;
	UBreakIterator *icu; /* NULL: the standard judges          */
	size_t step;         /* bytes of a part that is cut; 0: all */
};

struct cutter cutter_new(enum qn_word_rules rules);
void cutter_free(struct cutter *c);

/* How many bytes of the text were cut; their pieces into `end`, [*n]. */
size_t cutter_part(const struct cutter *c, struct qn_slice s, size_t from,
                   uint32_t *end, size_t *n);

/* Every boundary of ours is the judge's, and every one of the judge's ours. */
void cutter_compare(const struct cutter *c, struct qn_slice s,
                    const char *what);

/* As ck_assert(), which tells its parent even that all is well: too slow for
 * what is asked about every piece. */
void must(bool holds, const char *what);
#endif
