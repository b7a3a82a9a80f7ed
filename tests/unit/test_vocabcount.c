/* SPDX-License-Identifier: MIT */
/*
 * test_vocabcount.c -- counting by lanes, in little memory, in order.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>

#include "base/rng.h"
#include "text/vocabcount.h"
#include "text/vocabtable.h"

#define WORDS 60000 /* enough to fill a lane's least memory some times */

/* Word number `i`: of any length around what a slot holds, some with NUL. */
static struct qn_slice word_of(uint32_t i, char room[128])
{
	struct qn_rng r = qn_rng_new(i, 5);
	int n = snprintf(room, 64, "%s%x", i % 3 ? "w" : "\xc3\xa9", i);
	if (i % 7 == 0)
		room[n++] = '\0';
	for (uint32_t more = i % 5 ? 0 : qn_rng_below(&r, 40); more; more--)
		room[n++] = 'x';
	return (struct qn_slice){room, (size_t)n};
}

/* Words that are rarer the larger their number. */
static uint32_t draw(struct qn_rng *r)
{
	return qn_rng_below(r, 1 + qn_rng_below(r, WORDS));
}

static bool put(void *ctx, const struct qn_vocab_item *item, struct qn_err *e)
{
	struct qn_buf *b = ctx;
	qn_buf_add(b, item->word.p, item->word.n);
	qn_buf_printf(b, "\t%llu\n", (unsigned long long)item->count);
	return !e->failed;
}

static struct qn_buf count(size_t lanes, size_t memory,
                           struct qn_vocab_limits limits, struct qn_err *e)
{
	struct qn_vocab_counter *c = qn_vocab_counter_new(lanes, memory, e);
	struct qn_pool *pool = qn_pool_new((int)lanes);
	struct qn_rng r = qn_rng_new(1, 0);
	struct qn_buf b = {0};
	for (int batch = 0; batch < 3000; batch++) {
		struct qn_token token[100];
		char room[100][128] = {{0}};
		for (int i = 0; i < 100; i++)
			token[i].text = word_of(draw(&r), room[i]);
		qn_vocab_counter_add(c, (size_t)batch % lanes, token, 100);
	}
	qn_vocab_counter_end(c, pool, &limits, put, &b, e);
	qn_pool_free(pool);
	qn_vocab_counter_free(c);
	return b;
}

/* The same by the plain vocabulary. */
static struct qn_buf count_plainly(struct qn_vocab_limits limits)
{
	struct qn_vocab *v = qn_vocab_new();
	struct qn_rng r = qn_rng_new(1, 0);
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = {0};
	char room[128];
	for (int i = 0; i < 300000; i++)
		qn_vocab_add(v, word_of(draw(&r), room), 1);
	qn_vocab_sort(v, &limits, NULL);
	for (uint32_t id = 0; id < v->words.count; id++) {
		struct qn_vocab_item item = {.word =
		                                 qn_map_string(&v->words, id),
		                             .count = v->count[id]};
		put(&b, &item, &e);
	}
	qn_vocab_free(v);
	return b;
}

START_TEST(lanes_and_memory_change_nothing)
{
	static const struct {
		size_t lanes, memory;
	} ways[] = {{1, 0}, {3, 0}, {6, 0}, {1, 1}, {3, 1}, {2, 8 << 20}};
	for (uint64_t least = 1; least <= 4; least += 3) {
		struct qn_vocab_limits limits = {.min_count = least};
		if (least == 4)
			limits.max_size = 1234;
		struct qn_buf want = count_plainly(limits);
		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
			struct qn_err e = QN_ERR_INIT;
			struct qn_buf got =
			    count(ways[i].lanes, ways[i].memory, limits, &e);
			ck_assert_msg(!e.failed, "%s", e.text);
			ck_assert(qn_slice_eq(qn_buf_slice(&got),
			                      qn_buf_slice(&want)));
			qn_buf_release(&got);
		}
		qn_buf_release(&want);
	}
}
END_TEST

START_TEST(no_room_for_runs_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab_limits limits = {.min_count = 1};
	struct rlimit old, none = {0, 0};
	getrlimit(RLIMIT_FSIZE, &old);
	none.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	struct qn_buf b = count(1, 1, limits, &e);
	setrlimit(RLIMIT_FSIZE, &old);
	ck_assert(e.failed);
	ck_assert_ptr_nonnull(strstr(e.text, "no room for words"));
	ck_assert_uint_eq(b.n, 0);
	qn_buf_release(&b);
}
END_TEST

static int order(const void *a, const void *b)
{
	return qn_items_compare(a, b);
}

START_TEST(sorting_is_by_falling_count_then_bytes)
{
	const size_t n = 20000;
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab_item *item = malloc(n * sizeof *item),
	                     *want = malloc(n * sizeof *want);
	char(*room)[128] = malloc(n * sizeof *room);
	struct qn_rng r = qn_rng_new(2, 0);
	for (uint32_t i = 0; i < n; i++)
		item[i] = (struct qn_vocab_item){
		    .word = word_of(i, room[i]),
		    .count = qn_rng_below(&r, 3) ? 1 : (uint64_t)1 << (i % 60)};
	memcpy(want, item, n * sizeof *item);
	qsort(want, n, sizeof *want, order);
	ck_assert(qn_items_sort_by_word(item, n, &e));
	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(
		    qn_words_compare(item[i - 1].word, item[i].word), 0);
	ck_assert(qn_items_rank(item, n, &e));
	for (size_t i = 0; i < n; i++)
		ck_assert(qn_items_compare(&item[i], &want[i]) == 0);
	free(item);
	free(want);
	free(room);
}
END_TEST

SUITE(vocabcount, lanes_and_memory_change_nothing, no_room_for_runs_is_an_error,
      sorting_is_by_falling_count_then_bytes)
