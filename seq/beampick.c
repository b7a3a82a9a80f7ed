/* SPDX-License-Identifier: MIT */
/*
 * beampick.c -- see beampick.h.
 *
 * Most of a row lies below the worst that is kept: a run of it is passed over
 * when its largest does.
 */
#include "seq/beampick.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/nnkern.h"

#define RUN 128

struct scored {
	float score;
	uint32_t id;
};

/* The k best of a row, best first; as many as there are. */
static size_t best_of(struct scored *best, const float *s, size_t words,
                      size_t k)
{
	const struct qn_nnkern *kern = qn_nnkern();
	size_t n = 0;
	for (size_t at = 0; at < words; at += RUN) {
		size_t end = words - at < RUN ? words : at + RUN;
		if (n == k &&
		    !(kern->largest(s + at, end - at) > best[n - 1].score))
			continue;
		for (size_t i = at; i < end; i++) {
			if (n == k && !(s[i] > best[n - 1].score))
				continue;
			size_t to = n < k ? n++ : n - 1;
			for (; to > 0 && s[i] > best[to - 1].score; to--)
				best[to] = best[to - 1];
			best[to] = (struct scored){s[i], (uint32_t)i};
		}
	}
	return n;
}

size_t qn_pick_best(struct qn_pick *best, size_t n, size_t most,
                    const float *scores, size_t words, size_t k, double nats,
                    uint32_t row, bool logits)
{
	struct scored *mine = qn_malloc(k, sizeof *mine);
	size_t count = best_of(mine, scores, words, k);
	double all = logits ? qn_nnkern()->log_sum(scores, words) : 0;
	for (size_t i = 0; i < count; i++) {
		struct qn_pick p = {nats + all - (double)mine[i].score, row,
		                    mine[i].id};
		if (n == most && !(p.nats < best[n - 1].nats))
			break;
		size_t to = n < most ? n++ : n - 1;
		for (; to > 0 && p.nats < best[to - 1].nats; to--)
			best[to] = best[to - 1];
		best[to] = p;
	}
	free(mine);
	return n;
}

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

struct qn_pick qn_pick_drawn(const float *scores, size_t words,
                             double temperature, size_t top_k, double top_p,
                             double u)
{
	struct scored *all = qn_malloc(words, sizeof *all);
	double *share = qn_malloc(words, sizeof *share), sum = 0, kept = 0;
	size_t n = 0, pick = 0;
	for (size_t i = 0; i < words; i++)
		all[i] = (struct scored){scores[i], (uint32_t)i};
	qsort(all, words, sizeof *all, by_score);
	size_t count = top_k && top_k < words ? top_k : words;
	for (size_t i = 0; i < count; i++) {
		share[i] =
		    exp((double)(all[i].score - all[0].score) / temperature);
		sum += share[i];
	}
	while (n < count && kept < top_p * sum)
		kept += share[n++];
	for (double left = u * kept; pick + 1 < n && left >= share[pick];
	     pick++)
		left -= share[pick];
	struct qn_pick p = {qn_nnkern()->log_sum(scores, words) -
	                        (double)all[pick].score,
	                    0, all[pick].id};
	free(all);
	free(share);
	return p;
}
