/* SPDX-License-Identifier: MIT */
/*
 * corpus.h -- a text as word ids: read once, walked many times.
 *
 * Text is split on white space as word2vec.c does it (space, tab, carriage
 * return end a word, which is passed through byte for byte; a newline is
 * the word "</s>"), counted, and turned into ids in one reading.  Words that
 * the vocabulary drops leave no trace.  Ids lie in memory, or, once they
 * outgrow a quarter of it, in a mapped scratch file that has no name.
 *
 *	id[]   17 4 903 12 0  5 88 0 ...      0 = end of line
 *	        `--- line 0 ---´ `line 1´
 */
#ifndef QN_TEXT_CORPUS_H
#define QN_TEXT_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/progress.h"
#include "text/vocab.h"

struct qn_corpus {
	struct qn_vocab *vocab; /* owned; word 0 is "</s>"                */
	uint32_t *id;           /* [n]                                    */
	size_t n;               /* ids, line ends included                */
	size_t raw;             /* words read, dropped ones included      */
	size_t mapped;          /* bytes of the scratch map; 0 = memory   */
};

struct qn_corpus_options {
	struct qn_vocab_limits limits; /* pin_first is implied            */
	size_t memory;   /* bytes of ids kept in memory; 0 = RAM / 4   */
	size_t max_word; /* longer words are cut; 0 = never            */
	const struct qn_progress *progress; /* may be NULL                */
};

/*
 * Read `path` (NULL or "-": standard input; compressed files and archives
 * too).  With `vocab` not NULL (owned by the result from then on, also when
 * the call fails) words outside of it are dropped and its counts stay;
 * otherwise the text is counted and limited by `o`.  NULL with `e` set for a
 * file that cannot be read or in which no word is left.
 */
QN_API struct qn_corpus *qn_corpus_read(const char *path,
                                        struct qn_vocab *vocab,
                                        const struct qn_corpus_options *o,
                                        struct qn_err *e);
QN_API void qn_corpus_free(struct qn_corpus *c);
#endif
