/* SPDX-License-Identifier: MIT */
/*
 * beam.c -- see beam.h.
 *
 * A source is done when as many targets have ended as its beam is wide; one
 * may end at a step only if it is among that many best there.  Pieces of
 * targets are kept as a tree of nodes, walked back when a target has ended.
 *
 * Ties go to the target that was better before, then to the smaller id.
 */
#include "seq/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/beampick.h"

/* A piece of a target, and the one before it. */
struct node {
	uint32_t before; /* NONE: the first */
	uint32_t id;
};
#define NONE UINT32_MAX

/* A target that goes on. */
struct row {
	uint32_t source;
	uint32_t parent; /* row of the step before it */
	uint32_t node;
	double nats;
};

struct source {
	size_t most; /* pieces of a target */
	bool done;
	struct qn_beam_result found;
};

struct qn_beam {
	struct qn_beam_options o;
	const struct qn_mtnet *const *net;
	struct qn_mtweights *const *weights;
	struct qn_mthand **hand; /* [n] */
	size_t n, words;
	size_t width;                   /* targets of a source side by side */
	size_t sources, x_most, y_most; /* that hands have room for */
	float *scores;                  /* [rows][words]                     */
	float *more;                    /* the same of another network       */
	float *shares;                  /* [rows][x_most]                    */
	uint32_t *id, *parent;          /* [rows]                            */
	struct row *row, *next;         /* [rows]                            */
	struct source *source;          /* [sources]                         */
	struct qn_slab slab;

	/* of a batch */
	const struct qn_mtbatch *batch;
	const uint64_t *number;
	size_t rows, step;
	struct node *node; /* [nodes] */
	float *attended;   /* [node_room][x_most], if it is wanted      */
	size_t nodes, node_room;
};

/* --- what is there -------------------------------------------------------- */

bool qn_beam_check(const struct qn_beam_options *o, struct qn_err *e)
{
	if (o->nbest > o->beam && o->temperature == 0)
		return qn_fail(e,
		               "%zu translations of a beam of %zu; widen the "
		               "beam",
		               o->nbest, o->beam);
	return qn_check_range("beam", (double)o->beam, 1, QN_BEAM_MOST, e) &&
	       qn_check_range("nbest", (double)o->nbest, 1, QN_BEAM_MOST, e) &&
	       qn_check_range("length penalty", o->length, 0, 100, e) &&
	       qn_check_range("coverage penalty", o->coverage, 0, 100, e) &&
	       qn_check_range("temperature", o->temperature, 0, 1e6, e) &&
	       qn_check_range("top p", o->top_p, 1e-9, 1, e);
}

void qn_beam_result_release(struct qn_beam_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->target[i].id);
		free(r->target[i].shares);
	}
	free(r->target);
	*r = (struct qn_beam_result){.n = 0};
}

static bool draws(const struct qn_beam *b)
{
	return b->o.temperature > 0;
}

/* Whether attention is to be known. */
static bool watches(const struct qn_beam *b)
{
	return b->o.shares || b->o.coverage > 0;
}

struct qn_beam *qn_beam_new(const struct qn_beam_options *o,
                            const struct qn_mtnet *const *net,
                            struct qn_mtweights *const *weights, size_t n)
{
	struct qn_beam *b = qn_calloc(1, sizeof *b);
	*b = (struct qn_beam){.o = *o,
	                      .net = net,
	                      .weights = weights,
	                      .n = n,
	                      .words = net[0]->shape.target_words};
	b->width = draws(b) ? o->nbest : o->beam;
	b->hand = (struct qn_mthand **)qn_calloc(n, sizeof *b->hand);
	return b;
}

static void drop_room(struct qn_beam *b)
{
	for (size_t i = 0; i < b->n; i++) {
		b->net[i]->class->free_hand(b->hand[i]);
		b->hand[i] = NULL;
	}
	qn_slab_release(&b->slab);
	free(b->source);
	free(b->row);
	free(b->next);
	free(b->node);
	free(b->attended);
	b->source = NULL;
	b->row = b->next = NULL;
	b->node = NULL;
	b->attended = NULL;
	b->node_room = b->sources = b->x_most = b->y_most = 0;
}

void qn_beam_free(struct qn_beam *b)
{
	if (!b)
		return;
	drop_room(b);
	free(b->hand);
	free(b);
}

static void plan(struct qn_beam *b, struct qn_slab *slab)
{
	size_t rows = b->sources * b->width;
	b->scores = qn_slab_take(slab, rows, b->words);
	b->more = b->n > 1 ? qn_slab_take(slab, rows, b->words) : NULL;
	b->shares = watches(b) ? qn_slab_take(slab, rows, b->x_most) : NULL;
	b->id = qn_slab_take(slab, rows, 1);
	b->parent = qn_slab_take(slab, rows, 1);
}

static size_t most_of(const struct qn_beam *b, size_t pieces)
{
	return (size_t)(b->o.most_times * (double)pieces) + b->o.most_more + 1;
}

/* Hands and arrays for a batch of so many, unless there are. */
static bool make_room(struct qn_beam *b, size_t sources, size_t x_most,
                      struct qn_err *e)
{
	size_t y_most = most_of(b, x_most);
	if (sources <= b->sources && x_most <= b->x_most)
		return true;
	sources = sources > b->sources ? sources : b->sources;
	x_most = x_most > b->x_most ? x_most : b->x_most;
	y_most = y_most > b->y_most ? y_most : b->y_most;
	drop_room(b);
	b->sources = sources;
	b->x_most = x_most;
	b->y_most = y_most;
	size_t rows = sources * b->width;
	plan(b, &b->slab);
	bool ok = qn_slab_alloc(&b->slab, "translations", e);
	if (ok)
		plan(b, &b->slab);
	for (size_t i = 0; ok && i < b->n; i++) {
		b->hand[i] = b->net[i]->class->hand(b->weights[i], sources,
		                                    rows, x_most, y_most, e);
		ok = b->hand[i] != NULL;
	}
	b->row = qn_calloc(rows, sizeof *b->row);
	b->next = qn_calloc(rows, sizeof *b->next);
	b->source = qn_calloc(sources, sizeof *b->source);
	return ok;
}

/* --- scores --------------------------------------------------------------- */

/* ln p of what is next, of several networks the mean of p. */
static void average(struct qn_beam *b)
{
	const struct qn_nnkern *k = qn_nnkern();
	for (size_t r = 0; r < b->rows; r++) {
		float *to = b->scores + r * b->words;
		const float *from = b->more + r * b->words;
		float lse = (float)k->log_sum(from, b->words);
		for (size_t w = 0; w < b->words; w++)
			to[w] += expf(from[w] - lse);
	}
}

static void to_shares(struct qn_beam *b)
{
	const struct qn_nnkern *k = qn_nnkern();
	for (size_t r = 0; r < b->rows; r++)
		k->softmax(b->scores + r * b->words, b->words, b->words, 1);
}

static void to_logarithms(struct qn_beam *b)
{
	for (size_t i = 0; i < b->rows * b->words; i++)
		b->scores[i] = logf(b->scores[i] / (float)b->n);
}

static void write_step(struct qn_beam *b)
{
	struct qn_mtstep step = {.rows = b->rows,
	                         .id = b->id,
	                         .parent = b->parent,
	                         .scores = b->scores,
	                         .shares = b->shares,
	                         .layer = b->o.layer};
	for (size_t r = 0; r < b->rows; r++) {
		const struct row *row = &b->row[r];
		b->id[r] =
		    b->step ? b->node[row->node].id : (uint32_t)QN_MT_END;
		b->parent[r] = row->parent;
	}
	b->net[0]->class->write(b->hand[0], &step);
	if (b->n == 1)
		return;
	to_shares(b);
	step.scores = b->more;
	step.shares = NULL;
	for (size_t i = 1; i < b->n; i++) {
		b->net[i]->class->write(b->hand[i], &step);
		average(b);
	}
	to_logarithms(b);
}

/* --- targets -------------------------------------------------------------- */

static size_t pieces_of(const struct qn_beam *b, size_t source)
{
	return b->batch->x_at[source + 1] - b->batch->x_at[source];
}

/* A node that goes on from row r of the step. */
static uint32_t add_node(struct qn_beam *b, size_t r, uint32_t id)
{
	if (b->nodes == b->node_room) {
		b->node_room = b->node_room ? 2 * b->node_room : 1024;
		b->node = qn_realloc(b->node, b->node_room, sizeof *b->node);
		if (watches(b))
			b->attended =
			    qn_realloc(b->attended, b->node_room * b->x_most,
			               sizeof *b->attended);
	}
	size_t n = b->nodes++;
	b->node[n] = (struct node){b->step ? b->row[r].node : NONE, id};
	if (watches(b))
		memcpy(b->attended + n * b->x_most, b->shares + r * b->x_most,
		       b->x_most * sizeof *b->attended);
	return (uint32_t)n;
}

static double coverage(const struct qn_beam *b, uint32_t node, size_t pieces)
{
	double sum = 0;
	for (size_t j = 0; j < pieces; j++) {
		double all = 1e-10;
		for (uint32_t i = node; i != NONE; i = b->node[i].before)
			all += (double)b->attended[i * b->x_most + j];
		sum += log(fmin(all, 1));
	}
	return sum;
}

/* A target whose last piece, an end or not, is `node`. */
static void keep_target(struct qn_beam *b, size_t source, uint32_t node,
                        double nats, bool ended)
{
	struct qn_beam_result *found = &b->source[source].found;
	size_t n = b->step + 1, pieces = pieces_of(b, source);
	struct qn_beam_target t = {
	    .n = ended ? n - 1 : n, .ended = ended, .nats = nats};
	t.id = qn_malloc(n, sizeof *t.id);
	if (b->o.shares)
		t.shares = qn_malloc(n * pieces, sizeof *t.shares);
	t.score = -nats / pow((5 + (double)n) / 6, b->o.length);
	if (b->o.coverage > 0)
		t.score += b->o.coverage * coverage(b, node, pieces);
	for (size_t i = n; i-- > 0; node = b->node[node].before) {
		t.id[i] = b->node[node].id;
		if (t.shares)
			memcpy(t.shares + i * pieces,
			       b->attended + node * b->x_most,
			       pieces * sizeof *t.shares);
	}
	found->target =
	    qn_realloc(found->target, found->n + 1, sizeof *found->target);
	found->target[found->n++] = t;
}

/* --- a step --------------------------------------------------------------- */

/* A row of a source goes on with a piece, or ends; whether it took one of the
 * beam's places. */
static bool go_on(struct qn_beam *b, size_t r, const struct qn_pick *p,
                  size_t *next)
{
	struct row row = b->row[r];
	bool ends = p->id == QN_MT_END;
	uint32_t node = add_node(b, r, p->id);
	if (ends || b->step + 1 >= b->source[row.source].most)
		keep_target(b, row.source, node, p->nats, ends);
	else
		b->next[(*next)++] =
		    (struct row){row.source, (uint32_t)r, node, p->nats};
	return !ends;
}

/* Rows [first, end) of a source: the best of what they may become. */
static void search(struct qn_beam *b, size_t first, size_t end, size_t *next)
{
	struct source *s = &b->source[b->row[first].source];
	size_t k = b->o.beam, kept = 0;
	struct qn_pick *best = qn_malloc(2 * k, sizeof *best);
	size_t n = 0;
	for (size_t r = first; r < end; r++)
		n = qn_pick_best(best, n, 2 * k, b->scores + r * b->words,
		                 b->words, k + 1, b->row[r].nats, (uint32_t)r,
		                 b->n == 1);
	for (size_t i = 0; i < n && kept < k; i++)
		if (best[i].id != QN_MT_END || i < k)
			kept += go_on(b, best[i].row, &best[i], next);
	s->done = s->found.n >= k;
	free(best);
}

/* Each of a source's rows by itself. */
static void draw(struct qn_beam *b, size_t first, size_t end, size_t *next)
{
	for (size_t r = first; r < end; r++) {
		const struct row *row = &b->row[r];
		uint64_t stream = b->number[row->source] * QN_BEAM_MOST +
		                  (r - first + b->source[row->source].found.n);
		struct qn_rng rng =
		    qn_rng_new(b->o.seed + b->step * QN_RNG_GOLDEN, stream);
		struct qn_pick p = qn_pick_drawn(
		    b->scores + r * b->words, b->words, b->o.temperature,
		    b->o.top_k, b->o.top_p, qn_rng_double(&rng));
		p.nats += row->nats;
		go_on(b, r, &p, next);
	}
}

static void step(struct qn_beam *b)
{
	size_t next = 0;
	write_step(b);
	for (size_t first = 0, end; first < b->rows; first = end) {
		uint32_t source = b->row[first].source;
		size_t before = next;
		for (end = first + 1;
		     end < b->rows && b->row[end].source == source;)
			end++;
		(draws(b) ? draw : search)(b, first, end, &next);
		if (b->source[source].done)
			next = before;
	}
	struct row *t = b->row;
	b->row = b->next;
	b->next = t;
	b->rows = next;
	b->step++;
}

/* --- a batch -------------------------------------------------------------- */

static void begin(struct qn_beam *b)
{
	size_t each = draws(b) ? b->width : 1;
	b->rows = b->step = b->nodes = 0;
	for (size_t i = 0; i < b->batch->pairs; i++) {
		b->source[i] =
		    (struct source){.most = most_of(b, pieces_of(b, i)) - 1};
		for (size_t k = 0; k < each; k++)
			b->row[b->rows++] = (struct row){.source = (uint32_t)i,
			                                 .parent = (uint32_t)i};
	}
	for (size_t i = 0; i < b->n; i++)
		b->net[i]->class->read(b->hand[i], b->batch);
}

static int by_score(const void *a, const void *b)
{
	const struct qn_beam_target *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = n ? memcmp(x->id, y->id, n * sizeof *x->id) : 0;
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

/* The best ones of a source. */
static struct qn_beam_result take(struct qn_beam *b, size_t source)
{
	struct qn_beam_result r = b->source[source].found;
	qsort(r.target, r.n, sizeof *r.target, by_score);
	while (r.n > b->o.nbest) {
		r.n--;
		free(r.target[r.n].id);
		free(r.target[r.n].shares);
	}
	return r;
}

bool qn_beam_run(struct qn_beam *b, const struct qn_mtbatch *sources,
                 const uint64_t *number, struct qn_beam_result *result,
                 struct qn_err *e)
{
	size_t x_most = 0;
	b->batch = sources;
	b->number = number;
	for (size_t i = 0; i < sources->pairs; i++)
		x_most = pieces_of(b, i) > x_most ? pieces_of(b, i) : x_most;
	if (!make_room(b, sources->pairs, x_most, e))
		return false;
	begin(b);
	while (b->rows)
		step(b);
	for (size_t i = 0; i < sources->pairs; i++)
		result[i] = take(b, i);
	return true;
}
