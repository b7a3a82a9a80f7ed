/* SPDX-License-Identifier: MIT */
/*
 * cooccur.c -- counts a row at a time.
 *
 * The original adds every pair of the text to a dense table, if both words
 * are frequent, or to a list that is sorted now and then.  Here the places of
 * each word are listed first; then a row is the sum over a word's places of
 * what stands around them, and needs nothing but one row of sums, which stays
 * in the cache.  Rows come out sorted by themselves, no pair is ever written
 * down, and threads have nothing in common.
 *
 *	ids      7 3 9 0 3 7 7 0 ...
 *	places   3: 1 4 ...   7: 0 5 6 ...   9: 2 ...
 *	row 7    + 3 (at 1) + 9 (at 2) + 3 (at 4), twice ...
 *
 * Pairs are added in the order in which the original meets them, so that sums
 * are the same to the last bit as those of its dense table.
 *
 * The places of a long text do not fit memory.  It is then cut into chunks;
 * each one's rows go to a scratch file as a sorted run, and the runs are
 * added up, again row by row.
 */
#include "embed/cooccur.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/spool.h"
#include "embed/cooccurrows.h"

/* A chunk of the text, its words' places sorted by word. */
struct chunk {
	const uint32_t
	    *id; /* of the corpus, from a window before the chunk on */
	size_t begin,
	    end;         /* the chunk's, counted from `id`                   */
	uint32_t *place; /* [start[words + 1]] counted from `id`             */
	size_t *start;   /* [words + 2] where a word's places begin          */
};

struct counting {
	const struct qn_corpus *c;
	const struct qn_cooccur_options *o;
	struct qn_pool *pool;
	size_t words;
	double *weight; /* [window + 1] of a pair so many words apart        */
	struct qn_cooccur_rows rows;
	struct chunk chunk;
	size_t most;    /* ids of a chunk                                  */
	size_t *count;  /* [shards][words + 1] of a word in part of a chunk */
	size_t *places; /* [words + 1] of a word in this chunk             */
	size_t *total;  /* [words + 1] of a word in all of them            */
	struct qn_spool spool; /* sorted runs                                */
	size_t *run;           /* [runs + 1] where they begin, in records    */
	size_t runs;
	const struct qn_cooccur *record; /* all runs                         */
	size_t *cursor; /* [lanes][runs] the next record of a run            */
	size_t *passed; /* [runs] records that are not needed any more       */
};

/* --- the places of each word ---------------------------------------------- */

static void count_places(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct counting *k = ctx;
	size_t *count = k->count + shard * (k->words + 1);
	memset(count, 0, (k->words + 1) * sizeof *count);
	for (size_t i = begin; i < end; i++)
		count[k->chunk.id[i]]++;
}

static void put_places(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct counting *k = ctx;
	size_t *next = k->count + shard * (k->words + 1);
	for (size_t i = begin; i < end; i++)
		k->chunk.place[next[k->chunk.id[i]]++] = (uint32_t)i;
}

/* Counts become the place in the list where each shard goes on. */
static void deal_places(struct counting *k)
{
	size_t at = 0;
	for (size_t w = 0; w <= k->words; w++) {
		k->chunk.start[w] = at;
		for (size_t s = 0; s < k->rows.lanes; s++) {
			size_t *count = &k->count[s * (k->words + 1) + w];
			size_t n = *count;
			*count = at;
			at += n;
		}
		k->places[w] = at - k->chunk.start[w];
		k->total[w] += k->places[w];
	}
	k->chunk.start[k->words + 1] = at;
}

static void list_places(struct counting *k, size_t begin, size_t end)
{
	size_t window = (size_t)k->o->window;
	size_t halo = begin < window ? begin : window;
	k->chunk.id = k->c->id + begin - halo;
	k->chunk.begin = halo;
	k->chunk.end = halo + end - begin;
	qn_pool_for(k->pool, k->chunk.end, k->rows.lanes, count_places, k);
	deal_places(k);
	qn_pool_for(k->pool, k->chunk.end, k->rows.lanes, put_places, k);
}

/* --- a row from the text -------------------------------------------------- */

/* A walk along the places of a word: those whose windows reach the word at
 * `now`, which is the next to be counted as one that follows them. */
struct walk {
	const struct counting *k;
	struct qn_cooccur_row *row;
	uint32_t word;
	const uint32_t *place;
	size_t first, end; /* of `place`: the windows that are open          */
	size_t now;
};

/* One place's window, as far as `until`; false when it ends before. */
static bool follow_one(struct walk *w, size_t until)
{
	const struct chunk *c = &w->k->chunk;
	const double *weight = w->k->weight;
	size_t place = w->place[w->first], t = w->now;
	size_t last = place + (size_t)w->k->o->window;
	size_t stop = last < until ? last : until;
	while (t < c->begin && t <= stop && c->id[t])
		t++;
	for (; t <= stop && c->id[t]; t++)
		qn_cooccur_row_add(w->row, c->id[t], weight[t - place]);
	w->now = t;
	return t > stop && t <= last;
}

/* The word at `now` follows all places in whose windows it is, the nearest
 * first; the word itself is counted for both sides. */
static void follow_all(struct walk *w)
{
	const struct chunk *c = &w->k->chunk;
	uint32_t word = c->id[w->now];
	int times = word == w->word && w->k->o->symmetric ? 2 : 1;
	while (w->first < w->end &&
	       w->now - w->place[w->first] > (size_t)w->k->o->window)
		w->first++;
	if (!word)
		w->first = w->end;
	for (size_t q = w->end; w->now >= c->begin && q > w->first; q--)
		for (int i = 0; i < times; i++)
			qn_cooccur_row_add(
			    w->row, word,
			    w->k->weight[w->now - w->place[q - 1]]);
	w->now++;
}

/* All that follows, up to the word at `until`, which is another place of the
 * word or behind the end. */
static void follow(struct walk *w, size_t until)
{
	while (w->first < w->end && w->now < until)
		if (w->end - w->first > 1)
			follow_all(w);
		else if (!follow_one(w, until - 1))
			w->first = w->end;
	if (w->first < w->end && until < w->k->chunk.end)
		follow_all(w);
	w->now = until + 1;
}

/* What stands before a place. */
static void look_back(const struct walk *w, size_t place)
{
	const struct chunk *c = &w->k->chunk;
	size_t window = (size_t)w->k->o->window;
	size_t most = place < window ? place : window;
	for (size_t d = 1; d <= most && c->id[place - d]; d++)
		if (c->id[place - d] != w->word)
			qn_cooccur_row_add(w->row, c->id[place - d],
			                   w->k->weight[d]);
}

static void fill_from_text(void *ctx, size_t lane, uint32_t word, bool first,
                           struct qn_cooccur_row *row)
{
	const struct counting *k = ctx;
	size_t n = k->chunk.start[word + 1] - k->chunk.start[word];
	struct walk w = {.k = k, .row = row, .word = word};
	(void)lane;
	(void)first;
	w.place = k->chunk.place + k->chunk.start[word];
	for (size_t i = 0; i < n; i++) {
		follow(&w, w.place[i]);
		if (k->o->symmetric && w.place[i] >= k->chunk.begin)
			look_back(&w, w.place[i]);
		w.end = i + 1;
	}
	follow(&w, k->chunk.end);
}

/* --- a row from sorted runs ----------------------------------------------- */

/* The first record of a run that is not before row `word`; looked for near
 * those that were needed last, so that pages far from there stay on the
 * disk. */
static size_t find_row(const struct counting *k, size_t run, uint32_t word)
{
	size_t low = k->passed[run], end = k->run[run + 1], step = 1;
	while (step < end - low &&
	       k->record[low + step].word1 < (int32_t)word) {
		low += step;
		step *= 2;
	}
	size_t high = step < end - low ? low + step : end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (k->record[middle].word1 < (int32_t)word)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void fill_from_runs(void *ctx, size_t lane, uint32_t word, bool first,
                           struct qn_cooccur_row *row)
{
	const struct counting *k = ctx;
	size_t *cursor = k->cursor + lane * k->runs;
	for (size_t i = 0; i < k->runs; i++) {
		size_t at = first ? find_row(k, i, word) : cursor[i];
		while (at < k->run[i + 1] &&
		       k->record[at].word1 == (int32_t)word) {
			qn_cooccur_row_add(row, (uint32_t)k->record[at].word2,
			                   k->record[at].value);
			at++;
		}
		cursor[i] = at;
	}
}

static void forget_rows(void *ctx, uint32_t word)
{
	struct counting *k = ctx;
	for (size_t i = 0; i < k->runs; i++) {
		size_t at = find_row(k, i, word);
		qn_pages_forget(k->record + k->passed[i], k->record + at);
		k->passed[i] = at;
	}
}

static bool add_to_run(void *ctx, const struct qn_cooccur *record, size_t n,
                       struct qn_err *e)
{
	struct counting *k = ctx;
	k->run[k->runs + 1] += n;
	return qn_spool_add(&k->spool, record, n * sizeof *record,
	                    "co-occurrences", e);
}

/* --- all of it ------------------------------------------------------------ */

static size_t pairs_of_place(const struct counting *k)
{
	return (size_t)k->o->window * (k->o->symmetric ? 2 : 1);
}

static bool count_chunk(struct counting *k, size_t begin, size_t end,
                        qn_cooccur_sink *put, void *ctx, struct qn_err *e)
{
	const struct qn_cooccur_source text = {.ctx = k,
	                                       .places = k->places,
	                                       .pairs = pairs_of_place(k),
	                                       .fill = fill_from_text,
	                                       .progress = k->o->progress,
	                                       .what = "counting",
	                                       .before = begin,
	                                       .all = k->c->n};
	list_places(k, begin, end);
	return qn_cooccur_rows_run(&k->rows, &text, put, ctx, e);
}

static bool count_runs(struct counting *k, struct qn_err *e)
{
	for (size_t at = 0; at < k->c->n; at += k->most) {
		size_t left = k->c->n - at;
		k->run = qn_realloc(k->run, k->runs + 2, sizeof *k->run);
		if (k->runs == 0)
			k->run[0] = 0;
		k->run[k->runs + 1] = k->run[k->runs];
		if (!count_chunk(k, at, at + (left < k->most ? left : k->most),
		                 add_to_run, k, e))
			return false;
		if (k->c->mapped)
			qn_pages_forget(k->c->id, k->c->id + at);
		k->runs++;
	}
	return true;
}

static bool merge_runs(struct counting *k, qn_cooccur_sink *put, void *ctx,
                       struct qn_err *e)
{
	const struct qn_cooccur_source runs = {.ctx = k,
	                                       .places = k->total,
	                                       .pairs = pairs_of_place(k),
	                                       .fill = fill_from_runs,
	                                       .passed = forget_rows,
	                                       .progress = k->o->progress,
	                                       .what = "merging",
	                                       .all = k->c->n};
	const void *bytes = qn_spool_map(&k->spool, "co-occurrences", e).p;
	k->record = bytes;
	k->cursor = qn_calloc(k->rows.lanes * k->runs, sizeof *k->cursor);
	k->passed = qn_calloc(k->runs, sizeof *k->passed);
	memcpy(k->passed, k->run, k->runs * sizeof *k->passed);
	return !e->failed && qn_cooccur_rows_run(&k->rows, &runs, put, ctx, e);
}

static bool check_options(const struct qn_cooccur_options *o, struct qn_err *e)
{
	if (o->window < 1 || o->window > QN_COOCCUR_WINDOW)
		return qn_fail(e, "window is %d; it must be 1 to %d", o->window,
		               QN_COOCCUR_WINDOW);
	return !e->failed;
}

/* A quarter of the memory is for rows, half for places, and what else there
 * is has the rest. */
static bool begin(struct counting *k, struct qn_err *e)
{
	const size_t memory = k->o->memory, words = k->words;
	size_t window = (size_t)k->o->window;
	if (words > INT32_MAX - 1)
		return qn_fail(e, "%zu words are too many", words);
	if (!qn_cooccur_rows_init(&k->rows, words, memory / 4, k->pool, e))
		return false;
	k->most = memory / 2 / sizeof *k->chunk.place;
	if (k->most > UINT32_MAX / 2)
		k->most = UINT32_MAX / 2;
	if (k->most > k->c->n)
		k->most = k->c->n;
	k->weight = qn_malloc(window + 1, sizeof *k->weight);
	for (size_t d = 0; d <= window; d++)
		k->weight[d] = k->o->by_distance ? 1.0 / (double)d : 1;
	k->chunk.place = qn_big_alloc(k->most + window, sizeof *k->chunk.place,
	                              "places of words", e);
	k->chunk.start = qn_big_alloc(words + 2, sizeof *k->chunk.start,
	                              "places of words", e);
	k->count = qn_big_alloc(k->rows.lanes * (words + 1), sizeof *k->count,
	                        "places of words", e);
	k->places = qn_calloc(words + 1, sizeof *k->places);
	k->total = qn_calloc(words + 1, sizeof *k->total);
	return !e->failed;
}

static void finish(struct counting *k)
{
	qn_cooccur_rows_release(&k->rows);
	qn_spool_release(&k->spool);
	qn_big_free(k->chunk.place);
	qn_big_free(k->chunk.start);
	qn_big_free(k->count);
	free(k->weight);
	free(k->places);
	free(k->total);
	free(k->run);
	free(k->cursor);
	free(k->passed);
}

bool qn_cooccur_count(const struct qn_corpus *c,
                      const struct qn_cooccur_options *o, qn_cooccur_sink *put,
                      void *ctx, struct qn_pool *pool, struct qn_err *e)
{
	struct counting k = {.c = c, .o = o, .pool = pool};
	if (!check_options(o, e))
		return false;
	k.words = c->vocab->words.count - (size_t)1;
	bool ok = begin(&k, e);
	if (ok && k.most == c->n)
		ok = count_chunk(&k, 0, c->n, put, ctx, e);
	else if (ok)
		ok = count_runs(&k, e) && merge_runs(&k, put, ctx, e);
	finish(&k);
	return ok;
}
