/* SPDX-License-Identifier: MIT */
/*
 * smallindex.c -- see smallindex.h.
 */
#include "tests/unit/smallindex.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"
#include "text/indexmerge.h"
#include "text/indexstore.h"
#include "text/tokenize.h"

#define OK(e) ck_assert_msg(!(e).failed, "%s", (e).text)

static void read_text(struct qn_index_store *s, struct qn_slice text,
                      const struct qn_document_source *source, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_document_source from = {.path = NULL};
	if (source)
		from = *source;
	from.path = scratch_write("documents", text.p, text.n);
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_documents *d = qn_documents_open(&from, &e);
	OK(e);
	qn_index_store_read(s, d, pool, NULL, &e);
	OK(e);
	qn_documents_close(d);
	qn_pool_free(pool);
}

static const char *write_index(struct qn_index_store *s, const char *name)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch(name);
	qn_index_store_write(s, path, NULL, &e);
	OK(e);
	qn_index_store_release(s);
	return path;
}

const char *small_index(const char *name, struct qn_slice text,
                        const struct qn_document_source *source,
                        const struct qn_index_about *about, int threads)
{
	struct qn_index_about usual = QN_INDEX_DEFAULTS;
	struct qn_index_store s;
	qn_index_store_init(&s, about ? about : &usual);
	read_text(&s, text, source, threads);
	return write_index(&s, name);
}

struct qn_index *small_index_open(const char *path)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = qn_index_open(path, &e);
	OK(e);
	ck_assert_ptr_nonnull(x);
	return x;
}

const char *small_index_add(const char *name, const char *path,
                            struct qn_slice text,
                            const struct qn_document_source *source)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index *x = small_index_open(path);
	struct qn_index_store s;
	struct qn_index_about about;
	qn_index_about_copy(&about, &x->about, &e);
	qn_index_store_init(&s, &about);
	qn_index_store_take(&s, x, NULL, &e);
	OK(e);
	read_text(&s, text, source, 2);
	path = write_index(&s, name);
	qn_index_about_release(&about);
	qn_index_close(x);
	return path;
}

const char *small_index_merge(const char *name, const char *const *path,
                              size_t n, const uint32_t *gone, size_t gone_n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_store s;
	struct qn_index_about about;
	for (size_t i = 0; i < n; i++) {
		struct qn_index *x = small_index_open(path[i]);
		uint64_t *bits =
		    qn_calloc(x->about.documents / 64 + 1, sizeof *bits);
		for (size_t k = 0; i == 0 && k < gone_n; k++)
			bits[gone[k] / 64] |= UINT64_C(1) << gone[k] % 64;
		if (i == 0) {
			qn_index_about_copy(&about, &x->about, &e);
			qn_index_store_init(&s, &about);
		}
		qn_index_store_take(&s, x, i ? NULL : bits, &e);
		OK(e);
		free(bits);
		qn_index_close(x);
	}
	const char *out = write_index(&s, name);
	qn_index_about_release(&about);
	return out;
}

size_t small_index_ask(struct qn_index *x, const char *query, size_t k,
                       const struct qn_scoring_options *o, bool exhaustive,
                       struct qn_scored *hit)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_scoring_options usual = QN_SCORING_DEFAULTS;
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	size_t n;
	qn_index_weights_init(&w, x, o ? o : &usual, &e);
	OK(e);
	struct qn_tokenizer *t = qn_tokenizer_new(&x->about.tokenizer, &e);
	struct qn_searcher *s = qn_searcher_new(x, &w, exhaustive);
	qn_query_parse(&q, qn_slice_of(query), false, t, &e);
	qn_search(s, &q, k, NULL, hit, &n, &e);
	OK(e);
	qn_query_release(&q);
	qn_searcher_free(s);
	qn_tokenizer_free(t);
	qn_index_weights_release(&w);
	return n;
}
