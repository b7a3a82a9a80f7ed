/* SPDX-License-Identifier: MIT */
/*
 * hnswjudge.c -- see hnswjudge.h.
 *
 * The nearest are sought among twice as many, so codes that know nothing
 * agree to a half.
 */
#include "embed/hnswjudge.h"

#define FIRST  QN_JUDGE_FIRST
#define AMONG  (2 * FIRST)
#define EVERY  4   /* rows: one of so many is asked          */
#define ENOUGH 64  /* rows that are asked before it is time  */
#define LEAST  0.9 /* of the nearest must be agreed about    */

bool qn_judge_asks(const struct qn_hnsw *h, size_t row)
{
	return qn_store_has_both(&h->store) && row % EVERY == 0 &&
	       h->layer[0].n >= AMONG;
}

unsigned qn_judge_row(const struct qn_hnsw *h, struct qn_walk *w, size_t row)
{
	float score[AMONG];
	size_t n = w->n < AMONG ? w->n : AMONG;
	unsigned agreed = 0;
	for (size_t i = 0; i < n; i++)
		qn_store_fetch(&h->store, qn_key_node(w->near[i]));
	qn_store_aim(&h->store, &w->probe, qn_store_exact(&h->store, row));
	for (size_t i = 0; i < n; i++)
		score[i] = qn_store_score(&h->store, &w->probe,
		                          qn_key_node(w->near[i]));
	for (size_t i = 0; i < FIRST && i < n; i++) {
		unsigned better = 0;
		for (size_t j = 0; j < n; j++)
			better += score[j] > score[i];
		agreed += better < FIRST;
	}
	return agreed;
}

void qn_judge(struct qn_hnsw *h, const struct qn_judged *more)
{
	struct qn_judged *sum = &h->judged;
	sum->asked += more->asked;
	sum->agreed += more->agreed;
	if (sum->asked < ENOUGH)
		return;
	if (sum->agreed < LEAST * FIRST * sum->asked)
		qn_store_drop_codes(&h->store);
	*sum = (struct qn_judged){0};
}
