/* SPDX-License-Identifier: MIT */
/*
 * test_docindex.c -- documents of two planted subjects, found by words that
 * they do not hold.
 */
#include "embed/docindex.h"

#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"

enum { DIM = 4, DOCUMENTS = 40 };

/* Words of the sea point one way, words of the kitchen another; "the" has no
 * way of its own. */
static const struct {
	const char *word;
	float v[DIM];
} words[] = {
    {"ship", {1, 0, 0.1f, 0}},         {"sail", {1, 0, 0, 0.1f}},
    {"harbour", {1, 0.1f, 0, 0}},      {"storm", {0.9f, 0, 0.2f, 0}},
    {"bread", {0, 1, 0.1f, 0}},        {"oven", {0, 1, 0, 0.1f}},
    {"flour", {0.1f, 1, 0, 0}},        {"yeast", {0, 0.9f, 0, 0.2f}},
    {"the", {0.1f, 0.1f, 0.1f, 0.1f}},
};
enum { WORDS = sizeof words / sizeof *words };

static struct qn_vectors *make_words(struct qn_err *e)
{
	struct qn_vectors *v = qn_vectors_new(WORDS, DIM, e);
	for (size_t i = 0; i < WORDS; i++) {
		qn_map_add(&v->words, qn_slice_of(words[i].word));
		memcpy(v->owned + i * v->stride, words[i].v, sizeof words[i].v);
	}
	return v;
}

/* Even documents are of the sea, odd ones of the kitchen; "storm" and "yeast"
 * occur in none of them; the last but one has no known word. */
static const char *make_index(void)
{
	const struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_buf text = {0};
	for (int i = 0; i < DOCUMENTS; i++)
		qn_buf_puts(&text, i == DOCUMENTS - 2 ? "unheard of\n"
		                   : i % 2 ? "the bread oven the flour xyz\n"
		                           : "the ship sail harbour xyz\n");
	qn_buf_puts(&text, "storm yeast\n");
	const char *path =
	    small_index("sea.ix", qn_buf_slice(&text), NULL, &about, 1);
	qn_buf_release(&text);
	return path;
}

static struct qn_docindex *build(struct qn_index *x,
                                 enum qn_docvec_method method, int threads,
                                 struct qn_err *e)
{
	const struct qn_docindex_options o = {
	    .docvec = {.method = method, .sif_a = 1e-3},
	    .graph = QN_HNSW_DEFAULTS};
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_vectors *v = make_words(e);
	struct qn_docindex *d = qn_docindex_build(x, v, &o, pool, e);
	if (d)
		d->owned = v; /* goes with it */
	else
		qn_vectors_free(v);
	qn_pool_free(pool);
	return d;
}

/* The documents nearest to a word. */
static void ask(struct qn_docindex *d, const char *word, size_t k,
                struct qn_neighbour *found)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_query q = {.n = 0};
	float row[DIM];
	qn_query_add(&q, QN_FIELD_TEXT, qn_slice_of(word), 1);
	ck_assert(qn_docindex_query(d, &q, row));
	const struct qn_queries queries = {
	    .vector = row, .n = 1, .stride = DIM, .k = k};
	const struct qn_hnsw_search how = {.ef = 64};
	ck_assert_msg(qn_hnsw_search(d->graph, &queries, &how, found, pool, &e),
	              "%s", e.text);
	qn_query_release(&q);
	qn_pool_free(pool);
}

static void check_subjects(struct qn_docindex *d)
{
	struct qn_neighbour found[10];
	ask(d, "storm", 10, found);
	for (int i = 0; i < 10; i++)
		ck_assert(found[i].row % 2 == 0 || found[i].row == DOCUMENTS);
	ask(d, "yeast", 10, found);
	for (int i = 0; i < 10; i++)
		ck_assert(found[i].row % 2 == 1 || found[i].row == DOCUMENTS);
}

START_TEST(a_word_finds_documents_of_its_subject_that_lack_it)
{
	static const enum qn_docvec_method methods[] = {
	    QN_DOCVEC_MEAN, QN_DOCVEC_WEIGHTED, QN_DOCVEC_FASTTEXT};
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = small_index_open(make_index());
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		struct qn_docindex *d = build(x, methods[i], 1, &e);
		ck_assert_msg(d, "%s", e.text);
		check_subjects(d);
		qn_docindex_free(d);
	}
	qn_index_close(x);
}
END_TEST

START_TEST(documents_without_a_known_word_are_never_found)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_neighbour found[DOCUMENTS + 1];
	struct qn_index *x = small_index_open(make_index());
	struct qn_docindex *d = build(x, QN_DOCVEC_MEAN, 1, &e);
	ask(d, "ship", DOCUMENTS + 1, found);
	for (int i = 0; i < DOCUMENTS; i++)
		ck_assert_uint_ne(found[i].row, DOCUMENTS - 2);
	ck_assert_uint_eq(found[DOCUMENTS].row, QN_MAP_NONE);
	qn_docindex_free(d);
	qn_index_close(x);
}
END_TEST

START_TEST(a_file_holds_it_all_and_depends_on_no_threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = small_index_open(make_index());
	struct qn_buf first = {0};
	for (int threads = 1; threads <= 4; threads *= 2) {
		const char *path = scratch("sea.ix.vectors");
		struct qn_docindex *d = build(x, QN_DOCVEC_SIF, threads, &e);
		ck_assert_msg(qn_docindex_save(d, x, path, &e), "%s", e.text);
		qn_docindex_free(d);
		struct qn_buf bytes = scratch_read(path);
		if (threads == 1)
			qn_buf_add(&first, bytes.p, bytes.n);
		ck_assert(
		    qn_slice_eq(qn_buf_slice(&bytes), qn_buf_slice(&first)));
		qn_buf_release(&bytes);
		d = qn_docindex_open(path, x, &e);
		ck_assert_msg(d, "%s", e.text);
		ck_assert_uint_eq(qn_hnsw_count(d->graph), DOCUMENTS + 1);
		qn_docindex_free(d);
	}
	qn_buf_release(&first);
	qn_index_close(x);
}
END_TEST

START_TEST(vectors_of_another_index_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("sea.ix.vectors");
	const char *index = make_index();
	struct qn_index *x = small_index_open(index);
	struct qn_docindex *d = build(x, QN_DOCVEC_MEAN, 1, &e);
	ck_assert(qn_docindex_save(d, x, path, &e));
	struct qn_index *other = small_index_open(
	    small_index_add("more.ix", index, qn_slice_of("a ship\n"), NULL));
	ck_assert(!qn_docindex_open(path, other, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "another state of the index"));
	qn_index_close(other);
	qn_docindex_free(d);
	qn_index_close(x);
}
END_TEST

START_TEST(words_without_any_vector_are_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	const struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_index *x = small_index_open(
	    small_index("odd.ix", qn_slice_of("abc def\n"), NULL, &about, 1));
	ck_assert(!build(x, QN_DOCVEC_MEAN, 1, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "none of its words has a vector"));
	qn_index_close(x);
}
END_TEST

SUITE(docindex, a_word_finds_documents_of_its_subject_that_lack_it,
      documents_without_a_known_word_are_never_found,
      a_file_holds_it_all_and_depends_on_no_threads,
      vectors_of_another_index_are_refused,
      words_without_any_vector_are_an_error)
