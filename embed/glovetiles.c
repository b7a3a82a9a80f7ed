/* SPDX-License-Identifier: MIT */
/*
 * glovetiles.c -- counted, dealt out, shuffled.
 *
 * Two passes over the file: how many records each tile has, and putting them
 * there, behind one another.  What goes to a scratch file goes through a small
 * buffer for each tile.
 */
#include "embed/glovetiles.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/tempfile.h"

#define RECORD sizeof(struct qn_glove_record)
#define BUFFER 64 /* records of a tile on their way to the scratch file */

static const char what[] = "co-occurrences in tiles";

/* In which part of which tile a record is: they are numbered round by round,
 * within a round by their rows. */
static inline size_t tile_of(const struct qn_glove_tiles *t, size_t row,
                             size_t column)
{
	size_t last = t->side - 1, i = row & last, j = column & last;
	uint64_t mix = qn_rng_mix((uint64_t)row << 32 | column);
	size_t part = (size_t)((mix >> 32) * t->parts >> 32);
	return (part * t->side + ((j - i) & last)) * t->side + i;
}

static bool tell(const struct qn_progress *progress,
                 const struct qn_cooccurfile *f, size_t pass, struct qn_err *e)
{
	return qn_progress_at(progress, "sorting", "records",
	                      (pass * f->n + f->at) / 2, f->n) ||
	       qn_fail_interrupted(e, "sorting");
}

static bool count(struct qn_glove_tiles *t, struct qn_cooccurfile *f,
                  const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_cooccur *r;
	size_t n, *count = t->start + 1, tiles = t->rounds * t->side;
	qn_cooccurfile_rewind(f);
	while ((n = qn_cooccurfile_next(f, &r, e))) {
		for (size_t i = 0; i < n; i++)
			count[tile_of(t, (size_t)r[i].word1 - 1,
			              (size_t)r[i].word2 - 1)]++;
		if (!tell(progress, f, 0, e))
			return false;
	}
	for (size_t i = 1; i <= tiles; i++)
		t->start[i] += t->start[i - 1];
	return !e->failed;
}

static size_t round_size(const struct qn_glove_tiles *t, size_t round)
{
	return t->start[(round + 1) * t->side] - t->start[round * t->side];
}

static bool make_room(struct qn_glove_tiles *t, size_t n, size_t memory,
                      struct qn_err *e)
{
	size_t most = n;
	if (n > memory / RECORD) {
		t->fd1 = qn_tempfile_open(e) + 1;
		most = 0;
		for (size_t r = 0; r < t->rounds; r++)
			if (round_size(t, r) > most)
				most = round_size(t, r);
	}
	t->record = qn_big_alloc(most, RECORD, what, e);
	return !e->failed;
}

/* --- dealing ---------------------------------------------------------------- */

struct dealing {
	struct qn_glove_tiles *t;
	size_t
	    *next; /* [tiles] where each one's next record goes             */
	struct qn_glove_record
	    *buffer;   /* [tiles][BUFFER], for a file          */
	uint8_t *held; /* [tiles] records in it                */
};

static bool flush(struct dealing *d, size_t tile, struct qn_err *e)
{
	size_t n = d->held[tile];
	d->held[tile] = 0;
	d->next[tile] += n;
	return qn_tempfile_write(d->t->fd1 - 1, d->buffer + tile * BUFFER,
	                         n * RECORD, (d->next[tile] - n) * RECORD, what,
	                         e);
}

static bool deal(struct dealing *d, const struct qn_cooccur *r, size_t n,
                 const char *name, struct qn_err *e)
{
	const struct qn_glove_tiles *t = d->t;
	for (size_t i = 0; i < n; i++) {
		size_t row = (size_t)r[i].word1 - 1;
		size_t column = (size_t)r[i].word2 - 1;
		size_t tile = tile_of(t, row, column);
		struct qn_glove_record record = {(uint16_t)(row / t->side),
		                                 (uint16_t)(column / t->side),
		                                 (float)r[i].value};
		size_t held = t->fd1 ? d->held[tile] : 0;
		if (d->next[tile] + held == t->start[tile + 1])
			return qn_fail(e, "%s: it changed while it was read",
			               name);
		if (!t->fd1) {
			t->record[d->next[tile]++] = record;
			continue;
		}
		d->buffer[tile * BUFFER + held] = record;
		if (++d->held[tile] == BUFFER && !flush(d, tile, e))
			return false;
	}
	return true;
}

static bool deal_all(struct qn_glove_tiles *t, struct qn_cooccurfile *f,
                     const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_cooccur *r;
	size_t n, tiles = t->rounds * t->side;
	struct dealing d = {.t = t};
	d.next = qn_big_alloc(tiles, sizeof *d.next, what, e);
	if (t->fd1) {
		d.buffer = qn_big_alloc(tiles * BUFFER, RECORD, what, e);
		d.held = qn_big_alloc(tiles, 1, what, e);
	}
	if (!e->failed)
		memcpy(d.next, t->start, tiles * sizeof *d.next);
	qn_cooccurfile_rewind(f);
	while (!e->failed && (n = qn_cooccurfile_next(f, &r, e)))
		if (deal(&d, r, n, f->name, e))
			tell(progress, f, 1, e);
	for (size_t i = 0; t->fd1 && i < tiles && !e->failed; i++)
		flush(&d, i, e);
	qn_big_free(d.next);
	qn_big_free(d.buffer);
	qn_big_free(d.held);
	return !e->failed;
}

/* --- shuffling -------------------------------------------------------------- */

struct shuffle {
	const struct qn_glove_tiles *t;
	struct qn_glove_record *record; /* of tiles from `first` on */
	size_t first;
	uint64_t seed;
};

/* Logarithms are taken on the way. */
static void mix(struct qn_glove_record *r, size_t n, struct qn_rng rng)
{
	for (; n > 0; n--) {
		size_t j = (size_t)((qn_rng_next(&rng) >> 32) * n >> 32);
		struct qn_glove_record swap = r[j];
		r[j] = r[n - 1];
		swap.log = logf(swap.log);
		r[n - 1] = swap;
	}
}

/* By rows, each one's records staying in their order. */
static void group(struct qn_glove_record *r, size_t n)
{
	size_t rows = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		rows = r[i].row >= rows ? r[i].row + (size_t)1 : rows;
	size_t *next = qn_calloc(rows + 1, sizeof *next);
	struct qn_glove_record *was = qn_malloc(n, sizeof *was);
	for (size_t i = 0; i < n; i++)
		next[r[i].row]++;
	for (size_t i = 0; i < rows; i++) {
		size_t of_row = next[i];
		next[i] = at;
		at += of_row;
	}
	memcpy(was, r, n * sizeof *was);
	for (size_t i = 0; i < n; i++)
		r[next[was[i].row]++] = was[i];
	free(next);
	free(was);
}

static void arrange(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct shuffle *s = ctx;
	const size_t *start = s->t->start + s->first;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		struct qn_glove_record *r = s->record + (start[i] - start[0]);
		size_t n = start[i + 1] - start[i];
		if (n == 0)
			continue;
		mix(r, n, qn_rng_new(s->seed, s->first + i));
		group(r, n);
	}
}

static bool read_round(struct qn_glove_tiles *t, size_t round, struct qn_err *e)
{
	char *to = (void *)t->record;
	size_t at = t->start[round * t->side] * RECORD;
	size_t left = round_size(t, round) * RECORD;
	while (left) {
		ssize_t got = pread(t->fd1 - 1, to, left, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return qn_fail_errno(e, "%s: scratch file",
			                     qn_tempfile_folder());
		to += got;
		at += (size_t)got;
		left -= (size_t)got;
	}
	t->held = round;
	return true;
}

static bool shuffle_rounds(struct qn_glove_tiles *t, uint64_t seed,
                           struct qn_pool *pool, struct qn_err *e)
{
	for (size_t round = 0; round < t->rounds; round++) {
		struct shuffle s = {.t = t,
		                    .record = t->record,
		                    .first = round * t->side,
		                    .seed = seed};
		if (t->fd1 && !read_round(t, round, e))
			return false;
		if (!t->fd1)
			s.record += t->start[s.first];
		qn_pool_for(pool, t->side, t->side, arrange, &s);
		if (t->fd1 &&
		    !qn_tempfile_write(t->fd1 - 1, t->record,
		                       round_size(t, round) * RECORD,
		                       t->start[s.first] * RECORD, what, e))
			return false;
	}
	return true;
}

bool qn_glove_tiles_init(struct qn_glove_tiles *t, size_t side, size_t parts,
                         struct qn_cooccurfile *f, size_t memory, uint64_t seed,
                         const struct qn_progress *progress,
                         struct qn_pool *pool, struct qn_err *e)
{
	*t = (struct qn_glove_tiles){
	    .side = side, .parts = parts, .rounds = side * parts};
	t->start =
	    qn_big_alloc(t->rounds * side + 1, sizeof *t->start, what, e);
	return t->start && count(t, f, progress, e) &&
	       make_room(t, f->n, memory, e) && deal_all(t, f, progress, e) &&
	       shuffle_rounds(t, seed, pool, e);
}

void qn_glove_tiles_release(struct qn_glove_tiles *t)
{
	if (t->fd1)
		close(t->fd1 - 1);
	qn_big_free(t->start);
	qn_big_free(t->record);
}

const struct qn_glove_record *
qn_glove_tiles_round(struct qn_glove_tiles *t, size_t round, struct qn_err *e)
{
	if (!t->fd1)
		return t->record + t->start[round * t->side];
	return t->held == round || read_round(t, round, e) ? t->record : NULL;
}
