/* SPDX-License-Identifier: MIT */
/*
 * vocab.h -- words and how often they occur.
 *
 * Built by counting, then sorted once: ids run from the most frequent word
 * down, ties in code point (byte) order, so that hot rows of whatever is
 * indexed by word sit together.  Word 0 may be pinned: the trainers that
 * follow word2vec keep "</s>", the end of a line, there.
 *
 *	id:      0      1     2    ...   size-1
 *	word:   </s>   the    of          zymurgy
 *	count:  190150 901777 ...         5
 */
#ifndef QN_TEXT_VOCAB_H
#define QN_TEXT_VOCAB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/output.h"
#include "text/vocabsort.h"

#define QN_EOS "</s>" /* the end of a line as a word (word2vec, fastText) */

struct qn_vocab {
	struct qn_map words; /* id <-> bytes                               */
	uint64_t *count;     /* [words.count]                              */
	uint32_t room;       /* counts allocated                           */
	uint64_t total;      /* sum of the counts of the words kept        */
};

struct qn_vocab_limits {
	uint64_t min_count; /* drop words seen less often; 0 = 1           */
	uint32_t max_size;  /* keep the most frequent, not counting the
	                       pinned word; 0 = all                   */
	bool pin_first;     /* word 0 stays word 0 and is never dropped    */
	bool by_age;        /* equal counts: first seen first, as word2vec.c
	                     * has them; else in the order of their bytes  */
	bool as_glove;      /* or of its char, bytes from 128 on first; which
	                     * of equal counts max_size drops, a hash says */
};

QN_API struct qn_vocab *qn_vocab_new(void);
QN_API void qn_vocab_free(struct qn_vocab *v);

/* Count `n` more of a word; its id until the next qn_vocab_sort(). */
QN_API uint32_t qn_vocab_add(struct qn_vocab *v, struct qn_slice word,
                             uint64_t n);

/* Add the words of `from` with their counts.  With `renumber` not NULL it is
 * an array [from->words.count] that receives each one's id in `v`. */
void qn_vocab_merge(struct qn_vocab *v, const struct qn_vocab *from,
                    uint32_t *renumber);

/* A number that tells one vocabulary, with its counts, from another. */
uint64_t qn_vocab_hash(const struct qn_vocab *v);

/* Memory that it takes. */
size_t qn_vocab_bytes(const struct qn_vocab *v);

/* The id of a word, or QN_MAP_NONE. */
QN_API uint32_t qn_vocab_find(const struct qn_vocab *v, struct qn_slice word);

/*
 * Drop, sort, renumber.  With `renumber` not NULL it is an array of the old
 * size that receives each old id's new one, QN_MAP_NONE for dropped words.
 */
void qn_vocab_sort(struct qn_vocab *v, const struct qn_vocab_limits *limits,
                   uint32_t *renumber);

/* A line "word<sep>count". */
void qn_vocab_put(struct qn_output *out, struct qn_slice word, char separator,
                  uint64_t count);

/* "word<sep>count" lines, as word2vec.c's -save-vocab (' ') and `quern vocab`
 * ('\t') write them. */
QN_API bool qn_vocab_save(const struct qn_vocab *v, const char *path,
                          char separator, struct qn_err *e);

/* Reads either; ids are the lines' order.  NULL with `e` set, naming the line,
 * for a missing or bad count or a word that occurs twice. */
QN_API struct qn_vocab *qn_vocab_load(const char *path, struct qn_err *e);
#endif
