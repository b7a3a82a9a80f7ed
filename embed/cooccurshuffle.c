/* SPDX-License-Identifier: MIT */
/*
 * cooccurshuffle.c -- what fits memory is shuffled there (Fisher and Yates).
 *
 * What does not is dealt to buckets that do: each record to any of them, then
 * each bucket is shuffled by itself, which together is a uniform shuffle (Rao,
 * 1961; Sandelius, 1962).  All buckets lie in one scratch file, in chunks.
 */
#include "embed/cooccurshuffle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/tempfile.h"

#define RECORD sizeof(struct qn_cooccur)
#define CHUNK  1024 /* records of a bucket that are written at once */
#define MOST   1024 /* buckets                                      */

static const char what[] = "co-occurrences";

struct bucket {
	size_t *chunk; /* [chunks] where in the file, in chunks */
	size_t chunks, held, n;
};

struct shuffling {
	struct qn_input *in;
	const struct qn_progress *progress;
	struct qn_rng rng;
	struct qn_cooccur *record;  /* [has] all, or those of a bucket        */
	size_t room, has, n;        /* it may have `room`                     */
	struct bucket *bucket;      /* [buckets]                              */
	struct qn_cooccur *waiting; /* [buckets][CHUNK]                       */
	size_t buckets, chunks;
	int fd1;
	struct qn_buf rest; /* bytes of a record that a block broke           */
};

static size_t below(struct shuffling *s, size_t n)
{
	return (size_t)((unsigned __int128)qn_rng_next(&s->rng) * n >> 64);
}

static void mix(struct shuffling *s)
{
	struct qn_cooccur *r = s->record;
	for (size_t n = s->n; n > 1; n--) {
		size_t j = below(s, n);
		struct qn_cooccur swap = r[j];
		r[j] = r[n - 1];
		r[n - 1] = swap;
	}
}

/* Write a bucket's records that wait. */
static bool flush(struct shuffling *s, size_t i, struct qn_err *e)
{
	struct bucket *b = &s->bucket[i];
	if ((b->chunks & (b->chunks - 1)) == 0)
		b->chunk = qn_realloc(b->chunk, b->chunks ? 2 * b->chunks : 1,
		                      sizeof *b->chunk);
	b->chunk[b->chunks++] = s->chunks;
	b->n += b->held;
	b->held = 0;
	return qn_tempfile_write(s->fd1 - 1, s->waiting + i * CHUNK,
	                         CHUNK * RECORD, s->chunks++ * CHUNK * RECORD,
	                         what, e);
}

static bool deal(struct shuffling *s, const struct qn_cooccur *r,
                 struct qn_err *e)
{
	size_t i = below(s, s->buckets);
	s->waiting[i * CHUNK + s->bucket[i].held] = *r;
	return ++s->bucket[i].held < CHUNK || flush(s, i, e);
}

/* Memory is full: half of it becomes buckets, as many as `bytes` (0: unknown)
 * need with another half to spare. */
static bool begin_buckets(struct shuffling *s, size_t bytes, struct qn_err *e)
{
	size_t need = bytes / (s->room * RECORD / 2) + 1;
	s->buckets = bytes && need < MOST ? need : MOST;
	s->bucket = qn_calloc(s->buckets, sizeof *s->bucket);
	s->waiting = qn_big_alloc(s->buckets * CHUNK, RECORD, what, e);
	s->fd1 = s->waiting ? qn_tempfile_open(e) + 1 : 0;
	for (size_t i = 0; i < s->n && !e->failed; i++)
		deal(s, &s->record[i], e);
	s->n = 0;
	return !e->failed;
}

static bool take(struct shuffling *s, const char *p, struct qn_err *e)
{
	struct qn_cooccur r;
	memcpy(&r, p, RECORD);
	if (s->buckets)
		return deal(s, &r, e);
	if (s->n == s->room)
		return begin_buckets(s, qn_input_size(s->in), e) &&
		       deal(s, &r, e);
	if (s->n == s->has) {
		s->has = 2 * s->has < s->room ? 2 * s->has : s->room;
		s->record = qn_realloc(s->record, s->has, RECORD);
	}
	s->record[s->n++] = r;
	return true;
}

/* Blocks break where they like. */
static bool take_block(struct shuffling *s, struct qn_slice block,
                       struct qn_err *e)
{
	const char *p = block.p, *end = p + block.n;
	while (s->rest.n && p < end) {
		qn_buf_add(&s->rest, p++, 1);
		if (s->rest.n < RECORD)
			continue;
		if (!take(s, s->rest.p, e))
			return false;
		qn_buf_clear(&s->rest);
	}
	for (; (size_t)(end - p) >= RECORD; p += RECORD)
		if (!take(s, p, e))
			return false;
	qn_buf_add(&s->rest, p, (size_t)(end - p));
	return true;
}

static bool read_all(struct shuffling *s, struct qn_err *e)
{
	struct qn_slice block;
	while ((block = qn_input_next(s->in, e)).n) {
		if (!take_block(s, block, e))
			return false;
		if (!qn_progress_at(s->progress, "shuffling", "bytes",
		                    qn_input_offset(s->in),
		                    qn_input_size(s->in)))
			return qn_fail_interrupted(e, "shuffling");
	}
	if (s->rest.n)
		return qn_fail(e,
		               "%s: it ends amid a record of %zu bytes; it is "
		               "cut short, or holds no co-occurrences",
		               qn_input_name(s->in), RECORD);
	return !e->failed;
}

static bool read_chunk(struct shuffling *s, size_t chunk, size_t n,
                       struct qn_err *e)
{
	char *to = (void *)(s->record + s->n);
	for (size_t done = 0; done < n * RECORD;) {
		ssize_t got = pread(s->fd1 - 1, to + done, n * RECORD - done,
		                    (off_t)(chunk * CHUNK * RECORD + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return qn_fail_errno(e, "%s: scratch file",
			                     qn_tempfile_folder());
		done += (size_t)got;
	}
	s->n += n;
	return true;
}

static bool put_bucket(struct shuffling *s, size_t i, qn_cooccur_sink *put,
                       void *ctx, struct qn_err *e)
{
	struct bucket *b = &s->bucket[i];
	size_t left = b->n + b->held;
	if (b->held && !flush(s, i, e))
		return false;
	if (left > s->room)
		return qn_fail(e, "so many records need more memory");
	s->n = 0;
	for (size_t k = 0; k < b->chunks; k++) {
		size_t n = left < CHUNK ? left : CHUNK;
		if (!read_chunk(s, b->chunk[k], n, e))
			return false;
		left -= n;
	}
	mix(s);
	return !s->n || put(ctx, s->record, s->n, e);
}

static bool put_all(struct shuffling *s, qn_cooccur_sink *put, void *ctx,
                    struct qn_err *e)
{
	if (!s->buckets) {
		mix(s);
		return !s->n || put(ctx, s->record, s->n, e);
	}
	for (size_t i = 0; i < s->buckets; i++)
		if (!put_bucket(s, i, put, ctx, e))
			return false;
	return true;
}

bool qn_cooccur_shuffle(const char *path, size_t memory, uint64_t seed,
                        qn_cooccur_sink *put, void *ctx,
                        const struct qn_progress *progress, struct qn_err *e)
{
	struct shuffling s = {.in = qn_input_open(path, e),
	                      .progress = progress,
	                      .rng = qn_rng_new(seed, 0)};
	size_t waiting = (size_t)MOST * CHUNK * RECORD;
	/* Buckets that wait have some of the memory, records the rest. */
	s.room =
	    (memory > 2 * waiting ? memory - waiting : memory / 2) / RECORD;
	s.has = s.room < CHUNK ? s.room : CHUNK;
	s.record = qn_malloc(s.has, RECORD);
	bool ok = s.in && read_all(&s, e) && put_all(&s, put, ctx, e);
	for (size_t i = 0; s.bucket && i < s.buckets; i++)
		free(s.bucket[i].chunk);
	free(s.bucket);
	qn_big_free(s.waiting);
	free(s.record);
	qn_buf_release(&s.rest);
	if (s.fd1)
		close(s.fd1 - 1);
	qn_input_close(s.in);
	return ok;
}
