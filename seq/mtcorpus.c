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
	struct qn_mttok **tok;        /* [threads], for `by_length`     */
	struct qn_mt_judged *segment; /* [BATCH], n of them             */
	struct qn_slice *present;     /* [BATCH][references] if ragged  */
	size_t n;
	size_t width;  /* statistics of a segment: all systems, metrics */
	double *stats; /* [BATCH][width]                                */
	size_t room;   /* segments whose statistics can be kept         */
};

static void judge(void *ctx, size_t lane, size_t begin, size_t end)
{
	const struct reading *g = ctx;
	const struct qn_mt_corpus *c = g->c;
	for (size_t i = begin; i < end; i++) {
		struct qn_mt_judged *d = &g->segment[i];
		double *to = g->stats + i * g->width;
		d->stats = to;
		for (size_t k = 0; k < c->metrics; k++)
			for (size_t s = 0; s < c->systems; s++) {
				qn_mt_segment(g->scorer[lane * c->metrics + k],
				              d->system[s], d->reference,
				              d->references, to);
				to += c->totals[k].stats;
			}
		if (g->r->by_length)
			qn_mttok_line(g->tok[lane], d->reference[0], &d->words);
	}
}

/* Once the number of columns is known. */
static bool begin(struct reading *g, const struct qn_mt_files *f,
                  struct qn_err *e)
{
	struct qn_mt_corpus *c = g->c;
	size_t last = qn_mt_files_count(f) - g->r->by_field;
	for (size_t i = 0; i < last; i++)
		*(i < g->r->system_files ? &c->systems : &c->references) +=
		    qn_mt_files_columns(f, i);
	for (size_t k = 0; k < c->metrics; k++) {
		struct qn_mt_totals *t = &c->totals[k];
		t->sum = qn_calloc(c->systems * t->stats, sizeof *t->sum);
		t->each = qn_calloc(c->systems, sizeof *t->each);
		t->at = g->width;
		g->width += c->systems * t->stats;
	}
	c->by_length.width = c->by_field.width = g->width;
	g->segment = qn_calloc(BATCH, sizeof *g->segment);
	if (g->r->ragged)
		g->present = qn_big_alloc(BATCH * c->references,
		                          sizeof *g->present, "references", e);
	g->stats =
	    qn_big_alloc(BATCH * g->width, sizeof *g->stats, "scores", e);
	return !e->failed;
}

/* Leave out a segment's empty references. */
static void pick(struct qn_mt_judged *d, struct qn_slice *present)
{
	size_t n = 0;
	for (size_t r = 0; r < d->references; r++)
		if (d->reference[r].n)
			present[n++] = d->reference[r];
	d->reference = present;
	d->references = n;
}

/* Which text is what. */
static bool lay_out(struct reading *g, const struct qn_mt_files *f,
                    const struct qn_slice *text, struct qn_err *e)
{
	struct qn_mt_corpus *c = g->c;
	size_t columns = c->systems + c->references + g->r->by_field;
	size_t files =
	    qn_mt_files_count(f) - g->r->system_files - g->r->by_field;
	for (size_t i = 0; i < g->n; i++, text += columns) {
		struct qn_mt_judged *d = &g->segment[i];
		*d = (struct qn_mt_judged){
		    .system = text,
		    .reference = text + c->systems,
		    .references = c->references,
		};
		if (g->r->by_field) {
			d->field = text[columns - 1];
			if (!qn_map_fits(d->field, "a field", e))
				return false;
		}
		if (g->r->ragged)
			pick(d, g->present + i * c->references);
		if (!d->references)
			return qn_fail(e, "%s: line %zu: no reference%s",
			               qn_mt_files_name(f, g->r->system_files),
			               c->segments + i + 1,
			               files > 1 ? ", here or elsewhere" : "");
		if (d->references > c->most)
			c->most = d->references;
		if (d->references < c->fewest || !c->fewest)
			c->fewest = d->references;
	}
	return true;
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

static void add_sums(struct reading *g, const double *from)
{
	const struct qn_mt_corpus *c = g->c;
	for (size_t k = 0; k < c->metrics; k++) {
		const struct qn_mt_totals *t = &c->totals[k];
		for (size_t j = 0; j < c->systems * t->stats; j++)
			t->sum[j] += from[t->at + j];
		for (size_t s = 0; g->r->keep && s < c->systems; s++)
			memcpy(t->each[s] + c->segments * t->stats,
			       from + t->at + s * t->stats,
			       t->stats * sizeof *from);
	}
}

static bool add_up(struct reading *g)
{
	struct qn_mt_corpus *c = g->c;
	if (g->r->keep)
		keep(g);
	for (size_t i = 0; i < g->n; i++, c->segments++) {
		const struct qn_mt_judged *d = &g->segment[i];
		if (g->r->segment && !g->r->segment(g->r->ctx, d))
			return false;
		for (size_t s = 0; s < c->systems; s++)
			c->tokenized += ends_tokenized(d->system[s]);
		add_sums(g, d->stats);
		if (g->r->by_length)
			qn_mt_groups_add_length(&c->by_length, d->words,
			                        d->stats);
		if (g->r->by_field)
			qn_mt_groups_add(&c->by_field, d->field, d->stats);
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
	const struct qn_slice *text;
	tell(g, f, e);
	while ((g->n = qn_mt_files_next(f, BATCH, &text, e))) {
		if (!g->stats && !begin(g, f, e))
			return false;
		if (!lay_out(g, f, text, e))
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
	size_t threads = (size_t)qn_pool_threads(pool);
	size_t scorers = threads * r->metrics;
	struct reading g = {.r = r, .c = c};
	c->metrics = r->metrics;
	c->totals = qn_calloc(r->metrics, sizeof *c->totals);
	g.scorer = qn_calloc(scorers, sizeof *g.scorer);
	g.tok = qn_calloc(threads, sizeof *g.tok);
	for (size_t k = 0; k < r->metrics; k++) {
		if (!qn_mt_check(&r->metric[k], e))
			break;
		c->totals[k].metric = r->metric[k];
		c->totals[k].stats = qn_mt_stats(&r->metric[k]);
	}
	if (r->by_length)
		qn_mttok_check(r->rule, e);
	for (size_t i = 0; i < scorers && !e->failed; i++)
		g.scorer[i] = qn_mt_scorer_new(&r->metric[i % r->metrics]);
	for (size_t i = 0; i < threads && r->by_length && !e->failed; i++)
		g.tok[i] =
		    qn_mttok_new(&(struct qn_mttok_options){.rule = r->rule});
	bool ok = !e->failed && read_all(&g, f, pool, e);
	for (size_t i = 0; i < scorers; i++)
		qn_mt_scorer_free(g.scorer[i]);
	for (size_t i = 0; i < threads; i++)
		qn_mttok_free(g.tok[i]);
	free(g.scorer);
	free(g.tok);
	free(g.segment);
	qn_big_free(g.present);
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
	qn_mt_groups_release(&c->by_length);
	qn_mt_groups_release(&c->by_field);
}

double qn_mt_corpus_score(const struct qn_mt_corpus *c, const double *stats,
                          size_t metric, size_t system)
{
	const struct qn_mt_totals *t = &c->totals[metric];
	return qn_mt_score(&t->metric, stats + t->at + system * t->stats,
	                   false);
}
