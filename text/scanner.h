/* SPDX-License-Identifier: MIT */
/*
 * scanner.h -- bytes to word ids, a block at a time.
 *
 * The inner loop of reading a corpus (corpus.h says how words end).  Blocks
 * may break anywhere: a word that straddles two is put together in `open`.
 *
 *	"the quern turns\n" --> 4 17 903 0
 */
#ifndef QN_TEXT_SCANNER_H
#define QN_TEXT_SCANNER_H

#include "base/buf.h"
#include "base/err.h"
#include "text/idlist.h"
#include "text/vocab.h"

struct qn_scanner {
	struct qn_vocab *vocab; /* its own when counting, else borrowed      */
	bool counting;          /* else words outside of `vocab` are dropped */
	bool discard;           /* no ids are kept: only counts are wanted   */
	size_t max_word;        /* bytes after which a word is cut           */
	const unsigned char *kind; /* [256] of each byte                     */
	struct qn_idlist ids; /* of the words met, in their order          */
	size_t raw;           /* words met, dropped ones and line ends too */
	size_t lines;         /* line ends met                             */
	struct qn_buf open;   /* the word that the last block broke off in */
	bool in_word;
	int recent_bits;          /* log2 of the length of ...              */
	struct qn_recent *recent; /* short words met lately                */
	struct qn_err e;          /* why scanning stopped                  */
};

/* Word 0 of `vocab` is what a line's end is; NULL: count into a vocabulary of
 * its own, whose word 0 is `line_end`.  A `max_word` of 0 means as long as a
 * word may be at all, 2^30 bytes.  Words end where word2vec.c, or else fastText
 * ends them (corpus.h). */
void qn_scanner_init(struct qn_scanner *s, struct qn_vocab *vocab,
                     const char *line_end, size_t max_word, bool fasttext,
                     struct qn_idstore *store);

/* All of [p, end); stops early, with s->e set, when ids find no room. */
void qn_scanner_feed(struct qn_scanner *s, const char *p, const char *end);

/* The end of the text ends the last word.  Counts are complete from here on. */
void qn_scanner_finish(struct qn_scanner *s);
void qn_scanner_release(struct qn_scanner *s);
#endif
