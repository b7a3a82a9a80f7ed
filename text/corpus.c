/* SPDX-License-Identifier: MIT */
/*
 * corpus.c -- one reading: scan, count, number; then sort and renumber.
 *
 * A mapped file is cut into as many shards as there are threads, each with a
 * vocabulary and a list of ids of its own.  Ids are first dealt out in the
 * order in which words are met; when all is read the vocabularies are merged
 * and sorted, and the lists are poured, renumbered, into one array.  Since
 * the sorted order depends on counts and bytes alone, so do the final ids.
 *
 *	map  [   shard 0    |   shard 1    ]   cut between two words
 *	          scan           scan          a few MB at a time, all at once
 *	      vocab, ids      vocab, ids
 *	          `---- merge, sort ----´--> vocabulary, old id -> new id
 *	           `------ pour --------´--> id[n]
 *
 * A stream is one shard, fed block by block.  Of several ranks each has a part
 * of the map, and their vocabularies are joined before the sort.
 */
#include "text/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/mem.h"
#include "text/idlist.h"
#include "text/scanner.h"
#include "text/vocabjoin.h"

/* Bytes a shard scans between two calls of the progress callback. */
#define STEP ((size_t)4 << 20)

/* Bytes that are worth a thread's while. */
#define LEAST ((size_t)64 << 10)

struct shard {
	struct qn_scanner scanner;
	const char *p, *end; /* what is left of its part of a map          */
	uint32_t words;      /* of its vocabulary, before it was merged    */
};

struct reading {
	const struct qn_corpus_options *o;
	struct qn_pool *pool;
	struct qn_ranks *ranks;
	struct qn_idstore store;
	struct shard *shard; /* [shards] */
	size_t shards;
};

static bool tell(const struct reading *r, size_t done, size_t total,
                 struct qn_err *e)
{
	return qn_progress_at(r->o->progress, "reading", "bytes", done,
	                      total) ||
	       qn_fail_interrupted(e, "reading");
}

static bool read_stream(struct reading *r, struct qn_input *in,
                        struct qn_err *e)
{
	struct qn_scanner *s = &r->shard[0].scanner;
	static const char line_end[] = "\n";
	struct qn_slice block;
	char last = '\n';
	while (!s->e.failed && (block = qn_input_next(in, e)).n) {
		/* A member ends the line of the one before it. */
		if (qn_input_member(in) && last != '\n')
			qn_scanner_feed(s, line_end, line_end + 1);
		last = block.p[block.n - 1];
		qn_scanner_feed(s, block.p, block.p + block.n);
		if (!tell(r, qn_input_offset(in), qn_input_size(in), e))
			return false;
	}
	return !e->failed;
}

/* Behind the separator at or after `p`: where one shard ends and the next
 * begins. */
static const char *cut(const char *p, const char *end)
{
	while (p < end && *p != ' ' && *p != '\t' && *p != '\n')
		p++;
	return p < end ? p + 1 : end;
}

static void cut_map(struct reading *r, struct qn_slice map)
{
	const char *at = map.p, *end = map.p + map.n;
	for (size_t i = 0; i < r->shards; i++) {
		const char *to = map.p + map.n / r->shards * (i + 1);
		r->shard[i].p = at;
		if (i + 1 == r->shards)
			at = end;
		else if (to > at)
			at = cut(to - 1, end);
		r->shard[i].end = at;
	}
}

/* Where the share of a rank begins, at about `at`: behind the end of a line
 * that is not further than half a share, else behind a word. */
static const char *border(const struct reading *r, struct qn_slice map,
                          size_t at)
{
	size_t near = map.n / (size_t)r->ranks->size / 2;
	if (at == 0 || at == map.n)
		return map.p + at;
	near = near < map.n - at ? near : map.n - at;
	const char *p = map.p + at - 1;
	const char *line = memchr(p, '\n', near + 1);
	return line ? line + 1 : cut(p, map.p + map.n);
}

static struct qn_slice own_share(const struct reading *r, struct qn_slice map)
{
	size_t begin, end;
	if (r->ranks->size == 1)
		return map;
	qn_ranks_share(r->ranks, map.n, &begin, &end);
	const char *p = border(r, map, begin);
	return (struct qn_slice){p, (size_t)(border(r, map, end) - p)};
}

static void step(void *ctx, size_t i, size_t begin, size_t end)
{
	struct shard *s = &((struct reading *)ctx)->shard[i];
	size_t left = (size_t)(s->end - s->p), n = left < STEP ? left : STEP;
	(void)begin;
	(void)end;
	qn_scanner_feed(&s->scanner, s->p, s->p + n);
	qn_pages_forget(s->p, s->p + n);
	s->p += n;
}

static bool read_map(struct reading *r, struct qn_slice map, struct qn_err *e)
{
	cut_map(r, map);
	for (size_t left = map.n; left;) {
		qn_pool_for(r->pool, r->shards, r->shards, step, r);
		left = 0;
		for (size_t i = 0; i < r->shards; i++)
			left += (size_t)(r->shard[i].end - r->shard[i].p);
		if (!tell(r, map.n - left, map.n, e))
			return false;
	}
	return true;
}

static const char *line_end_of(const struct qn_corpus_options *o)
{
	return o->as_glove ? "" : QN_EOS;
}

static struct qn_vocab_limits limits_of(const struct qn_corpus_options *o)
{
	struct qn_vocab_limits limits = o->limits;
	limits.pin_first = true;
	limits.as_glove |= o->as_glove;
	return limits;
}

static void begin(struct reading *r, struct qn_vocab *vocab, size_t shards)
{
	r->shards = shards;
	r->shard = qn_calloc(shards, sizeof *r->shard);
	for (size_t i = 0; i < shards; i++) {
		qn_scanner_init(&r->shard[i].scanner, vocab, line_end_of(r->o),
		                r->o->max_word, r->o->fasttext, &r->store);
		r->shard[i].scanner.discard = r->o->count_only;
	}
}

static void finish(struct reading *r)
{
	for (size_t i = 0; i < r->shards; i++)
		qn_scanner_release(&r->shard[i].scanner);
	free(r->shard);
}

/* What went wrong in a shard is the reading's failure. */
static bool close_shards(struct reading *r, struct qn_err *e)
{
	for (size_t i = 0; i < r->shards; i++) {
		struct qn_scanner *s = &r->shard[i].scanner;
		qn_scanner_finish(s);
		if (s->e.failed)
			qn_fail(e, "%s", s->e.text);
	}
	return !e->failed;
}

/* Add shard i's words to shard 0's vocabulary; returns where its ids go. */
static uint32_t *absorb(struct reading *r, struct shard *s)
{
	struct qn_vocab *from = s->scanner.vocab;
	uint32_t *to = qn_malloc(from->words.count, sizeof *to);
	s->words = from->words.count;
	qn_vocab_merge(r->shard[0].scanner.vocab, from, to);
	qn_vocab_free(from);
	s->scanner.vocab = NULL;
	return to;
}

/* Sort the vocabulary of all ranks, which takes the place of this one's, `own`;
 * to: old id -> new id.  Returns how many of this rank's words are left, 0 too
 * with `e` set. */
static size_t join_ranks(struct reading *r, struct qn_vocab *own, uint32_t *to,
                         struct qn_err *e)
{
	struct qn_vocab_limits limits = limits_of(r->o);
	struct qn_vocab *v = qn_vocab_join(own, to, r->ranks, e);
	if (!v)
		return 0;
	uint32_t *place = qn_malloc(v->words.count, sizeof *place);
	size_t n = 0;
	qn_vocab_sort(v, &limits, place);
	for (uint32_t id = 0; id < own->words.count; id++) {
		to[id] = place[to[id]];
		n += to[id] == QN_MAP_NONE ? 0 : (size_t)own->count[id];
	}
	free(place);
	qn_vocab_free(own);
	r->shard[0].scanner.vocab = v;
	return n;
}

static size_t sort_alone(struct reading *r, struct qn_vocab *v, uint32_t *to)
{
	struct qn_vocab_limits limits = limits_of(r->o);
	qn_vocab_sort(v, &limits, to);
	return (size_t)v->total;
}

/* One sorted vocabulary, shard 0's, and each shard's old id -> new id; how many
 * ids are left. */
static size_t merge(struct reading *r, uint32_t **renumber, struct qn_err *e)
{
	struct qn_vocab *v = r->shard[0].scanner.vocab;
	for (size_t i = 1; i < r->shards; i++)
		renumber[i] = absorb(r, &r->shard[i]);
	renumber[0] = qn_malloc(v->words.count, sizeof **renumber);
	size_t n = r->ranks->size > 1 ? join_ranks(r, v, renumber[0], e)
	                              : sort_alone(r, v, renumber[0]);
	for (size_t i = 1; i < r->shards && !e->failed; i++)
		for (uint32_t id = 0; id < r->shard[i].words; id++)
			renumber[i][id] = renumber[0][renumber[i][id]];
	return n;
}

/* Every shard's ids into c->id [n], which they fill. */
static bool pour(struct reading *r, uint32_t **renumber, size_t n,
                 struct qn_corpus *c, struct qn_err *e)
{
	bool file;
	uint32_t *to = c->id = qn_idstore_map(&r->store, n + 1, &file, e);
	if (!to)
		return false;
	c->n = n;
	c->mapped = file ? (n + 1) * sizeof *to : 0;
	for (size_t i = 0; i < r->shards; i++) {
		to += qn_idlist_pour(&r->shard[i].scanner.ids, renumber[i], to);
		if (file)
			qn_pages_forget(c->id, to);
	}
	return true;
}

static bool gather(struct reading *r, struct qn_corpus *c, struct qn_err *e)
{
	uint32_t **renumber = qn_calloc(r->shards, sizeof *renumber);
	size_t n = 0;
	if (r->shard[0].scanner.counting) {
		n = merge(r, renumber, e);
		c->vocab = r->shard[0].scanner.vocab;
		r->shard[0].scanner.vocab = NULL;
	} else {
		for (size_t i = 0; i < r->shards; i++)
			n += qn_idlist_count(&r->shard[i].scanner.ids);
	}
	bool ok =
	    !e->failed && (r->o->count_only || pour(r, renumber, n, c, e));
	for (size_t i = 0; i < r->shards; i++) {
		c->raw += r->shard[i].scanner.raw;
		free(renumber[i]);
	}
	free(renumber);
	return ok;
}

/* Of all ranks: ids, words and lines met, and whether there are any words
 * left. */
static bool add_up(const struct reading *r, struct qn_corpus *c,
                   uint64_t *lines, uint64_t *any, struct qn_err *e)
{
	size_t i = 0;
	while (i < c->n && c->id[i] == 0)
		i++;
	uint64_t sum[4] = {c->n, c->raw, 0, i < c->n};
	for (size_t s = 0; s < r->shards; s++)
		sum[2] += r->shard[s].scanner.lines;
	if (!qn_ranks_sum_counts(r->ranks, sum, 4, e))
		return false;
	c->all = (size_t)sum[0];
	c->raw = (size_t)sum[1];
	*lines = sum[2];
	*any = sum[3];
	return true;
}

/* Line ends alone are nothing to learn from. */
static bool check_words(const struct reading *r, struct qn_corpus *c,
                        const char *name, struct qn_err *e)
{
	uint64_t lines, any;
	if (!add_up(r, c, &lines, &any, e))
		return false;
	if (any || (r->o->count_only && c->vocab->words.count > 1))
		return true;
	if (c->raw == lines)
		return qn_fail(e, "%s: no words", name);
	if (!r->shard[0].scanner.counting)
		return qn_fail(e, "%s: no words of the vocabulary", name);
	return qn_fail(e,
	               "%s: no words; none of %zu occurs %llu times, lower "
	               "min-count",
	               name, c->raw - (size_t)lines,
	               (unsigned long long)r->o->limits.min_count);
}

/* A vocabulary from elsewhere, brought into the order that a corpus has. */
static struct qn_vocab *adopt(struct qn_vocab *given,
                              const struct qn_corpus_options *o)
{
	struct qn_slice eos = qn_slice_of(line_end_of(o));
	struct qn_vocab_limits limits = limits_of(o);
	uint32_t at = qn_vocab_find(given, eos);
	struct qn_vocab *v = given;
	if (at != 0) {
		v = qn_vocab_new();
		qn_vocab_add(v, eos, 0);
		qn_vocab_merge(v, given, NULL);
		qn_vocab_free(given);
	}
	if (!o->as_glove)
		qn_vocab_sort(v, &limits, NULL);
	return v;
}

/* A shard too small to keep a thread busy is not worth its vocabulary. */
static size_t shards_for(const struct reading *r, size_t bytes)
{
	size_t most = bytes / LEAST + 1;
	size_t threads = (size_t)qn_pool_threads(r->pool);
	return threads < most ? threads : most;
}

static bool read_all(struct reading *r, struct qn_input *in,
                     struct qn_vocab *vocab, struct qn_corpus *c,
                     struct qn_err *e)
{
	struct qn_slice map = qn_input_map(in), share = own_share(r, map);
	if (r->ranks->size > 1 && !map.n)
		return qn_fail(e,
		               "%s: only a plain file that is not empty can "
		               "be shared out among processes",
		               qn_input_name(in));
	begin(r, vocab, shards_for(r, share.n));
	bool ok = tell(r, 0, qn_input_size(in), e) &&
	          (map.n ? read_map(r, share, e) : read_stream(r, in, e)) &&
	          close_shards(r, e) && gather(r, c, e) &&
	          check_words(r, c, qn_input_name(in), e);
	finish(r);
	return ok;
}

struct qn_corpus *qn_corpus_read(const char *path, struct qn_vocab *vocab,
                                 const struct qn_corpus_options *o,
                                 struct qn_pool *pool, struct qn_err *e)
{
	struct reading r = {.o = o, .pool = pool, .ranks = qn_pool_ranks(pool)};
	struct qn_corpus *c = qn_calloc(1, sizeof *c);
	struct qn_input *in = qn_input_open(path, e);
	if (vocab)
		c->vocab = vocab = adopt(vocab, o);
	qn_idstore_init(&r.store, o->memory);
	bool ok = in && read_all(&r, in, vocab, c, e);
	qn_idstore_release(&r.store);
	qn_input_close(in);
	if (ok)
		return c;
	qn_corpus_free(c);
	return NULL;
}

void qn_corpus_drop_ids(struct qn_corpus *c)
{
	qn_idstore_unmap(c->id, c->n + 1);
	c->id = NULL;
	c->n = 0;
}

void qn_corpus_free(struct qn_corpus *c)
{
	if (!c)
		return;
	qn_corpus_drop_ids(c);
	qn_vocab_free(c->vocab);
	free(c);
}
