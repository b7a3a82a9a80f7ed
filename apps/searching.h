/* SPDX-License-Identifier: MIT */
/*
 * searching.h -- queries answered by all threads, for `quern search`.
 *
 *	questions --a block at a time--> lanes --> answers, in their order
 */
#ifndef QN_APPS_SEARCHING_H
#define QN_APPS_SEARCHING_H

#include "apps/questions.h"
#include "embed/docindex.h"
#include "text/indexsearch.h"

struct answer {
	const struct question *question;
	struct qn_scored *hit; /* [n], best first; room for the depth */
	size_t n;
};

struct searching {
	struct call *c;
	struct qn_index *x;
	const struct qn_index_weights *weights;
	size_t k;
	bool plain; /* no query language */
	bool exhaustive;

	const struct qn_docindex *vectors; /* NULL: words alone count        */
	bool hybrid; /* words count too: ranks are put together           */
	size_t ef;   /* of the search among vectors, see embed/hnsw.h     */

	/* What to do with each answer, in their order, and when those of a
	 * block are through; false with c->e set to stop. */
	bool (*take)(void *ctx, const struct answer *a);
	bool (*show)(void *ctx);
	void *ctx;
};

/* How many documents of each kind are looked for: k, or more for a hybrid
 * search. */
size_t searching_depth(const struct searching *s);

/* A tokenizer for queries, and for what they have found, that cuts as the index
 * has cut its texts. */
struct qn_tokenizer *searching_tokenizer(const struct qn_index *x, bool offsets,
                                         struct qn_err *e);

/* Answer all that is asked. */
bool searching_run(const struct searching *s, struct questions *q);

/* How many documents of each kind a hybrid search puts together, at least. */
#define SEARCHING_DEPTH 100

/* How many words of a document a question "like" it is made of. */
#define SEARCHING_LIKE 25
#endif
