/* SPDX-License-Identifier: MIT */
/*
 * paircandidates.c -- heads against lists, then one bound after the other.
 *
 * The lists of the columns in a row's head tell which later rows share one of
 * them.  Taken rare columns first, the sum of products so far is known of
 * each, and what is to come is at most the product of the two rests
 * (Cauchy-Schwarz): a row that cannot come to the floor is let go, or not
 * taken up.  The head that ends first ends the sums; what lies beyond it is
 * bounded by the bins, and the whole score by the buckets.
 */
#include "text/paircandidates.h"

#include "base/mem.h"

#define AHEAD 16            /* rows fetched before they are looked at */
#define UNIT  (255 * 255.f) /* of a product of two lengths */

/* In the place of a sum. */
#define FRESH 4.0f    /* nothing was added yet                      */
#define LOST  (-4.0f) /* it can no longer come to the floor         */

bool qn_paircandidates_init(struct qn_paircandidates *c,
                            const struct qn_pairindex *x, struct qn_err *e)
{
	static const char what[] = "sums of rows";
	c->sum = qn_big_alloc(x->rows, sizeof *c->sum, what, e);
	c->row = qn_big_alloc(x->rows + AHEAD, sizeof *c->row, what, e);
	for (size_t j = 0; c->sum && j < x->rows; j++)
		c->sum[j] = FRESH;
	return !e->failed;
}

void qn_paircandidates_release(struct qn_paircandidates *c)
{
	qn_big_free(c->sum);
	qn_big_free(c->row);
	*c = (struct qn_paircandidates){.sum = NULL};
}

/* Rows that share a column of both heads and come after `row`, into c->row;
 * how many. */
static size_t meet(struct qn_paircandidates *c, const struct qn_pairindex *x,
                   uint32_t row, float floor)
{
	size_t met = 0;
	for (size_t k = x->row_start[row]; k < x->row_start[row + 1]; k++) {
		const struct qn_head_cell *list = x->list, h = x->row[k];
		size_t begin = x->list_start[h.at];
		for (size_t i = x->list_start[h.at + 1];
		     i-- > begin && list[i].at > row;) {
			struct qn_head_cell g = list[i];
			float sum = c->sum[g.at];
			bool fresh = sum == FRESH;
			sum = (fresh ? 0 : sum) + h.value * g.value;
			if (sum + h.rest * g.rest >= floor) {
				c->sum[g.at] = sum;
				c->row[met] = g.at;
				met += fresh;
			} else if (!fresh) {
				c->sum[g.at] = LOST;
			}
		}
	}
	return met;
}

/* Whether what lies beyond the head that ends first may be enough. */
static bool may_reach(const struct qn_reach *a, const struct qn_reach *b,
                      float sum, float floor)
{
	size_t bin = a->end < b->end ? a->end : b->end;
	return sum + (float)(a->beyond[bin] * b->beyond[bin]) / UNIT >= floor;
}

/* Whether the products of buckets, which the products of cells in them can at
 * most come to (Cauchy-Schwarz), are enough. */
static bool may_match(const struct qn_sketch *a, const struct qn_sketch *b,
                      float floor)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < QN_PAIR_BUCKETS; i++)
		sum += (uint32_t)a->bucket[i] * b->bucket[i];
	return (float)sum / UNIT >= floor;
}

/* Keep those of `met` rows that may be alike; sums become FRESH again. */
static size_t sift(struct qn_paircandidates *c, const struct qn_pairindex *x,
                   uint32_t row, size_t met, float floor)
{
	uint32_t *j = c->row;
	size_t reached = 0, kept = 0;
	for (size_t k = 0; k < met; k++) {
		float sum = c->sum[j[k]];
		c->sum[j[k]] = FRESH;
		__builtin_prefetch(&x->reach[j[k + AHEAD]]);
		j[reached] = j[k];
		reached +=
		    sum != LOST &&
		    may_reach(&x->reach[row], &x->reach[j[k]], sum, floor);
	}
	for (size_t k = 0; k < reached; k++) {
		__builtin_prefetch(&x->sketch[j[k + AHEAD]]);
		j[kept] = j[k];
		kept += may_match(&x->sketch[row], &x->sketch[j[k]], floor);
	}
	return kept;
}

size_t qn_paircandidates_find(struct qn_paircandidates *c,
                              const struct qn_pairindex *x, uint32_t i,
                              float floor)
{
	return sift(c, x, i, meet(c, x, i, floor), floor);
}
