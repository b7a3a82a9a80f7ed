/* SPDX-License-Identifier: MIT */
/*
 * test_bpe.c -- byte pair encoding learnt, applied, saved and loaded.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "text/bpe.h"
#include "text/bpetrain.h"

static struct qn_bpe *learn(const char *text, struct qn_bpe_train_options o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	const char *path = scratch_write("text", text, strlen(text));
	struct qn_bpe *b = qn_bpe_train(&path, 1, &o, pool, NULL, &e);
	ck_assert_msg(b != NULL, "%s", e.text);
	qn_pool_free(pool);
	return b;
}

static struct qn_bpe_train_options merges(uint32_t n)
{
	struct qn_bpe_train_options o = QN_BPE_TRAIN_DEFAULTS;
	o.merges = n;
	return o;
}

/* The pieces of a text with '|' between them. */
static char *pieces_of(const struct qn_bpe *b, struct qn_slice text,
                       double dropout)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bpe_encoder *enc = qn_bpe_encoder_new(b, dropout, &e);
	struct qn_pieceids ids = {0};
	struct qn_buf out = {0};
	qn_buf_reserve(&out, 1);
	qn_bpe_encoder_seed(enc, 1, 1);
	ck_assert(qn_bpe_encode(enc, text, &ids, &e));
	for (size_t i = 0; i < ids.n; i++) {
		if (i)
			qn_buf_putc(&out, '|');
		struct qn_slice s = qn_map_string(&b->pieces, ids.id[i]);
		qn_buf_add(&out, s.p, s.n);
	}
	qn_pieceids_release(&ids);
	qn_bpe_encoder_free(enc);
	return out.p;
}

static void expect(const struct qn_bpe *b, const char *text, const char *pieces)
{
	char *got = pieces_of(b, qn_slice_of(text), 0);
	ck_assert_str_eq(got, pieces);
	free(got);
}

START_TEST(the_most_frequent_pair_is_merged_first)
{
	struct qn_bpe *b = learn("ab ab ab bc bc abc\n", merges(2));
	ck_assert_uint_eq(b->n_merges, 2);
	expect(b, "abc", "ab|c");
	expect(b, " ab", " ab");
	qn_bpe_free(b);
}
END_TEST

START_TEST(of_equal_counts_the_least_ids_come_first)
{
	struct qn_bpe *b = learn("zy zy ba ba\n", merges(1));
	expect(b, "bazy", "ba|z|y");
	qn_bpe_free(b);
}
END_TEST

START_TEST(neighbours_in_a_run_are_merged_from_the_left)
{
	struct qn_bpe *b = learn("aaaaa aaaaa\n", merges(2));
	expect(b, "aaaaaaa", "aa|aa|aaa");
	qn_bpe_free(b);
}
END_TEST

START_TEST(a_rare_pair_is_not_merged)
{
	struct qn_bpe_train_options o = merges(100);
	o.min_frequency = 3;
	struct qn_bpe *b = learn("xy xy xy qr qr\n", o);
	expect(b, "xyqr", "xy|q|r");
	qn_bpe_free(b);
}
END_TEST

START_TEST(characters_stay_whole_and_rare_ones_are_bytes)
{
	struct qn_bpe_train_options o = merges(0);
	o.characters = true;
	o.rule = QN_PRETOKEN_SPACE;
	o.vocab_size = 258;
	o.coverage = 0.9;
	struct qn_bpe *b =
	    learn("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	          "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xb6\n",
	          o);
	expect(b, "\xc3\xa9\xc3\xb6", "\xc3\xa9|\xc3|\xb6");
	qn_bpe_free(b);
}
END_TEST

START_TEST(special_pieces_come_first_and_never_from_text)
{
	static const char *const special[] = {"ab", "<s>"};
	struct qn_bpe_train_options o = merges(0);
	o.special = special;
	o.n_special = 2;
	struct qn_bpe *b = learn("ab ab ab abab\n", o);
	ck_assert_uint_eq(qn_map_find(&b->pieces, qn_slice_of("<s>")), 1);
	expect(b, "ab<s>", "a|b|<|s|>");
	qn_bpe_free(b);
}
END_TEST

/* A text in which the same words come again and again. */
static struct qn_buf babble(uint64_t seed, size_t words)
{
	struct qn_buf b = {0};
	struct qn_rng rng = qn_rng_new(seed, 0);
	for (size_t i = 0; i < words; i++) {
		uint64_t r = qn_rng_mix(qn_rng_below(&rng, 400));
		for (size_t n = 1 + r % 9; n; n--, r >>= 5)
			qn_buf_putc(&b, (char)('a' + (r & 7)));
		qn_buf_putc(&b, i % 12 ? ' ' : '\n');
	}
	return b;
}

/* What the published algorithm does, word by word and pair by pair. */
static void merge_plainly(const struct qn_bpe *b, uint32_t *id, size_t *n)
{
	for (;;) {
		uint32_t best = QN_MAP_NONE;
		size_t at = 0;
		for (size_t i = 0; i + 1 < *n; i++) {
			uint32_t rank = qn_bpe_rank(b, id[i], id[i + 1]);
			if (rank < best) {
				best = rank;
				at = i;
			}
		}
		if (best == QN_MAP_NONE)
			return;
		id[at] = b->merge[best].result;
		--*n;
		memmove(id + at + 1, id + at + 2, (*n - at - 1) * sizeof *id);
	}
}

START_TEST(arrays_and_heap_give_what_the_plain_algorithm_gives)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf text = babble(1, 5000);
	struct qn_bpe *b = learn(text.p, merges(500));
	struct qn_bpe_encoder *enc = qn_bpe_encoder_new(b, 0, &e);
	struct qn_rng rng = qn_rng_new(3, 0);
	for (int round = 0; round < 300; round++) {
		char word[700];
		uint32_t id[700];
		size_t n = 1 + qn_rng_below(&rng, sizeof word - 1), left = n;
		for (size_t i = 0; i < n; i++) {
			word[i] = (char)('a' + qn_rng_below(&rng, 8));
			id[i] = b->byte_id[(unsigned char)word[i]];
		}
		struct qn_pieceids ids = {0};
		ck_assert(
		    qn_bpe_encode(enc, (struct qn_slice){word, n}, &ids, &e));
		merge_plainly(b, id, &left);
		ck_assert_uint_eq(ids.n, left);
		ck_assert_mem_eq(ids.id, id, left * sizeof *id);
		qn_pieceids_release(&ids);
	}
	qn_bpe_encoder_free(enc);
	qn_bpe_free(b);
	qn_buf_release(&text);
}
END_TEST

START_TEST(any_bytes_come_back)
{
	struct qn_buf text = babble(2, 3000);
	struct qn_bpe_train_options o = merges(200);
	struct qn_rng rng = qn_rng_new(9, 0);
	for (int k = 0; k < 2; k++) {
		o.characters = k;
		struct qn_bpe *b = learn(text.p, o);
		for (int round = 0; round < 300; round++) {
			char raw[100];
			size_t n = qn_rng_below(&rng, sizeof raw + 1);
			for (size_t i = 0; i < n; i++)
				raw[i] = (char)qn_rng_next(&rng);
			struct qn_err e = QN_ERR_INIT;
			struct qn_bpe_encoder *enc =
			    qn_bpe_encoder_new(b, round % 3 * 0.4, &e);
			struct qn_pieceids ids = {0};
			ck_assert(qn_bpe_encode(enc, (struct qn_slice){raw, n},
			                        &ids, &e));
			size_t at = 0;
			for (size_t i = 0; i < ids.n; i++) {
				struct qn_slice s =
				    qn_map_string(&b->pieces, ids.id[i]);
				ck_assert(at + s.n <= n);
				ck_assert_mem_eq(raw + at, s.p, s.n);
				at += s.n;
			}
			ck_assert_uint_eq(at, n);
			qn_pieceids_release(&ids);
			qn_bpe_encoder_free(enc);
		}
		qn_bpe_free(b);
	}
	qn_buf_release(&text);
}
END_TEST

START_TEST(dropout_of_all_merges_leaves_base_pieces)
{
	struct qn_bpe *b = learn("ab ab ab\n", merges(5));
	char *all = pieces_of(b, qn_slice_of("ab ab"), 1);
	ck_assert_str_eq(all, "a|b| |a|b");
	free(all);
	qn_bpe_free(b);
}
END_TEST

static void expect_same(const struct qn_bpe *a, const struct qn_bpe *b)
{
	ck_assert_uint_eq(a->pieces.count, b->pieces.count);
	ck_assert_uint_eq(a->n_merges, b->n_merges);
	ck_assert_uint_eq(a->alphabet, b->alphabet);
	ck_assert(a->characters == b->characters && a->rule == b->rule);
	for (uint32_t i = 0; i < a->pieces.count; i++)
		ck_assert(qn_slice_eq(qn_map_string(&a->pieces, i),
		                      qn_map_string(&b->pieces, i)));
	ck_assert_mem_eq(a->merge, b->merge, a->n_merges * sizeof *a->merge);
}

START_TEST(a_model_saved_and_loaded_is_the_same)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bpe_train_options o = merges(50);
	o.characters = true;
	o.rule = QN_PRETOKEN_SPACE;
	struct qn_bpe *b = learn("caf\xc3\xa9 caf\xc3\xa9 au lait au\n", o);
	const char *path = scratch("m.safetensors");
	ck_assert(qn_bpe_save(b, path, &e));
	struct qn_bpe *again = qn_bpe_load(path, &e);
	ck_assert_msg(again != NULL, "%s", e.text);
	expect_same(b, again);
	qn_bpe_free(again);
	qn_bpe_free(b);
}
END_TEST

START_TEST(the_names_of_merges_follow_from_the_vocabularys)
{
	static const char *const name[][2] = {
	    {"a/vocab.json", "a/merges.txt"},
	    {"gpt2_encoder.json", "gpt2_vocab.bpe"},
	    {"x.json", "x.merges.txt"},
	    {"x", "x.merges.txt"}};
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		char *merges_name = qn_bpe_merges_name(name[i][0]);
		ck_assert_str_eq(merges_name, name[i][1]);
		free(merges_name);
	}
}
END_TEST

SUITE(bpe, the_most_frequent_pair_is_merged_first,
      of_equal_counts_the_least_ids_come_first,
      neighbours_in_a_run_are_merged_from_the_left, a_rare_pair_is_not_merged,
      characters_stay_whole_and_rare_ones_are_bytes,
      special_pieces_come_first_and_never_from_text,
      arrays_and_heap_give_what_the_plain_algorithm_gives, any_bytes_come_back,
      dropout_of_all_merges_leaves_base_pieces,
      a_model_saved_and_loaded_is_the_same,
      the_names_of_merges_follow_from_the_vocabularys)
