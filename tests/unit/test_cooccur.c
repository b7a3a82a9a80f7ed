/* SPDX-License-Identifier: MIT */
/*
 * test_cooccur.c -- co-occurrences beside those counted pair by pair, however
 * little memory and however many threads there are; their files.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/cooccur.h"
#include "embed/cooccurfile.h"
#include "embed/cooccurshuffle.h"
#include "tests/unit/scratch.h"

struct records {
	struct qn_cooccur *r; /* [n] */
	size_t n;
};

static bool keep(void *ctx, const struct qn_cooccur *r, size_t n,
                 struct qn_err *e)
{
	struct records *all = ctx;
	(void)e;
	all->r = realloc(all->r, (all->n + n) * sizeof *r);
	memcpy(all->r + all->n, r, n * sizeof *r);
	all->n += n;
	return true;
}

static struct qn_corpus *corpus_of(const char *text, struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	const struct qn_corpus_options o = {.limits = {.min_count = 1},
	                                    .as_glove = true};
	const char *path = scratch_write("text", text, strlen(text));
	struct qn_corpus *c = qn_corpus_read(path, NULL, &o, pool, &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	return c;
}

static struct records count(const char *text,
                            const struct qn_cooccur_options *o, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct records all = {0};
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_corpus *c = corpus_of(text, pool);
	bool ok = qn_cooccur_count(c, o, keep, &all, pool, &e);
	ck_assert_msg(ok, "%s", e.text);
	qn_corpus_free(c);
	qn_pool_free(pool);
	return all;
}

/* As the original goes about it: a pair when its second word comes. */
static double *plain(const struct qn_corpus *c,
                     const struct qn_cooccur_options *o)
{
	size_t v = c->vocab->words.count;
	double *x = calloc(v * v, sizeof *x);
	for (size_t j = 0; j < c->n; j++)
		for (size_t d = 1; c->id[j] && d <= (size_t)o->window; d++) {
			if (d > j || !c->id[j - d])
				break;
			double w = o->by_distance ? 1.0 / (double)d : 1;
			x[c->id[j - d] * v + c->id[j]] += w;
			if (o->symmetric)
				x[c->id[j] * v + c->id[j - d]] += w;
		}
	return x;
}

/* Lines of any length of words that are as frequent as words are. */
static char *random_text(size_t words, uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, 0);
	struct qn_buf b = {0};
	for (size_t i = 0; i < words; i++) {
		double u = qn_rng_double(&rng);
		qn_buf_printf(&b, "w%d%s", (int)(40 * u * u * u),
		              qn_rng_below(&rng, 12) ? " " : "\n");
	}
	return b.p;
}

static void expect_plain(const char *text, const struct qn_cooccur_options *o,
                         double tolerance)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_corpus *c = corpus_of(text, pool);
	struct records all = count(text, o, 2);
	double *x = plain(c, o);
	size_t v = c->vocab->words.count, filled = 0;
	for (size_t i = 0; i < v * v; i++)
		filled += x[i] != 0;
	ck_assert_uint_eq(all.n, filled);
	for (size_t i = 0; i < all.n; i++) {
		const struct qn_cooccur *r = &all.r[i];
		size_t at = (size_t)r->word1 * v + (size_t)r->word2;
		ck_assert_double_le(fabs(r->value / x[at] - 1), tolerance);
		x[at] = 0;
		ck_assert(i == 0 || r->word1 > r[-1].word1 ||
		          (r->word1 == r[-1].word1 && r->word2 > r[-1].word2));
	}
	free(x);
	free(all.r);
	qn_corpus_free(c);
	qn_pool_free(pool);
}

START_TEST(a_small_text_by_hand)
{
	struct qn_cooccur_options o = QN_COOCCUR_DEFAULTS;
	/* Words by count, then bytes: a b c. */
	struct records all = count("a b a\nc b a\n", &o, 1);
	static const struct qn_cooccur want[] = {
	    {1, 1, 1}, {1, 2, 3},   {1, 3, 0.5}, {2, 1, 3},
	    {2, 3, 1}, {3, 1, 0.5}, {3, 2, 1}};
	ck_assert_uint_eq(all.n, sizeof want / sizeof *want);
	for (size_t i = 0; i < all.n; i++) {
		ck_assert_int_eq(all.r[i].word1, want[i].word1);
		ck_assert_int_eq(all.r[i].word2, want[i].word2);
		ck_assert_double_eq(all.r[i].value, want[i].value);
	}
	free(all.r);
}
END_TEST

START_TEST(sums_are_those_of_counting_in_the_order_of_the_text)
{
	char *text = random_text(20000, 1);
	for (int window = 1; window <= 40; window += 13)
		for (int both = 0; both < 2; both++)
			for (int weigh = 0; weigh < 2; weigh++) {
				struct qn_cooccur_options o = {
				    .window = window,
				    .symmetric = both,
				    .by_distance = weigh,
				    .memory = (size_t)1 << 30};
				expect_plain(text, &o, 0);
			}
	free(text);
}
END_TEST

START_TEST(little_memory_changes_the_last_bits_only)
{
	char *text = random_text(60000, 2);
	struct qn_cooccur_options o = QN_COOCCUR_DEFAULTS;
	o.memory = 64 << 10; /* 8,192 words at a time */
	expect_plain(text, &o, 1e-12);
	o.symmetric = false;
	expect_plain(text, &o, 1e-12);
	free(text);
}
END_TEST

START_TEST(threads_do_not_show)
{
	char *text = random_text(60000, 3);
	for (size_t memory = 64 << 10; memory < (size_t)1 << 31;
	     memory <<= 14) {
		struct qn_cooccur_options o = QN_COOCCUR_DEFAULTS;
		o.memory = memory;
		struct records one = count(text, &o, 1);
		for (int threads = 2; threads <= 4; threads++) {
			struct records n = count(text, &o, threads);
			ck_assert_uint_eq(n.n, one.n);
			ck_assert_mem_eq(n.r, one.r, n.n * sizeof *n.r);
			free(n.r);
		}
		free(one.r);
	}
	free(text);
}
END_TEST

START_TEST(too_little_memory_and_bad_windows_are_told)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_corpus *c = corpus_of("a b c\n", pool);
	struct records all = {0};
	struct qn_cooccur_options o = QN_COOCCUR_DEFAULTS;
	struct qn_err e = QN_ERR_INIT;
	o.memory = 100;
	ck_assert(!qn_cooccur_count(c, &o, keep, &all, pool, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "3 words are too many"));
	e = QN_ERR_INIT;
	o = QN_COOCCUR_DEFAULTS;
	o.window = 0;
	ck_assert(!qn_cooccur_count(c, &o, keep, &all, pool, &e));
	ck_assert_uint_eq(all.n, 0);
	qn_corpus_free(c);
	qn_pool_free(pool);
}
END_TEST

/* --- files ---------------------------------------------------------------- */

static void expect_refused(const void *bytes, size_t n, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_cooccurfile f;
	const struct qn_cooccur *r;
	const char *path = scratch_write("records", bytes, n);
	if (qn_cooccurfile_open(&f, path, 3, &e))
		ck_assert_uint_eq(qn_cooccurfile_next(&f, &r, &e), 0);
	ck_assert_msg(e.failed && strstr(e.text, why), "%s", e.text);
	qn_cooccurfile_close(&f);
}

START_TEST(records_that_cannot_be_are_refused)
{
	static const struct qn_cooccur good = {1, 3, 0.25};
	const struct qn_cooccur bad[] = {
	    {0, 1, 1},  {1, 4, 1},   {-1, 1, 1},      {1, 1, 0},
	    {1, 1, -2}, {1, 1, NAN}, {1, 1, INFINITY}};
	expect_refused("", 0, "no co-occurrences");
	expect_refused(&good, sizeof good - 1, "not whole records");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct qn_cooccur both[] = {good, bad[i]};
		expect_refused(both, sizeof both, "record 2");
	}
}
END_TEST

static int by_place(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct qn_cooccur));
}

START_TEST(shuffling_loses_nothing_whatever_the_memory)
{
	enum { N = 40000 };
	struct qn_cooccur *was = calloc(N, sizeof *was);
	for (int i = 0; i < N; i++)
		was[i] = (struct qn_cooccur){i, i + 1, i + 0.5};
	scratch_write("records", was, N * sizeof *was);
	qsort(was, N, sizeof *was, by_place);
	for (size_t memory = 256 << 10; memory <= 64 << 20; memory <<= 8) {
		struct qn_err e = QN_ERR_INIT;
		struct records all = {0};
		ck_assert(qn_cooccur_shuffle(scratch("records"), memory, 1,
		                             keep, &all, NULL, &e));
		ck_assert_uint_eq(all.n, N);
		/* Far from where it was: a third of the way, on average. */
		double far = 0;
		for (int i = 0; i < N; i++)
			far += abs(all.r[i].word1 - i);
		ck_assert_double_eq_tol(far / N / N, 1.0 / 3, 0.01);
		qsort(all.r, N, sizeof *all.r, by_place);
		ck_assert_mem_eq(all.r, was, N * sizeof *was);
		free(all.r);
	}
	free(was);
}
END_TEST

SUITE(cooccur, a_small_text_by_hand,
      sums_are_those_of_counting_in_the_order_of_the_text,
      little_memory_changes_the_last_bits_only, threads_do_not_show,
      too_little_memory_and_bad_windows_are_told,
      records_that_cannot_be_are_refused,
      shuffling_loses_nothing_whatever_the_memory)
