/* SPDX-License-Identifier: MIT */
/*
 * docwords.h -- documents as the ids of their words, in their order.
 *
 *	"The quern turns"   quern turns          id     1 2 | | 1 0 1
 *	""                                -->    start  0    2 2       5
 *	"Quern? A quern!"   quern a quern        vocab  a quern turns
 *
 * Ids run from the most frequent word down, and depend on the text alone.
 */
#ifndef QN_TOPIC_DOCWORDS_H
#define QN_TOPIC_DOCWORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/docnames.h"
#include "text/document.h"
#include "text/tokenize.h"
#include "text/vocab.h"

struct qn_docwords {
	size_t n;                 /* documents, empty ones too             */
	size_t *start;            /* [n + 1]                               */
	uint32_t *id;             /* [words]                               */
	size_t words;             /* start[n]                              */
	struct qn_vocab *vocab;   /* owned, or borrowed         */
	struct qn_docnames names; /* n == 0: none has one       */
	size_t n_room, id_room;
	bool borrowed; /* the vocabulary is somebody else's     */
};

/*
 * Read all documents of `from`, cut by all threads.  With `known` NULL the
 * words that `limits` leave become the vocabulary; otherwise `known`, which
 * is borrowed, is it, and other words are passed over.  NULL with `e` set for
 * a document that cannot be read, or when `progress` says to stop.
 */
QN_API struct qn_docwords *qn_docwords_read(
    struct qn_documents *from, const struct qn_tokenizer_options *o,
    const struct qn_vocab_limits *limits, struct qn_vocab *known,
    struct qn_pool *pool, const struct qn_progress *progress, struct qn_err *e);
QN_API void qn_docwords_free(struct qn_docwords *d);

/* Documents whose words are known by id already: begin with a vocabulary,
 * which is borrowed, add words and end documents.  For who makes corpora. */
QN_API struct qn_docwords *qn_docwords_new(struct qn_vocab *vocab);
QN_API void qn_docwords_add(struct qn_docwords *d, uint32_t id);
QN_API void qn_docwords_end(struct qn_docwords *d);

/* Documents from, from + step, from + 2 step ..., or all others: to keep
 * some for a test.  Names are left behind; the vocabulary is borrowed. */
struct qn_docwords *qn_docwords_every(const struct qn_docwords *d, size_t from,
                                      size_t step, bool others);

/* The name of document `i`, empty if it has none: valid while `d` lives.  By
 * rising `i`, with a cursor that begins with zeros. */
struct qn_docwords_name {
	size_t next, at; /* the next document, where its name begins */
};
struct qn_slice qn_docwords_name(const struct qn_docwords *d,
                                 struct qn_docwords_name *cursor);
#endif
