/* SPDX-License-Identifier: MIT */
/*
 * corpus.h -- a text as word ids: read once, walked many times.
 *
 * Text is split as word2vec.c does it: space, tab and newline end a word, a
 * carriage return is as if it were not there, every other byte (NUL too) is
 * part of a word and passed through untouched; a newline is itself the word
 * "</s>", and so is "</s>" spelt out.  The end of the file ends the last
 * word.  With fastText a carriage return, \v, \f and NUL end a word like a
 * space.  Words are counted and turned into ids in one reading; those that the
 * vocabulary drops leave no trace.
 *
 * Ids lie in memory; those beyond `memory` bytes go to a scratch file without
 * a name in $TMPDIR, or /tmp, which is mapped.
 *
 *	id[]   17 4 903 12 0  5 88 0 ...      0 = end of line
 *	        `--- line 0 ---´ `line 1´
 */
#ifndef QN_TEXT_CORPUS_H
#define QN_TEXT_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/vocab.h"

struct qn_corpus {
	struct qn_vocab *vocab; /* owned; word 0 is the line end, "</s>"  */
	uint32_t *id;           /* [n], or NULL if only words were wanted */
	size_t n;               /* ids, line ends included                */
	size_t raw;             /* words read, dropped ones included      */
	size_t mapped;          /* bytes in the scratch file; 0 = memory  */
	size_t all;             /* n of all ranks together                */
};

struct qn_corpus_options {
	struct qn_vocab_limits limits; /* pin_first is implied            */
	size_t memory;   /* bytes of ids kept in memory; 0 = RAM / 4   */
	size_t max_word; /* bytes; the rest is cut; 0 = at 2^30        */
	bool fasttext;   /* words end where fastText ends them         */
	bool as_glove;   /* the line end is a word that no text can spell, ""
	                  * instead of "</s>"; a given vocabulary keeps its
	                  * order; limits.as_glove is implied              */
	bool count_only; /* `id` stays NULL                                */
	const struct qn_progress *progress; /* in bytes; may be NULL      */
};

/* Where GloVe's program cuts a word. */
#define QN_CORPUS_GLOVE_WORD 999

/* Where word2vec.c cuts a word: its MAX_STRING less two. */
#define QN_CORPUS_W2V_WORD 98

/*
 * Read `path` (NULL or "-": standard input; compressed files and archives
 * too).  With `vocab` not NULL (owned by the result from then on, freed when
 * the call fails) words outside of it are dropped and its counts stay as they
 * are; as with word2vec.c's -read-vocab the limits hold for it too, and "</s>"
 * is put first.  Otherwise the text is counted.
 *
 * The result is the same for any number of threads: ids follow from counts
 * and bytes alone.  NULL with `e` set for a file that cannot be read, or in
 * which no word but "</s>" is left, or when `progress` said to stop.
 *
 * Where several ranks have the pool (base/ranks.h) each reads its share of a
 * plain file, cut at the ends of lines, if those are not too far between.  The
 * vocabulary is that of the whole text, and so is `raw`; ids are the share's.
 */
QN_API struct qn_corpus *qn_corpus_read(const char *path,
                                        struct qn_vocab *vocab,
                                        const struct qn_corpus_options *o,
                                        struct qn_pool *pool, struct qn_err *e);
QN_API void qn_corpus_free(struct qn_corpus *c);

/* Give the ids' memory back; the vocabulary stays. */
void qn_corpus_drop_ids(struct qn_corpus *c);
#endif
