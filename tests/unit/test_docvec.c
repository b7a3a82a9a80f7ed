/* SPDX-License-Identifier: MIT */
/*
 * test_docvec.c -- documents as ids, and the vectors made of them.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "embed/docvec.h"
#include "tests/unit/scratch.h"

/* Words of one letter with these vectors in the plane. */
static struct qn_vectors *letters(const char *names, const float *xy)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(strlen(names), 2, &e);
	ck_assert(v);
	for (size_t i = 0; names[i]; i++) {
		qn_map_add(&v->words, (struct qn_slice){names + i, 1});
		memcpy(v->owned + i * v->stride, xy + 2 * i, 2 * sizeof *xy);
	}
	return v;
}

/* A document a word of `text`, a word of it a letter. */
static struct qn_docids docs_of(const struct qn_vectors *words,
                                const char *text)
{
	struct qn_docids d = {.n = 0};
	for (; *text; text++) {
		struct qn_slice letter = {text, 1};
		if (*text == ' ')
			qn_docids_end(&d);
		else
			qn_docids_add(&d, qn_map_find(&words->words, letter));
	}
	qn_docids_end(&d);
	return d;
}

static struct qn_docvec *model(enum qn_docvec_method method,
                               const struct qn_vectors *words)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docvec_options o = QN_DOCVEC_DEFAULTS;
	o.method = method;
	struct qn_docvec *m = qn_docvec_new(&o, words, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	return m;
}

static const float plane[] = {3, 4, 0, 2, -1, 0, 0, 0};

/* The vector of `text` in a world of the letters a b c and o, which is zero,
 * by a model that has counted `learnt`. */
static bool vector_of(enum qn_docvec_method method, const char *learnt,
                      const char *text, float *row)
{
	struct qn_vectors *words = letters("abco", plane);
	struct qn_docvec *m = model(method, words);
	struct qn_docids docs = docs_of(words, learnt);
	struct qn_docids doc = docs_of(words, text);
	qn_docvec_count(m, &docs);
	qn_docvec_weigh(m);
	bool any = qn_docvec_row(m, doc.id, doc.words, row);
	qn_docids_release(&docs);
	qn_docids_release(&doc);
	qn_docvec_free(m);
	qn_vectors_free(words);
	return any;
}

static void expect(const float *row, double x, double y)
{
	ck_assert_double_eq_tol(row[0], x, 1e-6);
	ck_assert_double_eq_tol(row[1], y, 1e-6);
}

START_TEST(a_mean_counts_known_words_as_often_as_they_occur)
{
	float row[2];
	ck_assert(vector_of(QN_DOCVEC_MEAN, "", "abxao", row));
	expect(row, (3 + 0 + 3 + 0) / 4.0, (4 + 2 + 4 + 0) / 4.0);
}
END_TEST

START_TEST(fasttext_takes_unit_vectors_and_no_zeroes)
{
	float row[2];
	ck_assert(vector_of(QN_DOCVEC_FASTTEXT, "", "abxo", row));
	expect(row, 0.6 / 2, (0.8 + 1) / 2);
	ck_assert(!vector_of(QN_DOCVEC_FASTTEXT, "", "oxo", row));
	expect(row, 0, 0);
}
END_TEST

START_TEST(rare_words_weigh_by_the_logarithm)
{
	float row[2];
	/* Three documents: a in all of them, b in one, c in none. */
	double a = log(4 / 3.5), b = log(4 / 1.5), c = log(4 / 0.5);
	ck_assert(vector_of(QN_DOCVEC_WEIGHTED, "aab ax a", "aabc", row));
	double all = 2 * a + b + c;
	expect(row, (2 * a * 3 - c) / all, (2 * a * 4 + b * 2) / all);
	/* One document, or none: no weight is zero. */
	ck_assert(vector_of(QN_DOCVEC_WEIGHTED, "a", "a", row));
	expect(row, 3, 4);
}
END_TEST

START_TEST(sif_weighs_by_frequency_among_all_words)
{
	float row[2];
	/* Four words: a twice, an unknown one, and b. */
	ck_assert(vector_of(QN_DOCVEC_SIF, "aax b", "abc", row));
	double a = 1e-3 / (1e-3 + 0.5), b = 1e-3 / (1e-3 + 0.25);
	expect(row, (3 * a - 1) / 3, (4 * a + 2 * b) / 3);
}
END_TEST

START_TEST(a_document_without_a_known_word_is_zero_and_counted)
{
	struct qn_vectors *words = letters("abco", plane);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docids docs = docs_of(words, "xy a  ob");
	for (int method = 0; qn_docvec_method_names[method]; method++) {
		float rows[4][3];
		struct qn_docvec *m = model(method, words);
		for (size_t i = 0; i < 4; i++)
			rows[i][2] = 7;
		ck_assert_uint_eq(qn_docvec_rows(m, &docs, rows[0], 3, pool),
		                  2);
		expect(rows[0], 0, 0);
		expect(rows[2], 0, 0);
		ck_assert(rows[1][0] > 0 && rows[1][1] > 0);
		for (size_t i = 0; i < 4; i++)
			ck_assert(rows[i][2] == 7);
		qn_docvec_free(m);
	}
	qn_docids_release(&docs);
	qn_pool_free(pool);
	qn_vectors_free(words);
}
END_TEST

START_TEST(a_vocabulary_can_say_how_frequent_words_are)
{
	struct qn_vectors *words = letters("abco", plane);
	struct qn_docvec *m = model(QN_DOCVEC_SIF, words);
	struct qn_vocab *v = qn_vocab_new();
	qn_vocab_add(v, qn_slice_of("a"), 3);
	qn_vocab_add(v, qn_slice_of("elsewhere"), 5);
	qn_docvec_count_vocab(m, v);
	qn_docvec_weigh(m);
	ck_assert_double_eq_tol(m->scale[0], 1e-3 / (1e-3 + 3.0 / 8), 1e-9);
	ck_assert_double_eq_tol(m->scale[1], 1, 1e-9);
	qn_vocab_free(v);
	qn_docvec_free(m);
	qn_vectors_free(words);
}
END_TEST

/* --- planted topics ------------------------------------------------------- */

enum { DIM = 24, TOPICS = 4, TOPIC_WORDS = 30, STOPS = 20, DOCS = 200 };

/* Words of a topic lie about its axis, stop words in a direction of their own;
 * all words have a part in common. */
static struct qn_vectors *world(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(7, 0);
	size_t n = STOPS + TOPICS * TOPIC_WORDS;
	struct qn_vectors *v = qn_vectors_new(n, DIM, &e);
	for (size_t i = 0; i < n; i++) {
		char name[8];
		snprintf(name, sizeof name, "w%zu", i);
		qn_map_add(&v->words, qn_slice_of(name));
		float *row = v->owned + i * v->stride;
		for (size_t k = 0; k < DIM; k++)
			row[k] = (float)(qn_rng_double(&rng) - 0.5);
		row[DIM - 1] += 2;
		if (i < STOPS)
			row[DIM - 2] += 3;
		else
			row[(i - STOPS) / TOPIC_WORDS] += 0.4f;
	}
	return v;
}

/* Document i is of topic i % TOPICS, some longer and with more stop words. */
static struct qn_docids planted(void)
{
	struct qn_rng rng = qn_rng_new(8, 0);
	struct qn_docids d = {.n = 0};
	for (uint32_t i = 0; i < DOCS; i++) {
		uint32_t topic = STOPS + i % TOPICS * TOPIC_WORDS;
		uint32_t stops = qn_rng_below(&rng, 60);
		for (uint32_t k = 0; k < stops; k++)
			qn_docids_add(&d, qn_rng_below(&rng, STOPS));
		for (uint32_t k = 0; k < 5; k++)
			qn_docids_add(&d,
			              topic + qn_rng_below(&rng, TOPIC_WORDS));
		qn_docids_end(&d);
	}
	return d;
}

/* Learn from all of `docs`, `batch` at a time, and make their vectors. */
static struct qn_docvec *learn(enum qn_docvec_method method,
                               const struct qn_vectors *words,
                               const struct qn_docids *docs, size_t batch,
                               int threads, float *rows)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_docvec *m = model(method, words);
	for (size_t i = 0; i < docs->n; i += batch) {
		struct qn_docids part = *docs;
		part.start += i;
		part.n = docs->n - i < batch ? docs->n - i : batch;
		qn_docvec_count(m, &part);
	}
	qn_docvec_weigh(m);
	qn_docvec_rows(m, docs, rows, DIM, pool);
	for (size_t i = 0; i < docs->n; i += batch)
		ck_assert(qn_docvec_gather(
		    m, rows + i * DIM,
		    docs->n - i < batch ? docs->n - i : batch, DIM, pool, &e));
	qn_docvec_settle(m);
	qn_docvec_remove(m, rows, docs->n, DIM, pool);
	qn_pool_free(pool);
	return m;
}

static double cosine(const float *a, const float *b)
{
	double aa = 0, bb = 0, ab = 0;
	for (size_t k = 0; k < DIM; k++) {
		aa += (double)a[k] * a[k];
		bb += (double)b[k] * b[k];
		ab += (double)a[k] * b[k];
	}
	return ab / sqrt(aa * bb);
}

/* Share of documents whose nearest other one is of the same topic. */
static double accuracy(const float *rows)
{
	size_t right = 0;
	for (size_t i = 0; i < DOCS; i++) {
		size_t best = i ? 0 : 1;
		for (size_t j = 0; j < DOCS; j++)
			if (j != i &&
			    cosine(rows + i * DIM, rows + j * DIM) >
			        cosine(rows + i * DIM, rows + best * DIM))
				best = j;
		right += best % TOPICS == i % TOPICS;
	}
	return (double)right / DOCS;
}

START_TEST(planted_topics_show_once_frequent_words_weigh_less)
{
	struct qn_vectors *words = world();
	struct qn_docids docs = planted();
	float *rows = qn_malloc(DOCS * DIM, sizeof *rows);
	double found[4];
	for (int method = 0; method < 4; method++) {
		qn_docvec_free(learn(method, words, &docs, DOCS, 1, rows));
		found[method] = accuracy(rows);
	}
	ck_assert_double_lt(found[QN_DOCVEC_MEAN], 0.6);
	ck_assert_double_lt(found[QN_DOCVEC_FASTTEXT], 0.7);
	ck_assert_double_gt(found[QN_DOCVEC_WEIGHTED], 0.85);
	ck_assert_double_gt(found[QN_DOCVEC_SIF], 0.85);
	free(rows);
	qn_docids_release(&docs);
	qn_vectors_free(words);
}
END_TEST

START_TEST(nothing_is_left_along_the_common_direction)
{
	struct qn_vectors *words = world();
	struct qn_docids docs = planted();
	float *rows = qn_malloc(DOCS * DIM, sizeof *rows);
	struct qn_docvec *m = learn(QN_DOCVEC_SIF, words, &docs, DOCS, 1, rows);
	for (size_t i = 0; i < DOCS; i++)
		ck_assert_double_le(fabs(cosine(rows + i * DIM, m->common)),
		                    1e-4);
	qn_docvec_free(m);
	free(rows);
	qn_docids_release(&docs);
	qn_vectors_free(words);
}
END_TEST

START_TEST(threads_change_no_byte_and_batches_hardly_any)
{
	struct qn_vectors *words = world();
	struct qn_docids docs = planted();
	float *rows[3];
	for (int method = 0; method < 4; method++) {
		for (int i = 0; i < 3; i++) {
			rows[i] = qn_malloc(DOCS * DIM, sizeof **rows);
			qn_docvec_free(learn(method, words, &docs,
			                     i < 2 ? DOCS : 33, i == 1 ? 5 : 1,
			                     rows[i]));
		}
		ck_assert(
		    memcmp(rows[0], rows[1], DOCS * DIM * sizeof **rows) == 0);
		for (size_t k = 0; k < DOCS * DIM; k++)
			ck_assert_double_eq_tol(rows[0][k], rows[2][k], 1e-5);
		for (int i = 0; i < 3; i++)
			free(rows[i]);
	}
	qn_docids_release(&docs);
	qn_vectors_free(words);
}
END_TEST

/* --- files ---------------------------------------------------------------- */

START_TEST(a_model_that_was_saved_makes_the_same_of_the_same_documents)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *words = world();
	struct qn_docids docs = planted();
	float *rows = qn_malloc(DOCS * DIM, sizeof *rows), row[DIM];
	for (int method = 0; method < 4; method++) {
		const char *path = scratch("model");
		struct qn_docvec *m =
		    learn(method, words, &docs, DOCS, 1, rows);
		ck_assert_msg(qn_docvec_save(m, path, &e), "%s", e.text);
		qn_docvec_free(m);
		m = qn_docvec_load(path, words, &e);
		ck_assert_msg(m != NULL, "%s", e.text);
		ck_assert_int_eq(m->options.method, method);
		for (size_t i = 0; i < DOCS; i++) {
			qn_docvec_row(m, docs.id + docs.start[i],
			              docs.start[i + 1] - docs.start[i], row);
			ck_assert(memcmp(row, rows + i * DIM, sizeof row) == 0);
		}
		qn_docvec_free(m);
	}
	free(rows);
	qn_docids_release(&docs);
	qn_vectors_free(words);
}
END_TEST

START_TEST(a_model_knows_words_by_name_and_takes_new_ones_as_unseen)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *words = letters("abco", plane);
	struct qn_vectors *other = letters("bxa", plane);
	struct qn_docvec *m = model(QN_DOCVEC_WEIGHTED, words);
	struct qn_docids docs = docs_of(words, "ab a c");
	const char *path = scratch("model");
	qn_docvec_count(m, &docs);
	ck_assert(qn_docvec_save(m, path, &e));
	qn_docvec_free(m);
	m = qn_docvec_load(path, other, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_double_eq_tol(m->scale[0], log(4 / 1.5), 1e-6);
	ck_assert_double_eq_tol(m->scale[1], log(4 / 0.5), 1e-6);
	ck_assert_double_eq_tol(m->scale[2], log(4 / 2.5), 1e-6);
	qn_docvec_free(m);
	qn_docids_release(&docs);
	qn_vectors_free(words);
	qn_vectors_free(other);
}
END_TEST

/* A file of one wrong part is refused with these words. */
static void refused(const char *method, const char *total, uint64_t count,
                    size_t common, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *words = letters("abco", plane);
	const char *path = scratch("wrong");
	struct qn_map known = {.count = 0};
	size_t one = 1;
	const float u[3] = {0, 1, 0};
	struct qn_tensors_out *out = qn_tensors_create(path, "docvec");
	qn_map_add(&known, qn_slice_of("a"));
	qn_tensors_out_meta(out, "docvec.method", method);
	qn_tensors_out_meta(out, "docvec.a", "0.001");
	qn_tensors_out_meta(out, "docvec.dim", "2");
	if (total)
		qn_tensors_out_meta(out, "docvec.total", total);
	qn_tensors_out_declare(out, "docvec.counts", QN_U64, 1, &one);
	qn_tensors_out_declare(out, "docvec.common", QN_F32, 1, &common);
	qn_words_declare(out, "docvec.words", &known, 1);
	qn_tensors_out_write(out, &count, sizeof count);
	qn_tensors_out_write(out, u, common * sizeof *u);
	qn_words_write(out, &known, 1);
	ck_assert_msg(qn_tensors_finish(out, &e), "%s", e.text);
	struct qn_docvec *m = qn_docvec_load(path, words, &e);
	if (why)
		ck_assert_msg(!m && strstr(e.text, why), "%s", e.text);
	else
		ck_assert_msg(m != NULL, "%s", e.text);
	qn_docvec_free(m);
	qn_map_release(&known);
	qn_vectors_free(words);
}

START_TEST(a_file_that_makes_no_sense_is_refused)
{
	refused("sif", "5", 5, 2, NULL);
	refused("sof", "5", 5, 2, "damaged: docvec.method");
	refused("sif", "-5", 5, 2, "damaged: docvec.total");
	refused("sif", NULL, 5, 2, "no docvec.total");
	refused("sif", "5", 6, 2, "damaged: docvec.counts");
	refused("sif", "5", 5, 3, "damaged: docvec.common");
	refused("sif", "5", 5, 1, "damaged: docvec.common");
}
END_TEST

START_TEST(vectors_of_another_dimension_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *words = letters("abco", plane), *wide = world();
	struct qn_docvec *m = model(QN_DOCVEC_MEAN, words);
	const char *path = scratch("model");
	ck_assert(qn_docvec_save(m, path, &e));
	ck_assert(!qn_docvec_load(path, wide, &e));
	ck_assert(strstr(e.text, "dimension 2, these have 24"));
	qn_docvec_free(m);
	qn_vectors_free(words);
	qn_vectors_free(wide);
}
END_TEST

START_TEST(an_a_that_is_not_above_zero_is_refused)
{
	const double wrong[] = {0, -1, NAN, INFINITY};
	struct qn_vectors *words = letters("abco", plane);
	for (size_t i = 0; i < 4; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_docvec_options o = {QN_DOCVEC_SIF, wrong[i]};
		ck_assert(!qn_docvec_new(&o, words, &e));
		ck_assert(e.failed);
	}
	qn_vectors_free(words);
}
END_TEST

/* --- reading -------------------------------------------------------------- */

static bool read_tsv(const char *text, unsigned names_in, int threads,
                     struct qn_docids *docs, struct qn_map *names,
                     struct qn_err *e)
{
	struct qn_vectors *words = letters("abco", plane);
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	const struct qn_document_source source = {
	    .path = scratch_write("docs.tsv", text, strlen(text)),
	    .tsv = 2,
	    .tsv_id = names_in};
	struct qn_documents *from = qn_documents_open(&source, e);
	bool ok =
	    from && qn_docids_read(docs, names, from, &o, words, pool, NULL, e);
	qn_documents_close(from);
	qn_pool_free(pool);
	qn_vectors_free(words);
	return ok;
}

START_TEST(documents_become_rows_of_their_words_and_keep_their_names)
{
	for (int threads = 1; threads <= 3; threads++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_docids d = {.n = 0};
		struct qn_map names = {.count = 0};
		ck_assert(read_tsv("one\tb x a\n\ntwo\tc\n\tb\n", 1, threads,
		                   &d, &names, &e));
		ck_assert_uint_eq(d.n, 4);
		ck_assert_uint_eq(d.start[1], 3);
		ck_assert_uint_eq(d.start[2], 3);
		ck_assert_uint_eq(d.start[4], 5);
		const uint32_t ids[] = {1, QN_MAP_NONE, 0, 2, 1};
		ck_assert(memcmp(d.id, ids, sizeof ids) == 0);
		const char *const expected[] = {"one", "1", "two", "3"};
		for (uint32_t i = 0; i < 4; i++)
			ck_assert_str_eq(qn_map_string(&names, i).p,
			                 expected[i]);
		qn_docids_release(&d);
		qn_map_release(&names);
	}
}
END_TEST

START_TEST(two_documents_of_one_name_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docids d = {.n = 0};
	struct qn_map names = {.count = 0};
	ck_assert(!read_tsv("n\ta\nm\tb\nn\tc\n", 1, 1, &d, &names, &e));
	ck_assert(strstr(e.text, "documents 0 and 2 have the same name, n"));
	qn_docids_release(&d);
	qn_map_release(&names);
}
END_TEST

SUITE(docvec, a_mean_counts_known_words_as_often_as_they_occur,
      fasttext_takes_unit_vectors_and_no_zeroes,
      rare_words_weigh_by_the_logarithm,
      sif_weighs_by_frequency_among_all_words,
      a_document_without_a_known_word_is_zero_and_counted,
      a_vocabulary_can_say_how_frequent_words_are,
      planted_topics_show_once_frequent_words_weigh_less,
      nothing_is_left_along_the_common_direction,
      threads_change_no_byte_and_batches_hardly_any,
      a_model_that_was_saved_makes_the_same_of_the_same_documents,
      a_model_knows_words_by_name_and_takes_new_ones_as_unseen,
      a_file_that_makes_no_sense_is_refused,
      vectors_of_another_dimension_are_refused,
      an_a_that_is_not_above_zero_is_refused,
      documents_become_rows_of_their_words_and_keep_their_names,
      two_documents_of_one_name_are_refused)
