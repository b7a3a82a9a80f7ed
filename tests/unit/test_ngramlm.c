/* SPDX-License-Identifier: MIT */
/*
 * test_ngramlm.c -- are n-grams counted, discounted, weighed and found?
 */
#include "tests/unit/suite.h"
#include "tests/unit/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/ngramcount.h"
#include "seq/ngramdiscount.h"
#include "seq/ngramquery.h"
#include "seq/ngramtrain.h"

/* --- texts ---------------------------------------------------------------- */

/* Lines of ids from 0 (but for "<s>", "</s>"), small ones more often. */
static uint32_t *random_ids(size_t *n, uint32_t words, uint64_t seed)
{
	struct qn_rng r = qn_rng_new(seed, 0);
	uint32_t *id = qn_malloc(4000, sizeof *id);
	*n = 0;
	while (*n < 3500) {
		id[(*n)++] = QN_NGRAM_BOS;
		for (uint32_t left = qn_rng_below(&r, 9); left; left--) {
			double x = qn_rng_double(&r);
			uint32_t w = (uint32_t)(x * x * words);
			id[(*n)++] = w ? w + 2 : QN_NGRAM_UNK;
		}
		id[(*n)++] = QN_NGRAM_EOS;
	}
	return id;
}

/* The same as a file: "<unk>", "w3", "w4" ... */
static const char *random_text(uint32_t words, uint64_t seed)
{
	size_t n;
	uint32_t *id = random_ids(&n, words, seed);
	struct qn_buf text = {0};
	for (size_t i = 0; i < n; i++)
		if (id[i] == QN_NGRAM_EOS)
			qn_buf_putc(&text, '\n');
		else if (id[i] == QN_NGRAM_UNK)
			qn_buf_puts(&text, " <unk>");
		else if (id[i] != QN_NGRAM_BOS)
			qn_buf_printf(&text, " w%u", id[i]);
	const char *path = scratch_write("text", text.p, text.n);
	qn_buf_release(&text);
	free(id);
	return path;
}

/* --- counting ------------------------------------------------------------- */

/* How many words back from a place its line begins, "<s>" included. */
static unsigned depth_at(const uint32_t *id, size_t place, unsigned order)
{
	unsigned depth = 1;
	while (depth < order && id[place - depth + 1] != QN_NGRAM_BOS)
		depth++;
	return depth;
}

/* Whether the k words that end at two places are the same. */
static bool alike(const uint32_t *id, size_t a, size_t b, unsigned k)
{
	return memcmp(id + a + 1 - k, id + b + 1 - k, k * sizeof *id) == 0;
}

/* Sorted, with keys that hold `words` different ones. */
static struct qn_ngram_order sorted(const uint32_t *id, size_t n, size_t words,
                                    unsigned order, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ngram_order o;
	struct qn_pool *pool = qn_pool_new(threads);
	ck_assert(qn_ngram_sort(&o, id, n, words, order, pool, &e));
	qn_pool_free(pool);
	return o;
}

START_TEST(places_are_in_the_order_of_words_read_backwards)
{
	/* Keys of 10, 4, 2 words: one will do, or several do. */
	const size_t words[] = {50, 40000, (size_t)1 << 22};
	for (int t = 0; t < 3; t++) {
		size_t n;
		uint32_t *id = random_ids(&n, 20, 7);
		struct qn_ngram_order o = sorted(id, n, words[t], 6, t + 1);
		for (size_t r = 0; r < o.n; r++) {
			size_t at = o.place[r];
			unsigned depth = qn_ngram_depth(o.span[r]);
			unsigned same = qn_ngram_same(o.span[r]);
			ck_assert_uint_eq(o.rank[at], r);
			ck_assert_uint_eq(depth, depth_at(id, at, 6));
			ck_assert_uint_le(same, depth);
			if (r == 0)
				continue;
			size_t last = o.place[r - 1];
			ck_assert(alike(id, at, last, same));
			if (same < depth && same < depth_at(id, last, 6))
				ck_assert_uint_gt(id[at - same],
				                  id[last - same]);
		}
		qn_ngram_order_release(&o);
		free(id);
	}
}
END_TEST

/* The count of the k words that end at `at`, one place after the other. */
static uint32_t count_slowly(const uint32_t *id, size_t n, size_t at,
                             unsigned k, unsigned order)
{
	bool before[64] = {false};
	uint32_t times = 0, kinds = 0;
	for (size_t i = 0; i < n; i++) {
		if (id[i] == QN_NGRAM_BOS || depth_at(id, i, order) < k ||
		    !alike(id, i, at, k))
			continue;
		times++;
		if (k < order && id[at + 1 - k] != QN_NGRAM_BOS)
			kinds += !before[id[i - k]];
		if (k < order && id[at + 1 - k] != QN_NGRAM_BOS)
			before[id[i - k]] = true;
	}
	return kinds ? kinds : times;
}

START_TEST(counts_are_those_of_a_slow_count)
{
	size_t n;
	struct qn_err e = QN_ERR_INIT;
	uint32_t *id = random_ids(&n, 12, 3);
	struct qn_ngram_order o = sorted(id, n, 20, 4, 1);
	struct qn_ngram_counts c = {.adjusted = {NULL}};
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_ngram_model *m = qn_calloc(1, sizeof *m);
	m->order = 4;
	for (char w = 'a'; w < 'a' + 20; w++)
		qn_map_add(&m->words, (struct qn_slice){&w, 1});
	ck_assert(qn_ngram_count(m, &c, &o, id, true, pool, &e));
	size_t next[5] = {0};
	for (size_t r = 0; r < o.n; r++) {
		unsigned depth = qn_ngram_depth(o.span[r]);
		for (unsigned k = qn_ngram_same(o.span[r]) + 1; k <= depth;
		     k++) {
			size_t at = o.place[r], i = k == 1 ? id[at] : next[k];
			uint32_t word[4], prefix[4];
			next[k]++;
			qn_ngram_spell(m, k, i, word);
			ck_assert_mem_eq(word, id + at + 1 - k, k * 4);
			ck_assert_uint_eq(c.adjusted[k][i],
			                  count_slowly(id, n, at, k, 4));
			if (k == 1)
				continue;
			qn_ngram_spell(m, k - 1, m->level[k].prefix[i], prefix);
			ck_assert_mem_eq(word, prefix, (k - 1) * 4);
		}
	}
	for (unsigned k = 2; k <= 4; k++)
		ck_assert_uint_eq(next[k], m->level[k].n);
	qn_pool_free(pool);
	qn_ngram_counts_release(&c);
	qn_ngram_model_free(m);
	qn_ngram_order_release(&o);
	free(id);
}
END_TEST

START_TEST(discounts_follow_the_formula)
{
	const uint64_t kinds[] = {9, 100, 40, 20, 10};
	const uint64_t none[] = {0, 100, 0, 20, 10};
	const uint64_t odd[] = {0, 1, 1, 1, 100};
	struct qn_ngram_discount d;
	struct qn_err e = QN_ERR_INIT;
	double y = 100. / 180;
	ck_assert(qn_ngram_discounts(&d, kinds, 2, &e));
	ck_assert_double_eq_tol(d.d[1], 1 - 2 * y * .4, 1e-12);
	ck_assert_double_eq_tol(d.d[2], 2 - 3 * y * .5, 1e-12);
	ck_assert_double_eq_tol(d.d[3], 3 - 4 * y * .5, 1e-12);
	ck_assert_double_eq(qn_ngram_discount_of(&d, 0), 0);
	ck_assert_double_eq(qn_ngram_discount_of(&d, 1000), d.d[3]);
	ck_assert(!qn_ngram_discounts(&d, none, 2, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "no 2-gram has count 2"));
	e = QN_ERR_INIT;
	ck_assert(!qn_ngram_discounts(&d, odd, 3, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "3-grams of count 3"));
}
END_TEST

/* --- whole models --------------------------------------------------------- */

static void make(struct qn_ngram_file *f, struct qn_ngram_options o,
                 uint32_t words, uint64_t seed)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	o.fallback = true;
	struct qn_ngram_model *m =
	    qn_ngram_train(random_text(words, seed), &o, pool, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert(qn_ngram_file_make(f, m, &e));
	qn_ngram_model_free(m);
	qn_pool_free(pool);
}

/* In every context of a random text, what may come sums to one, and what came
 * is foretold as it is scored. */
static void check_contexts(const struct qn_ngram_file *f, uint64_t seed)
{
	struct qn_rng r = qn_rng_new(seed, 1);
	struct qn_ngram_batch *said = qn_calloc(1, sizeof *said);
	struct qn_ngram_batch *all = qn_calloc(1, sizeof *all);
	float *p = qn_malloc(f->words, sizeof *p);
	for (int line = 0; line < 20; line++) {
		qn_ngram_batch_next(said);
		qn_ngram_batch_next(all);
		qn_ngram_batch_add(said, QN_NGRAM_BOS);
		qn_ngram_batch_add(all, QN_NGRAM_BOS);
		qn_ngram_batch_score(said, f);
		float wanted[12];
		for (int i = 0; i < 10; i++) {
			double sum = 0;
			uint32_t next = qn_rng_below(&r, (uint32_t)f->words);
			next = next == QN_NGRAM_BOS ? QN_NGRAM_UNK : next;
			qn_ngram_batch_foretell(said, f, p);
			for (size_t w = 0; w < f->words; w++)
				sum += pow(10, (double)p[w]);
			ck_assert_double_eq_tol(sum, 1, 1e-5);
			wanted[i] = p[next];
			qn_ngram_batch_next(said);
			qn_ngram_batch_add(said, next);
			qn_ngram_batch_add(all, next);
			qn_ngram_batch_score(said, f);
		}
		qn_ngram_batch_score(all, f);
		for (int i = 0; i < 10; i++)
			ck_assert_float_eq_tol(
			    all->log10_p[QN_NGRAM_ORDERS + 1 + i], wanted[i],
			    1e-5);
	}
	free(p);
	free(all);
	free(said);
}

START_TEST(what_may_come_sums_to_one_in_every_context)
{
	for (unsigned order = 1; order <= 6; order++) {
		struct qn_ngram_options o = QN_NGRAM_DEFAULTS;
		struct qn_ngram_file f;
		o.order = order;
		make(&f, o, 10, order);
		check_contexts(&f, order);
		qn_ngram_file_close(&f);
	}
	scratch_clear();
}
END_TEST

START_TEST(pruned_models_sum_to_one_too)
{
	struct qn_ngram_options o = QN_NGRAM_DEFAULTS;
	struct qn_ngram_file whole, pruned;
	make(&whole, o, 30, 5);
	o.prune[3] = 1;
	o.prune[4] = o.prune[5] = 2;
	make(&pruned, o, 30, 5);
	check_contexts(&pruned, 5);
	ck_assert_uint_eq(pruned.gram[2].n, whole.gram[2].n);
	for (unsigned k = 3; k <= 5; k++)
		ck_assert_uint_lt(pruned.gram[k].n, whole.gram[k].n);
	qn_ngram_file_close(&pruned);
	qn_ngram_file_close(&whole);
	scratch_clear();
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ngram_options o = QN_NGRAM_DEFAULTS;
	ck_assert(qn_ngram_check(&o, &e));
	o.order = 16;
	ck_assert(!qn_ngram_check(&o, &e));
	e = QN_ERR_INIT;
	o.order = 3;
	o.prune[2] = 2;
	ck_assert(!qn_ngram_check(&o, &e));
	e = QN_ERR_INIT;
	o.prune[1] = o.prune[3] = 2;
	ck_assert(!qn_ngram_check(&o, &e));
	e = QN_ERR_INIT;
	o = QN_NGRAM_DEFAULTS;
	o.unit = QN_LM_BPE;
	ck_assert(!qn_ngram_check(&o, &e));
}
END_TEST

START_TEST(full_tables_are_searched_to_their_end)
{
	struct qn_ngram_bucket b[2];
	memset(b, 0, sizeof b);
	const struct qn_ngram_table t = {b, 2};
	for (uint32_t i = 0; i < 8; i++)
		b[i / 4].key[i % 4] = i;
	ck_assert_uint_eq(qn_ngram_find(&t, 5, 0), 5);
	ck_assert_uint_eq(qn_ngram_find(&t, 2, 1), 2);
	ck_assert_uint_eq(qn_ngram_find(&t, 9, 1), QN_NGRAM_NONE);
}
END_TEST

SUITE(ngramlm, places_are_in_the_order_of_words_read_backwards,
      counts_are_those_of_a_slow_count, discounts_follow_the_formula,
      what_may_come_sums_to_one_in_every_context, pruned_models_sum_to_one_too,
      options_out_of_range_are_refused, full_tables_are_searched_to_their_end)
