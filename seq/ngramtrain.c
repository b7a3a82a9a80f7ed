/* SPDX-License-Identifier: MIT */
/*
 * ngramtrain.c -- see ngramtrain.h.
 *
 * Where lmplz sorts n-grams on disks this sorts the places of a text in
 * memory, some 30 bytes a word and 20 to 40 an n-gram.  "<unk>" in the text is
 * an ordinary word here, which lmplz refuses; without it both give unknown
 * words what remains for words that were not seen.  Discounts follow lmplz to
 * the letter: of the very last n-gram of a length it goes by how often it
 * occurs, not by its count as Kneser and Ney have it.
 *
 * Heafield, Pouzyrevsky, Clark and Koehn, "Scalable Modified Kneser-Ney
 * Language Model Estimation", ACL 2013.
 */
#include "seq/ngramtrain.h"

#include <stdlib.h>

#include "base/mem.h"

#include "seq/ngramcount.h"
#include "seq/ngramestimate.h"
#include "seq/ngramprune.h"
#include "seq/ngramsort.h"
#include "seq/ngramtext.h"

static bool prunes(const struct qn_ngram_options *o)
{
	return o->prune[o->order] > 0;
}

bool qn_ngram_check(const struct qn_ngram_options *o, struct qn_err *e)
{
	if (o->unit == QN_LM_BPE)
		return qn_fail(e, "n-gram models are of words or characters; "
		                  "for subwords, encode the text first");
	if (!qn_check_range("order", o->order, 1, QN_NGRAM_ORDERS, e))
		return false;
	for (unsigned k = 2; k <= o->order; k++)
		if (o->prune[k] < o->prune[k - 1])
			return qn_fail(e,
			               "what is pruned of longer n-grams "
			               "cannot be less than of shorter ones");
	return o->prune[1] == 0 || qn_fail(e, "single words are not pruned: "
	                                      "the first number is 0");
}

static bool build(struct qn_ngram_model *m, struct qn_ngram_text *t,
                  const struct qn_ngram_options *o, struct qn_pool *pool,
                  struct qn_err *e)
{
	struct qn_ngram_order places = {.n = 0};
	struct qn_ngram_counts counts = {.adjusted = {NULL}};
	bool ok =
	    qn_ngram_sort(&places, t->id, t->n, m->words.count, m->order, pool,
	                  e) &&
	    qn_ngram_count(m, &counts, &places, t->id, prunes(o), pool, e);
	qn_ngram_order_release(&places);
	ok = ok && qn_ngram_estimate(m, &counts, o, pool, e) &&
	     (!prunes(o) || qn_ngram_prune(m, &counts, o->prune, e));
	qn_ngram_counts_release(&counts);
	return ok;
}

struct qn_ngram_model *qn_ngram_train(const char *path,
                                      const struct qn_ngram_options *o,
                                      struct qn_pool *pool, struct qn_err *e)
{
	struct qn_ngram_text t;
	if (!qn_ngram_check(o, e) ||
	    !qn_ngram_text_read(&t, path, o->unit, o->progress, e))
		return NULL;
	struct qn_ngram_model *m = qn_calloc(1, sizeof *m);
	m->unit = o->unit;
	m->order = o->order;
	m->words = t.words;
	t.words = (struct qn_map){.count = 0};
	if (!build(m, &t, o, pool, e)) {
		qn_ngram_model_free(m);
		m = NULL;
	}
	qn_ngram_text_release(&t);
	return m;
}
