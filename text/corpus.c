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
 *	map  [   shard 0    |   shard 1    ]   cut behind a line end
 *	          scan           scan          a few MB at a time, all at once
 *	      vocab, ids      vocab, ids
 *	          `---- merge, sort ----´--> vocabulary, old id -> new id
 *	           `------ pour --------´--> id[n]
 *
 * A stream is one shard, fed block by block; a word that straddles two
 * blocks is put together in `open`.
 */
#include "text/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/mem.h"
#include "text/idlist.h"

/* Bytes a shard scans between two calls of the progress callback. */
#define STEP ((size_t)4 << 20)

/* Where even an uncut word is cut: a map's strings are below 4 GB. */
#define MOST_WORD ((size_t)1 << 30)

struct shard {
	struct qn_vocab *vocab; /* its own when counting, else everybody's   */
	bool counting;
	struct qn_idlist ids;
	size_t max_word;
	struct qn_buf open; /* the word that the last block broke off in */
	bool in_word;
	size_t raw;          /* words met, line ends included             */
	size_t lines;        /* line ends met                             */
	uint32_t words;      /* of its vocabulary, before it was merged   */
	const char *p, *end; /* what is left of its part of a map         */
	struct qn_err e;
};

struct reading {
	const struct qn_corpus_options *o;
	struct qn_pool *pool;
	struct qn_idstore store;
	struct shard *shard; /* [shards] */
	size_t shards;
};

enum kind { IN_WORD, BLANK, LINE_END, SKIPPED };

static const unsigned char kind[256] = {
    [' '] = BLANK, ['\t'] = BLANK, ['\n'] = LINE_END, ['\r'] = SKIPPED};

static inline enum kind kind_of(const char *p)
{
	return kind[(unsigned char)*p];
}

static inline bool put_word(struct shard *s, const char *p, size_t n)
{
	struct qn_slice word = {p, n < s->max_word ? n : s->max_word};
	uint32_t id = s->counting ? qn_vocab_add(s->vocab, word, 1)
	                          : qn_vocab_find(s->vocab, word);
	s->raw++;
	return id == QN_MAP_NONE || qn_idlist_add(&s->ids, id, &s->e);
}

static inline bool put_line_end(struct shard *s)
{
	s->raw++;
	s->lines++;
	if (s->counting) {
		s->vocab->count[0]++;
		s->vocab->total++;
	}
	return qn_idlist_add(&s->ids, 0, &s->e);
}

static bool close_word(struct shard *s)
{
	s->in_word = false;
	if (s->open.n == 0)
		return true;
	bool ok = put_word(s, s->open.p, s->open.n);
	qn_buf_clear(&s->open);
	return ok;
}

/* The long way round, for a word that is broken off or holds a carriage
 * return: copy it up to its end, or to that of the block.  NULL on failure. */
static const char *open_word(struct shard *s, const char *p, const char *end)
{
	s->in_word = true;
	while (p < end) {
		const char *run = p;
		while (p < end && kind_of(p) == IN_WORD)
			p++;
		size_t n = (size_t)(p - run), room = s->max_word - s->open.n;
		qn_buf_add(&s->open, run, n < room ? n : room);
		if (p < end && kind_of(p) != SKIPPED)
			return close_word(s) ? p : NULL;
		p += p < end;
	}
	return p;
}

/* All of [p, end); stops early when the shard has failed. */
static void scan(struct shard *s, const char *p, const char *end)
{
	if (s->in_word)
		p = open_word(s, p, end);
	while (p && p < end) {
		const char *word = p;
		while (p < end && kind_of(p) == IN_WORD)
			p++;
		if (p == end || kind_of(p) == SKIPPED) {
			p = open_word(s, word, end);
			continue;
		}
		if (p > word && !put_word(s, word, (size_t)(p - word)))
			return;
		if (*p == '\n' && !put_line_end(s))
			return;
		p++;
	}
}

static bool tell(const struct reading *r, size_t done, size_t total,
                 struct qn_err *e)
{
	struct qn_report report = {.what = "reading",
	                           .unit = "bytes",
	                           .done = (double)done,
	                           .total = (double)total,
	                           .loss = __builtin_nan(""),
	                           .rate = __builtin_nan("")};
	if (qn_progress_tell(r->o->progress, &report))
		return true;
	return qn_fail_interrupted(e, "reading");
}

static bool read_stream(struct reading *r, struct qn_input *in,
                        struct qn_err *e)
{
	struct shard *s = &r->shard[0];
	struct qn_slice block;
	while ((block = qn_input_next(in, e)).n && !s->e.failed) {
		scan(s, block.p, block.p + block.n);
		if (!tell(r, qn_input_offset(in), qn_input_size(in), e))
			return false;
	}
	return !e->failed;
}

static void begin(struct reading *r, const struct qn_corpus_options *o,
                  struct qn_pool *pool, struct qn_vocab *vocab, size_t shards)
{
	*r = (struct reading){.o = o, .pool = pool, .shards = shards};
	r->shard = qn_calloc(shards, sizeof *r->shard);
	qn_idstore_init(&r->store, o->memory);
	for (size_t i = 0; i < shards; i++) {
		struct shard *s = &r->shard[i];
		s->counting = vocab == NULL;
		s->vocab = vocab ? vocab : qn_vocab_new();
		s->ids.store = &r->store;
		s->max_word = o->max_word && o->max_word < MOST_WORD
		                  ? o->max_word
		                  : MOST_WORD;
		if (s->counting)
			qn_vocab_add(s->vocab, qn_slice_of(QN_EOS), 0);
	}
}

static void finish(struct reading *r)
{
	for (size_t i = 0; i < r->shards; i++) {
		struct shard *s = &r->shard[i];
		if (s->counting)
			qn_vocab_free(s->vocab);
		qn_idlist_release(&s->ids);
		qn_buf_release(&s->open);
	}
	free(r->shard);
	qn_idstore_release(&r->store);
}

/* The end of the text ends the last word; what went wrong in a shard is the
 * reading's failure. */
static bool close_shards(struct reading *r, struct qn_err *e)
{
	for (size_t i = 0; i < r->shards && !e->failed; i++) {
		struct shard *s = &r->shard[i];
		close_word(s);
		if (s->e.failed)
			qn_fail(e, "%s", s->e.text);
	}
	return !e->failed;
}

/* Add shard i's words to shard 0's vocabulary; returns where its ids go. */
static uint32_t *absorb(struct reading *r, struct shard *s)
{
	struct qn_vocab *from = s->vocab;
	uint32_t *to = qn_malloc(from->words.count, sizeof *to);
	s->words = from->words.count;
	for (uint32_t id = 0; id < s->words; id++)
		to[id] = qn_vocab_add(r->shard[0].vocab,
		                      qn_map_string(&from->words, id),
		                      from->count[id]);
	qn_vocab_free(from);
	s->vocab = NULL;
	return to;
}

/* One sorted vocabulary, shard 0's, and each shard's old id -> new id. */
static void merge(struct reading *r, uint32_t **renumber)
{
	struct qn_vocab *v = r->shard[0].vocab;
	for (size_t i = 1; i < r->shards; i++)
		renumber[i] = absorb(r, &r->shard[i]);
	renumber[0] = qn_malloc(v->words.count, sizeof **renumber);
	struct qn_vocab_limits limits = r->o->limits;
	limits.pin_first = true;
	qn_vocab_sort(v, &limits, renumber[0]);
	for (size_t i = 1; i < r->shards; i++)
		for (uint32_t id = 0; id < r->shard[i].words; id++)
			renumber[i][id] = renumber[0][renumber[i][id]];
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
		to += qn_idlist_pour(&r->shard[i].ids, renumber[i], to);
		c->raw += r->shard[i].raw;
	}
	return true;
}

static bool gather(struct reading *r, struct qn_corpus *c, struct qn_err *e)
{
	uint32_t **renumber = qn_calloc(r->shards, sizeof *renumber);
	size_t n = 0;
	if (r->shard[0].counting) {
		merge(r, renumber);
		c->vocab = r->shard[0].vocab;
		r->shard[0].vocab = NULL;
		n = c->vocab->total;
	} else {
		for (size_t i = 0; i < r->shards; i++)
			n += qn_idlist_count(&r->shard[i].ids);
	}
	bool ok = pour(r, renumber, n, c, e);
	for (size_t i = 0; i < r->shards; i++)
		free(renumber[i]);
	free(renumber);
	return ok;
}

/* Line ends alone are nothing to learn from. */
static bool check_words(const struct reading *r, const struct qn_corpus *c,
                        const char *name, struct qn_err *e)
{
	size_t lines = 0, i = 0;
	while (i < c->n && c->id[i] == 0)
		i++;
	if (i < c->n)
		return true;
	for (size_t s = 0; s < r->shards; s++)
		lines += r->shard[s].lines;
	if (c->raw == lines)
		return qn_fail(e, "%s: no words", name);
	if (!r->shard[0].counting)
		return qn_fail(e, "%s: no words of the vocabulary", name);
	return qn_fail(e,
	               "%s: no words; none of %zu occurs %llu times, lower "
	               "min-count",
	               name, c->raw - lines,
	               (unsigned long long)r->o->limits.min_count);
}

/* A vocabulary from elsewhere, brought into the order that a corpus has. */
static struct qn_vocab *adopt(struct qn_vocab *given,
                              const struct qn_corpus_options *o)
{
	struct qn_slice eos = qn_slice_of(QN_EOS);
	struct qn_vocab_limits limits = o->limits;
	uint32_t at = qn_vocab_find(given, eos);
	struct qn_vocab *v = given;
	if (at != 0) {
		v = qn_vocab_new();
		qn_vocab_add(v, eos, 0);
		for (uint32_t id = 0; id < given->words.count; id++)
			qn_vocab_add(v, qn_map_string(&given->words, id),
			             given->count[id]);
		qn_vocab_free(given);
	}
	limits.pin_first = true;
	qn_vocab_sort(v, &limits, NULL);
	return v;
}

static bool read_all(struct reading *r, const char *path, struct qn_corpus *c,
                     struct qn_err *e)
{
	struct qn_input *in = qn_input_open(path, e);
	bool ok = in && read_stream(r, in, e) && close_shards(r, e) &&
	          gather(r, c, e) && check_words(r, c, qn_input_name(in), e);
	qn_input_close(in);
	return ok;
}

struct qn_corpus *qn_corpus_read(const char *path, struct qn_vocab *vocab,
                                 const struct qn_corpus_options *o,
                                 struct qn_pool *pool, struct qn_err *e)
{
	struct reading r;
	struct qn_corpus *c = qn_calloc(1, sizeof *c);
	if (vocab)
		c->vocab = vocab = adopt(vocab, o);
	begin(&r, o, pool, vocab, 1);
	bool ok = !e->failed && read_all(&r, path, c, e);
	finish(&r);
	if (ok)
		return c;
	qn_corpus_free(c);
	return NULL;
}

void qn_corpus_free(struct qn_corpus *c)
{
	if (!c)
		return;
	qn_vocab_free(c->vocab);
	qn_idstore_unmap(c->id, c->n + 1);
	free(c);
}
