/* SPDX-License-Identifier: MIT */
/*
 * analogy.h -- a is to b as c is to what?  (3CosAdd; Mikolov et al., 2013)
 *
 *	answer = the row nearest to  b - a + c,  other than a, b and c
 *
 * The evaluation follows word2vec's compute-accuracy: unit vectors, a
 * question with an unknown word is left out, sections whose name begins with
 * "gram" are the syntactic ones.  (compute-accuracy counts the first five
 * sections as semantic, which is the same for its own file.)  Its other
 * habit, a vocabulary cut at 30,000 rows, is left to whoever loads the rows.
 */
#ifndef QN_EMBED_ANALOGY_H
#define QN_EMBED_ANALOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "embed/nearest.h"
#include "embed/vectors.h"
#include "embed/wordtest.h"

/*
 * The `k` best answers to each of `n` questions, rows {a, b, c} of `unit`,
 * into `found` [n][k].  False with `e` set when memory cannot be had.
 */
QN_API bool qn_analogy(const struct qn_vectors *unit,
                       const uint32_t (*question)[3], size_t n, size_t k,
                       struct qn_neighbour *found, struct qn_pool *pool,
                       struct qn_err *e);

struct qn_analogy_count {
	size_t questions; /* in the file                    */
	size_t known;     /* all four words have a vector   */
	size_t right;     /* of the known ones              */
};

struct qn_analogy_section {
	char *name; /* owned */
	struct qn_analogy_count count;
};

/* Zero-initialise; release with qn_analogy_release(). */
struct qn_analogy_score {
	struct qn_analogy_section *section; /* [n], in the order of the file */
	size_t n;
	struct qn_analogy_count semantic, syntactic, total;
};

/* Ask `unit` (from qn_vectors_unit()) the questions of a test that was just
 * opened.  False with `e` set, naming the line, when it is none. */
QN_API bool qn_analogy_eval(const struct qn_vectors *unit,
                            struct qn_wordtest *t,
                            struct qn_analogy_score *score,
                            struct qn_pool *pool, struct qn_err *e);
QN_API void qn_analogy_release(struct qn_analogy_score *score);
#endif
