/* SPDX-License-Identifier: MIT */
/*
 * translatescore.c -- see translatescore.h.
 */
#include "seq/translatescore.h"

#define ROWS 2048 /* of a batch */

static void score_batch(struct qn_mtrun *run, struct qn_mtbatches *all,
                        size_t i, double *nats, struct qn_pool *pool)
{
	const struct qn_mtbatch *b = qn_mtbatches_cut(all, i);
	run->net->class->score(run, b, NULL, pool);
	for (size_t k = 0; k < b->pairs; k++) {
		double sum = 0;
		for (size_t r = b->y_at[k]; r < b->y_at[k + 1]; r++)
			sum += run->output.loss[r];
		nats[all->order[all->cut[i] + k]] = sum;
	}
}

bool qn_translate_score(const struct qn_translator *m,
                        const struct qn_mtpairs *pairs, double *nats,
                        struct qn_pool *pool, struct qn_err *e)
{
	const struct qn_mtnet_class *class = m->net->class;
	struct qn_mtbatches all;
	struct qn_mtrun *run = NULL;
	if (qn_mtbatches_init(&all, pairs, ROWS, false, 0, e))
		run = class->run(m->net, &all.room, false, e);
	for (size_t i = 0; run && i < all.n; i++)
		score_batch(run, &all, i, nats, pool);
	class->free(run);
	qn_mtbatches_release(&all);
	return !e->failed;
}
