/* SPDX-License-Identifier: MIT */
/*
 * ldacodocs.c -- each document's top words are found by a table of the topics
 * that a word is a top word of.
 */
#include "topic/ldacodocs.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* A top word of a topic. */
struct hit {
	uint32_t topic, rank;
};

struct counting {
	struct qn_lda_codocs *c;
	const struct qn_lda *l;
	double alpha;      /* the sum                                     */
	uint32_t *at;      /* [V + 1] of a word, as a top word: as[at[w]] */
	struct hit *as;    /* up to as[at[w + 1]]                         */
	uint32_t *seen;    /* [K][T] the last document with it, from 1    */
	uint32_t *count;   /* [K] n_dk                                    */
	struct hit *found; /* [n_found] in one document                   */
	size_t n_found;
};

/* Which topics a word is a top word of. */
static void index_words(struct counting *n, const struct qn_lda_top *top)
{
	uint32_t V = n->l->V, K = n->l->K, *next;
	n->at = qn_calloc((size_t)V + 1, sizeof *n->at);
	for (uint32_t k = 0; k < K; k++)
		for (uint32_t i = 0; i < top->n[k]; i++)
			n->at[top->word[k * top->most + i] + 1]++;
	for (uint32_t w = 0; w < V; w++)
		n->at[w + 1] += n->at[w];
	next = qn_malloc(V, sizeof *next);
	memcpy(next, n->at, V * sizeof *next);
	n->as = qn_malloc(n->at[V], sizeof *n->as);
	for (uint32_t k = 0; k < K; k++)
		for (uint32_t i = 0; i < top->n[k]; i++)
			n->as[next[top->word[k * top->most + i]]++] =
			    (struct hit){k, i};
	free(next);
}

static void meet(struct counting *n, size_t doc, uint32_t word, uint32_t topic)
{
	for (uint32_t i = n->at[word]; i < n->at[word + 1]; i++) {
		struct hit h = n->as[i];
		uint32_t *seen = &n->seen[h.topic * n->c->T + h.rank];
		if (h.topic != topic || *seen == doc + 1)
			continue;
		*seen = (uint32_t)doc + 1;
		n->found[n->n_found++] = h;
	}
}

static void count_pairs(struct counting *n)
{
	size_t T = n->c->T;
	for (size_t i = 0; i < n->n_found; i++)
		for (size_t j = 0; j <= i; j++) {
			struct hit a = n->found[i], b = n->found[j];
			size_t v = a.rank > b.rank ? a.rank : b.rank;
			size_t w = a.rank + b.rank - v;
			if (a.topic == b.topic)
				n->c->together[(a.topic * T + v) * T + w]++;
		}
	n->n_found = 0;
}

static void count_topics(struct counting *n, const uint16_t *topic,
                         size_t tokens)
{
	struct qn_lda_codocs *c = n->c;
	uint32_t best = topic[0];
	for (size_t i = 0; i < tokens; i++) {
		uint32_t k = topic[i], own = n->count[k];
		if (own > n->count[best] || (own == n->count[best] && k < best))
			best = k;
	}
	c->first[best]++;
	for (size_t i = 0; i < tokens; i++) {
		uint32_t k = topic[i], own = n->count[k];
		if (own == 0)
			continue;
		double share =
		    (n->l->alpha[k] + own) / (n->alpha + (double)tokens);
		c->has[k]++;
		c->half[k] += share >= 0.5;
		c->third[k] += share >= 0.3;
		c->fiftieth[k] += share >= 0.02;
		c->entropy[k] += own * log(own);
		n->count[k] = 0;
	}
}

static void count_documents(struct counting *n, const uint16_t *topic)
{
	const struct qn_docwords *d = n->l->docs;
	for (size_t doc = 0; doc < d->n; doc++) {
		size_t from = d->start[doc], end = d->start[doc + 1];
		if (from == end)
			continue;
		for (size_t i = from; i < end; i++) {
			n->count[topic[i]]++;
			meet(n, doc, d->id[i], topic[i]);
		}
		count_pairs(n);
		count_topics(n, topic + from, end - from);
	}
}

static void count_all(struct qn_lda_codocs *c, const struct qn_lda *l,
                      const struct qn_lda_top *top, const uint16_t *topic)
{
	struct counting n = {.c = c, .l = l};
	for (uint32_t k = 0; k < l->K; k++)
		n.alpha += l->alpha[k];
	n.seen = qn_calloc(l->K * c->T, sizeof *n.seen);
	n.found = qn_malloc(l->K * c->T, sizeof *n.found);
	n.count = qn_calloc(l->K, sizeof *n.count);
	index_words(&n, top);
	count_documents(&n, topic);
	free(n.at);
	free(n.as);
	free(n.seen);
	free(n.found);
	free(n.count);
}

bool qn_lda_codocs_init(struct qn_lda_codocs *c, const struct qn_lda *l,
                        const struct qn_lda_top *top, struct qn_err *e)
{
	size_t cells, K = l->K, n = l->docs->words;
	*c = (struct qn_lda_codocs){.T = top->most};
	if (!qn_mul_size(K * c->T, c->T, "pairs of words", &cells, e))
		return false;
	c->together =
	    qn_big_alloc(cells, sizeof *c->together, "pairs of words", e);
	uint16_t *topic = qn_big_alloc(n, sizeof *topic, "tokens", e);
	c->entropy = qn_calloc(K, sizeof *c->entropy);
	c->has = qn_calloc(5 * K, sizeof *c->has);
	c->first = c->has + K;
	c->half = c->first + K;
	c->third = c->half + K;
	c->fiftieth = c->third + K;
	if (!e->failed && qn_lda_tokens_get(&l->tokens, l->docs, topic, e))
		count_all(c, l, top, topic);
	qn_big_free(topic);
	return !e->failed;
}

void qn_lda_codocs_release(struct qn_lda_codocs *c)
{
	qn_big_free(c->together);
	free(c->entropy);
	free(c->has);
}
