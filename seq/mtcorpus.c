/* SPDX-License-Identifier: MIT */
/*
 * mtcorpus.c -- batches cut into one run of segments a thread; sums are added
 * up segment by segment, so that threads do not show.
 */
#include "seq/mtcorpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BATCH 4096 /* segments */

struct reading {
	const struct qn_mt_reading *r;
	struct qn_mt_corpus *c;
	struct qn_mt_scorer **scorer; /* [threads][metrics]             */
	const struct qn_slice *text;  /* [n][systems + references]      */
	size_t n;
	size_t width;  /* statistics of a segment: all systems, metrics */
	double *stats; /* [BATCH][width]                                */
	size_t room;   /* segments whose statistics can be kept         */
};

static void judge(void *ctx, size_t lane, size_t begin, size_t end)
{
	const struct reading *g = ctx;
	const struct qn_mt_corpus *c = g->c;
	size_t columns = c->systems + c->references;
	for (size_t i = begin; i < end; i++) {
		const struct qn_slice *text = g->text + i * columns;
		double *to = g->stats + i * g->width;
		for (size_t k = 0; k < c->metrics; k++)
			for (size_t s = 0; s < c->systems; s++) {
				qn_mt_segment(g->scorer[lane * c->metrics + k],
				              text[s], text + c->systems,
				              c->references, to);
				to += c->totals[k].stats;
			}
	}
}

/* Once the number of columns is known. */
static bool begin(struct reading *g, const struct qn_mt_files *f,
                  struct qn_err *e)
{
	struct qn_mt_corpus *c = g->c;
	for (size_t i = 0; i < qn_mt_files_count(f); i++)
		*(i < g->r->system_files ? &c->systems : &c->references) +=
		    qn_mt_files_columns(f, i);
	for (size_t k = 0; k < c->metrics; k++) {
		struct qn_mt_totals *t = &c->totals[k];
		t->sum = qn_calloc(c->systems * t->stats, sizeof *t->sum);
		t->each = qn_calloc(c->systems, sizeof *t->each);
		g->width += c->systems * t->stats;
	}
	g->stats =
	    qn_big_alloc(BATCH * g->width, sizeof *g->stats, "scores", e);
	return !e->failed;
}

static void keep(struct reading *g)
{
	struct qn_mt_corpus *c = g->c;
	if (c->segments + g->n <= g->room)
		return;
	g->room = 2 * (c->segments + g->n);
	for (size_t k = 0; k < c->metrics; k++)
		for (size_t s = 0; s < c->systems; s++) {
			struct qn_mt_totals *t = &c->totals[k];
			t->each[s] = qn_realloc(t->each[s], g->room,
			                        t->stats * sizeof **t->each);
		}
}

static bool ends_tokenized(struct qn_slice s)
{
	return s.n > 1 && s.p[s.n - 1] == '.' && s.p[s.n - 2] == ' ';
}

static bool add_up(struct reading *g)
{
	struct qn_mt_corpus *c = g->c;
	const double *from = g->stats;
	if (g->r->keep)
		keep(g);
	for (size_t i = 0; i < g->n; i++, c->segments++) {
		if (g->r->segment && !g->r->segment(g->r->ctx, from))
			return false;
		for (size_t s = 0; s < c->systems; s++)
			c->tokenized += ends_tokenized(
			    g->text[i * (c->systems + c->references) + s]);
		for (size_t k = 0; k < c->metrics; k++)
			for (size_t s = 0; s < c->systems; s++) {
				const struct qn_mt_totals *t = &c->totals[k];
				double *sum = t->sum + s * t->stats;
				for (size_t j = 0; j < t->stats; j++)
					sum[j] += from[j];
				if (g->r->keep)
					memcpy(t->each[s] +
					           c->segments * t->stats,
					       from, t->stats * sizeof *from);
				from += t->stats;
			}
	}
	return true;
}

static bool tell(const struct reading *g, const struct qn_mt_files *f,
                 struct qn_err *e)
{
	return qn_progress_at(g->r->progress, "scoring", "bytes",
	                      qn_mt_files_offset(f), qn_mt_files_size(f)) ||
	       qn_fail_interrupted(e, "scoring");
}

static bool read_all(struct reading *g, struct qn_mt_files *f,
                     struct qn_pool *pool, struct qn_err *e)
{
	size_t threads = (size_t)qn_pool_threads(pool);
	tell(g, f, e);
	while ((g->n = qn_mt_files_next(f, BATCH, &g->text, e))) {
		if (!g->stats && !begin(g, f, e))
			return false;
		qn_pool_for(pool, g->n, threads, judge, g);
		if (!add_up(g) || !tell(g, f, e))
			return false;
	}
	if (!e->failed && !g->c->segments)
		return qn_fail(e, "there is nothing to score: no line in any "
		                  "file");
	return !e->failed;
}

bool qn_mt_corpus_read(struct qn_mt_corpus *c, const struct qn_mt_reading *r,
                       struct qn_mt_files *f, struct qn_pool *pool,
                       struct qn_err *e)
{
	size_t scorers = (size_t)qn_pool_threads(pool) * r->metrics;
	struct reading g = {.r = r, .c = c};
	c->metrics = r->metrics;
	c->totals = qn_calloc(r->metrics, sizeof *c->totals);
	g.scorer = qn_calloc(scorers, sizeof *g.scorer);
	for (size_t k = 0; k < r->metrics; k++) {
		if (!qn_mt_check(&r->metric[k], e))
			break;
		c->totals[k].metric = r->metric[k];
		c->totals[k].stats = qn_mt_stats(&r->metric[k]);
	}
	for (size_t i = 0; i < scorers && !e->failed; i++)
		g.scorer[i] = qn_mt_scorer_new(&r->metric[i % r->metrics]);
	bool ok = !e->failed && read_all(&g, f, pool, e);
	for (size_t i = 0; i < scorers; i++)
		qn_mt_scorer_free(g.scorer[i]);
	free(g.scorer);
	qn_big_free(g.stats);
	return ok;
}

void qn_mt_corpus_release(struct qn_mt_corpus *c)
{
	for (size_t k = 0; k < c->metrics; k++) {
		struct qn_mt_totals *t = &c->totals[k];
		for (size_t s = 0; t->each && s < c->systems; s++)
			free(t->each[s]);
		free(t->each);
		free(t->sum);
	}
	free(c->totals);
}
