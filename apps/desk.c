/* SPDX-License-Identifier: MIT */
/*
 * desk.c -- see desk.h.
 */
#include "apps/desk.h"

#include <stdlib.h>
#include <string.h>

#include "apps/json.h"
#include "base/mem.h"
#include "embed/analogy.h"

#define SHOWN 80 /* bytes of an unknown word in a message */

static bool find_near(struct desk *d, struct qn_neighbour *found)
{
	size_t stride = d->v->stride;
	float *vector = qn_malloc(d->n * stride, sizeof *vector);
	uint32_t self[DESK_BATCH];
	for (size_t i = 0; i < d->n; i++) {
		self[i] = d->batch[i].row[0];
		memcpy(vector + i * stride, qn_vectors_row(d->v, self[i]),
		       (size_t)d->v->dim * sizeof *vector);
	}
	struct qn_queries queries = {.vector = vector,
	                             .n = d->n,
	                             .stride = stride,
	                             .exclude = self,
	                             .excluded = 1,
	                             .k = d->k};
	const struct qn_hnsw_search how = {.ef = d->ef};
	struct qn_pool *pool = call_pool(d->c);
	bool ok = d->index ? qn_hnsw_search(d->index, &queries, &how, found,
	                                    pool, &d->c->e)
	                   : qn_nearest(d->v, &queries, found, pool, &d->c->e);
	free(vector);
	return ok;
}

static bool find_analogous(struct desk *d, struct qn_neighbour *found)
{
	uint32_t row[DESK_BATCH][3];
	for (size_t i = 0; i < d->n; i++)
		memcpy(row[i], d->batch[i].row, sizeof row[i]);
	return qn_analogy(d->v, (const uint32_t(*)[3])row, d->n, d->k, found,
	                  call_pool(d->c), &d->c->e);
}

static void put_question(struct desk *d, const struct question *q)
{
	for (size_t i = 0; i < d->words; i++) {
		if (i > 0)
			qn_output_puts(d->out, " ");
		qn_output_write(d->out, q->word[i].p, q->word[i].n);
	}
}

static struct qn_slice word_of(const struct desk *d, uint32_t row)
{
	return qn_map_string(&d->v->words, row);
}

static void print_text(struct desk *d, const struct question *q,
                       const struct qn_neighbour *found)
{
	for (size_t i = 0; i < d->k && found[i].row != QN_MAP_NONE; i++) {
		struct qn_slice word = word_of(d, found[i].row);
		put_question(d, q);
		qn_output_puts(d->out, "\t");
		qn_output_write(d->out, word.p, word.n);
		qn_output_printf(d->out, "\t%.6f\n", (double)found[i].score);
	}
}

static void print_json(struct desk *d, const struct question *q,
                       const struct qn_neighbour *found)
{
	qn_output_puts(d->out, "{\"query\": [");
	for (size_t i = 0; i < d->words; i++) {
		if (i > 0)
			qn_output_puts(d->out, ", ");
		json_put_string(d->out, q->word[i]);
	}
	qn_output_puts(d->out, "], \"neighbours\": [");
	for (size_t i = 0; i < d->k && found[i].row != QN_MAP_NONE; i++) {
		qn_output_puts(d->out, i ? ", {\"word\": " : "{\"word\": ");
		json_put_string(d->out, word_of(d, found[i].row));
		qn_output_puts(d->out, ", \"score\": ");
		json_put_number(d->out, (double)found[i].score);
		qn_output_puts(d->out, "}");
	}
	qn_output_puts(d->out, "]}\n");
}

bool desk_answer(struct desk *d)
{
	struct qn_err *e = &d->c->e;
	size_t room;
	if (d->n == 0 || !qn_mul_size(d->n, d->k, "answers", &room, e)) {
		d->n = 0;
		return !e->failed;
	}
	struct qn_neighbour *found =
	    qn_big_alloc(room, sizeof *found, "answers", e);
	bool ok = found && (d->words == 1 ? find_near(d, found)
	                                  : find_analogous(d, found));
	for (size_t i = 0; ok && i < d->n; i++)
		(d->c->common.json ? print_json : print_text)(d, &d->batch[i],
		                                              found + i * d->k);
	/* Whatever came of it, the batch has been dealt with. */
	d->n = 0;
	qn_big_free(found);
	return ok;
}

void desk_ask(struct desk *d, struct question q)
{
	for (size_t i = 0; i < d->words; i++) {
		q.row[i] = qn_map_find(&d->v->words, q.word[i]);
		if (q.row[i] == QN_MAP_NONE) {
			(d->insist ? call_complain : call_warn)(
			    d->c, "there is no vector for \"%.*s\"",
			    (int)(q.word[i].n < SHOWN ? q.word[i].n : SHOWN),
			    q.word[i].p);
			return;
		}
	}
	d->batch[d->n++] = q;
	if (d->n == DESK_BATCH)
		desk_answer(d);
}
