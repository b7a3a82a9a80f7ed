/* SPDX-License-Identifier: MIT */
/*
 * words.c -- cutting and counting words beside ICU's iterator.
 *
 *	build/bench/words TEXT [THREADS]
 *
 * Each row: what was done, MB of text a second of processor time for ICU and
 * for us, the ratio of the medians of interleaved runs.  The text lies in
 * memory.  "offsets": the places of all words into an array; "counted": words
 * with a letter or number, in lower case, in the same table.  ICU goes
 * through the UTF-8 by UText.  With THREADS the time of counting and sorting
 * is by the clock, beside that of one thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "base/input.h"
#include "base/pool.h"
#include "text/textlines.h"
#include "text/vocabcount.h"
#include "text/vocabtable.h"
#include "text/wordbreak.h"

#define RUNS  5
#define CHUNK ((size_t)32 << 10)
#define BLOCK ((size_t)1 << 20)

#define MOST_THREADS 64

struct place {
	uint32_t begin, end;
};

struct bench {
	struct qn_slice text;
	struct place *place; /* [text.n / 2] */
	size_t words;
	UBreakIterator *icu;
	UCaseMap *fold;
	struct qn_wordbreak *ours;
	struct qn_tokenizer *tokenizer;
	struct qn_vocabtable table;
	struct qn_err e;
};

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void icu_each(struct bench *b,
                     void (*word)(struct bench *, size_t from, size_t to))
{
	UErrorCode u = U_ZERO_ERROR;
	UText text = UTEXT_INITIALIZER;
	utext_openUTF8(&text, b->text.p, (int64_t)b->text.n, &u);
	ubrk_setUText(b->icu, &text, &u);
	int32_t from = ubrk_first(b->icu), to;
	for (; (to = ubrk_next(b->icu)) != UBRK_DONE; from = to)
		if (ubrk_getRuleStatus(b->icu) != UBRK_WORD_NONE)
			word(b, (size_t)from, (size_t)to);
	utext_close(&text);
}

static void note_place(struct bench *b, size_t from, size_t to)
{
	b->place[b->words++] = (struct place){(uint32_t)from, (uint32_t)to};
}

static void icu_offsets(struct bench *b)
{
	icu_each(b, note_place);
}

static void our_offsets(struct bench *b)
{
	struct qn_piece_list list;
	for (size_t at = 0; at < b->text.n; at += list.done) {
		size_t left = b->text.n - at, n = CHUNK;
		do {
			n = n < left ? n : left;
			qn_wordbreak_cut(
			    b->ours, (struct qn_slice){b->text.p + at, n},
			    n == left, QN_PIECES_WORDS, &list, &b->e);
			n *= 2;
		} while (!list.done && !b->e.failed);
		for (size_t i = 0; i < list.n; i++)
			b->place[b->words++] =
			    (struct place){(uint32_t)at + list.begin[i],
			                   (uint32_t)at + list.end[i]};
	}
}

static void count_word(struct bench *b, size_t from, size_t to)
{
	UErrorCode u = U_ZERO_ERROR;
	char folded[4096 + QN_TOKEN_PAD];
	int32_t n = ucasemap_utf8FoldCase(
	    b->fold, folded, 4096, b->text.p + from, (int32_t)(to - from), &u);
	struct qn_token t = {.text = {folded, (size_t)n}};
	qn_vocabtable_add(&b->table, &t, 1, &b->e);
	b->words++;
}

static void icu_counted(struct bench *b)
{
	icu_each(b, count_word);
}

static void count_lines(struct qn_tokenizer *t, struct qn_vocabtable *table,
                        struct qn_slice text, size_t *words, struct qn_err *e)
{
	const struct qn_token *token;
	size_t n;
	qn_tokenizer_begin(t, text, e);
	while (qn_tokenizer_batch(t, &token, &n, e)) {
		qn_vocabtable_add(table, token, n, e);
		*words += n;
	}
}

/* Bytes of a block of whole lines. */
static size_t block_of(struct qn_slice rest)
{
	if (rest.n <= BLOCK)
		return rest.n;
	const char *end = memchr(rest.p + BLOCK, '\n', rest.n - BLOCK);
	return end ? (size_t)(end + 1 - rest.p) : rest.n;
}

static void our_counted(struct bench *b)
{
	struct qn_slice rest = b->text;
	while (rest.n && !b->e.failed) {
		size_t n = block_of(rest);
		count_lines(b->tokenizer, &b->table,
		            (struct qn_slice){rest.p, n}, &b->words, &b->e);
		rest.p += n;
		rest.n -= n;
	}
}

static double timed(struct bench *b, void (*work)(struct bench *))
{
	qn_vocabtable_release(&b->table);
	qn_vocabtable_init(&b->table, &b->e);
	b->words = 0;
	double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
	work(b);
	return seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void compare(struct bench *b, const char *name,
                    void (*icu)(struct bench *), void (*ours)(struct bench *))
{
	double t[2][RUNS];
	size_t words[2] = {0, 0};
	for (int r = 0; r < RUNS; r++) {
		t[0][r] = timed(b, icu);
		words[0] = b->words;
		t[1][r] = timed(b, ours);
		words[1] = b->words;
	}
	double mb = (double)b->text.n / 1e6;
	for (int i = 0; i < 2; i++)
		qsort(t[i], RUNS, sizeof(double), by_size);
	printf("%s\ticu %.1f MB/s\tquern %.1f MB/s\tbest %.1f\tratio "
	       "%.1f\twords %zu %zu\n",
	       name, mb / t[0][RUNS / 2], mb / t[1][RUNS / 2], mb / t[1][0],
	       t[0][RUNS / 2] / t[1][RUNS / 2], words[0], words[1]);
	fflush(stdout);
}

/* --- threads -------------------------------------------------------------- */

struct share {
	struct bench *b;
	struct qn_vocab_counter *counter;
	struct qn_tokenizer *tokenizer[MOST_THREADS];
};

static void count_share(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct share *s = ctx;
	const char *text = s->b->text.p, *stop = text + s->b->text.n;
	const char *from = text + begin, *to = text + end;
	struct qn_err e = QN_ERR_INIT;
	const struct qn_token *token;
	size_t n;
	if (shard)
		from =
		    (const char *)memchr(from, '\n', (size_t)(stop - from)) + 1;
	if (to < stop)
		to = (const char *)memchr(to, '\n', (size_t)(stop - to)) + 1;
	qn_tokenizer_begin(s->tokenizer[shard],
	                   (struct qn_slice){from, (size_t)(to - from)}, &e);
	while (qn_tokenizer_batch(s->tokenizer[shard], &token, &n, &e))
		qn_vocab_counter_add(s->counter, shard, token, n);
}

static bool count_item(void *words, const struct qn_vocab_item *item,
                       struct qn_err *e)
{
	(void)e;
	*(size_t *)words += item->count;
	return true;
}

/* Counted, sorted and handed out. */
static double by_threads(struct bench *b, size_t threads,
                         const struct qn_tokenizer_options *o)
{
	const struct qn_vocab_limits limits = {.min_count = 1};
	struct qn_pool *pool = qn_pool_new((int)threads);
	struct share share = {.b = b};
	share.counter = qn_vocab_counter_new(threads, 0, &b->e);
	for (size_t i = 0; i < threads; i++)
		share.tokenizer[i] = qn_tokenizer_new(o, &b->e);
	b->words = 0;
	double begin = seconds(CLOCK_MONOTONIC);
	qn_pool_for(pool, b->text.n, threads, count_share, &share);
	qn_vocab_counter_end(share.counter, pool, &limits, count_item,
	                     &b->words, &b->e);
	double took = seconds(CLOCK_MONOTONIC) - begin;
	qn_vocab_counter_free(share.counter);
	for (size_t i = 0; i < threads; i++)
		qn_tokenizer_free(share.tokenizer[i]);
	qn_pool_free(pool);
	return took;
}

static void compare_threads(struct bench *b, size_t threads,
                            const struct qn_tokenizer_options *o)
{
	double t[2][RUNS];
	if (threads > MOST_THREADS)
		threads = MOST_THREADS;
	for (int r = 0; r < RUNS; r++) {
		t[0][r] = by_threads(b, 1, o);
		t[1][r] = by_threads(b, threads, o);
	}
	for (int i = 0; i < 2; i++)
		qsort(t[i], RUNS, sizeof(double), by_size);
	printf("counted, sorted\t1 thread %.3f s\t%zu threads %.3f s\tratio of "
	       "the "
	       "best %.2f\n",
	       t[0][0], threads, t[1][0], t[0][0] / t[1][0]);
}

int main(int argc, char **argv)
{
	struct bench b = {.words = 0};
	struct qn_bytes bytes = {.p = NULL};
	UErrorCode u = U_ZERO_ERROR;
	const struct qn_tokenizer_options o = {
	    .mode = QN_TOKEN_ICU, .punct = QN_PUNCT_DROP, .lower = true};
	if (argc < 2 || !qn_bytes_load(&bytes, argv[1], &b.e)) {
		fprintf(stderr, "words TEXT [THREADS]: %s\n", b.e.text);
		return 1;
	}
	b.text = (struct qn_slice){bytes.p, bytes.n};
	b.place = malloc((bytes.n / 2 + 1) * sizeof *b.place);
	memset(b.place, 1, (bytes.n / 2 + 1) * sizeof *b.place);
	b.icu = ubrk_open(UBRK_WORD, "", NULL, 0, &u);
	b.fold = ucasemap_open("", 0, &u);
	b.ours = qn_wordbreak_new(QN_WORDS_ICU, &b.e);
	b.tokenizer = qn_tokenizer_new(&o, &b.e);
	compare(&b, "offsets", icu_offsets, our_offsets);
	compare(&b, "counted", icu_counted, our_counted);
	if (argc > 2)
		compare_threads(&b, strtoul(argv[2], NULL, 10), &o);
	qn_vocabtable_release(&b.table);
	qn_tokenizer_free(b.tokenizer);
	qn_wordbreak_free(b.ours);
	ubrk_close(b.icu);
	ucasemap_close(b.fold);
	free(b.place);
	qn_bytes_release(&bytes);
	return b.e.failed;
}
