/* SPDX-License-Identifier: MIT */
/*
 * glovetiles.c -- counted, dealt out, shuffled.
 *
 * Two passes over the file: how many records each tile has, and putting them
 * there, behind one another.  Where memory has no room for all, the second
 * one deals them to rounds only, in a scratch file, through a small buffer
 * for each; then every round is read, sorted into its tiles, and put back.
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
#define BUFFER 64 /* records of a round on their way to the scratch file */

/* A record in the scratch file, before its round is sorted. */
struct spilled {
	uint32_t row, column; /* words */
	float value;
};

#define SPILLED sizeof(struct spilled)

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

static size_t round_start(const struct qn_glove_tiles *t, size_t round)
{
	return t->start[round * t->side];
}

static size_t round_size(const struct qn_glove_tiles *t, size_t round)
{
	return round_start(t, round + 1) - round_start(t, round);
}

/* Where a round lies in the scratch file, sorted or not. */
static size_t round_place(const struct qn_glove_tiles *t, size_t round)
{
	return round_start(t, round) * SPILLED;
}

static bool make_room(struct qn_glove_tiles *t, size_t n, size_t memory,
                      struct qn_err *e)
{
	t->room = n;
	if (n > memory / RECORD) {
		t->fd1 = qn_tempfile_open(e) + 1;
		t->room = memory / 3 / RECORD; /* sorting takes 3/2 of it */
		for (size_t r = 0; r < t->rounds; r++)
			if (round_size(t, r) > t->room)
				t->room = round_size(t, r);
	}
	t->record = qn_big_alloc(t->room, RECORD, what, e);
	return !e->failed;
}

static struct qn_glove_record record_of(const struct qn_glove_tiles *t,
                                        const struct spilled *s)
{
	return (struct qn_glove_record){(uint16_t)(s->row / t->side),
	                                (uint16_t)(s->column / t->side),
	                                s->value};
}

/* --- dealing -------------------------------------------------------------- */

struct dealing {
	struct qn_glove_tiles *t;
	size_t *next; /* [tiles] where each one's next record goes; to a
	               * file: [rounds], each one's                      */
	struct spilled *buffer; /* [rounds][BUFFER], to a file           */
	uint8_t *held;          /* [rounds] records in it                */
};

static bool changed(const char *name, struct qn_err *e)
{
	return qn_fail(e, "%s: it changed while it was read", name);
}

static bool deal_to_tile(struct dealing *d, const struct spilled *s,
                         const char *name, struct qn_err *e)
{
	const struct qn_glove_tiles *t = d->t;
	size_t tile = tile_of(t, s->row, s->column);
	if (d->next[tile] == t->start[tile + 1])
		return changed(name, e);
	t->record[d->next[tile]++] = record_of(t, s);
	return true;
}

static bool flush(struct dealing *d, size_t round, struct qn_err *e)
{
	size_t n = d->held[round], at = d->next[round];
	d->held[round] = 0;
	d->next[round] += n;
	return qn_tempfile_write(d->t->fd1 - 1, d->buffer + round * BUFFER,
	                         n * SPILLED, at * SPILLED, what, e);
}

static bool deal_to_round(struct dealing *d, const struct spilled *s,
                          const char *name, struct qn_err *e)
{
	const struct qn_glove_tiles *t = d->t;
	size_t round = tile_of(t, s->row, s->column) / t->side;
	size_t held = d->held[round]++;
	if (d->next[round] + held == round_start(t, round + 1))
		return changed(name, e);
	d->buffer[round * BUFFER + held] = *s;
	return held + 1 < BUFFER || flush(d, round, e);
}

static bool deal(struct dealing *d, const struct qn_cooccur *r, size_t n,
                 const char *name, struct qn_err *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct spilled s = {(uint32_t)r[i].word1 - 1,
		                          (uint32_t)r[i].word2 - 1,
		                          (float)r[i].value};
		if (!(d->t->fd1 ? deal_to_round(d, &s, name, e)
		                : deal_to_tile(d, &s, name, e)))
			return false;
	}
	return true;
}

static bool deal_all(struct qn_glove_tiles *t, struct qn_cooccurfile *f,
                     const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_cooccur *r;
	size_t n, step = t->fd1 ? t->side : 1;
	size_t places = t->rounds * t->side / step;
	struct dealing d = {.t = t};
	d.next = qn_big_alloc(places, sizeof *d.next, what, e);
	if (t->fd1) {
		d.buffer = qn_big_alloc(places * BUFFER, SPILLED, what, e);
		d.held = qn_calloc(places, 1);
	}
	for (size_t i = 0; i < places && !e->failed; i++)
		d.next[i] = t->start[i * step];
	qn_cooccurfile_rewind(f);
	while (!e->failed && (n = qn_cooccurfile_next(f, &r, e)))
		if (deal(&d, r, n, f->name, e))
			tell(progress, f, 1, e);
	for (size_t i = 0; t->fd1 && i < places && !e->failed; i++)
		flush(&d, i, e);
	qn_big_free(d.next);
	qn_big_free(d.buffer);
	free(d.held);
	return !e->failed;
}

/* --- shuffling ------------------------------------------------------------ */

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

/* --- the scratch file ----------------------------------------------------- */

static bool read_scratch(const struct qn_glove_tiles *t, void *to, size_t n,
                         size_t at, struct qn_err *e)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(t->fd1 - 1, (char *)to + done, n - done,
		                    (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return qn_fail_errno(e, "%s: scratch file",
			                     qn_tempfile_folder());
		done += (size_t)got;
	}
	return true;
}

/* A round's records into `t->record`, tile after tile. */
static bool sort_round(struct qn_glove_tiles *t, size_t round, struct qn_err *e)
{
	const size_t *start = t->start + round * t->side;
	size_t n = round_size(t, round);
	size_t *next = qn_malloc(t->side, sizeof *next);
	struct spilled *s = qn_big_alloc(n, SPILLED, what, e);
	bool ok =
	    s && read_scratch(t, s, n * SPILLED, round_place(t, round), e);
	for (size_t i = 0; i < t->side; i++)
		next[i] = start[i] - start[0];
	for (size_t i = 0; ok && i < n; i++)
		t->record[next[s[i].row & (t->side - 1)]++] =
		    record_of(t, &s[i]);
	qn_big_free(s);
	free(next);
	return ok;
}

static bool write_round(const struct qn_glove_tiles *t, size_t round,
                        struct qn_err *e)
{
	return qn_tempfile_write(t->fd1 - 1, t->record,
	                         round_size(t, round) * RECORD,
	                         round_place(t, round), what, e);
}

static bool shuffle_rounds(struct qn_glove_tiles *t, uint64_t seed,
                           struct qn_pool *pool, struct qn_err *e)
{
	for (size_t round = 0; round < t->rounds; round++) {
		struct shuffle s = {.t = t,
		                    .record = t->record,
		                    .first = round * t->side,
		                    .seed = seed};
		if (t->fd1 && !sort_round(t, round, e))
			return false;
		if (!t->fd1)
			s.record += t->start[s.first];
		qn_pool_for(pool, t->side, t->side, arrange, &s);
		if (t->fd1 && !write_round(t, round, e))
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

/* As many rounds, up to `rounds`, as there is room for. */
static size_t rounds_that_fit(const struct qn_glove_tiles *t, size_t first,
                              size_t rounds)
{
	size_t n = 1;
	while (n < rounds &&
	       round_start(t, first + n + 1) - round_start(t, first) <= t->room)
		n++;
	return n;
}

const struct qn_glove_record *qn_glove_tiles_take(struct qn_glove_tiles *t,
                                                  size_t first, size_t *rounds,
                                                  struct qn_err *e)
{
	if (!t->fd1)
		return t->record + round_start(t, first);
	*rounds = rounds_that_fit(t, first, *rounds);
	struct qn_glove_record *to = t->record;
	for (size_t r = first; r < first + *rounds; r++) {
		if (!read_scratch(t, to, round_size(t, r) * RECORD,
		                  round_place(t, r), e))
			return NULL;
		to += round_size(t, r);
	}
	return t->record;
}
