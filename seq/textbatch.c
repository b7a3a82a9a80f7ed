/* SPDX-License-Identifier: MIT */
/*
 * textbatch.c -- see textbatch.h.
 */
#include "seq/textbatch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

#define SHORTEST 8
#define STREAM   0x7465787462617400u /* of random numbers: "textbat" */

size_t qn_textplan_length(const struct qn_textplan *p, size_t i)
{
	size_t n = p->set->at[i + 1] - p->set->at[i];
	return n < p->most ? n : p->most;
}

size_t qn_textbatch_room(const struct qn_textplan *p, size_t size)
{
	size_t room = (size_t)SHORTEST << size;
	return room < p->most ? room : p->most;
}

static size_t size_of(const struct qn_textplan *p, size_t i)
{
	size_t n = qn_textplan_length(p, i), size = 0;
	while (qn_textbatch_room(p, size) < n)
		size++;
	return size;
}

static void shuffle_lines(struct qn_textplan *p, struct qn_rng *rng)
{
	size_t n = p->set->n;
	for (size_t i = 0; i < n; i++) {
		size_t j = qn_rng_below(rng, (uint32_t)i + 1);
		p->order[i] = p->order[j];
		p->order[j] = (uint32_t)i;
	}
}

/* Lines by size, in the order they have among each other. */
static void sort_lines(struct qn_textplan *p, size_t at[QN_TEXTBATCH_SIZES + 1])
{
	size_t n = p->set->n;
	uint32_t *sorted = qn_malloc(n + 1, sizeof *sorted);
	size_t next[QN_TEXTBATCH_SIZES];
	for (size_t s = 0; s <= QN_TEXTBATCH_SIZES; s++)
		at[s] = 0;
	for (size_t i = 0; i < n; i++)
		at[size_of(p, i) + 1]++;
	for (size_t s = 0; s < QN_TEXTBATCH_SIZES; s++) {
		at[s + 1] += at[s];
		next[s] = at[s];
	}
	for (size_t i = 0; i < n; i++)
		sorted[next[size_of(p, p->order[i])]++] = p->order[i];
	free(p->order);
	p->order = sorted;
}

static void make(struct qn_textplan *p, uint64_t epoch)
{
	struct qn_rng rng = qn_rng_new(p->seed, STREAM + epoch);
	size_t at[QN_TEXTBATCH_SIZES + 1];
	shuffle_lines(p, &rng);
	sort_lines(p, at);
	p->n = 0;
	for (size_t s = 0; s < QN_TEXTBATCH_SIZES; s++)
		for (size_t from = at[s]; from < at[s + 1]; from += p->rows) {
			size_t left = at[s + 1] - from;
			p->batch[p->n++] = (struct qn_textbatch){
			    s, from, left < p->rows ? left : p->rows};
		}
	for (size_t i = p->n; i-- > 1;) {
		size_t j = qn_rng_below(&rng, (uint32_t)i + 1);
		struct qn_textbatch other = p->batch[j];
		p->batch[j] = p->batch[i];
		p->batch[i] = other;
	}
	p->epoch = epoch;
}

void qn_textplan_init(struct qn_textplan *p, const struct qn_textset *set,
                      size_t most, size_t rows, uint64_t seed)
{
	size_t batches = set->n / rows + QN_TEXTBATCH_SIZES;
	*p = (struct qn_textplan){
	    .set = set, .most = most, .rows = rows, .seed = seed};
	p->order = qn_malloc(set->n + 1, sizeof *p->order);
	p->batch = qn_malloc(batches, sizeof *p->batch);
	make(p, 0);
}

void qn_textplan_release(struct qn_textplan *p)
{
	free(p->order);
	free(p->batch);
	*p = (struct qn_textplan){.n = 0};
}

const struct qn_textbatch *qn_textplan_step(struct qn_textplan *p,
                                            uint64_t step)
{
	if (step / p->n != p->epoch)
		make(p, step / p->n);
	return &p->batch[step % p->n];
}
