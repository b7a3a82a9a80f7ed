/* SPDX-License-Identifier: MIT */
/*
 * searchlists.c -- words are looked up; phrases are found and written down as
 * if they were words of the index.
 *
 * A phrase's idf is the sum of its words', as Lucene has it.
 */
#include "text/searchlists.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/phrasehits.h"

void qn_search_lists_release(struct qn_search_lists *l)
{
	for (size_t i = 0; i < l->made_room; i++)
		qn_buf_release(&l->made[i]);
	free(l->made);
	free(l->list);
	*l = (struct qn_search_lists){.n = 0};
}

/* --- words and phrases ---------------------------------------------------- */

/* The postings of a token; false where there are none, or with `e` set. */
static bool find_word(const struct qn_query *q, size_t token,
                      enum qn_field field, struct qn_index *x,
                      struct qn_postings *p, struct qn_err *e)
{
	uint32_t term = qn_index_term(x, field, qn_query_token(q, token), e);
	return term != QN_NO_TERM && qn_index_postings(x, term, p, e);
}

/* An empty buffer for a list that is made. */
static struct qn_buf *new_buffer(struct qn_search_lists *l)
{
	if (l->made_n == l->made_room) {
		size_t room = l->made_room ? 2 * l->made_room : 4;
		l->made = qn_realloc(l->made, room, sizeof *l->made);
		memset(l->made + l->made_room, 0,
		       (room - l->made_room) * sizeof *l->made);
		l->made_room = room;
	}
	qn_buf_clear(&l->made[l->made_n]);
	return &l->made[l->made_n++];
}

/* The places of a phrase, written down; *idf is the sum of its words'. */
static bool find_phrase(struct qn_search_lists *l, const struct qn_query *q,
                        const struct qn_clause *c, struct qn_index *x,
                        const struct qn_index_weights *w,
                        struct qn_search_list *to, double *idf,
                        struct qn_err *e)
{
	struct qn_postings *word = qn_malloc(c->n, sizeof *word);
	struct qn_posting_list hits = {.df = 0};
	uint32_t documents = (uint32_t)w->documents;
	bool found = true;
	if (!x->about.positions)
		qn_fail(e,
		        "%s: it was built without positions, which phrases "
		        "need",
		        x->file->name);
	for (size_t i = 0; found && !e->failed && i < c->n; i++) {
		found = find_word(q, c->from + i, c->field, x, &word[i], e);
		*idf += found ? qn_index_idf(w, word[i].df) : 0;
	}
	if (found && !e->failed)
		qn_phrase_hits(word, c->n, documents, &hits);
	to->empty = !hits.df;
	if (hits.df) {
		struct qn_buf *made = new_buffer(l);
		qn_postings_write(&hits, documents, &w->impact[c->field], made);
		qn_postings_view(&to->postings, hits.df, documents,
		                 qn_buf_slice(made));
		to->postings.bare = true;
	}
	qn_posting_list_release(&hits);
	free(word);
	return !e->failed;
}

static bool find_clause(struct qn_search_lists *l, const struct qn_query *q,
                        const struct qn_clause *c, struct qn_index *x,
                        const struct qn_index_weights *w, double *idf,
                        struct qn_err *e)
{
	struct qn_search_list *to = &l->list[l->n++];
	*to = (struct qn_search_list){.occur = c->occur,
	                              .field = c->field,
	                              .weight = c->weight,
	                              .empty = true};
	*idf = 0;
	if (!w->has[c->field])
		return true;
	l->bounded &= c->n == 1 && c->occur == QN_SHOULD;
	if (c->n > 1)
		return find_phrase(l, q, c, x, w, to, idf, e);
	to->empty = !find_word(q, c->from, c->field, x, &to->postings, e);
	if (!to->empty)
		*idf = qn_index_idf(w, to->postings.df);
	return !e->failed;
}

/* --- weights -------------------------------------------------------------- */

/* From how often the query holds each, and its idf; those of TF-IDF further
 * make the query's vector one of length 1. */
static void weigh(struct qn_search_lists *l, const struct qn_index_weights *w,
                  const double *idf)
{
	double most = 0, sum = 0, square = 0, n = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (l->list[i].empty || l->list[i].occur == QN_MUST_NOT)
			continue;
		most = fmax(most, l->list[i].weight);
		sum += l->list[i].weight;
		n++;
	}
	double mean = 1 + log2(fmax(sum, 1) / fmax(n, 1));
	for (size_t i = 0; i < l->n; i++) {
		struct qn_search_list *s = &l->list[i];
		double x = qn_query_weight(w, idf[i], s->weight, most, mean);
		bool counts = !s->empty && s->occur != QN_MUST_NOT;
		square += counts ? x * x : 0;
		s->weight =
		    w->options.scoring == QN_SCORE_TFIDF ? x * idf[i] : x;
	}
	if (w->options.scoring == QN_SCORE_TFIDF && square > 0)
		for (size_t i = 0; i < l->n; i++)
			l->list[i].weight /= sqrt(square);
}

bool qn_search_lists_find(struct qn_search_lists *l, const struct qn_query *q,
                          struct qn_index *x, const struct qn_index_weights *w,
                          struct qn_err *e)
{
	double few[32], *idf = few;
	if (q->n > l->room) {
		l->room = 2 * q->n;
		l->list = qn_realloc(l->list, l->room, sizeof *l->list);
	}
	if (q->n > sizeof few / sizeof *few)
		idf = qn_malloc(q->n, sizeof *idf);
	l->n = l->made_n = 0;
	l->bounded = true;
	bool ok = !e->failed;
	for (size_t i = 0; ok && i < q->n; i++)
		ok = find_clause(l, q, &q->clause[i], x, w, &idf[i], e);
	if (ok)
		weigh(l, w, idf);
	if (idf != few)
		free(idf);
	return ok;
}
