/* SPDX-License-Identifier: MIT */
/*
 * desk.h -- where questions to word vectors are collected and answered, for
 * `quern vectors nn` and `analogy`.
 *
 *	words --> rows --> batch --> neighbours --> lines of text or JSON
 *
 * Neighbours are looked for among all vectors, or with the help of an index.
 */
#ifndef QN_APPS_DESK_H
#define QN_APPS_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apps/command.h"
#include "embed/hnsw.h"
#include "embed/vectors.h"

#define DESK_WORDS 3    /* of a question, at most     */
#define DESK_BATCH 1024 /* questions answered at once */

struct question {
	struct qn_slice word[DESK_WORDS]; /* borrowed */
	uint32_t row[DESK_WORDS];         /* filled in by desk_ask() */
};

struct desk {
	struct call *c;
	const struct qn_vectors *v; /* of length 1, where there is no index */
	struct qn_hnsw *index;      /* of the vectors, or NULL              */
	size_t ef;                  /* for the index                        */
	size_t words;               /* of a question: 1 (its neighbours) or 3
	                          (b - a + c)                              */
	size_t k;              /* answers to each                          */
	bool insist;           /* an unknown word makes the command fail   */
	struct qn_output *out; /* where answers go                         */
	struct question batch[DESK_BATCH];
	size_t n; /* questions in it */
};

/* Put a question into the batch, which is answered when it is full; or say
 * on standard error which word has no vector. */
void desk_ask(struct desk *d, struct question q);

/* Answer what is in the batch.  False with d->c->e set on failure. */
bool desk_answer(struct desk *d);
#endif
