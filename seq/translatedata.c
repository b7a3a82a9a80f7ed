/* SPDX-License-Identifier: MIT */
/*
 * translatedata.c -- see translatedata.h.
 */
#include "seq/translatedata.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/mtfiles.h"
#include "text/unicode.h"

#define LINES 1024 /* read at a time */

/* --- pairs ---------------------------------------------------------------- */

void qn_mtpairs_release(struct qn_mtpairs *p)
{
	qn_pieceids_release(&p->x);
	qn_pieceids_release(&p->y);
	qn_buf_release(&p->text);
	free(p->x_at);
	free(p->y_at);
	free(p->text_at);
	*p = (struct qn_mtpairs){.n = 0};
}

/* Another pair ends here. */
static void end_pair(struct qn_mtpairs *p)
{
	p->n++;
	p->x_at[p->n] = p->x.n;
	p->y_at[p->n] = p->y.n;
	p->text_at[p->n] = p->text.n;
}

static void make_room(struct qn_mtpairs *p)
{
	bool fresh = !p->room;
	if (p->n + 1 < p->room)
		return;
	p->room = p->room ? 2 * p->room : 1024;
	p->x_at = qn_realloc(p->x_at, p->room, sizeof *p->x_at);
	p->y_at = qn_realloc(p->y_at, p->room, sizeof *p->y_at);
	p->text_at = qn_realloc(p->text_at, p->room, sizeof *p->text_at);
	if (fresh)
		p->x_at[0] = p->y_at[0] = p->text_at[0] = 0;
}

struct reading {
	struct qn_mtpairs *p;
	struct qn_mtencoder x, y;
	size_t most;
	bool keep;
};

static bool add_pair(struct reading *r, const struct qn_slice side[2],
                     struct qn_err *e)
{
	struct qn_mtpairs *p = r->p;
	make_room(p);
	if (!qn_mtencoder_line(&r->x, side[0], &p->x, e) ||
	    !qn_mtencoder_line(&r->y, side[1], &p->y, e))
		return false;
	size_t x = p->x.n - p->x_at[p->n], y = p->y.n - p->y_at[p->n];
	if (!r->keep &&
	    (!x || !y || (r->most && (x > r->most || y > r->most)))) {
		p->x.n = p->x_at[p->n];
		p->y.n = p->y_at[p->n];
		p->skipped++;
		return true;
	}
	qn_pieceids_add(&p->x, QN_MT_END);
	if (r->keep)
		qn_buf_add(&p->text, side[1].p, side[1].n);
	end_pair(p);
	return p->n < UINT32_MAX ||
	       qn_fail(e, "more than %u pairs", UINT32_MAX - 1);
}

static void read_all(struct reading *r, struct qn_mt_files *from,
                     const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_slice *text;
	size_t n;
	while (!e->failed && (n = qn_mt_files_next(from, LINES, &text, e))) {
		for (size_t i = 0; i < n && !e->failed; i++)
			add_pair(r, text + 2 * i, e);
		if (!qn_progress_at(progress, "reading", "bytes",
		                    qn_mt_files_offset(from),
		                    qn_mt_files_size(from)))
			qn_fail_interrupted(e, "reading");
	}
}

bool qn_mtpairs_read(struct qn_mtpairs *p, const struct qn_mtpairs_source *from,
                     const struct qn_mtvocab *x, const struct qn_mtvocab *y,
                     const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_mt_file file[2] = {
	    {.path = from->source, .columns = 1, .loose = true},
	    {.path = from->target, .columns = 1, .loose = true}};
	struct reading r = {.p = p, .most = from->most, .keep = from->keep};
	struct qn_mt_files *files =
	    e->failed
	        ? NULL
	        : qn_mt_files_open(file, 2, from->encoding, from->invalid, e);
	if (files && qn_mtencoder_init(&r.x, x, e) &&
	    qn_mtencoder_init(&r.y, y, e))
		read_all(&r, files, progress, e);
	qn_mtencoder_release(&r.x);
	qn_mtencoder_release(&r.y);
	qn_mt_files_close(files);
	if (!e->failed && p->n == 0)
		qn_fail(e, "%s: there is no pair of sentences to go by",
		        from->source);
	return !e->failed;
}

bool qn_mtpairs_of(struct qn_mtpairs *p, const struct qn_slice *source,
                   const struct qn_slice *target, size_t n,
                   const struct qn_mtvocab *x, const struct qn_mtvocab *y,
                   struct qn_err *e)
{
	struct reading r = {.p = p, .keep = true};
	bool ok = !e->failed && qn_mtencoder_init(&r.x, x, e) &&
	          qn_mtencoder_init(&r.y, y, e);
	for (size_t i = 0; ok && i < n; i++) {
		struct qn_slice side[2] = {source[i], target[i]};
		struct qn_err why = QN_ERR_INIT;
		ok = qn_utf8_require(side[0], &why) &&
		     qn_utf8_require(side[1], &why) && add_pair(&r, side, &why);
		if (!ok)
			qn_fail(e, "pair %zu: %s", i + 1, why.text);
	}
	qn_mtencoder_release(&r.x);
	qn_mtencoder_release(&r.y);
	return ok;
}

struct qn_slice qn_mtpairs_line(const struct qn_mtpairs *p, size_t i)
{
	size_t at = p->text_at[i];
	return (struct qn_slice){p->text.n ? p->text.p + at : "",
	                         p->text_at[i + 1] - at};
}

uint64_t qn_mtpairs_hash(const struct qn_mtpairs *p)
{
	uint64_t h = qn_hash(p->x.id, p->x.n * sizeof *p->x.id);
	h = qn_rng_mix(h + qn_hash(p->y.id, p->y.n * sizeof *p->y.id));
	return qn_rng_mix(h + qn_hash(p->y_at, (p->n + 1) * sizeof *p->y_at));
}

/* --- batches -------------------------------------------------------------- */

/* Rows of pair i: of the target, the end included. */
static size_t x_rows(const struct qn_mtpairs *p, size_t i)
{
	return p->x_at[i + 1] - p->x_at[i];
}

static size_t y_rows(const struct qn_mtpairs *p, size_t i)
{
	return p->y_at[i + 1] - p->y_at[i] + 1;
}

struct entry {
	uint64_t key; /* length of the target, of the source, by chance */
	uint32_t pair;
};

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->pair < y->pair ? -1 : 1;
}

static uint64_t bounded(size_t n)
{
	return n < 0xffff ? n : 0xffff;
}

static void sort_pairs(struct qn_mtbatches *b, uint64_t epoch)
{
	size_t n = b->pairs->n;
	struct entry *all = qn_malloc(n, sizeof *all);
	struct qn_rng rng = qn_rng_new(b->seed, 2 * epoch);
	for (size_t i = 0; i < n; i++) {
		uint64_t key = qn_rng_next(&rng) >> 32;
		if (!b->mixed)
			key |= bounded(y_rows(b->pairs, i)) << 48 |
			       bounded(x_rows(b->pairs, i)) << 32;
		all[i] = (struct entry){key, (uint32_t)i};
	}
	qsort(all, n, sizeof *all, by_key);
	for (size_t i = 0; i < n; i++)
		b->order[i] = all[i].pair;
	free(all);
}

/* Fisher and Yates. */
static void draw_turns(struct qn_mtbatches *b, uint64_t epoch)
{
	struct qn_rng rng = qn_rng_new(b->seed, 2 * epoch + 1);
	for (size_t i = 0; i < b->n; i++)
		b->turn[i] = (uint32_t)i;
	for (size_t i = b->n; i > 1; i--) {
		uint32_t j = qn_rng_below(&rng, (uint32_t)i);
		uint32_t t = b->turn[i - 1];
		b->turn[i - 1] = b->turn[j];
		b->turn[j] = t;
	}
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Where the order is cut; how often. */
static size_t cut_order(struct qn_mtbatches *b)
{
	size_t x = 0, y = 0, first = 0, n = 0;
	for (size_t i = 0; i < b->pairs->n; i++) {
		size_t more_x = x_rows(b->pairs, b->order[i]);
		size_t more_y = y_rows(b->pairs, b->order[i]);
		if (i > first &&
		    (x + more_x > b->rows || y + more_y > b->rows)) {
			b->cut[++n] = (uint32_t)i;
			x = y = 0;
			first = i;
		}
		x += more_x;
		y += more_y;
	}
	b->cut[++n] = (uint32_t)b->pairs->n;
	return n;
}

static void set_epoch(struct qn_mtbatches *b, uint64_t epoch)
{
	if (b->epoch == epoch)
		return;
	b->epoch = epoch;
	sort_pairs(b, epoch);
	draw_turns(b, epoch);
	if (b->mixed)
		cut_order(b);
}

/* What the largest of the sorted batches takes. */
static void measure(struct qn_mtbatches *b)
{
	struct qn_mtroom *room = &b->room;
	for (size_t i = 0; i < b->n; i++) {
		size_t x = 0, y = 0, x_most = 0, y_most = 0;
		size_t pairs = b->cut[i + 1] - b->cut[i];
		for (size_t k = b->cut[i]; k < b->cut[i + 1]; k++) {
			size_t x_more = x_rows(b->pairs, b->order[k]);
			size_t y_more = y_rows(b->pairs, b->order[k]);
			x += x_more;
			y += y_more;
			x_most = larger(x_most, x_more);
			y_most = larger(y_most, y_more);
		}
		room->x = larger(room->x, x);
		room->y = larger(room->y, y);
		room->x_most = larger(room->x_most, x_most);
		room->y_most = larger(room->y_most, y_most);
		room->pairs = larger(room->pairs, pairs);
		room->x_padded = larger(room->x_padded, x_most * pairs);
		room->y_padded = larger(room->y_padded, y_most * pairs);
	}
}

/* What any batch may take, and how many there are in every order. */
static void measure_mixed(struct qn_mtbatches *b)
{
	struct qn_mtroom *room = &b->room;
	size_t x = 0, y = 0, n = b->pairs->n;
	for (size_t i = 0; i < n; i++) {
		x += x_rows(b->pairs, i);
		y += y_rows(b->pairs, i);
		room->x_most = larger(room->x_most, x_rows(b->pairs, i));
		room->y_most = larger(room->y_most, y_rows(b->pairs, i));
	}
	room->x = larger(b->rows, room->x_most);
	room->y = larger(b->rows, room->y_most);
	room->pairs = n < b->rows ? n : b->rows;
	room->x_padded = room->pairs * room->x_most;
	room->y_padded = room->pairs * room->y_most;
	b->n = (larger(x, y) + b->rows - 1) / b->rows;
}

bool qn_mtbatches_init(struct qn_mtbatches *b, const struct qn_mtpairs *pairs,
                       size_t rows, bool mixed, uint64_t seed, struct qn_err *e)
{
	*b = (struct qn_mtbatches){.pairs = pairs,
	                           .seed = seed,
	                           .mixed = mixed,
	                           .rows = rows,
	                           .epoch = UINT64_MAX};
	if (pairs->n == 0)
		return qn_fail(e, "there are no pairs of sentences");
	b->order = qn_malloc(pairs->n, sizeof *b->order);
	b->cut = qn_malloc(pairs->n + 1, sizeof *b->cut);
	b->cut[0] = 0;
	sort_pairs(b, 0);
	b->n = cut_order(b);
	if (mixed)
		measure_mixed(b);
	else
		measure(b);
	b->turn = qn_malloc(b->n, sizeof *b->turn);
	b->ids =
	    qn_big_alloc(2 * (b->room.pairs + 1) + b->room.x + 2 * b->room.y,
	                 sizeof *b->ids, "a batch", e);
	return b->ids != NULL;
}

void qn_mtbatches_release(struct qn_mtbatches *b)
{
	free(b->order);
	free(b->cut);
	free(b->turn);
	qn_big_free(b->ids);
	*b = (struct qn_mtbatches){.n = 0};
}

static void fill_pair(const struct qn_mtpairs *p, size_t pair, uint32_t *x,
                      uint32_t *in, uint32_t *out)
{
	size_t n = y_rows(p, pair) - 1;
	const uint32_t *y = p->y.id + p->y_at[pair];
	memcpy(x, p->x.id + p->x_at[pair], x_rows(p, pair) * sizeof *x);
	in[0] = QN_MT_END;
	out[n] = QN_MT_END;
	for (size_t i = 0; i < n; i++)
		in[i + 1] = out[i] = y[i];
}

const struct qn_mtbatch *qn_mtbatches_cut(struct qn_mtbatches *b, size_t i)
{
	uint32_t *x_at = b->ids, *y_at = x_at + b->room.pairs + 1;
	uint32_t *x = y_at + b->room.pairs + 1, *in = x + b->room.x;
	uint32_t *out = in + b->room.y;
	size_t pairs = b->cut[i + 1] - b->cut[i];
	x_at[0] = y_at[0] = 0;
	for (size_t k = 0; k < pairs; k++) {
		size_t pair = b->order[b->cut[i] + k];
		x_at[k + 1] = x_at[k] + (uint32_t)x_rows(b->pairs, pair);
		y_at[k + 1] = y_at[k] + (uint32_t)y_rows(b->pairs, pair);
		fill_pair(b->pairs, pair, x + x_at[k], in + y_at[k],
		          out + y_at[k]);
	}
	b->batch = (struct qn_mtbatch){.pairs = pairs,
	                               .x = x,
	                               .x_at = x_at,
	                               .in = in,
	                               .out = out,
	                               .y_at = y_at};
	return &b->batch;
}

const struct qn_mtbatch *qn_mtbatches_step(struct qn_mtbatches *b,
                                           uint64_t step)
{
	set_epoch(b, step / b->n);
	return qn_mtbatches_cut(b, b->turn[step % b->n]);
}
