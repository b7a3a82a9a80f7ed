/* SPDX-License-Identifier: MIT */
/*
 * bpetrain.c -- from text to words, from words to base pieces.
 *
 * Each lane counts the words of its lines for itself; sums do not depend on
 * who counted what, and the merges do not depend on the order of the words.
 */
#include "text/bpetrain.h"

#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/batches.h"

#define CODE_POINTS 0x110000

/* --- words ---------------------------------------------------------------- */

struct counting {
	struct qn_pretokens *pretokens;
	bool spaced;
	struct qn_vocab **lane; /* [lanes] */
	size_t lanes;
};

static bool count_line(const struct qn_pretokens *t, struct qn_vocab *v,
                       const char *p, const char *end, struct qn_err *e)
{
	while (p < end) {
		size_t n = qn_pretoken_next(t, p, end);
		if (n > QN_MAP_LONGEST)
			return qn_fail(e, "a word of %zu bytes is too long", n);
		qn_vocab_add(v, (struct qn_slice){p, n}, 1);
		p += n;
	}
	return true;
}

static bool count_spaced(const struct qn_pretokens *t, struct qn_vocab *v,
                         const char *p, const char *end, struct qn_buf *line,
                         struct qn_err *e)
{
	qn_buf_clear(line);
	qn_buf_putc(line, ' ');
	qn_buf_add(line, p, (size_t)(end - p));
	return count_line(t, v, line->p, line->p + line->n, e);
}

static size_t count_lines(void *ctx, size_t lane, struct qn_slice rest,
                          uint64_t offset, struct qn_err *e)
{
	struct counting *c = ctx;
	const char *p = rest.p, *end = rest.p + rest.n;
	struct qn_vocab *v = c->lane[lane];
	struct qn_buf line = {0};
	size_t lines = 0;
	(void)offset;
	for (; p < end; lines++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *to = stop ? stop : end;
		if (!(c->spaced ? count_spaced(c->pretokens, v, p, to, &line, e)
		                : count_line(c->pretokens, v, p, to, e)))
			break;
		p = stop ? stop + 1 : end;
	}
	qn_buf_release(&line);
	return lines;
}

static struct qn_vocab *gather(struct counting *c)
{
	for (size_t i = 1; i < c->lanes; i++) {
		qn_vocab_merge(c->lane[0], c->lane[i], NULL);
		qn_vocab_free(c->lane[i]);
	}
	return c->lane[0];
}

struct qn_vocab *qn_bpe_count(const char *const *path, size_t n,
                              const struct qn_bpe_train_options *o,
                              struct qn_pool *pool,
                              const struct qn_progress *progress,
                              struct qn_err *e)
{
	struct counting c = {.lanes = (size_t)qn_pool_threads(pool),
	                     .spaced = o->spaced};
	const struct qn_batch_work work = {.ctx = &c,
	                                   .lines = count_lines,
	                                   .progress = progress,
	                                   .what = "counting"};
	c.pretokens = qn_pretokens_new(o->rule);
	c.lane = qn_calloc(c.lanes, sizeof(struct qn_vocab *));
	for (size_t i = 0; i < c.lanes; i++)
		c.lane[i] = qn_vocab_new();
	for (size_t i = 0; i < n && !e->failed; i++)
		qn_batches(path[i], o->encoding, o->invalid, pool, &work, e);
	struct qn_vocab *words = gather(&c);
	free(c.lane);
	qn_pretokens_free(c.pretokens);
	if (!e->failed && words->words.count)
		return words;
	qn_vocab_free(words);
	qn_fail(e, "%s: no text to learn from",
	        path[0] ? path[0] : "standard input");
	return NULL;
}

/* --- base pieces ---------------------------------------------------------- */

struct character {
	uint64_t count;
	UChar32 c;
};

static int by_count(const void *a, const void *b)
{
	const struct character *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->c < y->c ? -1 : 1;
}

static int by_code_point(const void *a, const void *b)
{
	const struct character *x = a, *y = b;
	return x->c < y->c ? -1 : 1;
}

static void count_characters(const struct qn_vocab *words, uint64_t *count)
{
	for (uint32_t w = 0; w < words->words.count; w++) {
		struct qn_slice s = qn_map_string(&words->words, w);
		while (s.n) {
			int32_t at = 0;
			int32_t n =
			    s.n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)s.n;
			UChar32 c;
			U8_NEXT(s.p, at, n, c);
			if (c >= 0)
				count[c] += words->count[w];
			s.p += at;
			s.n -= (size_t)at;
		}
	}
}

/* How many of seen [n] make up `coverage` of all; they come first then. */
static size_t cover(struct character *seen, size_t n, double coverage)
{
	double total = 0, sum = 0;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		total += (double)seen[i].count;
	qsort(seen, n, sizeof *seen, by_count);
	while (kept < n && sum < coverage * total)
		sum += (double)seen[kept++].count;
	return kept;
}

/* The characters of the words as pieces, those of ASCII being bytes. */
static void add_characters(struct qn_bpe *b, const struct qn_vocab *words,
                           double coverage)
{
	uint64_t *count = qn_calloc(CODE_POINTS, sizeof *count);
	struct character *seen = qn_calloc(CODE_POINTS, sizeof *seen);
	size_t n = 0;
	count_characters(words, count);
	for (UChar32 c = 0; c < CODE_POINTS; c++)
		if (count[c])
			seen[n++] = (struct character){count[c], c};
	n = cover(seen, n, coverage);
	qsort(seen, n, sizeof *seen, by_code_point);
	for (size_t i = 0; i < n; i++) {
		char text[U8_MAX_LENGTH];
		int32_t length = 0;
		U8_APPEND_UNSAFE(text, length, seen[i].c);
		qn_map_add(&b->pieces, (struct qn_slice){text, (size_t)length});
	}
	free(seen);
	free(count);
}

static bool add_special(struct qn_bpe *b, const struct qn_bpe_train_options *o,
                        struct qn_err *e)
{
	for (size_t i = 0; i < o->n_special; i++) {
		struct qn_slice s = qn_slice_of(o->special[i]);
		int32_t first = 0;
		if (s.n)
			U8_FWD_1(s.p, first, (int32_t)s.n);
		if ((size_t)first == s.n)
			return qn_fail(e, "a special piece must be longer than "
			                  "one character");
		if (qn_map_add(&b->pieces, s) != i)
			return qn_fail(e, "special piece \"%s\" is there twice",
			               o->special[i]);
	}
	return true;
}

/* --- all of it ------------------------------------------------------------ */

static bool check(const struct qn_bpe_train_options *o, struct qn_err *e)
{
	if (o->vocab_size < 257 || o->vocab_size > QN_BPE_MOST)
		return qn_fail(e,
		               "a vocabulary of %u pieces; ask for 257 to "
		               "%u",
		               o->vocab_size, QN_BPE_MOST);
	if (!(o->coverage > 0 && o->coverage <= 1))
		return qn_fail(e, "coverage %g is not above 0 and at most 1",
		               o->coverage);
	return !e->failed;
}

static bool add_base(struct qn_bpe *b, const struct qn_vocab *words,
                     const struct qn_bpe_train_options *o, struct qn_err *e)
{
	if (!add_special(b, o, e))
		return false;
	qn_bpe_add_bytes(b);
	if (o->characters)
		add_characters(b, words, o->coverage);
	b->alphabet = b->pieces.count;
	return b->alphabet <= o->vocab_size ||
	       qn_fail(e,
	               "%u characters, bytes and special pieces do not fit "
	               "a vocabulary of %u; ask for a larger one or for less "
	               "coverage",
	               b->alphabet, o->vocab_size);
}

struct qn_bpe *qn_bpe_train(const char *const *path, size_t n,
                            const struct qn_bpe_train_options *o,
                            struct qn_pool *pool,
                            const struct qn_progress *progress,
                            struct qn_err *e)
{
	struct qn_vocab *words =
	    check(o, e) ? qn_bpe_count(path, n, o, pool, progress, e) : NULL;
	if (!words)
		return NULL;
	struct qn_bpe *b = qn_bpe_new(o->rule);
	b->characters = o->characters;
	bool ok = add_base(b, words, o, e) &&
	          qn_bpe_learn(b, words, o, progress, e) &&
	          qn_bpe_seal(b, "the model", e);
	qn_vocab_free(words);
	if (ok)
		return b;
	qn_bpe_free(b);
	return NULL;
}
