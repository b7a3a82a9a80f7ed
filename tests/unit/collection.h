/* SPDX-License-Identifier: MIT */
/*
 * collection.h -- random documents, their index, and questions about them.
 *
 * A collection is words "w0", "w1", ..., the frequent ones first; a question
 * is a list of clauses of word numbers.
 */
#ifndef QN_TESTS_COLLECTION_H
#define QN_TESTS_COLLECTION_H

#include "base/rng.h"
#include "text/inverted.h"
#include "text/searchquery.h"

struct collection {
	uint32_t documents, words;
	uint32_t *token[QN_FIELDS]; /* of all documents            */
	size_t *from[QN_FIELDS];    /* [documents + 1]             */
	uint32_t *df[QN_FIELDS];    /* [words]                     */
	double mean[QN_FIELDS];     /* length of a document        */
	struct qn_index *x;
};

/* Texts of at most `longest` words (but for some that come in heaps), titles of
 * at most 2. */
struct collection collection_make(uint32_t documents, uint32_t words,
                                  uint32_t longest, uint64_t seed);
void collection_release(struct collection *c);

struct ask {
	enum qn_occur occur;
	int field;
	uint32_t n, word[4];
};

enum { ASKED_CLAUSES = 40 }; /* at most */

struct asked {
	size_t n;
	struct ask clause[ASKED_CLAUSES];
	char text[ASKED_CLAUSES * 48]; /* in the query language */
};

/* `n` words that should occur. */
struct asked asked_words(const struct collection *c, size_t n,
                         struct qn_rng *r);

/* Anything; phrases are taken from a document, mostly. */
struct asked asked_clauses(const struct collection *c, struct qn_rng *r);
#endif
